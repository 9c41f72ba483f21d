"""Which figure of a span is the one asked for: by its unit, what it counts, its time, and whether it was reached."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from assistant.evidence import patterns
from assistant.evidence.wanted import Wanted
from assistant.language.figures import Units, answers
from assistant.language.words import normalise
from assistant.model import Evidence
from index.model import Fact

# Of a figure's standing among those of its span: it stands where it is meant, is the value before a change, is counted
# in the very word that the question asks with.
_FOCUS, _EARLIER, _OWN_UNIT = 0.5, 0.3, 0.5
_HALF_ENDS = {1: ("06", "Q2"), 2: ("12", "Q4")}


@dataclass(frozen=True, slots=True)
class Sought:
    """What figure is asked for: the pairs of the question's characters, the units that can answer, the year, whether it
    is planned, and whether it is a change.
    """

    words: frozenset[str]
    units: Units
    year: int | None
    planned: bool | None
    change: bool

    def fits(self, fact: Fact) -> bool:
        """Whether a figure's unit is one that can answer."""
        return not self.units or bool(answers((self.units,), (fact.unit,)))

    def named(self, fact: Fact) -> float:
        """How much of what a figure counts the question names, or of the question its record, from 0 to 1."""
        return max(self._shares(fact))

    def otherwise(self, fact: Fact) -> bool:
        """Whether a change is asked for and it is none, or the reverse."""
        return (fact.kind in ("change", "rate") and fact.unit != "‰") != self.change

    def meant(self, facts: Iterable[Fact], start: int, end: int) -> Fact | None:
        """The likeliest of some figures, of which those in `start:end` are meant; None where no unit fits."""
        return next(iter(self.ranked(facts, start, end)), None)

    def ranked(self, facts: Iterable[Fact], start: int, end: int) -> list[Fact]:
        """Those of a fitting unit, likeliest first."""
        return sorted(filter(self.fits, facts), key=lambda fact: -self.standing(fact, start, end))

    def standing(self, fact: Fact, start: int = 0, end: int = 0) -> float:
        """How likely a figure is the one sought; those in `start:end` are meant."""
        astray = self.year is not None and fact.when is not None and not covers(fact, self.year)
        unlike = self.planned is not None and self.planned != (fact.state == "planned")
        against = self.otherwise(fact) + astray + unlike + _EARLIER * (fact.state == "earlier")
        own = _FOCUS * (start <= fact.start and fact.end <= end) + _OWN_UNIT * (fact.unit in self.units[:1])
        return sum(self._shares(fact)) - against + own

    def _shares(self, fact: Fact) -> tuple[float, float]:
        """The share of what it counts that the question names, and that of the question that it names."""
        thing = bigrams(f"{fact.thing}{fact.part or ''}")
        both = len(thing & self.words)
        return both / max(1, len(thing)), both / max(1, len(self.words))


def sought(want: Wanted) -> Sought:
    """What figure a query seeks."""
    query = want.query
    asked = f"{query.topic} {query.background}"
    year = query.years[0] if len(query.years) == 1 else None
    words = bigrams("".join(want.terms.weights)) or bigrams(asked)
    units = want.amounts[0] if want.amounts else ()
    return Sought(words, units, year, query.planned, bool(patterns.CHANGE.search(asked)))


def inside(span: Evidence) -> list[Fact]:
    """The figures of a span."""
    return [fact for fact in span.hit.chunk.facts if span.start <= fact.start and fact.end <= span.end]


def meant_in(span: Evidence) -> tuple[int, int]:
    """Where the part of a span that is meant stands in its report."""
    start = span.start + max(span.quote.find(span.focus), 0)
    return start, start + len(span.focus)


def covers(fact: Fact, year: int, half: Literal[1, 2] | None = None) -> bool:
    """Whether a figure is of a year, or of that half of it; not of several years together, nor of a part of the time.

    What is paid by the month, and the state at some day, are the year's from whichever month on they are told.
    """
    when = fact.when
    if when is None or when.year != year or when.last is not None:
        return False
    if half:
        return when.part == f"H{half}" or (when.as_of and when.part in _HALF_ENDS[half])
    return when.part == "" or when.as_of or bool({"月", "年"} & set(fact.per))


def bigrams(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text, however it is written."""
    return frozenset(a + b for a, b in pairwise(normalise(text)) if not (a + b).isspace())
