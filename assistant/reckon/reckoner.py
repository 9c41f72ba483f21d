"""Plan → answer: the figures that it asks for are found, and what is to be done with them is done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.catalogue import Catalogue
from assistant.model import Found, Query
from assistant.reckon import comparing, judging, operations
from assistant.reckon.find import Asked, Finder
from assistant.reckon.items import Item
from assistant.reckon.operation import Operation
from assistant.reckon.plan import PLANNED, Plan
from assistant.reckon.rows import Row, alike, common_place, measure_of, measure_told, of_place
from assistant.reckon.telling import Reckoned, together
from index.model import Card, Region

_MOST_PLACES, _MOST_YEARS = 40, 12
_FIRST = ("max", "min", "rank")
_CHANGES = ("difference", "sum", "trend")
# What is told of plans where no result is found and either will do.
_OF_PLANS = ("sum", "difference", "share", "max", "min", "rank", "filter", "trend", "convert")


@dataclass(frozen=True, slots=True)
class Reckoner:
    """Answers plans from one index."""

    finder: Finder
    cards: Catalogue

    def answer(self, query: Query, plan: Plan) -> tuple[Reckoned | None, list[Found]]:
        """The answer, and what was found on the way.

        None where a figure that is asked for was not found, or nothing could be reckoned: then the question is
        answered like any other.
        """
        seen: list[Found] = []
        if plan.operation == "target":
            return self._against(query, plan, seen) or self._against(query, replace(plan, change=True), seen), seen
        rows = [row.clear for row in alike(plan, self._rows(query, plan, seen))]
        if len(plan.things) == 1 < len(plan.places) and any(row.held for row in rows):
            rows = [row if row.held else self._read(query, plan, row, rows) for row in rows]
        items = [item for row in rows if (item := row.item)]
        missing = [row.label for row in rows if not row.held]
        courses = _courses(plan, rows)
        if courses:
            told: Reckoned | None = comparing.changes(courses, unit=plan.unit)
        else:
            told = _reckoned(query, plan, items, missing) if items else None
        return (told if told and _is_whole(plan, rows, told) else None), seen

    def _read(self, query: Query, plan: Plan, row: Row, rows: Sequence[Row]) -> Row:
        """A row whose figure no record tells: the reader is asked for it, of the measure that the others have."""
        like = measure_of(plan, row, rows)
        held = self.finder.read(row.asked, query)
        return replace(row, held=tuple(one for one in held if like is None or like.like(measure_told(one))))

    def _against(self, query: Query, plan: Plan, seen: list[Found]) -> Reckoned | None:
        """Targets against what became of them; where one is not told, the same of growth, of which most targets are."""
        rows = self._rows(query, plan, seen)
        planned = [self._row(query, plan, _target_of(row), seen) for row in rows]
        both = [row.clear for row in alike(plan, [*planned, *rows])]
        pairs = list(zip(both, both[len(rows) :], strict=False))
        told = judging.targets([(row.label, (target.item, row.item)) for target, row in pairs])
        return told if _is_whole(plan, both, told) else None

    def _rows(self, query: Query, plan: Plan, seen: list[Found]) -> list[Row]:
        """What is found for each thing, place and year.

        Of one place where none is named, and of the newest year that all have where no year is.
        """
        asked = [
            Asked(thing, place, year, _planned(plan), query.half, plan.measure, plan.change)
            for thing, place in self._pairs(plan)
            for year in plan.years or self._years(plan, place)
        ]
        rows = [self._row(query, plan, one, seen) for one in asked]
        if plan.planned is None and plan.operation in _OF_PLANS and not any(row.held for row in rows):
            rows = [self._row(query, plan, replace(one, planned=True), seen) for one in asked]
        if of := common_place(rows):
            rows = [of_place(row, of) for row in rows]
        years = [row.year for row in rows if row.year]
        if plan.years or plan.every_year or plan.back or len(rows) < 2 or len(set(years)) < 2:
            return rows
        again = [self._row(query, plan, replace(one, year=min(years)), seen) for one in asked]
        return again if all(row.held for row in again) else rows

    def _row(self, query: Query, plan: Plan, asked: Asked, seen: list[Found]) -> Row:
        held, found = self.finder.figures(asked, query)
        seen += found
        return Row(_label(plan, asked), asked, held)

    def _pairs(self, plan: Plan) -> Sequence[tuple[str, Region | None]]:
        """The things and places; each thing of all places that have reports where all are asked for."""
        if not plan.every_place:
            return plan.pairs
        around = [place for place in plan.places if place]
        told = [place for place in self.cards.told if not around or any(each.covers(place) for each in around)]
        places = sorted(told, key=lambda place: place.code)[:_MOST_PLACES]
        return [(thing, place) for thing in sorted(plan.things) for place in places] or plan.pairs

    def _years(self, plan: Plan, place: Region | None) -> Sequence[int | None]:
        """The years to look for where none is named: all that a place's reports are of, or whichever is found."""
        cards = self.cards.of(place) if place else self.cards
        if plan.back:
            return [_newest(cards, planned=far == PLANNED, back=max(far, 0)) for far in plan.back]
        if not plan.every_year:
            return (None,)
        years = sorted({card.year for card in cards if card.year})
        return years[-(plan.last or _MOST_YEARS) :] or (None,)


def _newest(cards: Sequence[Card], *, planned: bool, back: int) -> int | None:
    """The newest year that reports plan, or so far back from the newest of which they tell results."""
    told = [max(card.years) - (not planned and _plans(card)) for card in cards if card.years]
    return max(told) - back if told else None


def _plans(card: Card) -> bool:
    """Whether the last of a report's years is one that it plans."""
    return len(card.years) > 1 or card.kind == "plan"


