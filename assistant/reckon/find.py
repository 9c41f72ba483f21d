"""Where the figures that a plan asks for stand: those whose records fit it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.catalogue import Catalogue
from assistant.evidence.choose import Choice
from assistant.evidence.decide import Decider
from assistant.evidence.meant import covers
from assistant.evidence.portions import READ
from assistant.evidence.stretches import widened
from assistant.evidence.whose import may_be_said, narrower
from assistant.language.figures import asked_units
from assistant.language.measures import measure
from assistant.model import Evidence, Found, Hit, Library, Query
from assistant.reckon.matching import CHANGES, moves, odds, wish_of
from assistant.retrieval.retrieve import Retriever
from index.figures.ground import full_name
from index.model import Fact, Region, overlaps
from index.text.sentences import sentences

_HITS = 100  # chunks of a place among which a figure is looked for
_LEAST = 0.5  # the least odds of a figure that may be the one asked for
_OLDER = 0.5  # of its odds each year that a figure is older than the newest, where no year is asked for
_READ = 2.0  # the odds of a figure that the reader finds: more than none
_GROWTH = "增速"


@dataclass(frozen=True, slots=True)
class Asked:
    """One figure that is asked for: of a thing, a place (None where none was named), a year or a half of it.

    `planned` is whether a plan or a result. `measure` is the word for what is counted (对, 万元), where the question
    has one; `change` whether its growth or fall is asked for; `of` the place that figures must be of where none was
    named, as facts write it.
    """

    thing: str
    place: Region | None
    year: int | None
    planned: bool
    half: Literal[1, 2] | None = None
    measure: str = ""
    change: bool = False
    of: str | None = None

    @property
    def sought(self) -> str:
        """The thing, or its growth where that is asked for."""
        return f"{self.thing}{_GROWTH if self.change and not CHANGES.search(self.thing) else ''}"

    def query(self, whole: Query) -> Query:
        """The question for it alone."""
        time = f"{self.year}年" if self.year else ""
        time += {1: "上半年", 2: "下半年", None: ""}[self.half]
        plan = "计划" if self.planned else ""
        asking = f"{self.sought}多少{self.measure}" if self.measure else f"{self.sought}是多少"
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
    """A figure that was found, the span that it stands in, and the odds that it is meant against none being so."""

    fact: Fact
    evidence: Evidence
    odds: float


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds figures in one index."""

    retriever: Retriever
    cards: Catalogue
    library: Library
    decider: Decider

    def figures(self, asked: Asked, whole: Query) -> tuple[tuple[Held, ...], list[Found]]:
        """The figures that may be the one asked for, likeliest first, and all that was found on the way.

        Where no year is asked for the newer is the likelier.
        """
        query = asked.query(whole)
        wish = wish_of(asked.sought, whole.topic)
        found = self.retriever.find(query, self.cards, _HITS)
        held = [
            Held(fact, _evidence(fact, hit, likely), likely)
            for fact, hit, before in self._fitting(asked, query, found)
            if (likely := odds(wish.signs(fact, before))) >= _LEAST
        ]
        newest = max((one.fact.when.year for one in held if one.fact.when), default=0)
        held.sort(key=lambda one: -one.odds * _OLDER ** (0 if asked.year else _age(one.fact, newest)))
        return tuple(held), found

    def read(self, asked: Asked, whole: Query) -> tuple[Held, ...]:
        """The figure that is meant where the reader answers the question for it alone, unless its record tells against.

        None, where it answers with no figure, or not at all.
        """
        query = asked.query(whole)
        outcome = self.decider.decide(query, self.retriever.find(query, self.cards, READ))
        spans = (span for group in outcome.groups for span in group.evidence) if isinstance(outcome, Choice) else ()
        span = next(iter(spans), None)
        if span is None or span.fact is None or not _is_of(span.fact, asked) or moves(span.fact) != asked.change:
            return ()
        return (Held(span.fact, _evidence(span.fact, span.hit, _READ), _READ),)

    def _fitting(self, asked: Asked, query: Query, found: Sequence[Found]) -> Iterator[tuple[Fact, Hit, str]]:
        """The figures whose records tell nothing against them, where each was found, its sentence up to its end."""
        units = next(filter(None, asked_units(query.topic)), ())
        like = measure(units[0]) if units else None
        for place in found:
            for hit in place.hits:
                if narrower(place, self.library.report(hit.chunk.report)):
                    continue
                facts = [fact for fact in hit.chunk.facts if _is_of(fact, asked)]
                facts = [fact for fact in facts if not (like and fact.unit) or like.like(measure(fact.unit))]
                for fact in facts:
                    if self._is_told_of(place, fact, hit):
                        yield fact, hit, _before(fact, hit)

    def _is_told_of(self, found: Found, fact: Fact, hit: Hit) -> bool:
        """Whether a figure is said of the place asked for: its record says so, or the words around it do."""
        if found.place and fact.place == full_name(found.place):
            return not overlaps(self.library.report(hit.chunk.report).distrusted, fact.start, fact.end)
        return may_be_said(found, _evidence(fact, hit, 0.0), self.library)


def _age(fact: Fact, newest: int) -> int:
    return newest - fact.when.year if fact.when else 1


def _before(fact: Fact, hit: Hit) -> str:
    """The sentence that a figure stands in, up to its end."""
    first, last = fact.start - hit.chunk.start, fact.end - hit.chunk.start
    start = max((start for start, _ in sentences(hit.chunk.text) if start <= first), default=first)
    return hit.chunk.text[start:last]


def _evidence(fact: Fact, hit: Hit, likely: float) -> Evidence:
    """The clauses around a figure, as they may be cited."""
    chunk = hit.chunk
    first, last = fact.start - chunk.start, fact.end - chunk.start
    start, end = widened(chunk.text, first, last, whole=True)
    start, end = min(start, first), max(end, last)
    focus = slice(*widened(chunk.text, first, last, whole=False))
    span = (chunk.start + start, chunk.start + end, chunk.text[start:end])
    sure = likely / (1 + likely)
    return Evidence(hit, *span, likely, sure, sure, focus=chunk.text[focus], fact=fact)


# What is told by the head is not the whole of it, but for what is always told so.
_EACH, _BY_HEAD = "人均", re.compile("标准|收入")


def _is_of(fact: Fact, asked: Asked) -> bool:
    """Whether a figure is of the time asked for, planned or reached as asked, and of the place where one is known."""
    if asked.planned != (fact.state == "planned"):
        return False
    if asked.of and fact.place not in (asked.of, None):
        return False
    if (_EACH in fact.thing) != (_EACH in asked.thing) and not _BY_HEAD.search(fact.thing):
        return False
    return fact.state != "earlier" and (asked.year is None or covers(fact, asked.year, asked.half))
