"""Where the figures that a plan asks for stand: one for each thing, place and year, found as any answer is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.catalogue import Catalogue
from assistant.evidence.choose import SURE
from assistant.evidence.decide import Decider
from assistant.evidence.meant import Sought, covers, meant, sought
from assistant.evidence.reading import portions, read_spans
from assistant.evidence.whose import narrower
from assistant.model import Evidence, Found, Query
from assistant.retrieval.retrieve import Retriever
from index.model import Fact, Region

_HITS = 12  # chunks of a place among which a figure is looked for


@dataclass(frozen=True, slots=True)
class Asked:
    """One figure that is asked for: of a thing, a place (None where none was named), a year, planned or reached."""

    thing: str
    place: Region | None
    year: int | None
    planned: bool | None

    def query(self, whole: Query) -> Query:
        """The question for it alone."""
        time = f"{self.year}年" if self.year else ""
        plan = "计划" if self.planned else ""
        text = f"{self.place.name if self.place else ''}{time}{plan}{self.thing}是多少"
        return replace(
            whole,
            standalone=text,
            topic=f"{self.thing}是多少",
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

    def figure(self, asked: Asked, whole: Query) -> tuple[Held | None, list[Found]]:
        """The figure that is asked for, if the reports surely state it, and all that was found on the way."""
        query = asked.query(whole)
        found = self.retriever.find(query, self.decider.cards, _HITS)
        want = self.decider.want(query)
        wish = sought(query, want.amounts[0] if want.amounts else ())
        spans = sorted(self._spans(query, want, found), key=lambda span: -span.score)
        held = ((meant(wish, span), span) for span in spans if span.sure >= SURE)
        best = next((Held(fact, span) for fact, span in held if fact and _is_of(fact, asked)), None)
        return best, found
