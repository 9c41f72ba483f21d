"""A stored number and its number format → the words that a spreadsheet shows for it, as nearly as can be told."""

import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from itertools import groupby

from xlrd.formatting import std_format_strings
from xlrd.xldate import XLDateError, xldate_as_datetime

GENERAL = "General"
BUILT_IN = (
    std_format_strings
    | dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"')
    | dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"')
    | dict.fromkeys((30, 31), 'yyyy"年"m"月"d"日"')
    | dict.fromkeys((32, 33, 34, 35, 55, 56), "h:mm")
)
"""The formats that files name by number only, those of Chinese Excel among them."""

_SECTION = re.compile(r'(?:"[^"]*"|\\.|[^;"\\])*')
_TOKEN = re.compile(r'"([^"]*)"|[\\!](.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|(General|.)')
_NOT_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|General')
_LOCAL_GENERAL = re.compile("G/通用格式|general", re.IGNORECASE)
_LONGEST_FORMAT = 200  # characters; Excel takes 255
_MOST_DECIMALS = 30
_WIDEST = 1e300


def is_date(code: str) -> bool:
    """Whether a number format shows a date or a time."""
    return bool(re.search("[ymdhse]", _letters(code))) and not re.search("[0#?]e", _letters(code))


def shown(value: float, code: str, datemode: int = 0) -> str:
    """What a number shows; `datemode` 1 counts days from 1904."""
    if code == GENERAL:
        return general(value)
    code = _LOCAL_GENERAL.sub(GENERAL, code)
    if len(code) <= _LONGEST_FORMAT and is_date(code):
        try:
            return _date(value, xldate_as_datetime(value, datemode), _letters(code))
        except (XLDateError, OverflowError, ValueError):
            return general(value)
    return _number(value, code) if len(code) <= _LONGEST_FORMAT and abs(value) < _WIDEST else general(value)


def general(value: float) -> str:
    """A number without a format: eleven digits, as Excel shows them, but never less than two decimals."""
    if value == int(value):
        return str(int(value))
    digits = max(11, len(str(int(abs(value)))) + 2)
    return format(Decimal(f"{value:.{digits}g}"), "f")


@lru_cache(maxsize=64)
def _letters(code: str) -> str:
    return _NOT_LETTERS.sub("", _first_section(code)).lower()


def _first_section(code: str) -> str:
    match = _SECTION.match(code)
    return match[0] if match else ""


def _date(value: float, moment: datetime, letters: str) -> str:
    """Year, month and day as far as the format shows them, in the order of dates whatever its order is."""
    year, day = bool(re.search("[ye]", letters)), "d" in letters
    hour = re.search("[hs]", letters) is not None
    month = "m" in letters and (year or day or not hour)
    if "[" in letters:
        return f"{int(value * 24)}:{moment:%M}"
    words = []
    if year and day:
        words.append(f"{moment:%Y-%m-%d}")
    elif year or month or day:
        told = ((year, moment.year, "年"), (month, moment.month, "月"), (day, moment.day, "日"))
        words.append("".join(f"{part}{name}" for has, part, name in told if has))
    if hour:
        words.append(moment.strftime("%H:%M:%S" if "s" in letters else "%H:%M"))
    return " ".join(words)


def _number(value: float, code: str) -> str:
    """By a format's first section; one that this does not know shows the number plain."""
    pieces: list[tuple[bool, str]] = []
    percent = False
    for match in _TOKEN.finditer(_first_section(code)):
        literal = match[1] or match[2] or match[3]
        if literal or match[4]:
            percent |= match[4] == "%"
            pieces.append((not literal and (match[4] in "0#?.," or match[4] == GENERAL), literal or match[4]))
    runs = [(digits, "".join(piece for _, piece in run)) for digits, run in groupby(pieces, lambda piece: piece[0])]
    patterns = [words for digits, words in runs if digits]
    if len(patterns) != 1:
        return general(value)
    at = runs.index((True, patterns[0]))
    before, after = ("".join(words for _, words in each).strip() for each in (runs[:at], runs[at + 1 :]))
    if before in ("¥", "￥"):  # a unit stands behind its figure
        before, after = "", f"{after}元"
    size = Decimal(repr(abs(value))).scaleb(2 * percent)
    body = general(float(size)) if patterns[0] == GENERAL else _digits(size, patterns[0])
    sign = "-" if value < 0 and body.strip("0.,") else ""
    return f"{sign}{before}{body}{after}"


def _digits(size: Decimal, pattern: str) -> str:
    """A number without its sign as a pattern of 0, # and ? shows it; commas behind them divide by a thousand each."""
    whole, _, decimals = pattern.rstrip(",").partition(".")
    if len(decimals) > _MOST_DECIMALS or set(decimals) - set("0#?"):
        return general(float(size))
    with localcontext(prec=400):
        size = size.scaleb(-3 * (len(pattern) - len(pattern.rstrip(","))))
        size = size.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    integer, point, rest = f"{size:{',' if ',' in whole else ''}f}".partition(".")
    must = len(decimals.rstrip("#?"))
    rest = rest[:must] + rest[must:].rstrip("0")
    return f"{integer if ',' in whole else integer.zfill(whole.count('0'))}{point if rest else ''}{rest}"
