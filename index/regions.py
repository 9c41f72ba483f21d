"""Places in texts: which provinces, cities and counties of China a text names, and which one a report is about."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache

from index.model import Region
from index.place_names import PlaceNames, load_place_names

_RANK = {"province": 0, "city": 1, "county": 2}
_SPACE = " \t\u00a0\u3000"
# A name's last character that begins another word is no part of the name: 东方|市场, 新兴|城市, 城东|区域.
_OTHER_WORDS = frozenset(
    {"市场", "市值", "市政", "市面", "城市", "城镇", "区域", "区间", "区别", "区块", "县域", "州际"}
)
# Whoever acts stands before a verb: 各部门|合作, 应|合作, 要|互助.
_ACTOR = frozenset("局厅部委办府院门位要应将可能须需并由")
_CLAUSE_START = re.compile(r"(?:^|[\s，。；：、！？,.;:!?“”「」（）()《》和与跟及在])$")
_NAME_FOLLOWS = re.compile(r"的|市|民政|[和与跟及、]|呢|今年|去年|上半年|下半年|\d{4}年")
# How a report calls its own place (全市, 我县, 区委、区政府), who speaks for the whole country, and 区民政局 alone.
_OWN_KIND = re.compile(r"[全我](?P<whole>[省市县区州盟旗])|(?<![一-龥])(?P<committee>[省市县区州盟旗])委[、，和]")
_NATION = re.compile(r"全国|我国|国务院")
_OPENING, _LEADING = 200, 3  # characters of a body that tell whom it speaks of; how many places it may name there
_CENTRAL = re.compile(
    r"[0-9〇一二三四五六七八九十年\s]*(?:中华人民共和国|国务院|中共中央|中央|全国|国家|最高人民|[一-龥]{1,8}部(?:办公厅|关于|$))"
)
_OWN_OFFICE = re.compile(r"本?(?P<kind>[省市县区州盟旗])(?:委|人民政府|政府|[一-龥]{2,12}[局厅委办])")


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
        several places means those covered, else those inside another place of the text, else, if short, the widest.
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
            return regions
        bare = mention.text in self._bare
        known = tuple(region for region in regions if region in covered)
        if known or (bare and any(region.level == "province" for region in regions)):
            return known or _widest(regions)
        inside = tuple(region for region in regions if any(place.covers(region) for place in settled))
        return inside or (_widest(regions) if bare else regions)


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


def report_region(title: str | None, agency: str | None, body: str) -> Region | None:
    """The place that a report is about, or None where that cannot be told.

    The agency is trusted first, then the title unless the body speaks of itself as another kind of place, then the
    body: how it calls itself (全市, 我县, 区委) tells the kind, and the place of that kind that it names most is taken
    when it is named twice, or once together with a place that it lies in or that lies in it, outweighs every other
    twice over, and no one place in it has half of the mentions or more. A central body's report has no place.
    """
    counts = _place_counts(body)
    kind = _own_kind(body)
    if agency:
        place = _of_source(agency, counts)
        if place or _CENTRAL.match(agency):
            return place
    if title:
        if _CENTRAL.match(title):
            return None
        place = _of_source(title, counts)
        if place and kind in (None, place.name[-1]):
            return place
    office = _OWN_OFFICE.match(agency or "") or _OWN_OFFICE.match(title or "")
    kind = office["kind"] if office else kind
    return _most_named(counts, kind) if kind else None


def leading_places(title: str | None, body: str) -> tuple[Region, ...]:
    """The places that the title and the first lines of a body name, at most _LEADING of them; more are a mere list."""
    opening = f"{title or ''}\n{body[:_OPENING]}"
    named = [mention.regions[0] for mention in gazetteer().mentions(opening) if len(mention.regions) == 1]
    places = tuple(dict.fromkeys(named))
    return places if len(places) <= _LEADING else ()


def named_places(text: str) -> frozenset[Region]:
    """All places that a text names, those left out whose name several places have."""
    return frozenset(_place_counts(text))


def _of_source(source: str, counts: Counter[Region]) -> Region | None:
    """The one place that a title or agency names; of several the one that holds the others."""
    named = [mention.regions for mention in gazetteer().mentions(source)]
    settled = [_settled(regions, counts) for regions in named]
    places = {place for place in settled if place}
    holding = [place for place in places if all(place.covers(other) for other in places)]
    return holding[0] if holding and None not in settled else None


def _settled(regions: tuple[Region, ...], counts: Counter[Region]) -> Region | None:
    """Of several places with one name the one whose own surroundings the body names."""
    if len(regions) > 1:
        regions = tuple(region for region in regions if any(place.covers(region) for place in counts))
    return regions[0] if len(regions) == 1 else None


def _place_counts(body: str) -> Counter[Region]:
    return Counter(m.regions[0] for m in gazetteer().mentions(body) if len(m.regions) == 1)


def _own_kind(body: str) -> str | None:
    """The kind of place (省, 市, 县, 区…) that the body calls its own, when it does so often and clearly enough.

    At least 3 times, twice as often as any other kind, and half as often as it speaks of the whole country.
    """
    kinds = Counter(match["whole"] or match["committee"] for match in _OWN_KIND.finditer(body))
    (kind, times), (_, second) = (*kinds.most_common(2), ("", 0), ("", 0))[:2]
    nationwide = len(_NATION.findall(body))
    return kind if times >= max(3, 2 * second, nationwide / 2) else None


def _most_named(counts: Counter[Region], kind: str) -> Region | None:
    """The place of a kind that a body is about: its own mentions and the number of different places named in it."""
    weights = {
        place: times + sum(place != other and place.covers(other) for other in counts)
        for place, times in counts.items()
        if place.name.endswith(kind)
    }
    ranked = sorted(weights, key=lambda place: (-weights[place], place.code))
    if not ranked or (len(ranked) > 1 and weights[ranked[0]] < 2 * weights[ranked[1]]):
        return None
    best = ranked[0]
    confirmed = weights[best] > 1 or any(place != best and place.covers(best) for place in counts)
    inside = [times for place, times in counts.items() if place != best and best.covers(place)]
    outshone = 2 * max(inside, default=0) >= counts[best] + sum(inside)
    return best if confirmed and not outshone else None
