"""Which words of a question name things, told by weights made by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reckon import things
from assistant.reckon.things import features, things_in, words_of

WEIGHTS = {"w低保": 2.0, "w标准": 2.0, "w人数": 2.0, "w离婚": 2.0, "w登记": 2.0, "b": -1.0}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("低保标准是多少", ("低保标准",)),
        ("低保标准和低保人数各是多少", ("低保标准", "低保人数")),
        ("低保的标准是多少", ("低保的标准",)),
        ("的低保标准的", ("低保标准",)),
        ("低保人数比低保标准，低保人数", ("低保人数", "低保标准")),
        ("多少", ()),
        ("", ()),
    ],
)
def test_words_side_by_side_are_one_thing_told_once(text: str, told: tuple[str, ...]) -> None:
    assert things_in(text, WEIGHTS) == told


def test_neighbours_and_classes_tell_as_well() -> None:
    assert things_in("特困多少人", {"n多少": 2.0, "b": -1.0}) == ("特困",)
    assert things_in("救助多少人", {"p救助": 2.0, "b": -1.0}) == ("多少",)
    tag = words_of("床位")[0][1]
    assert things_in("床位", {f"t{tag}": 2.0, "b": -1.0}) == ("床位",)


def test_a_single_letter_is_no_thing() -> None:
    assert things_in("人和马", {"w人": 2.0, "w马": 2.0, "b": -1.0}) == ()


def test_where_no_weights_are_given_they_are_those_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(things, "_weights", lambda: {"w床位": 1.0})
    assert things_in("低保和床位") == ("床位",)


def test_at_the_edges_there_is_no_neighbour() -> None:
    (names,) = [set(features([("低保", "n")], 0))]
    assert {"w低保", "tn", "p", "n", "pp", "nn", "l2"} <= names


@given(st.text("低保标准的人数离婚登记、和 比x1", max_size=30))
def test_things_stand_in_the_text_and_differ(text: str) -> None:
    told = things_in(text, WEIGHTS)
    plain = "".join(text.split())
    assert all(thing in plain and len(thing) > 1 for thing in told)
    assert len(set(told)) == len(told)
