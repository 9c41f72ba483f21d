"""Evidence → what is said: which spans, for which places, or why nothing can be said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.evidence import Wanted, candidates
from assistant.figures import answers
from assistant.lists import section_list, sentence_run
from assistant.model import Evidence, Group, Hit, Query, Reason
from index.model import Chunk, Report

ENOUGH = 0.42  # coverage of the words asked about, from which a span counts as an answer
ENOUGH_UNNAMED = 0.75  # the same where no place was named, so that only reports that really tell are listed


@dataclass(frozen=True, slots=True)
class Found:
    """What one place's reports gave: its name, its hits."""

    label: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The chosen evidence by place, or the reason why there is none with the `nearest` span, if any."""

    groups: tuple[Group, ...]
    reason: Reason | None
    nearest: Evidence | None


@dataclass(frozen=True, slots=True)
class Library:
    """Where whole reports and their chunks are read."""

    report: Callable[[str], Report]
    chunks: Callable[[str], Sequence[Chunk]]


def choose(want: Wanted, found: Sequence[Found], library: Library) -> Outcome:
    """The evidence for each place; a place without enough is left empty where places are compared."""
    query = want.query
    several = len(found) > 1 or query.every_region or not query.regions
    enough = ENOUGH if query.regions else ENOUGH_UNNAMED
    groups: list[Group] = []
    nearest: Evidence | None = None
    for place in found:
        spans = candidates(want, place.hits)
        if spans and (nearest is None or spans[0].score > nearest.score):
            nearest = spans[0]
        chosen = _chosen(want, place.hits, spans, library) if spans and _answers(want, spans[0], enough) else ()
        if chosen or query.intent == "comparison":
            groups.append(Group(place.label if several else None, chosen))
    if any(group.evidence for group in groups):
        return Outcome(tuple(groups), None, nearest)
    return Outcome((), "not_found", nearest)


def _answers(want: Wanted, span: Evidence, enough: float) -> bool:
    """Whether a span speaks of enough of what is asked, and has a figure where one place among several is to give one."""
    if span.coverage < enough:
        return False
    told = want.query.regions and want.query.intent != "comparison"
    return bool(told or not want.figure or answers(want.amounts, want.units(span.quote)))


def _chosen(
    want: Wanted, hits: Sequence[Hit], spans: Sequence[Evidence], library: Library
) -> tuple[Evidence, ...]:
    """As much as the kind of question wants: a span, a whole list, or the sentences that explain."""
    if want.query.intent == "list":
        return section_list(want.query, want.terms, hits, library.report, library.chunks) or sentence_run(spans[0])
    if want.query.intent == "explain":
        return sentence_run(spans[0])
    return (spans[0],)
