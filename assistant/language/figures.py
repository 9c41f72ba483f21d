"""Figures in text: a number with its unit, where it stands, and which units a question asks for."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.language import patterns
from assistant.language.lists import groups

Units = tuple[str, ...]
_NUMBER = r"\d+(?:[,，]\d{3}(?!\d))*(?:\.\d+)?"
_SCALE = r"(?:\s*(?:余|馀|多|来))?\s*(?:万亿|[千百]?[万亿]|千|百)?(?:\s*(?:余|馀|多))?"
FIGURE = re.compile(rf"(?P<number>{_NUMBER})(?P<scale>{_SCALE})\s*(?P<unit>[%％‰]|{patterns.UNIT})?")
_LIST_MARK = re.compile(r"^\s*[（(]?\d{1,2}(?:[)）、]|[.．](?!\d))")  # not the whole part of 98.5%
_NO_AMOUNT = ("", "月", "日", "年", "号", "岁", "周岁")  # units of dates and ages, which answer only where asked for
SAME_THINGS = tuple(map(frozenset, groups(Path(__file__).parent / "data" / "same_things.txt")))
MONEY: Units = ("元",)
PEOPLE: Units = ("人", "名", "人次", "位", "户")
ANYTHING: Units = ("个", "人", "名", "位")  # 几个 asks for people as well as for things
_COUNTED = {"人": PEOPLE, "次": ("次", "人次")}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at `start:end` of a text, without separators, with its scale (万, 亿 …) and unit ('' where none)."""

    number: str
    scale: str
    unit: str
    start: int
    end: int


def figures(text: str) -> Iterator[Figure]:
    """The figures of a text in order; years and the number that a list item begins with are no figures."""
    mark = _LIST_MARK.match(text)
    for match in FIGURE.finditer(text, mark.end() if mark else 0):
        number = unicodedata.normalize("NFKC", match["number"]).replace(",", "")
        unit = unicodedata.normalize("NFKC", match["unit"] or "")
        scale = re.sub(r"[\s余馀多来]", "", match["scale"])
        if unit == "年" and re.fullmatch(r"(?:19|20)\d\d", number) and not scale:
            continue
        yield Figure(number, scale, unit, match.start(), match.end())


def asked_units(question: str) -> tuple[Units, ...]:
    """For each amount asked for the units that can answer: (元) for 多少钱, (人, 名, …) for 多少人.

    () stands where any unit can.
    """
    asked: list[Units] = []
    for match in patterns.ASKED.finditer(patterns.NUMBER_OF.sub(" ", question)):
        unit = match["unit"] or match["people"] or ""
        if unit in ("钱", "资金", "经费", "金额", "元"):
            asked.append(MONEY)
        elif unit == "人":
            asked.append(PEOPLE)
        elif unit == "个":
            asked.append(ANYTHING)
        else:
            asked.append((unit,) if unit and unit not in "万亿大" else ())
    asked += [_COUNTED.get(match[1], (match[1],)) for match in patterns.NUMBER_OF.finditer(question)]
    if not any(asked):
        guess = next((units for pattern, units in patterns.GUESSES if pattern.search(question)), ())
        asked = [guess] * max(1, len(asked))
    return tuple(asked)


def answers(asked: Sequence[Units], held: Sequence[str]) -> float:
    """Which share of the amounts asked for has a figure of its own among the units held."""
    left = list(held)
    met = 0
    for units in asked:
        fitting = next((unit for unit in left if _fits(unit, units)), None)
        if fitting is not None:
            left.remove(fitting)
            met += 1
    return met / len(asked)


def _fits(unit: str, units: Units) -> bool:
    """Whether a figure's unit is one of those asked for, or another measure word for the same things."""
    if not units:
        return unit not in _NO_AMOUNT
    return unit in units or any(unit in family and not family.isdisjoint(units) for family in SAME_THINGS)
