"""The times that a text names (2023年, 上半年, 截至6月底, “十四五”期间), read beside the year that it speaks of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.model import When

_HAN = "〇○零一二三四五六七八九"
_DIGITS = str.maketrans("〇○零一二三四五六七八九０１２３４５６７８９", "000123456789" + "0123456789")
_HAN_SMALL = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_B = "[ \u3000\xa0]?"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])"
_TIME = re.compile(
    rf"""
    (?=[“"\d一二两三四五六七八九十第截今本当全年去上下前后明来目过近未这最１２])(?:
    (?P<plan>[“"]?(?P<which>十[一二三四五六]五|[六七八九]五|一五|二五|三五|四五)[”"]?(?=(?:计划)?(?:期间|时期|规划|以来|末|前|头|[，,、]|[”"]))|第(?P<nth>[一二三四五六七八九十]{{1,3}})个五年(?:计划|规划))(?:计划|规划)?(?:期间|时期|以来)?(?P<plan_end>末)?
    |(?P<asof>截[至止]到?|截至目前)?{_B}
     (?:(?P<year>[12１２][\d]{{3}}|[一二][{_HAN}]{{3}}){_B}(?:年度?)?{_B}[-—–~～至到]{{1,2}}{_B}(?P<last>[12１２][\d]{{3}}|[一二][{_HAN}]{{3}}|\d\d){_B}年
     |(?P<only>(?<!\d)[12１２][\d]{{3}}|[一二][{_HAN}]{{3}}){_B}年度?
     |(?P<rel>今年|本年度?|当年|全年(?!龄)|年内|去年|上年|上一年|前年|明年|来年|目前|年初(?!计划|预算|目标|确定|定)|年末|年底|一年来|过去一年|过去的一年))
     (?:{_B}(?:全年)?(?:(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度|(?P<first>{_MONTH}){_B}(?:月份?)?{_B}[-—–~～至到]{_B}(?P<month2>{_MONTH}){_B}月|前?(?P<month>{_MONTH}){_B}月份?(?!薪)(?:{_B}\d{{1,2}}{_B}日)?))?
     {_B}(?P<end>年?[底末初]|中期|以来)?
    |(?P<asof2>截[至止]到?)?{_B}(?:(?P<half2>[上下])半年|第?(?P<quarter2>[一二三四1-4])季度|(?<![\d.])(?P<first2>{_MONTH})(?:月份?)?{_B}[-—–~～至到]{_B}(?P<month3>{_MONTH}){_B}月|(?<![\d.])(?P<month4>{_MONTH}){_B}月(?:份|(?=[底末初，、起]|{_B}\d))(?:{_B}\d{{1,2}}{_B}日)?)(?P<end2>[底末初])?
    |(?P<years>(?:(?P<span>过去|近|未来|今后|前|后|这|最近)(?P<n1>[二两三四五六七八九十\d]{{1,2}})|(?P<n2>[二两三四五六七八九十])(?=年[来间])|(?<![\d一二三四五六七八九十第续])(?P<n3>[三五]))年(?:[来间]|期间)?
     (?!行动|规划|计划|级|制|多|以|左右|[前期内一])|一年来)
    )""",
    re.VERBOSE,
)
_FIRST_PLAN = (
    1953  # of the first five-year plan; the sixth began in 1981, after three years between the second and third
)
_PLANS = {"十一": 2006, "十二": 2011, "十三": 2016, "十四": 2021, "十五": 2026, "十六": 2031, "十": 2001}
_RELATIVE = {"去年": -1, "上年": -1, "上一年": -1, "前年": -2, "明年": 1, "来年": 1}


@dataclass(frozen=True, slots=True)
class Mention:
    """A time named at `start:end` of a text; `relative` tells that it is told from the year of the clause (上年)."""

    start: int
    end: int
    when: When
    past: bool = False


@dataclass(frozen=True, slots=True)
class Now:
    """The years that a text is told from: `year` it speaks of, `today` when it speaks, `last` of what is done."""

    year: int | None
    today: int | None
    planned: bool


def times(text: str, now: Now) -> Iterator[Mention]:
    """The times that a text names, in order."""
    for match in _TIME.finditer(text):
        when = _plan(match) or _span(match, now) or _dated(match, now) or _inside(match, now)
        if when is not None:
            past = match["rel"] in ("上年", "上一年", "去年") if match["rel"] else False
            yield Mention(match.start(), match.end(), when, past)


def _plan(match: re.Match[str]) -> When | None:
    if not match["plan"]:
        return None
    first = five_years(match["which"][:-1] if match["which"] else match["nth"])
    if first is None:
        return None
    return When(first + 4) if match["plan_end"] else When(first, first + 4)


def five_years(which: str) -> int | None:
    """The first year of a five-year plan (十四: 2021)."""
    if which in _PLANS:
        return _PLANS[which]
    number = _HAN_SMALL.get(which)
    if number is None:
        return None
    return _FIRST_PLAN + 5 * (number - 1) + (3 if number > 2 else 0)


def _span(match: re.Match[str], now: Now) -> When | None:
    """2021—2025年, 五年来, 今后三年."""
    if match["year"]:
        first, last = _year(match["year"]), _year(match["last"])
        last = last if last > 99 else first // 100 * 100 + last
        return When(first, last) if last > first else When(first)
    if not match["years"] or match["years"] == "一年来" or now.today is None or now.year is None:
        return None
    many = match["n1"] or match["n2"] or match["n3"]
    number = int(many) if many.isdecimal() else _HAN_SMALL.get(many, 0)
    if not 1 < number < 20:
        return None
    if match["span"] in ("未来", "今后", "后"):
        first = now.today if now.planned or now.year < now.today else now.today + 1
        return When(first, first + number - 1)
    if match["n3"] and not re.search(r"[来间]|期间", match[0]) and now.planned:
        return None
    last = now.year - now.planned
    return When(last - number + 1, last)


def _dated(match: re.Match[str], now: Now) -> When | None:
    if match["only"]:
        year: int | None = _year(match["only"])
        if year is not None and not 1900 <= year <= 2100:
            return None
    elif match["rel"]:
        year = _relative(match["rel"], now)
    else:
        return None
    if year is None:
        return None
    end = match["end"] or ""
    part = _part(match["half"], match["quarter"], match["first"], match["month2"], match["month"])
    of_end = match["rel"] in ("年末", "年底") or (end[-1:] in ("底", "末") and bool(end))
    as_of = bool(match["asof"]) or of_end or match["rel"] == "年初" or end[-1:] == "初"
    if as_of and not part:
        part = "01" if match["rel"] == "年初" or end[-1:] == "初" else "12" if of_end else ""
    return When(year, None, part, as_of)


def _inside(match: re.Match[str], now: Now) -> When | None:
    """A part of the year told of, its year left out: 上半年, 6月底."""
    part = _part(match["half2"], match["quarter2"], match["first2"], match["month3"], match["month4"])
    if not part or now.year is None:
        return None
    as_of = bool(match["asof2"]) or ((match["end2"] or "") in ("底", "末") and bool(match["end2"]))
    return When(now.year, None, part, as_of)


def _part(half: str | None, quarter: str | None, first: str | None, to: str | None, month: str | None) -> str:
    if half:
        return "H1" if half == "上" else "H2"
    if quarter:
        return f"Q{_small(quarter)}"
    if to and first:
        one, other = _small(first), _small(to)
        return {(1, 6): "H1", (7, 12): "H2", (1, 3): "Q1", (4, 6): "Q2", (7, 9): "Q3", (10, 12): "Q4", (1, 12): ""}.get(
            (one, other), f"{other:02}"
        )
    return f"{_small(month):02}" if month else ""


def _small(text: str) -> int:
    if text.isdecimal():
        return int(text)
    return 10 + _HAN_SMALL[text[1]] if len(text) == 2 else _HAN_SMALL[text]


def _year(text: str) -> int:
    return int(text.translate(_DIGITS))


def _relative(word: str, now: Now) -> int | None:
    if word in ("去年", "明年", "来年", "前年"):
        return now.today + _RELATIVE[word] if now.today else None
    if word in ("今年", "本年", "本年度"):
        return now.today
    return now.year + _RELATIVE.get(word, 0) if now.year else None
