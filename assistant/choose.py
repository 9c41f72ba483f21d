"""Evidence → what is said: which spans, for which places, or why nothing can be said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import fmean, pstdev

from assistant.evidence import candidates, overlaps, speaks_of
from assistant.lists import LONGEST_LIST, section_list, sentence_run, topic_run, whole_sentence
from assistant.model import Evidence, Found, Group, Hit, Reason
from assistant.wanted import Wanted
from index.model import Chunk, Region, Report

ENOUGH = 0.42  # coverage of the words asked about, from which a span counts as an answer
ENOUGH_UNNAMED = 0.5  # the same where no place was named, so that only reports that really tell are listed
NEARBY = 0.2  # the same for what a refusal shows as the nearest thing
SAID_THERE = 0.7  # the same for the span's own words where it is asked which places tell of a thing
NEAR_THE_BEST = 0.55  # and there a place's span must cover this share of what the best place's covers
# A sentence whose words differ from the question's may still answer it: when its cosine stands out from those of the
# other sentences that were read, by so many standard deviations: with some of the words, or without but close.
STANDS_OUT_PARTLY, PARTLY = 1.8, 0.2
STANDS_OUT, CLOSE = 2.2, 0.88
LONGEST_EXPLANATION, LONGEST_FACT, LONGEST_UNNAMED = 200, 120, 320  # characters
FIGURE_MEANT = 0.3  # coverage that a figure needs all the same: a right-looking number of something else does harm
MEANT = 0.12  # then a standard deviation of cosine is worth this much score


@dataclass(frozen=True, slots=True)
class Outcome:
    """The chosen evidence by place, or the reason of a refusal with what shows it.

    Where nothing is found that is the nearest span, which is no answer; `name` is the thing that another place's
    report has.
    """

    groups: tuple[Group, ...]
    reason: Reason | None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Library:
    """Where whole reports and their chunks are read."""

    report: Callable[[str], Report]
    chunks: Callable[[str], Sequence[Chunk]]


def choose(want: Wanted, found: Sequence[Found], library: Library) -> Outcome:
    """The evidence for each place; a place without enough is left empty where places are compared."""
    query = want.query
    ranked = [(place, candidates(want, place, library.report)) for place in found]
    best = max((spans[0].coverage for _, spans in ranked if spans), default=0.0)
    enough = ENOUGH if query.regions else max(ENOUGH_UNNAMED, NEAR_THE_BEST * best)
    several = len(found) > 1 or query.every_region or not query.regions
    groups: list[Group] = []
    for place, spans in ranked:
        span = _answering(want, place.hits, spans, enough)
        chosen = _chosen(want, place.hits, span, library) if span else ()
        chosen = tuple(part for part in chosen if _may_be_said(part, place.inside, library))
        if chosen or (query.regions and query.intent == "comparison"):
            groups.append(Group(place.label if several else None, chosen))
    if not query.regions:
        groups = _foremost(groups)
    if any(group.evidence for group in groups):
        return Outcome(tuple(groups), None)
    if not query.regions and not best:
        return Outcome((), "off_topic")
    firsts = [spans[0] for place, spans in ranked if spans and _may_be_said(spans[0], place.inside, library)]
    near = sorted((span for span in firsts if span.coverage >= NEARBY), key=lambda span: -span.score)
    return Outcome((Group(None, tuple(near[:1])),), "not_found")


def _foremost(groups: Sequence[Group]) -> list[Group]:
    """The groups of the best spans, as many as together stay readable."""
    ranked = sorted(groups, key=lambda group: -max(span.score for span in group.evidence))
    lengths = accumulate(sum(len(span.quote) for span in group.evidence) for group in ranked)
    short = [group for group, length in zip(ranked, lengths, strict=True) if length <= LONGEST_UNNAMED]
    return short or ranked[:1]


def _answering(want: Wanted, hits: Sequence[Hit], spans: Sequence[Evidence], enough: float) -> Evidence | None:
    """The best span, if it speaks of enough of what is asked, or means it in other words."""
    fitting = (span for span in spans if not want.figure or want.fits(span.quote))
    span = next(fitting, None)
    if span is None:
        return None
    one_place = bool(want.query.regions) and want.query.intent != "comparison"
    if want.query.intent == "places" and want.terms.coverage(want.terms.credits(span.quote)) < SAID_THERE:
        return None
    if span.coverage >= enough:
        return span
    other_words = one_place and not want.query.named and (not want.figure or span.coverage >= FIGURE_MEANT)
    return _meant(hits, [span, *fitting]) if other_words else None


def _may_be_said(span: Evidence, inside: Region | None, library: Library) -> bool:
    """Whether no advertising stands in the span, and it speaks of the place `inside` a larger one that is asked for."""
    chunk = span.hit.chunk
    if overlaps(library.report(chunk.report).distrusted, span.start, span.end):
        return False
    return inside is None or speaks_of(inside, span)


def _meant(hits: Sequence[Hit], spans: Sequence[Evidence]) -> Evidence | None:
    """The best span in the sentence that is nearest to the question in meaning, if it is near enough."""
    cosines = [cosine for hit in hits for cosine in hit.cosines]
    highest, spread = max(cosines), pstdev(cosines) or 1.0
    outstanding = (highest - fmean(cosines)) / spread
    partly = spans[0].coverage >= PARTLY and outstanding >= STANDS_OUT_PARTLY
    if not partly and not (outstanding >= STANDS_OUT and highest >= CLOSE):
        return None
    meant = max(spans, key=lambda span: span.score + MEANT * span.cosine / spread)
    return meant if meant.cosine >= highest - spread else None


def _chosen(want: Wanted, hits: Sequence[Hit], span: Evidence, library: Library) -> tuple[Evidence, ...]:
    """As much as the kind of question wants: a span, a whole list, or the sentences that explain."""
    if want.query.intent == "list":
        whole = section_list(want.query, want.terms, hits, library.report, library.chunks)
        return whole or topic_run(span, want.terms, LONGEST_LIST)
    if want.query.intent == "explain":
        return sentence_run(span, LONGEST_EXPLANATION)
    keep = want.figure or want.query.intent == "places"
    return (span if keep else whole_sentence(span, LONGEST_FACT),)
