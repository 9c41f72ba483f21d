"""Which place a report is about, and which places it names."""

import re
from collections import Counter

from index.model import Region
from index.places.gazetteer import gazetteer

# How a report calls its own place (全市, 我县, 区委、区政府), who speaks for the whole country, and 区民政局 alone.
_OWN_KIND = re.compile(r"[全我](?P<whole>[省市县区州盟旗])|(?<![一-龥])(?P<committee>[省市县区州盟旗])委[、，和]")
_NATION = re.compile(r"全国|我国|国务院")
_OPENING, _LEADING = 200, 3  # characters of a body that tell whom it speaks of; how many places it may name there
CENTRAL = re.compile(
    r"[0-9〇一二三四五六七八九十年\s]*(?:中华人民共和国|国务院|中共中央|中央|全国|国家|最高人民|[一-龥]{1,8}部(?:办公厅|关于|$))"
)
_OWN_OFFICE = re.compile(r"本?(?P<kind>[省市县区州盟旗])(?:委|人民政府|政府|[一-龥]{2,12}[局厅委办])")


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
        if place or CENTRAL.match(agency):
            return place
    if title:
        if CENTRAL.match(title):
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
