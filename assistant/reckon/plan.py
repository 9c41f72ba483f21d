"""Question → Plan: which figures it asks for, of which things, places and years, and what is to be done with them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Literal, cast

from numpy import float32
from numpy.typing import NDArray

from assistant.language.figures import Figure, figures
from assistant.language.measures import SCALES
from assistant.language.patterns import ASKED
from assistant.model import Query
from assistant.reckon import plan_patterns as patterns
from assistant.reckon.operation import Operation, operation_of
from assistant.reckon.things import things_in
from index.model import Region
from index.text.markers import chinese_number

Bound = Literal["least", "over", "most", "under", "equal"]
_OVER_TIME = ("difference", "trend")  # of which growth is what is to be reckoned
PLANNED = -1
Embed = Callable[[str], NDArray[float32]]


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount that a question names itself, in the base of its unit, and on which side of it figures are to lie."""

    value: Decimal
    unit: str
    bound: Bound
    written: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be found and reckoned: of each pair of a thing and a place (None where none was named) each year.

    `every_place`: of all places that have reports, or lie in those. `years` empty: the newest that all have, or with
    `every_year` all there are, or the `last` so many, or those so far `back` from the newest of which a place's reports
    tell results (去年 is 0, and 前年 beside it 1), PLANNED for the one that they plan. `measure` is the word that the
    question counts in (对, 人), `unit` what the result is to be told in (亿元, 元/年), if anything. `downwards`: from
    the most to the least. `more`: whether the first is asked to be more than the second, or less; `change`: whether
    growth is asked for; `high`: whether of what is high or low (a standard, a rate), or of what is much or little;
    `listed`: the things stand in a list.
    """

    operation: Operation
    pairs: tuple[tuple[str, Region | None], ...]
    every_place: bool
    years: tuple[int, ...]
    every_year: bool
    planned: bool | None
    last: int = 0
    back: tuple[int, ...] = ()
    limit: Limit | None = None
    measure: str = ""
    unit: str = ""
    downwards: bool = True
    more: bool | None = None
    change: bool = False
    high: bool | None = None
    listed: bool = False

    @property
    def things(self) -> frozenset[str]:
        """The things whose figures are asked for."""
        return frozenset(thing for thing, _ in self.pairs)

    @property
    def places(self) -> frozenset[Region | None]:
        """The places that are asked for by name."""
        return frozenset(place for _, place in self.pairs)


def plan_of(query: Query, embed: Embed) -> Plan | None:
    """The plan of a question that wants figures put side by side or reckoned with; None where it does not."""
    text = text_of(query)
    limit = limit_in(text)
    unit = _unit(query.standalone)
    operation = operation_of(query, embed(query.topic or query.standalone), limit=limit is not None)
    if operation == "yesno" and patterns.TARGET.search(text):
        operation = "target"
    things = tuple(filter(None, (patterns.EDGES.sub("", each) for each in things_in(text)))) if operation else ()
    if operation is None or not things:
        return None
    every = patterns.ALL_YEARS.search(query.standalone)
    years = _years(query, operation)
    plan = Plan(
        operation=operation,
        pairs=_pairs(query.standalone, things, query.regions),
        every_place=query.every_region,
        years=years,
        every_year=len(query.years) < 2 and (bool(every) or operation == "trend"),
        planned=query.planned,
        last=_count(every["count"]) if every and every["count"] else 0,
        back=() if years or every else _back(query),
        limit=limit,
        measure=_measure(text) or _paid_in(limit, unit, text),
        unit=unit,
        downwards=not patterns.UPWARDS.search(text),
        more=_more(_without(text, things)),
        high=_high(text),
        change=operation not in _OVER_TIME and len(things) == 1 and bool(patterns.GROWS.search(text)),
        listed=len(things) > 1 and _listed(text, things),
    )
    if _asks_several(plan):
        return plan
    return replace(plan, operation="convert") if unit else None  # 一共花了多少亿


def _years(query: Query, operation: Operation) -> tuple[int, ...]:
    """The years that are named, and the one before where a figure is held against that (2023年比上年)."""
    if operation == "target":
        return tuple(sorted(query.years)[-1:])
    if len(query.years) == 1 and operation == "difference" and patterns.AGAINST_LAST.search(query.standalone):
        return (*query.years, query.years[0] - 1)
    return query.years


def _back(query: Query) -> tuple[int, ...]:
    """How far the years that are told from now lie back from the newest with results; PLANNED is what plans are of."""
    said = [far for far, word in enumerate(patterns.SINCE_NOW) if word.search(query.standalone)]
    if query.planned and 0 in said:
        return (PLANNED,)
    return tuple(far - said[0] for far in said)


def text_of(query: Query) -> str:
    """Where a question names its things: its topic, after what a follow-up takes over."""
    return f"{query.background} {query.topic}".strip()


def _asks_several(plan: Plan) -> bool:
    """Whether more than one figure is asked for, or one that is held against another or turned into another unit."""
    several = len(plan.pairs) > 1 or max(len(plan.years), len(plan.back)) > 1 or plan.every_place or plan.every_year
    return several or plan.operation in ("convert", "target") or (plan.operation == "yesno" and plan.limit is not None)


def _pairs(text: str, things: Sequence[str], places: Sequence[Region]) -> tuple[tuple[str, Region | None], ...]:
    """Each thing of each place; where things and places take turns (A的X、B的Y) each thing of its own place."""
    if not places:
        return tuple((thing, None) for thing in things)
    at = {text.find(thing): thing for thing in things} | {_found(text, place): place for place in places}
    order = [at[place] for place in sorted(at)]
    turns = all(isinstance(one, str) != isinstance(other, str) for one, other in pairwise(order))
    if len(places) > 1 and len(order) == 2 * len(places) and turns and -1 not in at:
        firsts, seconds = order[::2], order[1::2]
        return tuple(
            (cast(str, one if isinstance(one, str) else other), cast(Region, other if isinstance(one, str) else one))
            for one, other in zip(firsts, seconds, strict=True)
        )
    return tuple((thing, place) for thing in things for place in places)


def _found(text: str, place: Region) -> int:
    return next((at for name in (place.name, place.short) if (at := text.find(name)) >= 0), -1)


def limit_in(text: str) -> Limit | None:
    """The amount that a question names to hold figures against: 超过1300万, 达到20个, 是28.45万人吗."""
    limits = [_limit(text, figure) for figure in figures(text) if not patterns.IN_A_NAME.search(text[: figure.start])]
    told = [limit for limit in limits if limit.bound != "equal"]
    return next(iter((*reversed(told), *limits)), None)


def _limit(text: str, figure: Figure) -> Limit:
    """A figure with the side of it that the words around it tell."""
    before, behind = text[: figure.start], text[figure.end :]
    told = _last(patterns.LIMIT, before) or patterns.BEHIND_LIMIT.match(behind)
    bound = next((name for name, value in told.groupdict().items() if value), None) if told else None
    value = Decimal(figure.number) * SCALES.get(figure.scale, 1)
    return Limit(value, figure.unit, cast(Bound, bound or "equal"), text[figure.start : figure.end].strip())


def _last(pattern: re.Pattern[str], before: str) -> re.Match[str] | None:
    """The match that the text ends with, white space aside."""
    found = [match for match in pattern.finditer(before) if not before[match.end() :].strip()]
    return found[-1] if found else None


def _measure(text: str) -> str:
    """The measure word that a question asks with: 对 of 几对, 万元 of 多少万元; none of 哪几年, 几个点."""
    for match in ASKED.finditer(text):
        if not patterns.COUNTS_ROWS.search(text[: match.start()]) and match["unit"] not in patterns.NO_MEASURE:
            return match[0].removeprefix("多少").removeprefix("几").strip()
    return ""


def _unit(text: str) -> str:
    """The unit that a question wants a figure told in: 亿元, 元/年; empty where it names none."""
    for match in patterns.UNIT_ASKED.finditer(text):
        if match["scale"] or match["base"]:
            return f"{match['scale']}{match['base'] or '元'}"
    span = patterns.BY_TIME.search(text)
    return ("元/年" if "年" in span[0] else "元/月") if span else ""


def _paid_in(limit: Limit | None, unit: str, text: str) -> str:
    """The unit, of money or of shares, of what is asked for: that of a limit, or of what a result is to be told in."""
    if limit and limit.unit in ("元", "%"):
        return limit.unit
    return "元" if "元" in unit or "钱" in text else ""


def _high(text: str) -> bool | None:
    match = patterns.HEIGHT.search(text)
    return bool(match["high"] or match["who"]) if match else None


def _without(text: str, things: Sequence[str]) -> str:
    for thing in things:
        text = text.replace(thing, " ")
    return text


def _listed(text: str, things: Sequence[str]) -> bool:
    """Whether things stand side by side: 低保人数、标准和特困人数, 结婚多少对、离婚多少对."""
    spans = [(text.find(thing), text.find(thing) + len(thing)) for thing in things]
    between = [text[end:start] for (_, end), (start, _) in pairwise(spans) if end <= start]
    return len(between) == len(things) - 1 and all(patterns.BETWEEN_THINGS.fullmatch(part) for part in between)


def _more(text: str) -> bool | None:
    found = patterns.MORE_OR_LESS.findall(text)
    return bool(found[-1][0]) if found else None


def _count(told: str) -> int:
    return 3 if told == "几" else chinese_number(told.replace("两", "二"))
