"""Figures to reckon with, made up, plans carried out over them, and the last gate over what was reckoned."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from assistant.catalogue import Catalogue
from assistant.language.measures import digits, measure, number
from assistant.model import Citation, Evidence, Found, Hit, Query, Statement
from assistant.reckon.find import Asked, Finder, Held
from assistant.reckon.items import Item
from assistant.reckon.plan import Plan
from assistant.reckon.reckoner import Reckoner
from assistant.reckon.telling import Reckoned
from assistant.verify.computed import Cited, unfounded
from index.model import Card, Chunk, Fact, Region, When
from tests.helpers.places import place, query

SURE = 0.9


def item(
    label: str, written: str, unit: str, *, quote: str = "全县{}，", year: int | None = 2023, **facts: Any
) -> Item:
    """One whose figure is `written` (its number, then `unit` with its scale) in a quote; further fields of its Fact."""
    value = written.removesuffix(unit)
    amount = number(value.rstrip("余多"))
    assert amount is not None
    bare = unit.lstrip("百千万亿") or unit
    size = measure(unit).size / measure(bare).size
    text = quote.format(written)
    start = 100 + text.index(written)
    facts = {"thing": "低保标准", "place": label, "when": When(year) if year else None} | facts
    fact = Fact(start, start + len(written), value=Decimal(digits(amount * size)), unit=bare, **facts)
    return Item(label, fact, evidence(text, (fact,), f"{label}{year}.txt"))


def evidence(text: str, facts: tuple[Fact, ...], report: str, sure: float = SURE) -> Evidence:
    """The whole of a chunk of these words at 100."""
    chunk = Chunk(report, 0, 100, 100 + len(text), text, (), None, "", frozenset(), facts)
    return Evidence(Hit(chunk, 1.0), 100, 100 + len(text), text, 1.0, 1.0, sure)


def gate(said: Statement, told: Reckoned) -> tuple[str, ...]:
    """What the last gate finds in a statement."""
    return unfounded(said, cited(told))


def cited(told: Reckoned) -> dict[int, Cited]:
    """The citations of an answer."""
    return {at: (_citation(at, span), span) for at, span in enumerate(told.evidence, 1)}


def held(told: Reckoned) -> Reckoned:
    """The same, once each of its statements has passed the gate."""
    for said in told.statements:
        assert gate(said, told) == (), said
    return told


def _citation(number: int, span: Evidence) -> Citation:
    chunk = span.hit.chunk
    return Citation(number, chunk.report, None, None, None, chunk.section, chunk.text, span.quote, span.start, span.end)


QINYUAN, ANZE, GU, CHANGZHI = place("沁源县"), place("安泽县"), place("古县"), place("长治市")
QUERY = query("沁源县低保标准", ())


class Told:
    """A finder that knows these figures: each found where its label is the thing, its place and year those asked for.

    A figure of no year that is asked for is found where none is. Those of `read` no record tells, but the reader does.
    """

    def __init__(self, items: Sequence[Item], read: Sequence[Item] = ()) -> None:
        self._items, self._read = items, read
        self.asked: list[Asked] = []

    def figures(self, asked: Asked, whole: Query) -> tuple[tuple[Held, ...], list[Found]]:
        self.asked.append(asked)
        fitting = [one for one in self._items if self._fits(one, asked)]
        fitting.sort(key=lambda one: -(one.fact.when.year if one.fact.when else 0))
        return tuple(Held(one.fact, one.evidence, 9.0) for one in fitting), []

    def read(self, asked: Asked, whole: Query) -> tuple[Held, ...]:
        return tuple(Held(one.fact, one.evidence, 2.0) for one in self._read if self._fits(one, asked))

    def _fits(self, one: Item, asked: Asked) -> bool:
        fact = one.fact
        year = fact.when.year if fact.when else None
        return (
            fact.thing == asked.thing
            and (asked.place is None or fact.place == asked.place.name)
            and asked.of in (None, fact.place)
            and asked.year in (None, year)
            and asked.planned == (fact.state == "planned")
        )


def figure(where: str, year: int | None, written: str, unit: str = "人", thing: str = "低保人数", **told: Any) -> Item:
    """A figure of a place and year."""
    return item(where, written, unit, **{"year": year, "thing": thing, "quote": f"{where}{year}{thing}{{}}。"} | told)


def plan(operation: Any, *pairs: tuple[str, Region | None], years: tuple[int, ...] = (), **told: Any) -> Plan:
    """A plan that asks for every place or year only where it is told to."""
    known = {"every_place": False, "every_year": False, "planned": None} | told
    return Plan(operation=operation, pairs=pairs, years=years, **known)


def card(where: Region, year: int) -> Card:
    """The card of a summary of a place and year."""
    return Card(f"{where.name}{year}.txt", None, None, where, None, "summary", year, frozenset({year}), "")


CARDS = Catalogue(card(where, year) for where in (QINYUAN, ANZE, GU) for year in (2021, 2022, 2023))


def carried_out(
    asked: Plan, *items: Item, told: Query = QUERY, read: Sequence[Item] = ()
) -> tuple[Reckoned | None, list[Asked]]:
    """What comes of a plan over these figures, and what was looked for; its statements pass the gate."""
    finder = Told(items, read)
    reckoned, _ = Reckoner(cast(Finder, finder), CARDS).answer(told, asked)
    return (held(reckoned) if reckoned else None), finder.asked


def answer(asked: Plan, *items: Item, read: Sequence[Item] = ()) -> str:
    """The words of that."""
    reckoned, _ = carried_out(asked, *items, read=read)
    assert reckoned is not None
    return reckoned.answer


PEOPLE = "低保人数"
SIX = [
    figure(where, year, f"{count}人")
    for where, counts in (("沁源县", (3012, 2930, 2845)), ("安泽县", (1801, 1790, 1764)))
    for year, count in zip((2021, 2022, 2023), counts, strict=True)
]
