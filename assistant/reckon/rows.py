"""The figures that a plan asks for as rows: which of those found is a row's, of one measure and place."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.language.measures import Measure, measure
from assistant.reckon.find import Asked, Held
from assistant.reckon.items import Item
from assistant.reckon.plan import Plan
from assistant.reckon.words import height
from index.figures.ground import NATION

_SURELY = 20.0  # odds from which a figure is meant whatever it is counted in


@dataclass(frozen=True, slots=True)
class Row:
    """A figure that was asked for, what its row is called, and what was found that may be it, likeliest first."""

    label: str
    asked: Asked
    held: tuple[Held, ...]

    @property
    def clear(self) -> "Row":
        """The row with its likeliest figure where that is likelier than all others, and none, together."""
        first = self.held[:1]
        rivals = {(one.fact.value, one.fact.unit): one.odds for one in self.held[1:] if _vies(one, *first)}
        told = first and first[0].odds > 1 + sum(rivals.values())
        return replace(self, held=first if told else ())

    @property
    def item(self) -> Item | None:
        """What is reckoned with; None where the reports do not say."""
        return Item(self.label, self.held[0].fact, self.held[0].evidence) if self.held else None

    @property
    def year(self) -> int | None:
        """The year of the likeliest figure."""
        when = self.held[0].fact.when if self.held else None
        return when.year if when else None


def alike(plan: Plan, rows: Sequence[Row]) -> list[Row]:
    """Rows whose figures are of one measure for each thing: that of which most rows have one, or that the limit has.

    A row that has none of it keeps what is surely meant all the same: its report does tell something.
    """
    best = {thing: _best(plan, [row for row in rows if row.asked.thing == thing]) for thing in plan.things}
    return [_of_measure(row, best[row.asked.thing]) for row in rows]


def _of_measure(row: Row, measure: Measure | None) -> Row:
    fitting = tuple(one for one in row.held if measure is None or measure.like(measure_told(one)))
    return replace(row, held=fitting or tuple(one for one in row.held if one.odds >= _SURELY))


def _best(plan: Plan, rows: Sequence[Row]) -> Measure | None:
    """The measure of which rows have the likeliest figures; None where they have none.

    It is that of the limit, or of the very figure that is named, and of what is high where the highest is asked for.
    """
    held = [one for row in rows for one in row.held]
    if plan.limit and plan.limit.unit:
        kind = measure(plan.limit.unit).kind
        held = [one for one in held if measure_told(one).kind == kind] or held
    elif plan.limit and (plan.limit.bound == "equal" or plan.operation == "target"):
        held = [one for one in held if one.fact.value == plan.limit.value] or held
    if plan.high is not None:
        held = [one for one in held if _is_high(one) == plan.high] or held
    return max(map(measure_told, held), key=lambda of: sum(_surest(row, of) for row in rows), default=None)


def measure_of(plan: Plan, row: Row, rows: Sequence[Row]) -> Measure | None:
    """The measure that a figure of this row is to have: that of its thing in other rows, or that of the plan itself."""
    held = [one for other in rows if other.asked.thing == row.asked.thing for one in other.held]
    unit = (plan.limit.unit if plan.limit else "") or plan.unit
    return measure_told(held[0]) if held else measure(unit) if unit else None


def common_place(rows: Sequence[Row]) -> str | None:
    """Where none was named, the whole country, or the one place of which most rows have a figure."""
    told = Counter(place for row in rows if row.asked.place is None for place in {one.fact.place for one in row.held})
    del told[None]
    first, second = (*told.most_common(2), (None, 0), (None, 0))[:2]
    return NATION if NATION in told else first[0] if first[1] > second[1] else None


def of_place(row: Row, place: str) -> Row:
    """A row with figures of one place only, or of none that is known."""
    return replace(row, held=tuple(one for one in row.held if one.fact.place in (place, None)))


def _is_high(held: Held) -> bool:
    return height(held.fact.thing, "/".join((held.fact.unit, *held.fact.per)))


def _vies(one: Held, first: Held) -> bool:
    """Whether a figure may be the one that is asked for as well as the first: another of the same year."""
    own, other = one.fact, first.fact
    years = [fact.when.year if fact.when else None for fact in (own, other)]
    return years[0] == years[1] and (own.value, own.unit) != (other.value, other.unit)


def _surest(row: Row, of: Measure) -> float:
    """How sure the likeliest of a row's figures is that is of a measure."""
    return max((held.odds for held in row.held if of.like(measure_told(held))), default=0.0)


def measure_told(held: Held) -> Measure:
    """The measure of a figure."""
    return measure("/".join((held.fact.unit, *held.fact.per)))
