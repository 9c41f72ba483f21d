"""Amounts in text: each number with its unit, where it stands, and by what it counts; dates and marks are none."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from index.figures import numerals

_UNITS = Path(__file__).parent / "data" / "units.txt"
_MONEY = "元"


def _listed() -> tuple[str, str]:
    """The units as patterns, the longest first: those behind Chinese numerals, and all."""
    rows = [line.split() for line in _UNITS.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    chinese = {unit for kind, *units in rows if kind == "any" for unit in units}
    every = chinese | {unit for _, *units in rows for unit in units}
    return tuple("|".join(sorted(each, key=lambda unit: (-len(unit), unit))) for each in (chinese, every))  # type: ignore[return-value]


_CHINESE_UNIT, _UNIT = _listed()
_BLANK = r"[ \u3000\xa0]{0,2}"
_MORE = "[余馀多来几]"
_BY = r"(?:[/／每](?:人|月|年|日|天|户|次|亩|平方米|公里|吨|斤|公斤|度|千瓦时|床|张|学期|场|件|辆|份|餐|生|套|个|立方米|家)(?:[·•.・/／每]?(?:人|月|年|日|天|户|次|床|学期))?)"
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
_YEARLIKE = re.compile(r"(?:19|20)\d\d$")
# What looks like an amount: dates, clock times, document numbers, phone numbers, plans' names, versions.
_NO_AMOUNTS = re.compile(
    r"""
    (?:19|20)\d\d{0}[ \u3000]?[-—–~～至到、/／][ \u3000]?(?:19|20)?\d\d[ \u3000]?(?:年度?|学年)
    |[\d〇○０零一二三四五六七八九]{4}[ \u3000]?年度?(?:[ \u3000]?\d{1,2}[ \u3000]?月(?:[ \u3000]?\d{1,2}[ \u3000]?日)?)?
    |(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}
    |(?:\d{1,2}|[一二三四五六七八九十]{1,3})[ \u3000]?(?:[-—–~～至到、][ \u3000]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[ \u3000]?)?月份?(?:底|末|初)?(?:[ \u3000]?\d{1,2}[ \u3000]?日)?(?!薪)
    |(?<=月)[ \u3000]?\d{1,2}[ \u3000]?[日至—-]
    |〔[^〕]*〕[第 ]*\d+[ ]?号?|第?[ ]?\d+[ ]?号
    |\d{1,2}[:：]\d\d|\d{1,2}时(?!间|长)
    |(?<!\d)(?:0\d{2,3}-?\d{7,8}|1\d{10})(?!\d)
    |十[一二三四五六]五|二十[大届]|[一二三四五六七八九十]届|[一二三四五六七八九十]中全会
    |第[ ]?[\d一二三四五六七八九十百]+(?:个五年|[次批届条章节期季产代轮个号师部项款]|方面|[一二三四五六七八九十])
    |[一二三四五六七八九十]是|[\u4e00-\u9fff]?[“"][^”"\n]{0,3}\d[+＋×xX-]\d[^”"]{0,8}[”"]
    |\d+\s*[×xX*]\s*\d+(?:小时|天)?
    """.replace("{0}", ""),
    re.VERBOSE,
)
_RANK = re.compile(
    r"(?:(?:位?居|排名?|位?列|进至|进位至|跃居|跃升至|上升[至到]|升[至到]|保持|占|名列|全[国省市县区]|全球|世界|地区|首位)"
    r"[^，。；\d第]{0,8}|[率数量值额]|倒数)"
    r"(?P<rank>第[ ]?(?P<nth>\d{1,3}|[一二三四五六七八九十]{1,3})(?:[位名](?!老|群|患)|(?=[、，。；）)和且并]|$)))"
)
_ARTICLE = re.compile(
    r"一(?:个|批|种|条|家|次|项|张|名|户|件|所|处|座|支|场|套|部|份|类|台|对|辆|些|期|起|段|间|人|片|把)"
)
_COUNTING = re.compile(
    r"(?:^|[，。；：、（(！？\s]|[实推落完打建抓新开有共等的是为到达出了从约近超过仅这以第等及和与获列入成给用设立分占至比做办兴增减施展造设进实成好下齐供升选派聘选全其余剩在述将把由于按如在]|超过|不足|各|全部)$"
)
_NAMES_A_GROUP = re.compile(r"^[^，。；、]{0,4}(?:以上|以下|及以上|以内)?的?[\u4e00-\u9fff“]")


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
    taken = [match.span() for match in _NO_AMOUNTS.finditer(text)]
    found = [*_ranks(text), *_plain(text, taken)]
    yield from sorted(found, key=lambda amount: amount.start)


def _ranks(text: str) -> Iterator[Amount]:
    for match in _RANK.finditer(text):
        value = numerals.arabic(match["nth"]) if match["nth"].isdecimal() else numerals.chinese(match["nth"])
        if value is not None:
            yield Amount(match.start("rank"), match.end("rank"), value, "位", rank=True)


def _plain(text: str, taken: list[tuple[int, int]]) -> Iterator[Amount]:
    at = 0
    while match := _AMOUNT.search(text, at):
        covering = next((span for span in taken if span[0] < match.end() and match.start() < span[1]), None)
        if (covering and covering[0] <= match.start()) or (covering and match["number"] is None):
            at = max(covering[1], match.start() + 1)
            continue
        at = match.end()
        amount = _amount(text, match)
        if amount is None:
            at = match.start() + max(1, len(match["number"] or match["han"] or ""))
        else:
            yield amount


def _amount(text: str, match: re.Match[str]) -> Amount | None:
    start, end = match.span()
    if match["percent"]:
        return _of(match, start, end, match["pc"] or match["pm"], "%" if match["pc"] else "‰")
    if match["fraction"] or match["top"]:
        over, under = _value(match["over"] or match["top"]), _value(match["under"] or match["bottom"])
        return Amount(start, end, round(over / under, 4), "") if over is not None and under else None
    if match["half"]:
        return Amount(start, end, Decimal("0.5"), "") if _is_share(text, start, end) else None
    if match["tenths"]:
        value = _value(match["tenths"])
        if value is None or not _is_share(text, start, end):
            return None
        return Amount(start, end, value * 10 + (5 if match["five"] else 0), "%")
    if match["number"]:
        return _in_digits(text, match)
    return _in_chinese(text, match)


def _of(match: re.Match[str], start: int, end: int, number: str, unit: str) -> Amount | None:
    value = _value(number)
    return None if value is None else Amount(start, end, value, unit)


def _value(number: str) -> Decimal | None:
    return numerals.arabic(number) if number[0].isdecimal() else numerals.chinese(number)


_SHARED = re.compile(
    r"(?:占|率|量|额|数|约|近|超过?|逾|过|达到?|降低?|增加?|减少?|足|长|为|的|短|至|到|[升降]幅|负担|有)$"
)


def _is_share(text: str, start: int, end: int) -> bool:
    return bool(
        _SHARED.search(text[max(0, start - 3) : start]) or re.match(r"左右|以上|以下|多|的", text[end : end + 2])
    )


def _in_digits(text: str, match: re.Match[str]) -> Amount | None:
    start, end = match.span()
    value = numerals.arabic(match["number"])
    if match["share"]:
        return Amount(start, end, value, unicodedata.normalize("NFKC", match["share"]))
    size, unit = match["scale"], match["unit"]
    if not unit:
        written = match.end("scaled") if match["scaled"] else match.end("number")
        if not size or (size in "千百" and not match["scaled"].strip()):
            return None
        return Amount(start, written, value * numerals.scale(size), "", bare=True)
    return _with_unit(
        text,
        start,
        match.end("by") if match["by"] else match.end("unit"),
        value * numerals.scale(size or ""),
        unit,
        match,
        "",
    )


def _in_chinese(text: str, match: re.Match[str]) -> Amount | None:
    start, end = match.span()
    number, unit = match["han"], match["hanunit"]
    value = numerals.chinese(number)
    if value is None or _ARTICLE.match(text, start, end):
        return None
    small = len(number) == 1 and unit not in ("元", "%", "倍", "个百分点", "百分点")
    if small and not _COUNTING.search(text[max(0, start - 2) : start]):
        return None  # part of a name: 两项补贴 behind 残疾人
    if number[0] in "万千百亿" and unit in ("人", "家", "户", "年", "种", "个") and number in ("千", "百", "百千"):
        return None
    return _with_unit(text, start, end, value * numerals.scale(match["hanscale"]), unit, match, "han")


_AGE_OR_TERM = re.compile(
    r"年龄|寿命|岁数|年限|期限|时限|时间|周期|学制|缩[短减]|延长|压[缩减]|提[前早]|提速|减少|平均|由|从|[到至]$"
)
_TIME_UNITS = ("年", "岁", "周岁", "日")


def _with_unit(
    text: str, start: int, end: int, value: Decimal, unit: str, match: re.Match[str], prefix: str
) -> Amount | None:
    unit = unit.replace("／", "/")
    if unit in _TIME_UNITS and not _is_a_time_measured(text, start, end, unit):
        return None
    if unit == "百分点":
        unit = "个百分点"
    if unit == "元人民币" or unit == "块钱":
        unit = _MONEY
    by = match[prefix + "by"]
    per = tuple(each for each in re.split(r"[/／每·•.・]", by) if each) if by else ()
    if len(per) == 1 and len(per[0]) == 2 and per[0][0] in "人户年月":
        per = (per[0][0], per[0][1])
    order = [each for each in per if each not in ("月", "年", "日", "天", "学期")]
    per = (*order, *(each for each in per if each not in order))
    return Amount(start, end, value, unit, per)


def _is_a_time_measured(text: str, start: int, end: int, unit: str) -> bool:
    """Whether years, ages and days are what is measured, and not a date, a term by the way or a group's age."""
    before, after = text[max(0, start - 12) : start], text[end : end + 3]
    if unit in ("岁", "周岁"):
        return bool(re.search(r"年龄|寿命", before)) and not re.match(r"[以及的—~-]", after)
    if unit == "日":
        return bool(re.match(r"内|以内", after)) or bool(re.search(r"时限|缩短", before))
    return (
        bool(_AGE_OR_TERM.search(before))
        and not re.match(r"[来以间度代]|行动|规划|计划", after)
        and "." in text[start:end]
    )
