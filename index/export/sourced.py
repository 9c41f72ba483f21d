"""Facts with what they stand in, and which of an index are asked for, by place too."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from index.model import Card, Chunk, Fact, FactState, Region
from index.places.gazetteer import gazetteer
from index.store.protocol import Store, Told
from index.text.sentences import sentences

_REMEMBERED = 10_000  # names of places whose regions are remembered


@dataclass(frozen=True, slots=True)
class Sourced:
    """A fact with the paragraph where it stands and the card of its report."""

    fact: Fact
    chunk: Chunk
    card: Card

    @property
    def written(self) -> str:
        """The figure as it stands in the report, its unit included."""
        return self.chunk.text[self.fact.start - self.chunk.start : self.fact.end - self.chunk.start]

    @property
    def quote(self) -> str:
        """The sentence that tells it, to the letter."""
        start, end = self.fact.start - self.chunk.start, self.fact.end - self.chunk.start
        spans = [span for span in sentences(self.chunk.text) if span[0] < end and start < span[1]]
        return self.chunk.text[spans[0][0] : spans[-1][1]] if spans else self.written

    @property
    def place(self) -> str | None:
        """The full name of the place that it is of, else of the report's."""
        region = self.card.region
        return self.fact.place or (region.name if region else None)


def sourced(store: Store, told: Iterable[Told], cards: Mapping[str, Card]) -> Iterator[Sourced]:
    """Each fact with its paragraph and its report's card, which is found by path, in the order given."""
    for number, facts in groupby(told, lambda one: one.chunk):
        (chunk,) = store.chunks([number])
        for one in facts:
            yield Sourced(one.fact, chunk, cards[one.report])


def asked_for(
    store: Store,
    things: Sequence[str] = (),
    place: str | None = None,
    years: frozenset[int] | None = None,
    state: FactState | None = None,
) -> Iterator[Sourced]:
    """The facts whose thing holds all these words, of a place or one inside it, of these years and this state."""
    cards = {card.path: card for card in store.catalogue()}
    told = store.facts(things, None, years, state)
    return sourced(store, filter(_inside(place.strip(), cards), told) if place else told, cards)


def _inside(name: str, cards: Mapping[str, Card]) -> Callable[[Told], bool]:
    """Whether a fact is of the place of this full, short or other name, or of one inside it.

    A place that the gazetteer does not have, such as a township, is known by the end of its name.
    """
    wanted = gazetteer().named(name)

    def covers(region: Region) -> bool:
        return any(outer.covers(region) for outer in wanted)

    @lru_cache(_REMEMBERED)
    def named(place: str) -> bool:
        return place.endswith(name) or any(map(covers, _regions(place)))

    def inside(told: Told) -> bool:
        if told.fact.place is not None:
            return named(told.fact.place)
        region = cards[told.report].region
        return region is not None and covers(region)

    return inside


def _regions(place: str) -> tuple[Region, ...]:
    """What the full name of a place means: what it begins with, for a township may have the name of a county."""
    mentions = gazetteer().mentions(place)
    return mentions[0].regions if mentions else ()
