"""Units that can be turned into one another, and numbers however they are written: 万元 and 亿元, 元/月 and 元/年."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from assistant.language.figures import SAME_THINGS
from index.figures.numbers.numerals import chinese

SCALES = {
    "": 1,
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}
POINTS = "个百分点"
NUMERALS = "零〇○一二两三四五六七八九十百千万亿"
FAMILIES = (*SAME_THINGS, frozenset("人名位"))  # measure words for the same things
# What a unit measures, and how much of it: area, weight and length are told in several.
_BASES = {
    "克": ("克", Fraction(1)),
    "斤": ("克", Fraction(500)),
    "千克": ("克", Fraction(1000)),
    "公斤": ("克", Fraction(1000)),
    "吨": ("克", Fraction(10**6)),
    "平方米": ("平方米", Fraction(1)),
    "亩": ("平方米", Fraction(2000, 3)),
    "公顷": ("平方米", Fraction(10**4)),
    "平方公里": ("平方米", Fraction(10**6)),
    "米": ("米", Fraction(1)),
    "千米": ("米", Fraction(1000)),
    "公里": ("米", Fraction(1000)),
    "千瓦时": ("千瓦时", Fraction(1)),
    "%": ("%", Fraction(1)),
    "‰": ("%", Fraction(1, 10)),
    "个百分点": (POINTS, Fraction(1)),
    "百分点": (POINTS, Fraction(1)),
}
_HEADS = frozenset("人户")
_MONTHS = {"月": 1, "季": 3, "季度": 3, "年": 12}
_SCALED = re.compile(rf"(?P<scale>{'|'.join(sorted(filter(None, SCALES), key=len, reverse=True))})(?P<base>.*)")
_BLANK = re.compile(r"[\s,]+")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a unit measures, by what (month, person), and how much of it one is."""

    kind: str
    per: frozenset[str]
    size: Fraction

    def like(self, other: "Measure") -> bool:
        """Whether amounts of both can be set beside one another."""
        same = self.kind == other.kind or any({self.kind, other.kind} <= family for family in FAMILIES)
        # What is paid by the month is paid to each, whether that is said (每人每月) or not (月标准).
        less, more = sorted((self.per, other.per), key=len)
        unsaid = "月" in less and less < more and more - less <= _HEADS
        return same and (less == more or unsaid)


@lru_cache(maxsize=1024)
def measure(unit: str) -> Measure:
    """What a unit as it is written measures: 万元/月, 亩, 人次. What is not known measures itself."""
    base, *told = unicodedata.normalize("NFKC", unit).split("/")
    scale = _SCALED.fullmatch(base) if base not in _BASES else None
    kind, size = _BASES.get(scale["base"] if scale else base, (scale["base"] if scale else base, Fraction(1)))
    times = [each for each in told if each in _MONTHS]
    per = {each for each in told if each not in _MONTHS} | ({"月"} if times else set())
    for each in times:
        size /= _MONTHS[each]
    return Measure(kind, frozenset(per), size * (SCALES[scale["scale"]] if scale else 1))


def number(text: str) -> Fraction | None:
    """The value of a number as it is written: 1,764, ３．５, 1 764, 一千七百六十四, 三点八; None for what is none."""
    told = _BLANK.sub("", unicodedata.normalize("NFKC", text))
    if re.fullmatch(r"\d+(?:\.\d+)?", told, re.ASCII):
        return Fraction(told)
    value = chinese(told)
    return None if value is None else Fraction(value)


def scale_of(size: Fraction | int) -> str | None:
    """The word that multiplies by so much (万); '' for one, None where there is none."""
    return next((name for name, each in SCALES.items() if each == size), None)


def is_finite(value: Fraction) -> bool:
    """Whether it can be written out with a decimal point."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def rounded(value: Fraction, places: int) -> Fraction:
    """To that many decimal places, a half away from zero."""
    size = 10**places
    whole = int(abs(value) * size + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, size)


def digits(value: Fraction, commas: bool = False) -> str:
    """A value that is finite, written out without zeros at its end; with thousands commas where asked for.

    Raises ValueError for one that is not finite.
    """
    if not is_finite(value):
        raise ValueError(f"{value} has no end: round it first")
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    whole = str(abs(value * 10**places).numerator).zfill(places + 1)
    head, tail = (whole[:-places], whole[-places:]) if places else (whole, "")
    head = f"{int(head):,}" if commas else head
    return f"{'-' if value < 0 else ''}{head}{'.' if tail else ''}{tail}"
