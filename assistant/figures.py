"""Figures in text: a number with its unit, where it stands, and which units a question asks for."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Units = tuple[str, ...]
_NUMBER = r"\d+(?:[,，]\d{3}(?!\d))*(?:\.\d+)?"
_SCALE = r"(?:\s*(?:余|馀|多|来))?\s*(?:万亿|[千百]?[万亿]|千|百)?(?:\s*(?:余|馀|多))?"
_UNIT = (
    r"人次|人日|标准箱|平方米|平方公里|立方米|公里|千米|公顷|千瓦时?|个百分点|百分点|周岁|分钟|小时|工作日|个月|季度|"
    r"元|人|名|户|家|个|张|件|项|座|所|处|对|宗|次|例|具|格|条|起|辆|台|套|间|栋|支|场|期|批|本|份|篇|亩|吨|米|岁|天|日|月|年|倍|级|"
    r"位|只|头|股|度|斤|号|步|成|种|类|大|届|轮|层|片|船|艘|列|颗|枚|口|门|桩|笔|席|课|站|幅|首|部|册|封|株|盏|架|镇|村|市|县|区|省|园|院|校|线|卷|字|万|亿"
)
FIGURE = re.compile(rf"(?P<number>{_NUMBER})(?P<scale>{_SCALE})\s*(?P<unit>[%％‰]|{_UNIT})?")
_ASKED = re.compile(rf"(?:多少|几)\s*(?:万亿|万|亿)?(?P<unit>{_UNIT}|钱|资金|经费|金额)?")
# Where the question names no unit, what it asks about tells: the first that fits.
_GUESSES: tuple[tuple[re.Pattern[str], Units], ...] = (
    (re.compile(r"比例|占比|百分之|率|增长|增速|增幅|涨了?多少|下降"), ("%", "‰", "百分点", "个百分点")),
    (re.compile(r"产量|总产"), ("斤", "吨", "千克", "公斤")),
    (re.compile(r"面积|农田|耕地"), ("亩", "公顷", "平方公里", "平方米")),
    (
        re.compile(
            r"(?<!高)标准(?!化|箱)|补贴|津贴|资金|金额|经费|投资|生活费|补助|钱|花|[保助济励恤险]金|[罚贷存捐善]款|投入|支出|产值|生产总值|gdp|GDP|总额|收入"
        ),
        ("元",),
    ),
)
_LIST_MARK = re.compile(r"^\s*[（(]?\d{1,2}(?:[)）、]|[.．](?!\d))")  # not the whole part of 98.5%
_NO_AMOUNT = ("", "月", "日", "年", "号", "岁", "周岁")  # units of dates and ages, which answer only where asked for
# Measure words that stand for one another: 件 and 项 of the same programme.
SAME_THINGS = (
    frozenset("件项个条类种"),
    frozenset("家个所处座"),
    frozenset("宗件例起对"),
    frozenset(("次", "人次", "场")),
)
_NUMBER_OF = re.compile(r"([人户张家件次])数")
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
    for match in _ASKED.finditer(question):
        unit = match["unit"] or ""
        if unit in ("钱", "资金", "经费", "金额", "元"):
            asked.append(MONEY)
        elif unit == "人":
            asked.append(PEOPLE)
        elif unit == "个":
            asked.append(ANYTHING)
        else:
            asked.append((unit,) if unit and unit not in "万亿大" else ())
    asked += [_COUNTED.get(match[1], (match[1],)) for match in _NUMBER_OF.finditer(question)]
    if not any(asked):
        guess = next((units for pattern, units in _GUESSES if pattern.search(question)), ())
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
