"""Amounts in text: each number with its unit, where it stands, and by what it counts; dates and marks are none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from index.figures.numbers import numerals
from index.figures.numbers.no_amounts import measures_time, no_amounts

_UNITS = Path(__file__).parent / "data" / "units.txt"
_CALLED = {"百分点": "个百分点", "个小时": "小时", "元人民币": "元", "块钱": "元"}  # one unit by two names


def _listed() -> tuple[str, str]:
    """The units as patterns, the longest first: those behind Chinese numerals, and all."""
    rows = [line.split() for line in _UNITS.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    chinese = {unit for kind, *units in rows if kind == "any" for unit in units}
    every = chinese | {unit for _, *units in rows for unit in units}
    return _longest_first(chinese), _longest_first(every)


def _longest_first(units: set[str]) -> str:
    return "|".join(sorted(units, key=lambda unit: (-len(unit), unit)))


_CHINESE_UNIT, _UNIT = _listed()
_BLANK = r"[ \u3000\xa0]{0,2}"
_MORE = "[余馀多来几]"
_EACH = "人|月|年|日|天|户|次|亩|平方米|公里|吨|斤|公斤|度|千瓦时|床|张|学期|场|件|辆|份|餐|生|套|个|立方米|家"
_BY = rf"(?:[/／每](?:{_EACH})(?:[·•.・/／每]?(?:人|月|年|日|天|户|次|床|学期))?)"
_TIMES = ("月", "年", "日", "天", "学期")
_NOT_BEFORE = r"(?<![\dA-Za-z.．_×xX+＋第〔\[【#])(?<!\d[/／:：])"
_AMOUNT = re.compile(
    rf"""
    (?P<percent>百分之(?P<pc>{numerals.CHINESE}|{numerals.ARABIC})|千分之(?P<pm>{numerals.CHINESE}))
    |(?P<fraction>(?P<under>[二三四五六七八九十]+|\d{{1,2}})分之(?P<over>[一二三四五六七八九]|\d{{1,2}}))
    |(?<![\d/／.])(?P<top>\d)[/／](?P<bottom>[2-9]|10)(?![\d/／.年月])
    |(?P<half>一半)
    |(?P<tenths>(?<![一二三四五六七八九十\d])(?:[一二两三四五六七八九]|[1-9](?:\.\d)?))成(?:(?P<five>半)|(?![立为员果本效功长都交熟人分品活套就像绩份因]))
    |{_NOT_BEFORE}(?P<number>{numerals.ARABIC})(?:
        {_BLANK}(?P<share>[%％‰])
        |{_BLANK}(?P<scaled>{_MORE}?{_BLANK}(?P<scale>{numerals.SCALE})?{_MORE}?){_BLANK}(?P<unit>{_UNIT})?(?P<by>{_BY})?
    )
    |(?<![零〇○一二两三四五六七八九十百千万亿第几数])(?P<han>{numerals.CHINESE}){_MORE}?(?P<hanscale>[万亿]?){_MORE}?(?P<hanunit>{_CHINESE_UNIT}|大(?=[\u4e00-\u9fff]{{2}}))(?P<hanby>{_BY})?
    """,
    re.VERBOSE,
)
_RANK = re.compile(
    r"(?:(?:位?居|排名?|位?列|进至|进位至|跃居|跃升至|上升[至到]|升[至到]|保持|占|名列|全[国省市县区]|全球|世界|地区|首位)"
    r"[^，。；\d第]{0,8}|[率数量值额]|倒数)"
    r"(?P<rank>第[ ]?(?P<nth>\d{1,3}|[一二三四五六七八九十]{1,3})(?:[位名](?!老|群|患)|(?=[、，。；）)和且并]|$)))"
)
_BEFORE_SHARE = re.compile(
    r"(?:占|率|量|额|数|约|近|超过?|逾|过|达到?|降低?|增加?|减少?|足|长|为|的|短|至|到|[升降]幅|负担|有)$"
)
_MEASURES = ("元", "倍", "个百分点", "百分点")
_NAME = re.compile(r"[“《][^”》]{2,10}[”》]")  # “一元殡葬”
_ARTICLE = re.compile(
    r"一(?:个|批|种|条|家|次|项|张|名|户|件|所|处|座|支|场|套|部|份|类|台|对|辆|些|期|起|段|间|人|片|把)"
)
_COUNTING = re.compile(
    r"(?:^|[，。；：、（(！？\s]|[实推落完打建抓新开有共等的是为到达出了从约近超过仅这以第等及和与获列入成给用设立分占至比做办兴增减施展造设进实成好下齐供升选派聘选全其余剩在述将把由于按如在]|超过|不足|各|全部)$"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit at `start:end` of a text: its value in the base unit, and by what (元/人·月: 人, 月).

    `rank` tells that it is an ordinal (第3位). `bare` tells that no unit is written, only a scale (600多万).
    """

    start: int
    end: int
    value: Decimal
    unit: str
    per: tuple[str, ...] = ()
    rank: bool = False
    bare: bool = False


