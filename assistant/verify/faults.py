"""Do the cited spans support a statement? What is wrong with it, kind by kind; nothing where all of it stands there.

Facts are held against the spans to the letter: amounts with their units, numbered things, years, places, names, done or
planned. Whether it says the same of the same thing is for `assistant/verify/meaning.py`.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assistant.language.figures import FIGURE
from assistant.language.told import name_of
from assistant.verify import patterns
from assistant.verify.claims import (
    HERE,
    amounts,
    dated,
    letters,
    measured,
    number,
    numerals,
    plain,
    quoted,
    rates,
    years,
)
from assistant.verify.meaning import distorted, said_there
from assistant.verify.tense import tense_kept
from index.model import Chunk, Period, Region, Report
from index.places.gazetteer import Mention, gazetteer

Fault = Literal["figure", "year", "place", "name", "plan", "meaning"]

_LONGEST = 1000  # characters of a statement; the longest sentence of a report has less than half of that
_TERMS = {"月", "年"}
# Right before an amount that was added or taken away.
_ADDED = re.compile(rf"(?:增加|增长|减少|下降)[了约近超]?{HERE}|(?:净|同比)[增减]\D{{0,2}}{HERE}")
_WIDER_LEVELS = {"全省": "province", "全市": "city"}
_WIDER = re.compile("|".join(_WIDER_LEVELS))


@dataclass(frozen=True, slots=True)
class Span:
    """A cited span with what its report says of it elsewhere: its place, period and year.

    `above` holds the title, the headings, the place's names and the heads of cells.
    """

    text: str
    region: Region | None = None
    period: Period | None = None
    year: int | None = None
    above: str = ""


def span_of(report: Report, chunk: Chunk, start: int, end: int) -> Span:
    """The span `report.text[start:end]` of a chunk."""
    place = report.region.path if report.region else ()
    heads = [name_of(fact) for fact in chunk.facts if fact.cell and start <= fact.start and fact.end <= end]
    above = "\n".join((report.title or "", *chunk.section, "".join(place), *heads))
    year = chunk.period.year if chunk.period and chunk.period.year else report.year
    return Span(report.text[start:end], report.region, chunk.period, year, above)


def faults(statement: str, spans: Sequence[Span]) -> tuple[Fault, ...]:
    """What of a statement does not stand in the spans that it cites, each kind once; () where all of it does.

    One of more than a thousand characters is none, and not looked at.
    """
    if len(statement) > _LONGEST:
        return ("meaning",)
    said = plain(statement)
    held = plain("\n".join(span.text for span in spans))
    above = plain("\n".join(span.above for span in spans))
    checks: tuple[tuple[Fault, bool], ...] = (
        ("figure", _figures_stand(said, held, above)),
        ("year", _times_stand(said, held, above, spans)),
        ("place", _places_stand(said, held, above, spans)),
        ("name", all(name in letters(held + above) for name in quoted(said))),
        ("plan", tense_kept(said, [(plain(span.text), span.period) for span in spans])),
    )
    found = [kind for kind, stands in checks if not stands]
    if not found and distorted(said, held, above):
        found.append("meaning")
    return tuple(found)


def _figures_stand(said: str, held: str, above: str) -> bool:
    told = amounts(held)
    values = {amount.value for amount in told}
    bare = {amount.value for amount in told if "|" in held and not amount.unit}  # a table's cells have no units
    for amount in amounts(said):
        if any(amount.equals(other) for other in told) or amount.value in bare:
            continue
        if amount.unit or amount.value not in values:
            return False
    if not rates(said) <= rates(held + above) or not _uses_fit(said, held):
        return False
    return all(_numeral_stands(numeral, thing, held + above, values) for numeral, thing in numerals(said))


def _uses_fit(said: str, held: str) -> bool:
    """Whether what is paid by the month there is not paid by the year here, nor what was added there the whole here."""
    there = [(amount, rates(context) & _TERMS, bool(_ADDED.search(context))) for amount, context in measured(held)]
    for amount, subject in measured(said):
        terms = rates(subject) & _TERMS
        others = [(paid, added) for each, paid, added in there if each.equals(amount)]
        if terms and others and all(paid and not terms <= paid for paid, _ in others):
            return False
        if others and all(added for _, added in others) and not patterns.CHANGES.search(subject):
            return False
    return True


def _numeral_stands(numeral: str, thing: str, text: str, values: Collection[Decimal]) -> bool:
    """Whether a numeral counts as the text does; 两 things may be counted where it counts none of their kind."""
    if numeral + thing in text or (not numeral.startswith("第") and number(numeral) in values):
        return True
    return (
        numeral == "两"
        and not any(thing == other for _, other in numerals(text))
        and not re.search(rf"\d{thing}", text)
    )


def _times_stand(said: str, held: str, above: str, spans: Sequence[Span]) -> bool:
    """Years stand in the spans, or are those of their sections; so do halves and other parts of a year."""
    own = {year for span in spans for year in (span.year, span.period and span.period.year) if year}
    next_year, year_before = patterns.NEXT_YEAR.search(held), patterns.YEAR_BEFORE.search(held)
    own |= {year + 1 for year in own if next_year} | {year - 1 for year in own if year_before}
    if not years(said) <= years(held) | own:
        return False
    parts = dated(held)
    for year, part in dated(said):
        if (year, part) not in parts and any(part == other for _, other in parts):
            return False
    halves = {f"{'上' if span.period.half == 1 else '下'}半年" for span in spans if span.period and span.period.half}
    for match in patterns.HALF.finditer(said):
        word = match[0]
        if (word in "明年次年" and next_year) or (word in "去年上年前年" and year_before):
            continue
        if word in held or word in above or word in halves:
            continue
        if word == "全年" and not halves and not patterns.PART_OF_YEAR.search(held):
            continue
        return False
    return True


def _places_stand(said: str, held: str, above: str, spans: Sequence[Span]) -> bool:
    """Places are named in the spans or above them, or are the report's own."""
    own = {span.region for span in spans if span.region}
    there = {mention.regions for mention in gazetteer().mentions(held, own)}
    named = {region for mention in gazetteer().mentions(f"{held}\n{above}", own) for region in mention.regions}
    wider = {_WIDER_LEVELS[word] for word in _WIDER.findall(held)}
    mentions = gazetteer().mentions(said, own)
    for mention, behind in zip(mentions, (*mentions[1:], None), strict=False):
        regions = set(mention.regions)
        outer = any(place.level in wider and place.covers(region) for place in regions for region in own)
        if not (regions & (own | named) or mention.text in held or outer or _leads_on(mention, behind)):
            return False
        if (
            not regions & own
            and len(there) > 1
            and not said_there(mention.text, {region.short for region in mention.regions}, said, held)
        ):
            return False
    if any(building not in held for building in patterns.BESIDE.findall(said)):
        return False
    kinds = {region.name[-1] for region in own}
    return all(match[0] in held or match[1] in kinds for match in patterns.WHOLE.finditer(said))


