"""Where the figures that a plan asks for stand: one for each thing, place and year, found as any answer is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.evidence.decide import Decider
from assistant.evidence.meant import Sought, covers, inside, meant_in, sought
from assistant.evidence.reading import READ, READ_EACH, Portion, read_spans
from assistant.evidence.wanted import Wanted
from assistant.evidence.whose import narrower
from assistant.model import Evidence, Found, Query
from assistant.retrieval.retrieve import Retriever
from index.model import Fact, Region

_HITS = 30  # chunks of a place among which a figure is looked for
# How sure the reader must be of a figure's span, and how much of the thing its record must name. A question put
# together from parts reads less well than a person's: at .35 a tenth fewer are found, and as many wrong ones (2026-11).
_SURE, _NAMED = 0.2, 0.3


@dataclass(frozen=True, slots=True)
class Asked:
    """One figure that is asked for: of a thing, a place (None where none was named), a year or a half of it.

    `planned` is whether a plan or a result. `measure` is the word for what is counted (对, 万元), where the question
    has one; `of` the place that figures must be of where none was named, as facts write it.
    """

    thing: str
    place: Region | None
    year: int | None
    planned: bool
    half: Literal[1, 2] | None = None
    measure: str = ""
    of: str | None = None

    def query(self, whole: Query) -> Query:
        """The question for it alone."""
        time = f"{self.year}年" if self.year else ""
        time += {1: "上半年", 2: "下半年", None: ""}[self.half]
        plan = "计划" if self.planned else ""
        asking = f"{self.thing}多少{self.measure}" if self.measure else f"{self.thing}是多少"
        text = f"{self.place.name if self.place else ''}{time}{plan}{asking}"
        return replace(
            whole,
            standalone=text,
            topic=asking,
            background="",
            named=(),
            ordinal=None,
            regions=(self.place,) if self.place else (),
            every_region=False,
            years=(self.year,) if self.year else (),
            planned=self.planned,
            intent="figure",
            whether=False,
        )


@dataclass(frozen=True, slots=True)
class Held:
    """A figure that was found, the span that it stands in and what was found beside it."""

    fact: Fact
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds figures in one index."""

    retriever: Retriever
    decider: Decider

    def figures(self, asked: Asked, whole: Query) -> tuple[tuple[Held, ...], list[Found]]:
        """The figures that may be the one asked for, likeliest first, and all that was found on the way."""
        query = asked.query(whole)
        want = self.decider.want(query)
        found = self.retriever.find(query, self.decider.cards, _HITS)
        wish = sought(want)
        spans = [span for portion in _portions(wish, asked, found) for span in self._spans(want, portion)]
        held = [
            Held(fact, span)
            for span in sorted(spans, key=lambda span: -span.score)
            for fact in wish.ranked(inside(span), *meant_in(span))
            if _may_be(wish, asked, fact)
        ]
        held.sort(key=lambda one: wish.otherwise(one.fact))  # stable: what is no change first where none is asked
        return tuple(held), found

    def _spans(self, want: Wanted, portion: Portion) -> Iterator[Evidence]:
        """The spans that surely tell the figure; none of a part of the place asked for."""
        library = self.decider.library
        for span in read_spans(want, portion, library, self.decider.reader):
            if span.sure >= _SURE and not narrower(portion.found, library.report(span.hit.chunk.report)):
                yield span


def _portions(wish: Sought, asked: Asked, found: Sequence[Found]) -> Iterator[Portion]:
    """What is read: the passages with a figure whose record may be the one, those first whose thing is named best."""
    told = [(_best(wish, asked, hit.chunk.facts), hit.score, place, hit) for place in found for hit in place.hits]
    told = sorted((each for each in told if each[0] >= _NAMED), key=lambda each: (-each[0], -each[1]))
    chosen = told[: READ if len(found) > 1 else READ_EACH]
    for place in found:
        hits = tuple(hit for _, _, own, hit in chosen if own is place)
        if hits:
            yield Portion(place, hits, max(hit.score for hit in hits))


def _best(wish: Sought, asked: Asked, facts: Iterable[Fact]) -> float:
    return max((round(wish.named(fact), 1) for fact in facts if _may_be(wish, asked, fact)), default=0.0)


def _may_be(wish: Sought, asked: Asked, fact: Fact) -> bool:
    """Whether a figure's record tells nothing against it and names the thing."""
    return wish.fits(fact) and _is_of(fact, asked) and wish.named(fact) >= _NAMED


def _is_of(fact: Fact, asked: Asked) -> bool:
    """Whether a figure is of the time asked for, planned or reached as asked, and of the place where one is known."""
    if asked.planned != (fact.state == "planned"):
        return False
    if asked.of and fact.place not in (asked.of, None):
        return False
    return fact.state != "earlier" and (asked.year is None or covers(fact, asked.year, asked.half))
