"""What a text claims that can be held against another to the letter: amounts, numbered things, rates, years, names.

Two wordings of one amount are one claim: 2,031.5万元 and 20315000元, 168家 and 168个.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import rjieba

from assistant.language.figures import Figure, figures
from assistant.language.measures import FAMILIES
from assistant.verify import patterns
from index.report.periods import years_in
from index.text.sentences import sentences

_SPACE = re.compile(r"[^\S\n]+")
_SCALES = {"": 0, "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "百亿": 10, "千亿": 11, "万亿": 12}
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MARK = re.compile(r"[^\w]+")
_NO_MEASURE = ("月", "日", "号", "年", "岁", "周岁", "")  # units of dates and ages: they tell of what an amount is
HERE = "#"  # stands for the number in what is said of it
_BEHIND = re.compile(r"[,、;。:()\n\d]")  # where what is said behind an amount ends
_AMOUNTS = re.compile(r"[\d.%]+\w?")
_BACK = 200  # characters before an amount in which what it is of is sought
_NAMING = "nsjv"  # word classes that name what an amount is of (a verb: 就餐, 补领)
_UNCOUNTED = ("a", "c", "d", "i", "l", "n", "p", "r", "v", "z")  # word classes in which 一 or 十 counts nothing (十分)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in its unit ("" for none)."""

    value: Decimal
    unit: str

    def equals(self, other: "Amount") -> bool:
        """Whether both say the same: measure words for the same things are one unit."""
        return self.value == other.value and self.of_one_kind(other)

    def of_one_kind(self, other: "Amount") -> bool:
        """Whether both count or measure the same things."""
        return self.unit == other.unit or any(self.unit in same and other.unit in same for same in FAMILIES)


def plain(text: str) -> str:
    """NFKC, without blanks and thousands commas, so that `2,850.46 万元` is `2850.46万元`.

    Line breaks stay: what ends a line and what begins the next make no figure. Marks are in ASCII but 。、 and quotes.
    """
    whole = text.encode("utf-8", "replace").decode("utf-8")  # half a character, as broken JSON has, becomes ?
    return _THOUSANDS.sub("", _SPACE.sub("", unicodedata.normalize("NFKC", whole)))


def letters(text: str) -> str:
    """The text without marks and spaces, as names are compared."""
    return _MARK.sub("", plain(text)).lower()


@lru_cache(maxsize=4096)
def amounts(text: str) -> frozenset[Amount]:
    """The figures of a plain text; years are not among them."""
    found = (figure for figure in figures(text) if figure.scale in _SCALES)
    return frozenset(map(amount_of, found))


@lru_cache(maxsize=256)
def measured(text: str) -> tuple[tuple[Amount, str], ...]:
    """Once each amount of a plain text with what is said of it, `HERE` for its number.

    That are the words of its clause, or, where these name nothing (…，增长8.2%), those before it in the sentence as
    well. Where things and amounts are listed apart (城市、农村低保标准分别为950元、800元) each has its own thing.
    """
    told: dict[tuple[Amount, str], None] = {}
    for first, last in sentences(text):
        sentence = text[first:last]
        found = [each for each in figures(sentence) if each.scale in _SCALES and each.unit not in _NO_MEASURE]
        apart = _apart(sentence, found)
        told |= {(amount_of(each), apart.get(each.start) or _subject(sentence, each)): None for each in found}
    return tuple(told)


def amount_of(figure: Figure) -> Amount:
    """The amount that a figure says, its scale (万, 亿) counted in."""
    return Amount(Decimal(figure.number).scaleb(_SCALES[figure.scale]), figure.unit)


def _subject(sentence: str, figure: Figure) -> str:
    """What is said of a figure, from the nearest mark before it that has something named behind it."""
    first = max(0, figure.start - _BACK)
    behind = _BEHIND.split(sentence[figure.end :], maxsplit=1)[0]
    named, last = _names(behind), figure.start
    for start in reversed([match.end() for match in patterns.PAUSE.finditer(sentence, first, figure.start + 1)]):
        named, last = named or _names(sentence[start:last]), start
        if named:
            return f"{sentence[start : figure.start]}{HERE}{figure.unit}{behind}"
    return f"{sentence[first : figure.start]}{HERE}{figure.unit}{behind}"


def _names(text: str) -> bool:
    """Whether a text names something besides its amounts."""
    told = rjieba.tag(_AMOUNTS.sub(" ", text))
    return any(tag[0] in _NAMING and len(word) > 1 and not patterns.MOVES.search(word) for word, tag in told)


def _apart(sentence: str, found: Sequence[Figure]) -> dict[int, str]:
    """For each amount behind 分别, where as many things are listed before it, its thing; by where the amount begins."""
    at = sentence.find("分别")
    behind = [each for each in found if each.start > at]
    if at < 0 or len(behind) < 2:
        return {}
    alike = [each for each in behind if each.unit == behind[0].unit]
    opening = re.split("[,;:]", sentence[:at].rstrip(","))[-1]
    things = patterns.JOINED.split(opening)
    common = sentence[at + 2 : behind[0].start]
    if not 1 < len(things) <= len(alike):
        return {each.start: sentence for each in alike}  # what is of which cannot be told
    return {each.start: thing + common for each, thing in zip(alike, things, strict=False)}


def numerals(text: str) -> Iterator[tuple[str, str]]:
    """(the number in Chinese characters, what stands behind it) for all that counts something: 六 and 大, 第三 and 个.

    一 counts only behind 第: 一批, 统一 and 进一步 say no number.
    """
    uncounted: dict[int, int] = {}  # where each character of a word that counts nothing stands, and the word ends
    at = 0
    for word, tag in rjieba.tag(text):
        start, at = at, at + len(word)
        if len(word) > 1 and tag.startswith(_UNCOUNTED):
            uncounted |= dict.fromkeys(range(start, at), at)
    at = 0
    while match := patterns.NUMERAL.search(text, at):
        at = uncounted.get(match.start(), match.end())
        if match.start() not in uncounted and match["number"] != "一":
            yield match["number"], match["thing"]


def number(numeral: str) -> int | None:
    """The value of a numeral below ten thousand, 第 left out; None for what is none (三五)."""
    total, last = 0, None
    for each in numeral.removeprefix("第"):
        if each in _TENS:
            total += (1 if last is None else last) * _TENS[each]
            last = None
        elif last:
            return None
        else:
            last = _DIGITS[each]
    return total + (last or 0)


def rates(text: str) -> frozenset[str]:
    """To what an amount is paid: 每, 人 and 月 of 每人每月 and of /人/月."""
    return frozenset(mark for match in patterns.RATE.finditer(text) for mark in patterns.PER.findall(match[0]))


def years(text: str) -> frozenset[int]:
    """The years that a text names."""
    return frozenset(years_in(text))


def quoted(text: str) -> Iterator[str]:
    """What stands in title or quotation marks, as `letters`."""
    for match in patterns.QUOTED.finditer(text):
        yield letters(next(filter(None, match.groups())))


def dated(text: str) -> frozenset[tuple[str, str]]:
    """(year, what part of it) for each end, beginning or month of a year that is named with it."""
    return frozenset((year, part.replace("末", "底")) for year, part in patterns.DATED.findall(text))