def _leads_on(mention: Mention, behind: Mention | None) -> bool:
    """Whether a place only says where the next one lies (江苏省 of 江苏省苏州市)."""
    return (
        behind is not None
        and behind.start == mention.end
        and any(outer.covers(inner) for outer in mention.regions for inner in behind.regions)
    )


def unsupported(statement: str, spans: tuple[str, ...]) -> tuple[str, ...]:
    """The figures and years of a statement that stand in none of the cited spans, to the unit.

    A statement says in one line what a span may say in several, where an end and a beginning can look like a figure.
    """
    said = plain(statement)
    readings = [plain("\n".join(spans)), plain("\n".join(" ".join(span.split()) for span in spans))]
    claims = dict.fromkeys(match[0] for match in FIGURE.finditer(said))
    held = {match[0] for evidence in readings for match in FIGURE.finditer(evidence)}
    return tuple(
        claim for claim in claims if claim not in held and not any(_stands(claim, evidence) for evidence in readings)
    )


def _stands(claim: str, evidence: str) -> bool:
    """Whether the figure stands in the evidence as a whole number: 5人 does not stand in 15人, nor 1.5 in 11.5."""
    whole = r"(?!\d|\.\d)" if claim[-1].isdigit() else ""
    return bool(re.search(rf"(?<![\d.]){re.escape(claim)}{whole}", evidence))
