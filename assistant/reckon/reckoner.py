"""Plan → answer: the figures that it asks for are found, and what is to be done with them is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.catalogue import Catalogue
from assistant.model import Found, Query
from assistant.reckon import comparing, judging, operations
from assistant.reckon.find import Asked, Finder, Held
from assistant.reckon.items import Item
from assistant.reckon.plan import Plan
from assistant.reckon.telling import Reckoned
from index.model import Region

_MOST_PLACES, _MOST_YEARS = 40, 12


@dataclass(frozen=True, slots=True)
class Row:
    """A figure that was asked for, what its row is called, and what was found."""

    label: str
    asked: Asked
    held: Held | None

    @property
    def item(self) -> Item | None:
        """What is reckoned with; None where the reports do not say."""
        return Item(self.label, self.held.fact, self.held.evidence) if self.held else None


@dataclass(frozen=True, slots=True)
class Reckoner:
    """Answers plans from one index."""

    finder: Finder
    cards: Catalogue

    def answer(self, query: Query, plan: Plan) -> tuple[Reckoned | None, list[Found]]:
        """The answer, None where no figure was found that is asked for; and what was found on the way."""
        seen: list[Found] = []
        rows = self._rows(query, plan, seen)
        if plan.operation == "target":
            pairs = [(row, self._planned(query, row, seen)) for row in rows]
            told = [(row.label, (plan_of.item, row.item)) for row, plan_of in pairs]
            return (judging.targets(told) if any(any(pair) for _, pair in told) else None), seen
        items = [item for row in rows if (item := row.item)]
        missing = [row.label for row in rows if row.held is None]
        return (_reckoned(plan, items, missing) if items else None), seen

    def _rows(self, query: Query, plan: Plan, seen: list[Found]) -> list[Row]:
        """What is found for each thing, place and year; of the newest year that all have where none is named."""
        rows = [
            self._row(query, plan, thing, place, year, seen)
            for thing, place in self._pairs(plan)
            for year in plan.years or self._years(plan, place)
        ]
        dated = [row.held.fact.when.year for row in rows if row.held and row.held.fact.when]
        if plan.years or plan.every_year or len(rows) < 2 or len(set(dated)) < 2:
            return rows
        common = min(dated)
        again = [self._row(query, plan, row.asked.thing, row.asked.place, common, seen) for row in rows]
        return again if all(row.held for row in again) else rows

    def _row(
        self, query: Query, plan: Plan, thing: str, place: Region | None, year: int | None, seen: list[Found]
    ) -> Row:
        asked = Asked(thing, place, year, bool(plan.planned) and plan.operation != "target", plan.measure)
        held, found = self.finder.figure(asked, query)
        seen += found
        return Row(_label(plan, asked), asked, held)

    def _planned(self, query: Query, row: Row, seen: list[Found]) -> Row:
        """The target of the same thing, place and year."""
        when = row.held.fact.when if row.held else None
        year = row.asked.year or (when.year if when else None)
        asked = Asked(row.asked.thing, row.asked.place, year, True, row.asked.measure)
        held, found = self.finder.figure(asked, query)
        seen += found
        return Row(row.label, asked, held)

    def _pairs(self, plan: Plan) -> Sequence[tuple[str, Region | None]]:
        """The things and places; each thing of all places that have reports where all are asked for."""
        if not plan.every_place:
            return plan.pairs
        around = [place for place in plan.places if place]
        told = [place for place in self.cards.places if not around or any(each.covers(place) for each in around)]
        places = sorted(told, key=lambda place: place.code)[:_MOST_PLACES]
        return [(thing, place) for thing in sorted(plan.things) for place in places] or plan.pairs

    def _years(self, plan: Plan, place: Region | None) -> Sequence[int | None]:
        """The years to look for where none is named: all that a place's reports are of, or whichever is found."""
        if not plan.every_year:
            return (None,)
        cards = self.cards.of(place) if place else self.cards
        years = sorted({card.year for card in cards if card.year})
        return years[-(plan.last or _MOST_YEARS) :] or (None,)


def _label(plan: Plan, asked: Asked) -> str:
    """What tells a row from the others: its place, its year, its thing; the place where there is no other."""
    place = asked.place.name if asked.place else ""
    told = [
        place if len(plan.places) != 1 else "",
        f"{asked.year}年" if asked.year and (len(plan.years) > 1 or plan.every_year) else "",
        asked.thing if len(plan.things) > 1 else "",
    ]
    return "".join(told) or place or asked.thing


def _reckoned(plan: Plan, items: Sequence[Item], missing: Sequence[str]) -> Reckoned:
    """What a plan wants done with its figures."""
    two = len(items) == 2
    match plan.operation:
        case "difference" if two or (len(items) == 1 and missing):
            return operations.difference(items[0], items[-1], missing=missing, unit=plan.unit)
        case "sum":
            return operations.total(items, missing=missing, unit=plan.unit)
        case "share" if two:
            return operations.share(*items)
        case "max" | "min":
            return comparing.extreme(items, most=plan.operation == "max", missing=missing)
        case "rank":
            return comparing.ranked(items, downwards=plan.downwards, missing=missing)
        case "filter" if plan.limit:
            return comparing.filtered(items, plan.limit.value, plan.limit.unit, plan.limit.bound, missing=missing)
        case "trend" | "difference":
            return comparing.trend(items, missing=missing, unit=plan.unit)
        case "yesno" if plan.limit and len(items) == 1:
            return judging.whether(items[0], plan.limit.value, plan.limit.unit or items[0].fact.unit, plan.limit.bound)
        case "convert" if len(items) == 1 and plan.unit:
            return operations.converted(items[0], plan.unit)
        case _:
            return operations.levels(items, missing=missing)