def amounts(text: str) -> Iterator[Amount]:
    """The amounts of a text in order; years, dates, ages of groups and numbers of documents are none."""
    found = [*(_ranks(text) if "第" in text else ()), *_plain(text)]
    yield from sorted(found, key=lambda amount: amount.start)


def _ranks(text: str) -> Iterator[Amount]:
    for match in _RANK.finditer(text):
        if (value := _value(match["nth"])) is not None:
            yield Amount(*match.span("rank"), value, "位", rank=True)


def _plain(text: str) -> Iterator[Amount]:
    """The amounts that are no ranks; where a match is none, the search goes on behind its number."""
    taken = no_amounts(text)
    at = 0
    while match := _AMOUNT.search(text, at):
        start, end = match.span()
        covering = next((span for span in taken if span[0] < end and start < span[1]), None)
        if covering and (covering[0] <= start or match["number"] is None):
            at = max(covering[1], start + 1)
            continue
        amount = _amount(text, match)
        at = amount.end if amount else start + max(1, len(match["number"] or match["han"] or ""))
        if amount:
            yield amount


def _amount(text: str, match: re.Match[str]) -> Amount | None:
    if match["number"]:
        return _in_digits(text, match)
    if match["han"]:
        return _in_chinese(text, match)
    value, unit = _part(match)
    small = bool(match["half"] or match["tenths"])
    if value is None or (small and not _is_share(text, *match.span())):
        return None
    return Amount(*match.span(), value, unit)


def _part(match: re.Match[str]) -> tuple[Decimal | None, str]:
    """The value and unit of what is written as a part of a whole: 百分之三点八, 三分之一, 1／4, 一半, 四成."""
    if match["percent"]:
        return _value(match["pc"] or match["pm"]), "%" if match["pc"] else "‰"
    if match["half"]:
        return Decimal("0.5"), ""
    if match["tenths"]:
        tenths = _value(match["tenths"])
        return tenths and tenths * 10 + (5 if match["five"] else 0), "%"
    over, under = _value(match["over"] or match["top"]), _value(match["under"] or match["bottom"])
    return round(over / under, 4) if over is not None and under else None, ""


def _value(number: str) -> Decimal | None:
    return numerals.arabic(number) if number[0].isdecimal() else numerals.chinese(number)


def _is_share(text: str, start: int, end: int) -> bool:
    """Whether 一半 or 三成 is a share of something."""
    before, after = text[max(0, start - 3) : start], text[end : end + 2]
    return bool(_BEFORE_SHARE.search(before)) or after.startswith(("左右", "以上", "以下", "多", "的"))


def _in_digits(text: str, match: re.Match[str]) -> Amount | None:
    if len(match["number"]) > numerals.LONGEST:
        return None
    size = match["scale"] or ""
    value = numerals.canonical(numerals.arabic(match["number"]) * numerals.scale(size))
    if match["share"]:
        return Amount(*match.span(), value, match["share"].replace("％", "%"))
    if match["unit"]:
        return _with_unit(text, match.span(), value, match["unit"], match["by"])
    return Amount(match.start(), match.end("scaled"), value, "", bare=True) if size else None


def _in_chinese(text: str, match: re.Match[str]) -> Amount | None:
    start, number, unit = match.start(), match["han"], match["hanunit"]
    value = numerals.chinese(number)
    if value is None or _ARTICLE.match(text, start) or (start and _NAME.match(text, start - 1)):
        return None
    if len(number) == 1 and unit not in _MEASURES and not _COUNTING.search(text[max(0, start - 2) : start]):
        return None  # part of a name: 两项补贴 behind 残疾人
    return _with_unit(text, match.span(), value * numerals.scale(match["hanscale"]), unit, match["hanby"])


def _with_unit(text: str, span: tuple[int, int], value: Decimal, unit: str, by: str | None) -> Amount | None:
    unit = unit.replace("／", "/")
    unit = _CALLED.get(unit, unit)
    if unit in ("年", "岁", "周岁", "日") and not measures_time(text, *span, unit):
        return None
    each = [part for part in re.split(r"[/／每·•.・]", by or "") if part]
    if len(each) == 1 and len(each[0]) == 2 and each[0][0] in "人户年月":
        each = [*each[0]]  # 元/人年
    per = sorted(each, key=lambda part: part in _TIMES)
    return Amount(*span, value, unit, tuple(per))
