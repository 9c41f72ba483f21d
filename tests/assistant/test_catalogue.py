"""What the catalogue looks up by place is what a walk over all cards finds."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.catalogue import Catalogue, Places
from index.model import Card, Region, Scope
from tests.helpers.places import place

NAMES = ("江苏省", "苏州市", "昆山市", "太仓市", "吴江区", "无锡市", "四川省", "成都市", "上海市", "浦东新区")
REGIONS = tuple(map(place, NAMES))


def card(path: str, region: str | None = None, leads: tuple[str, ...] = (), named: tuple[str, ...] = ()) -> Card:
    return told(path, place(region) if region else None, tuple(map(place, leads)), frozenset(map(place, named)))


def told(path: str, region: Region | None, leads: tuple[Region, ...], named: frozenset[Region]) -> Card:
    return Card(path, None, None, region, date(2024, 1, 1), None, 2023, frozenset({2023}), path, leads, named)


CARDS = Catalogue(
    [
        card("江苏", "江苏省"),
        card("苏州", "苏州市"),
        card("昆山", "昆山市"),
        card("news", None, ("无锡市",), ("无锡市", "成都市")),
        card("digest", None, (), ("昆山市", "成都市")),
        card("notice"),
    ]
)


@pytest.mark.parametrize(
    ("name", "reports"),
    [
        ("昆山市", ["昆山"]),
        ("苏州市", ["苏州", "昆山"]),
        ("江苏省", ["江苏", "苏州", "昆山", "news"]),
        ("吴江区", ["苏州"]),  # the nearest around it
        ("南京市", ["江苏"]),
        ("无锡市", ["news"]),
        ("成都市", []),
    ],
)
def test_the_reports_of_a_place(name: str, reports: list[str]) -> None:
    assert [each.path for each in CARDS.of(place(name))] == reports


@pytest.mark.parametrize(
    ("name", "reports"),
    [("成都市", ["news", "digest"]), ("昆山市", ["digest"]), ("苏州市", ["digest"]), ("太仓市", []), ("渝中区", [])],
)
def test_reports_without_a_place_that_name_one(name: str, reports: list[str]) -> None:
    assert [each.path for each in CARDS.naming(place(name))] == reports


def test_the_place_of_some_reports_cannot_be_told() -> None:
    assert CARDS.unknown == {card.path for card in CARDS.unplaced}
    assert "notice" in CARDS.unknown


def test_a_report_with_a_place_of_its_own_is_of_no_other_that_it_opens_with() -> None:
    cards = Catalogue([card("a", "苏州市", ("成都市",))])
    assert cards.own(place("苏州市")) == {"a"}
    assert not cards.own(place("成都市"))
    assert not cards.own(place("昆山市"))


def test_a_scope_of_all_reports_names_none() -> None:
    assert CARDS.scope(frozenset(CARDS.by_path), frozenset({2023})) == Scope(None, frozenset({2023}))
    some = frozenset({"江苏"})
    assert CARDS.scope(some) == Scope(some)


places = st.sampled_from(REGIONS)
catalogues = st.lists(
    st.tuples(st.none() | places, st.lists(places, max_size=3).map(tuple), st.frozensets(places, max_size=4))
).map(lambda facts: Catalogue(told(str(number), *fact) for number, fact in enumerate(facts)))


def is_own(asked: Region, one: Card) -> bool:
    return any(asked.covers(region) for region in ((one.region,) if one.region else one.leads))


@given(catalogues, places)
def test_each_look_finds_what_a_walk_does(cards: Catalogue, asked: Region) -> None:
    own = {one.path for one in cards if is_own(asked, one)}
    around = [one for one in cards if one.region and one.region.covers(asked)]
    nearest = max((len(one.region.prefix) for one in around if one.region), default=0)
    near = {one.path for one in around if one.region and len(one.region.prefix) == nearest}
    naming = {one.path for one in cards if any(asked.covers(region) for region in one.named)}
    inside = [one for one in cards if one.region and asked.covers(one.region)]
    assert cards.own(asked) == own
    assert {one.path for one in cards.of(asked)} == (own or near)
    assert {one.path for one in cards.naming(asked)} == naming
    assert cards.telling(asked) == (own or near) | naming
    assert cards.inside(asked) == tuple(inside)
    assert cards.at(asked) == tuple(one for one in inside if one.region == asked)
    assert cards.unplaced == tuple(one for one in cards if one.region is None)
    assert cards.unknown == {one.path for one in cards.unplaced}
    assert list(cards.by_path.values()) == list(cards)


@given(st.frozensets(places), places)
def test_places_tell_which_hold_any(regions: frozenset[Region], asked: Region) -> None:
    assert Places(regions) == regions
    assert Places(regions).any_in(asked) == any(asked.covers(region) for region in regions)
    assert Places(regions).others_in(asked) == any(asked.covers(region) for region in regions - {asked})
