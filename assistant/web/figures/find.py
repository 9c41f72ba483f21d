"""The things that reports tell figures of, and the figures of one thing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Literal, get_args

from assistant.answer import Assistant
from assistant.language.measures import FAMILIES
from assistant.model import Evidence, Hit
from assistant.reckon.items import Item
from assistant.web.lookup.search import Facets
from index.export.sourced import Sourced, sourced
from index.figures.ground import full_name
from index.model import When
from index.store.protocol import Told

LISTED = 100  # things that are shown of those found
LONGEST = 60  # characters of the words to look for
MOST = 600  # figures that a table shows
_SCANNED = 20_000  # figures of which the thing is looked at, for other things hold the same words

States = Literal["both", "reached", "planned", "all"]
"""Reached and planned, one of these alone, or earlier values as well."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be shown: a thing, with `near` also those whose names hold its name; all places and years if empty.

    `places` are codes of regions, each with all places within, as `Facets` takes them; so are `years`.
    """

    thing: str
    near: bool = False
    places: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    states: States = "both"

    def takes(self, told: Told) -> bool:
        """Whether a figure that the store has found is to be shown."""
        state = told.fact.state
        wanted = {"both": state != "earlier", "all": True}.get(self.states, state == self.states)
        return wanted and (self.near or told.fact.thing == self.thing)


@dataclass(frozen=True)
class Figure:
    """A figure of a report, with its paragraph."""

    source: Sourced

    @cached_property
    def item(self) -> Item:
        """The same to reckon with, in the sentence that tells it."""
        fact, chunk, quote = self.source.fact, self.source.chunk, self.source.quote
        shift = fact.start - chunk.start
        start = chunk.start + max(chunk.text.rfind(quote, 0, shift + len(quote)), 0)
        return Item(self.place, fact, Evidence(Hit(chunk, 0.0), start, start + len(quote), quote, 0.0, 0.0))

    @property
    def place(self) -> str:
        """The full name of its place; where that cannot be told, its report, which stands alone."""
        fact, card = self.source.fact, self.source.card
        return fact.place or (full_name(card.region) if card.region else f"地区未注明：{card.opening or card.path}")

    @property
    def order(self) -> tuple[str, str]:
        """Where its place stands among others."""
        region = self.source.card.region
        return (region.code if region else "~"), self.place

    @property
    def year(self) -> tuple[int, int]:
        """The year, or the first and the last of several that it is a total of; (0, 0) where it is not known."""
        when: When | None = self.source.fact.when
        return (when.year, when.last or when.year) if when else (0, 0)

    @property
    def kind(self) -> tuple[str, ...]:
        """What must be the same in figures that are set side by side, but for place and year and state."""
        fact, measure = self.source.fact, self.item.measure
        unit = next((min(family) for family in FAMILIES if measure.kind in family), measure.kind)
        time = self.item.time
        return (fact.thing, fact.part or "", fact.kind, unit, *sorted(measure.per), f"@{time[2] if time else ''}")


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of a wish in their reports' order; `more` tells that there are others."""

    wish: Wish
    figures: tuple[Figure, ...] = ()
    more: bool = False


class Things:
    """All things of an index by how often they are told, read once for as long as it stays the same."""

    def __init__(self) -> None:
        self._of = ""
        self._things: tuple[tuple[str, int], ...] = ()

    def matching(self, assistant: Assistant, words: str) -> tuple[list[tuple[str, int]], int]:
        """The first things whose names hold each word, most told first, and how many there are.

        Names of one character say too little to be listed, unless one is asked for by name.
        """
        revision = assistant.store.revision
        if revision != self._of:
            self._of, self._things = revision, assistant.store.things()
        wanted = words[:LONGEST].split()
        found = [
            (name, count)
            for name, count in self._things
            if (len(name) > 1 or name in wanted) and all(word in name for word in wanted)
        ]
        found.sort(key=lambda thing: thing[0] != words.strip())  # the very name first
        return found[:LISTED], len(found)


def find(assistant: Assistant, wish: Wish, most: int = MOST) -> Found:
    """The figures that are wished for, at most so many."""
    if not wish.thing:
        return Found(wish)
    reports, years = _reports(assistant, wish.places), frozenset(map(int, wish.years)) or None
    state = wish.states if wish.states in {"reached", "planned"} else None
    scanned = _Counted(assistant.store.facts([wish.thing], reports, years, state))
    told = list(islice(filter(wish.takes, islice(scanned, _SCANNED)), most + 1))
    cards = assistant.catalogue().by_path
    figures = tuple(map(Figure, sourced(assistant.store, told[:most], cards)))
    return Found(wish, figures, len(told) > most or scanned.count == _SCANNED)


class _Counted(Iterator[Told]):
    def __init__(self, told: Iterator[Told]) -> None:
        self._told = told
        self.count = 0

    def __next__(self) -> Told:
        one = next(self._told)
        self.count += 1
        return one


def _reports(assistant: Assistant, places: Sequence[str]) -> frozenset[str] | None:
    """The reports of these places; None for no limit."""
    cards = assistant.catalogue()
    inside = (card.path for place in places for card in Facets(place).passing(cards))
    return frozenset(inside) if places else None


def states(text: object) -> States:
    """The choice of states that a form sent."""
    return next((each for each in get_args(States) if each == text), "both")
