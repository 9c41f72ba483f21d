"""Numbers as reports write them (1,764; 1 764; ３．５; 一千七百六十四; 2.4万) → exact decimals."""

import re
import unicodedata
from decimal import Decimal

_DIGITS = {"零": 0, "〇": 0, "○": 0, "两": 2} | {digit: value for value, digit in enumerate("一二三四五六七八九", 1)}
_SCALES = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}  # in the order in which they divide a numeral

ARABIC = r"\d{1,3}(?:[,，]\d{3})+(?!\d)(?:[.．·]\d+)?|\d{1,3}(?:[ \u3000\xa0]\d{3})+(?![\d.．%％])|\d+(?:[.．·]\d+)?"
"""A number in digits, half or full width, thousands set apart or not."""
CHINESE = r"[零〇○一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+[万亿]{0,2})?"
"""A number in Chinese numerals, which may also be part of a word."""
SCALE = r"[千百十]?万亿|[千百十]?[万亿]|千|百"
"""What multiplies a number in digits."""


LONGEST = 30
"""Characters of a number; longer ones are numbers of accounts, or mischief."""


def arabic(text: str) -> Decimal:
    """The value of a number in digits."""
    plain = unicodedata.normalize("NFKC", text).replace("·", ".")
    return Decimal(re.sub(r"[,\s]", "", plain))


def canonical(value: Decimal) -> Decimal:
    """The same value without exponent and trailing zeros (2.850E+4 → 28500)."""
    return Decimal(int(value)) if value == value.to_integral_value() else value.normalize()


def scale(text: str) -> int:
    """By how much a scale (万, 千万, 万亿, or none) multiplies."""
    value = 1
    for character in text:
        value *= _SCALES[character]
    return value


def chinese(text: str) -> Decimal | None:
    """The value of Chinese numerals (三点八, 两千, 六千零五十亿, 一九八〇), None where they make no number."""
    if len(text) > LONGEST:
        return None
    whole, point, rest = text.partition("点")
    digits = rest.rstrip("万亿")
    value = _whole(whole)
    if value is None or (point and not digits):
        return None
    fraction = "".join(str(_DIGITS[digit]) for digit in digits)
    return Decimal(f"{value}.{fraction}" if fraction else value) * scale(rest[len(digits) :])


def _whole(text: str) -> int | None:
    """The value of a whole number; digits one by one (一九八〇) are read like those of a year."""
    for character, size in _SCALES.items():
        head, found, tail = text.rpartition(character)
        if not found:
            continue
        many, rest = _whole(head) if head else 1, _whole(tail) if tail else 0
        if many is None or rest is None or rest >= size:
            return None
        # 两万五: a lone digit behind a scale counts its tenths.
        return many * size + (rest * size // 10 if tail in _DIGITS and size > 10 else rest)
    if not text or any(character not in _DIGITS for character in text):
        return None
    return int("".join(str(_DIGITS[character]) for character in text))
