"""Which figure of a span is the one asked for: by its unit, what it counts, its time, and whether it was reached."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from assistant.evidence import patterns
from assistant.evidence.wanted import Wanted
from assistant.language.figures import Units, answers
from assistant.language.words import normalise
from index.model import Fact

# What a figure's record tells of it beside the question, as signs of a span (`confidence`); all 0 where no figure is
# asked for.
FIGURE_SIGNS = ("figure", "thing", "beyond", "change", "astray", "unlike")
NONE: Mapping[str, float] = dict.fromkeys(FIGURE_SIGNS, 0.0)
_FOCUS, _EARLIER = 0.5, 0.3  # of a figure's standing among those of its span: where it is meant, and the value before


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

    def signs(self, fact: Fact) -> dict[str, float]:
        """What a figure's record tells of whether it is the one."""
        thing = bigrams(f"{fact.thing}{fact.part or ''}")
        own = len(thing & self.words) / len(thing) if thing else 0.0
        return {
            "figure": 1.0,
            "thing": own,
            "beyond": len(self.words & thing) / len(self.words) if self.words else 0.0,
            "change": float((fact.kind in ("change", "rate") and fact.unit != "‰") != self.change),
            "astray": float(self.year is not None and fact.when is not None and not covers(fact, self.year)),
            "unlike": float(self.planned is not None and self.planned != (fact.state == "planned")),
        }

    def meant(self, facts: Iterable[Fact], start: int, end: int) -> Fact | None:
        """The likeliest of some figures, of which those in `start:end` are meant; None where no unit fits."""
        fitting = [fact for fact in facts if not self.units or answers((self.units,), (fact.unit,))]
        return max(fitting, key=lambda fact: self._standing(fact, start, end), default=None)

    def _standing(self, fact: Fact, start: int, end: int) -> float:
        told = self.signs(fact)
        against = told["change"] + told["astray"] + told["unlike"] + _EARLIER * (fact.state == "earlier")
        return told["thing"] + told["beyond"] - against + _FOCUS * (start <= fact.start and fact.end <= end)


def sought(want: Wanted) -> Sought:
    """What figure a query seeks."""
    query = want.query
    asked = f"{query.topic} {query.background}"
    year = query.years[0] if len(query.years) == 1 else None
    words = bigrams("".join(want.terms.weights)) or bigrams(asked)
    units = want.amounts[0] if want.amounts else ()
    return Sought(words, units, year, query.planned, bool(patterns.CHANGE.search(asked)))


def named(want: Wanted, fact: Fact) -> float:
    """How much of what a figure counts the question names, or of the question the figure's record, from 0 to 1."""
    told = sought(want).signs(fact)
    return max(told["thing"], told["beyond"])


def covers(fact: Fact, year: int) -> bool:
    """Whether a figure is of a year or of a part of it, not of several years together."""
    return fact.when is not None and fact.when.year == year and fact.when.last is None


def bigrams(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text, however it is written."""
    return frozenset(a + b for a, b in pairwise(normalise(text)) if not (a + b).isspace())
