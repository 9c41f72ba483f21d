"""Which figure of a span is the one asked for: by its unit, what it counts, its time, and whether it was reached."""

from dataclasses import dataclass
from itertools import pairwise

from assistant.evidence import patterns
from assistant.language.figures import Units, answers
from assistant.language.words import normalise
from assistant.model import Evidence, Query
from index.model import Fact

# Of a figure's standing among those of its span. By how it reads and not fitted: the order matters, not the size.
_IN_FOCUS, _NAMED, _TIMELY, _OF_THE_KIND, _NEW = 1.0, 2.0, 1.5, 1.0, 0.6


@dataclass(frozen=True, slots=True)
class Sought:
    """What figure is asked for: what the question says, the units that can answer, of which year, planned or reached."""

    words: frozenset[str]
    units: Units
    year: int | None
    planned: bool | None
    change: bool

    def fits(self, fact: Fact) -> bool:
        """Whether a figure's unit and time are those asked for, where these are known."""
        if self.units and not answers((self.units,), (fact.unit,)):
            return False
        return self.year is None or fact.when is None or covers(fact, self.year)

    def standing(self, fact: Fact, *, focus: bool) -> float:
        """How likely it is the one meant: higher is better."""
        thing = bigrams(fact.thing + (fact.part or ""))
        named = len(thing & self.words) / len(thing) if thing else 0.0
        late = self.planned is not None and self.planned != (fact.state == "planned")
        changes = fact.kind in ("change", "rate") and fact.unit not in ("‰",)
        return (
            _IN_FOCUS * focus
            + _NAMED * named
            - _TIMELY * late
            + _OF_THE_KIND * (changes == self.change)
            - _NEW * (fact.state == "earlier")
        )


def sought(query: Query, units: Units) -> Sought:
    """What a query seeks."""
    asked = f"{query.topic} {query.background}"
    year = query.years[0] if len(query.years) == 1 else None
    return Sought(bigrams(asked), units, year, query.planned, bool(patterns.CHANGE.search(asked)))


def meant(wish: Sought, span: Evidence) -> Fact | None:
    """The figure of a span that is asked for; None where it has none that fits."""
    inside = [fact for fact in span.hit.chunk.facts if span.start <= fact.start and fact.end <= span.end]
    start = span.start + max(span.quote.find(span.focus), 0)
    end = start + len(span.focus)
    fitting = [fact for fact in inside if wish.fits(fact)]
    return max(
        fitting, key=lambda fact: wish.standing(fact, focus=start <= fact.start and fact.end <= end), default=None
    )


def covers(fact: Fact, year: int) -> bool:
    """Whether a figure is of a year, not of several together nor of a part of it that is no year's end."""
    return fact.when is not None and fact.when.year == year and fact.when.last is None


def bigrams(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text, however it is written."""
    return frozenset(a + b for a, b in pairwise(normalise(text)) if not (a + b).isspace())
