"""Places in texts: which provinces, cities and counties of China a text names, and which one a report is about."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache

from index.model import Region
from index.places.names import PlaceNames, load_place_names

_RANK = {"province": 0, "city": 1, "county": 2}
_ABBREVIATED = 2  # characters of a name that is made of a place's first and its kind
_SPACE = " \t\u00a0\u3000"
# A name's last character that begins another word is no part of the name: 东方|市场, 新兴|城市, 城东|区域.
_OTHER_WORDS = frozenset(
    {"市场", "市值", "市政", "市面", "城市", "城镇", "区域", "区间", "区别", "区块", "县域", "州际"}
)
# Whoever acts stands before a verb: 各部门|合作, 应|合作, 要|互助.
_ACTOR = frozenset("局厅部委办府院门位要应将可能须需并由")
_CLAUSE_START = re.compile(r"(?:^|[\s，。；：、！？,.;:!?“”「」（）()《》和与跟及在])$")
_NAME_FOLLOWS = re.compile(r"的|市|民政|[和与跟及、]|呢|今年|去年|上半年|下半年|\d{4}年")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in a text: `text[start:end]`, and the places that it may be (one, where the context tells)."""

    start: int
    end: int
    text: str
    regions: tuple[Region, ...]


class Gazetteer:
    """All places of China by name."""

    def __init__(self, names: PlaceNames) -> None:
        self.regions = names.regions
        self._bare = frozenset(names.short.keys() - names.full.keys() - names.alias.keys())
        self._common = names.common
        self._names: dict[str, tuple[Region, ...]] = defaultdict(tuple)
        for lexicon in (names.full, names.alias, names.short):
            for name, regions in lexicon.items():
                self._names[name] = tuple(dict.fromkeys(self._names[name] + regions))
        self._lengths: dict[str, list[int]] = defaultdict(list)
        for length, pair in sorted({(len(name), name[:2]) for name in self._names}, reverse=True):
            self._lengths[pair].append(length)

    def named(self, name: str) -> tuple[Region, ...]:
        """The places with exactly this full, short or other name, the widest first; () if there is none."""
        return tuple(sorted(self._names.get(name.strip(), ()), key=lambda region: (_RANK[region.level], region.code)))

    def mentions(self, text: str, covered: Collection[Region] = ()) -> tuple[Mention, ...]:
        """All places that `text` names, in order, without overlap, the longest name first.

        A chain of nested places (昆明市官渡区) is one mention of its last. A short name that is an ordinary word counts
        for the places in `covered`, right behind a place that contains it, and where a city's stands alone. A name of
        several places means those covered, else those inside another place of the text, else, if short, the widest. A
        first character with its kind (乌市) means a covered place that it fits rather than one that is not covered.
        """
        kept = [i for i, character in enumerate(text) if character not in _SPACE]
        squeezed = "".join([text[i] for i in kept])
        matches = self._longest(squeezed, frozenset(covered))
        chains = [replace(m, start=kept[m.start], end=kept[m.end - 1] + 1) for m in _chained(matches)]
        settled = {m.regions[0] for m in chains if len(m.regions) == 1}
        return tuple(
            replace(m, text=text[m.start : m.end], regions=self._resolved(m, frozenset(covered), settled))
            for m in chains
        )

    def _longest(self, text: str, covered: frozenset[Region]) -> list[Mention]:
        """The matches that stay when longer ones go before shorter ones and earlier before later, in text order."""
        chosen: list[Mention] = []
        taken: set[int] = set()
        for match in sorted(self._matches(text, covered), key=lambda m: (m.start - m.end, m.start)):
            if taken.isdisjoint(range(match.start, match.end)):
                chosen.append(match)
                taken.update(range(match.start, match.end))
        return sorted(chosen, key=lambda m: m.start)

    def _matches(self, text: str, covered: frozenset[Region]) -> Iterator[Mention]:
        """Every place name at every position, overlapping ones too, but no ordinary words."""
        ending: dict[int, list[Region]] = defaultdict(list)
        for start in range(len(text) - 1):
            for length in self._lengths.get(text[start : start + 2], ()):
                end = start + length
                name = text[start:end]
                regions = self._names.get(name)
                if regions is None or end > len(text) or self._ends_in_a_word(text, end):
                    continue
                parents = ending[start]
                if name not in self._common or _is_place(text, start, end, regions, covered, parents):
                    ending[end].extend(regions)
                    yield Mention(start, end, name, regions)

    def _ends_in_a_word(self, text: str, end: int) -> bool:
        """Whether a name's last character begins a word, and no other place's name stands behind it (南平市|政和县)."""
        if text[end - 1 : end + 1] not in _OTHER_WORDS:
            return False
        return not any(text[end : end + length] in self._names for length in self._lengths.get(text[end : end + 2], ()))

    def _resolved(self, mention: Mention, covered: frozenset[Region], settled: set[Region]) -> tuple[Region, ...]:
        regions = mention.regions
        if len(regions) == 1:
            return _like(mention, covered) or regions
        bare = mention.text in self._bare
        known = tuple(region for region in regions if region in covered)
        if known or (bare and any(region.level == "province" for region in regions)):
            return known or _widest(regions)
        inside = tuple(region for region in regions if any(place.covers(region) for place in settled))
        return inside or (_widest(regions) if bare else regions)


def _like(mention: Mention, covered: frozenset[Region]) -> tuple[Region, ...]:
    """Of 乌市, which elsewhere is 乌鲁木齐, the one covered place of that kind that begins so; () of a whole name."""
    name = mention.text
    if len(name) != _ABBREVIATED or name in mention.regions[0].name or not covered.isdisjoint(mention.regions):
        return ()
    told = tuple(place for place in covered if place.name[0] == name[0] and place.name[-1] == name[-1])
    return told if len(told) == 1 else ()


@cache
def gazetteer() -> Gazetteer:
    """The nationwide gazetteer, loaded once (about 0.1 s)."""
    return Gazetteer(load_place_names())


def _is_place(
    text: str, start: int, end: int, regions: tuple[Region, ...], covered: frozenset[Region], parents: list[Region]
) -> bool:
    """Whether the ordinary word at `start` means a place; `parents` are the places named right before it."""
    if any(parent != region and parent.covers(region) for parent in parents for region in regions):
        return True
    if not covered.isdisjoint(regions):
        return text[start - 1 : start] not in _ACTOR or text[end : end + 1] == "的"
    alone = _CLAUSE_START.search(text[:start][-1:]) and _NAME_FOLLOWS.match(text, end)
    return bool(alone) and any(region.level != "county" for region in regions)


def _chained(matches: list[Mention]) -> list[Mention]:
    """Matches with each chain of adjacent nested places as one, of the innermost place."""
    chains: list[Mention] = []
    for match in matches:
        last = chains[-1] if chains else None
        if last and last.end == match.start:
            inner = tuple(r for r in match.regions if any(o != r and o.covers(r) for o in last.regions))
            if inner:
                chains[-1] = replace(match, start=last.start, regions=inner)
                continue
        chains.append(match)
    return chains


def _widest(regions: tuple[Region, ...]) -> tuple[Region, ...]:
    rank = min(_RANK[region.level] for region in regions)
    return tuple(region for region in regions if _RANK[region.level] == rank)
