"""Question → Plan: which figures it asks for, of which things, places and years, and what is to be done with them."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from assistant.language.figures import figures
from assistant.language.patterns import ASKED
from assistant.model import Query
from assistant.question.intent import asks_figure
from assistant.reckon import plan_patterns as patterns
from index.model import Region

Operation = Literal[
    "level", "difference", "sum", "share", "max", "min", "rank", "filter", "trend", "target", "yesno", "convert"
]
Bound = Literal["least", "over", "most", "under", "equal"]


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount that the question names itself, in the base unit of `unit`, and on which side of it a figure may lie."""

    value: Decimal
    unit: str
    bound: Bound
    written: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be found and reckoned: each of `things` for each place and year.

    `places` empty: the place that answers best, or with `every_place` all that have reports. `years` empty: the newest
    that all have, or with `every_year` all there are, or the `last` so many. `measure` is the word that the question
    counts in (对, 人), `unit` what the result is to be told in (亿元, 元/年), if anything. `downwards` tells a ranking from
    the most to the least.
    """

    operation: Operation
    things: tuple[str, ...]
    places: tuple[Region, ...]
    every_place: bool
    years: tuple[int, ...]
    every_year: bool
    planned: bool | None
    last: int = 0
    limit: Limit | None = None
    measure: str = ""
    unit: str = ""
    downwards: bool = True


def plan_of(query: Query) -> Plan | None:
    """The plan of a question that wants figures put side by side or reckoned with; None where it does not."""
    text = f"{query.background} {query.topic}".strip()
    every_year = bool(patterns.ALL_YEARS.search(query.standalone)) and len(query.years) < 2
    limit = limit_in(text)
    operation = _operation(query, text, limit, every_year)
    if operation is None:
        return None
    things = things_in(text, operation, limit)
    if not things:
        return None
    return Plan(
        operation=operation,
        things=things,
        places=query.regions,
        every_place=query.every_region,
        years=query.years,
        every_year=every_year,
        planned=query.planned,
        limit=limit,
        measure=measure_in(text),
        unit=unit_asked(query.standalone),
        downwards=not patterns.UPWARDS.search(text),
    )


def _operation(query: Query, text: str, limit: Limit | None, every_year: bool) -> Operation | None:
    """What is to be done with the figures asked for; None where nothing is."""
    cells = max(1, len(query.regions)) * max(1, len(query.years))
    several = cells > 1 or query.every_region or every_year
    which = bool(patterns.WHICH.search(text)) or query.every_region
    if patterns.TARGET.search(text):
        return "target"
    if several and patterns.RANKED.search(text):
        return "rank"
    if several and which and limit is not None:
        return "filter"
    if several and which and patterns.LOWEST.search(text):
        return "min"
    if several and which and patterns.HIGHEST.search(text):
        return "max"
    if query.whether and limit is not None:
        return "yesno"
    if cells > 1 and patterns.DIFFERENCE.search(text):
        return "difference"
    if cells > 1 and patterns.SUM.search(text):
        return "sum"
    if several and patterns.TREND.search(text):
        return "trend"
    if patterns.CONVERT.search(text) and (unit_asked(text) or patterns.BY_TIME.search(text)):
        return "convert"
    return (
        "level" if (cells > 1 or _several_asked(text)) and (asks_figure(text) or patterns.EACH.search(text)) else None
    )


def _several_asked(text: str) -> bool:
    return len(patterns.ASKS.findall(text)) > 1 or bool(patterns.EACH.search(text))


def limit_in(text: str) -> Limit | None:
    """The amount that a question names to hold figures against: 超过1300万, 达到20个, 是28.45万人吗."""
    for figure in figures(text):
        before, behind = text[: figure.start], text[figure.end :]
        told = _last(patterns.LIMIT, before) or patterns.BEHIND_LIMIT.match(behind)
        bound = next((name for name, value in told.groupdict().items() if value), None) if told else None
        scale = Decimal(1)
        for mark, size in (("万", 10_000), ("亿", 10**8), ("千", 1000), ("百", 100)):
            scale *= size ** figure.scale.count(mark)
        written = text[figure.start : figure.end].strip()
        return Limit(Decimal(figure.number) * scale, figure.unit, cast(Bound, bound or "equal"), written)
    return None


def _last(pattern: re.Pattern[str], before: str) -> re.Match[str] | None:
    """The match that the text ends with, white space aside."""
    found = [match for match in pattern.finditer(before) if not before[match.end() :].strip()]
    return found[-1] if found else None


def measure_in(text: str) -> str:
    """The measure word that the question asks with: 对 of 几对, 万元 of 多少万元."""
    match = ASKED.search(text)
    return match[0].removeprefix("多少").removeprefix("几").strip() if match else ""


def unit_asked(text: str) -> str:
    """The unit that the question wants the figure told in: 亿元, 万元; empty where it names none with a scale."""
    match = patterns.UNIT_ASKED.search(text)
    unit = (match["unit"] or match["into"]) if match else ""
    return f"{unit}元" if unit.endswith(("万", "亿")) else unit


def things_in(text: str, operation: Operation, limit: Limit | None) -> tuple[str, ...]:
    """The things whose figures are asked for, in the question's words without those that ask."""
    if limit:
        text = text.replace(limit.written, " ")
        text = patterns.BEHIND_LIMIT.sub(" ", patterns.LIMIT.sub(" ", text)) if operation != "level" else text
    if operation == "target":
        text = patterns.OF_TARGET.sub(" ", text)
    for pattern in _OF_THE_OPERATION.get(operation, ()):
        text = pattern.sub(" ", text)
    text = patterns.POLITE.sub("", text)
    parts = patterns.BETWEEN_THINGS.split(text) if operation in ("level", "sum", "trend") else [text]
    bare = [_bare(part) for part in parts]
    return tuple(dict.fromkeys(part for part in bare if len(part) > 1))


def _bare(text: str) -> str:
    """A thing without the words around it that ask."""
    last = None
    while text != last:
        last, text = text, patterns.ASKING.sub("", text.strip(" ，,、；;。？?！!的"))
    return re.sub(r"\s+", "", text)


_OF_THE_OPERATION: dict[Operation, tuple[re.Pattern[str], ...]] = {
    "difference": (patterns.DIFFERENCE,),
    "sum": (patterns.SUM,),
    "rank": (patterns.RANKED,),
    "max": (patterns.HIGHEST,),
    "min": (patterns.LOWEST,),
    "trend": (patterns.TREND, patterns.ALL_YEARS),
    "convert": (patterns.CONVERT, patterns.BY_TIME),
}