def _planned(plan: Plan) -> bool:
    """Whether plans are asked for: a target is found beside its result."""
    return bool(plan.planned) and plan.operation != "target"


def _is_whole(plan: Plan, rows: Sequence[Row], told: Reckoned) -> bool:
    """Whether a plan was carried out: each figure once; something reckoned, judged, or what is listed told.

    Where one thing of several places or years is asked for, half of them will do; of several things each is told.
    """
    figures = [(row.held[0].evidence.hit.chunk.report, row.held[0].fact.start) for row in rows if row.held]
    if len(set(figures)) < len(figures):
        return False
    if any(statement.computed for statement in told.statements):
        return True
    if len(rows) == 1 or plan.operation == "target":
        return plan.operation == "yesno"
    if len(figures) == len(rows):
        return len(plan.things) == 1 or len(plan.places) > 1 or len(plan.years) > 1 or plan.listed
    return len(plan.things) == 1 and 2 * len(figures) >= len(rows)


def _year(item: Item) -> int:
    return item.fact.when.year if item.fact.when else 0


def _courses(plan: Plan, rows: Sequence[Row]) -> list[tuple[Item, Item]]:
    """Where changes between two years are asked for, of more than one place: each place's figures, the older first."""
    items = [replace(row.item, label=row.asked.place.name) for row in rows if row.item and row.asked.place]
    if plan.operation not in _CHANGES or len(items) < len(rows) or len(plan.places) < 2 or len(plan.things) > 1:
        return []
    pairs = [sorted(pair, key=_year) for pair in zip(items[::2], items[1::2], strict=False)]
    return [(before, after) for before, after in pairs] if 2 * len(plan.pairs) == len(items) else []


def _label(plan: Plan, asked: Asked) -> str:
    """What tells a row from the others: its place, its year, its thing; the place where there is no other."""
    place = asked.place.name if asked.place else ""
    told = [
        place if len(plan.places) != 1 else "",
        f"{asked.year}年" if asked.year and (max(len(plan.years), len(plan.back)) > 1 or plan.every_year) else "",
        asked.thing if len(plan.things) > 1 else "",
    ]
    return "".join(told) or place or asked.thing


def _target_of(row: Row) -> Asked:
    """The target of the same thing, place and year."""
    of = row.held[0].fact.place if row.held and row.asked.place is None else None
    return replace(row.asked, planned=True, year=row.asked.year or row.year, of=of)


def _reckoned(query: Query, plan: Plan, items: Sequence[Item], missing: Sequence[str]) -> Reckoned:
    """What a plan wants done with its figures."""
    if plan.operation == "yesno":
        return _judged(query, plan, items, missing)
    if plan.operation == "filter" and plan.limit and plan.limit.bound != "equal":
        unit = plan.limit.unit or items[0].fact.unit
        return comparing.filtered(items, plan.limit.value, unit, plan.limit.bound, missing=missing)
    if plan.operation in ("convert", "level") and len(items) == 1 and plan.unit and not missing:
        return operations.converted(items[0], _by_head(plan.unit, items[0]))
    if plan.operation == "share" and len(items) == 2:
        return operations.share(*items)
    if plan.operation == "difference" and len(items) == 2 and not missing:
        return operations.difference(*items, unit=plan.unit)
    told = _OPERATIONS.get(plan.operation)
    if missing and plan.operation in _FIRST and not plan.every_place:
        told = None  # the one that is missing may be the first
    return told(plan, items, missing) if told else operations.levels(items, missing=missing)


_Operation = Callable[[Plan, Sequence[Item], Sequence[str]], Reckoned]
_OPERATIONS: Mapping[Operation, _Operation] = {
    "sum": lambda plan, items, missing: operations.total(items, missing=missing, unit=plan.unit),
    "max": lambda plan, items, missing: _extreme(items, missing, most=True),
    "min": lambda plan, items, missing: _extreme(items, missing, most=False),
    "rank": lambda plan, items, missing: comparing.ranked(items, downwards=plan.downwards, missing=missing),
    "trend": lambda plan, items, missing: comparing.trend(items, missing=missing, unit=plan.unit),
    "difference": lambda plan, items, missing: comparing.trend(items, missing=missing, unit=plan.unit),
}


def _extreme(items: Sequence[Item], missing: Sequence[str], *, most: bool) -> Reckoned:
    """Which is the most, or the least; of two also by how much."""
    told = comparing.extreme(items, most=most, missing=missing)
    if len(items) != 2 or missing or items[0].value == items[1].value or not told.statements[0].computed:
        return told
    return together((told, operations.difference(*items)))


def _judged(query: Query, plan: Plan, items: Sequence[Item], missing: Sequence[str]) -> Reckoned:
    """Yes or no: of a figure and a limit, or of two figures one of which is said to be more."""
    if plan.limit and len(items) == 1:
        unit = plan.limit.unit or items[0].fact.unit
        return judging.whether(items[0], plan.limit.value, unit, plan.limit.bound)
    if plan.limit and len(items) == 2 and not missing and (plan.limit.bound != "equal" or plan.more is None):
        unit = plan.limit.unit or items[-1].fact.unit
        last = judging.whether(items[-1], plan.limit.value, unit, plan.limit.bound)
        return together((last, operations.levels(items[:-1])))
    if len(items) == 2 and not missing and plan.more is not None:
        return judging.beside(items[0], items[1], more=plan.more)
    return operations.levels(items, missing=missing)


def _by_head(unit: str, item: Item) -> str:
    """A unit by the year or month, by the head too where the figure is."""
    base, _, time = unit.partition("/")
    heads = [each for each in item.fact.per if each not in ("年", "月")]
    return "/".join((base, *heads, time)) if time else "/".join((base, *item.fact.per))
