"""The loaded reports, and which of them can tell of a place: looked up, so that no question walks over all of them.

A code of GB/T 2260 begins with those of the places around it: 32 is a province, 3205 a city in it, 320583 a county in
that. What is kept under each of its three beginnings is found for a place and for all places in it at one look.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import overload

from index.model import Card, Region, Scope

_LEVELS = (6, 4, 2)  # digits that a county, a city, a province shares with all that lies in it
_Groups = Mapping[str, tuple[Card, ...]]
_Paths = tuple[frozenset[str], frozenset[str]]  # a place's own reports, and all that can tell of it


class Places(frozenset[Region]):
    """Places, with a look for those that lie in another."""

    _inside: Counter[str]

    def __new__(cls, regions: Iterable[Region] = ()) -> "Places":
        """A set, and how many of it lie in each place."""
        places = super().__new__(cls, regions)
        places._inside = Counter(prefix for region in places for prefix in _beginnings([region]))
        return places

    def any_in(self, place: Region) -> bool:
        """Whether any is this place or lies in it."""
        return self._inside[place.prefix] > 0

    def others_in(self, place: Region) -> bool:
        """Whether any other than this place lies in it."""
        return self._inside[place.prefix] > (place in self)


class Catalogue(Sequence[Card]):
    """The cards of the loaded reports, as a Store gives them. Made once for an index; it never changes.

    A report is a place's *own* where it is of that place or of one in it, or where its place cannot be told and it
    opens with such a place.
    """

    def __init__(self, cards: Iterable[Card] = ()) -> None:
        self._cards = tuple(cards)
        placed = [(card, card.region) for card in self._cards if card.region]
        self.by_path: Mapping[str, Card] = MappingProxyType({card.path: card for card in self._cards})
        """Each card by its report's path."""
        self.places = Places(region for _, region in placed)
        """The places that reports are known to be of."""
        opened = (card.leads[0] for card in self._cards if not card.region and len(card.leads) == 1)
        self.told = Places((*self.places, *opened))
        """Those, and the one place that a report opens with whose own cannot be told."""
        self.years = tuple(sorted({year for card in self._cards for year in card.years}))
        """The years that reports tell of, in order."""
        self.unplaced = tuple(card for card in self._cards if not card.region)
        """The reports whose own place cannot be told."""
        self.unknown = _paths(self.unplaced)
        """Their paths: shown as found for any place, an answer only for one that they name."""
        self._at = _grouped((card, {region.prefix}) for card, region in placed)
        self._inside = _grouped((card, _beginnings([region])) for card, region in placed)
        self._opening = _grouped((card, _beginnings(card.leads)) for card in self.unplaced)
        self._naming = _grouped((card, _beginnings(card.named)) for card in self._cards)
        self._paths: dict[Region, _Paths] = {}  # of the places asked for: in all a few times the reports there are

    @overload
    def __getitem__(self, at: int) -> Card: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Card, ...]: ...
    def __getitem__(self, at: int | slice) -> Card | tuple[Card, ...]:
        return self._cards[at]

    def __len__(self) -> int:
        return len(self._cards)

    def at(self, place: Region) -> tuple[Card, ...]:
        """The reports known to be of this very place."""
        return self._at.get(place.prefix, ())

    def inside(self, place: Region) -> tuple[Card, ...]:
        """The reports known to be of this place or of places in it."""
        return self._inside.get(place.prefix, ())

    def of(self, place: Region) -> tuple[Card, ...]:
        """A place's own reports; without any, those of the nearest place around it."""
        around = (self._at[place.code[:digits]] for digits in _LEVELS if place.code[:digits] in self._at)
        return self._own(place) or next(around, ())

    def naming(self, place: Region) -> tuple[Card, ...]:
        """The reports whose own place cannot be told that name the place, or a place in it."""
        return self._naming.get(place.prefix, ())

    def own(self, place: Region) -> frozenset[str]:
        """The paths of a place's own reports."""
        return self._paths_of(place)[0]

    def telling(self, place: Region) -> frozenset[str]:
        """The paths of the reports that can tell of a place: those `of` it and those `naming` it."""
        return self._paths_of(place)[1]

    def scope(self, paths: frozenset[str], years: frozenset[int] | None = None) -> Scope:
        """The scope of these reports of the catalogue; where they are all that there are, it names none."""
        return Scope(None if len(paths) == len(self) else paths, years)

    def _own(self, place: Region) -> tuple[Card, ...]:
        return self.inside(place) + self._opening.get(place.prefix, ())

    def _paths_of(self, place: Region) -> _Paths:
        if place not in self._paths:
            telling = (*self.of(place), *self.naming(place))
            self._paths[place] = _paths(self._own(place)), _paths(telling)
        return self._paths[place]


def _paths(cards: Iterable[Card]) -> frozenset[str]:
    return frozenset(card.path for card in cards)


def _beginnings(places: Iterable[Region]) -> set[str]:
    """The `prefix` of each place and of all places around it."""
    return {place.code[:digits] for place in places for digits in _LEVELS}


def _grouped(keyed: Iterable[tuple[Card, Iterable[str]]]) -> _Groups:
    """The cards under each of their keys."""
    groups: dict[str, list[Card]] = defaultdict(list)
    for card, keys in keyed:
        for key in keys:
            groups[key].append(card)
    return {key: tuple(group) for key, group in groups.items()}
