"""Which figure of a span is the one asked for."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence.meant import Sought, bigrams, covers, inside, meant_in, sought
from assistant.model import Evidence, Hit
from index.model import Chunk, Fact, When
from tests.helpers.places import want

SOUGHT = Sought(bigrams("离婚登记"), ("对",), 2022, None, False)


def fact(at: int = 0, **told: Any) -> Fact:
    known: dict[str, Any] = {"thing": "离婚登记", "value": Decimal(355), "unit": "对", "when": When(2022)} | told
    return Fact(at, at + 4, **known)


def order(*facts: Fact, wish: Sought = SOUGHT, focus: tuple[int, int] = (0, 0)) -> list[int]:
    return [facts.index(one) for one in wish.ranked(facts, *focus)]


@pytest.mark.parametrize(
    "worse",
    [
        {"thing": "结婚登记"},
        {"when": When(2021)},
        {"when": When(2021, 2022)},
        {"when": When(2022, part="H1")},
        {"kind": "change"},
        {"kind": "rate"},
        {"state": "earlier"},
    ],
)
def test_what_a_record_tells_against_it_puts_a_figure_behind(worse: dict[str, Any]) -> None:
    assert order(fact(10, **worse), fact(20)) == [1, 0]


def test_a_part_is_put_behind_unless_it_is_named() -> None:
    whole, part = fact(10), fact(20, part="城镇居民")
    assert order(part, whole) == [1, 0]
    named = replace(SOUGHT, words=bigrams("城镇居民离婚登记"))
    assert order(whole, part, wish=named) == [1, 0]


def test_a_unit_that_cannot_answer_is_left_out() -> None:
    assert order(fact(10, unit="元"), fact(20)) == [1]
    assert order(fact(10, unit="元")) == []
    assert SOUGHT.meant([fact(10, unit="元")], 0, 0) is None
    assert order(fact(10, unit="元"), wish=replace(SOUGHT, units=())) == [0]


def test_what_stands_where_it_is_meant_comes_first() -> None:
    assert order(fact(10), fact(20), focus=(20, 24)) == [1, 0]
    assert order(fact(10), fact(20), focus=(10, 14)) == [0, 1]
    assert order(fact(10), fact(20)) == [0, 1]


def test_the_very_word_of_the_question_comes_before_another_that_fits() -> None:
    wish = replace(SOUGHT, units=("人", "名", "户"))
    assert order(fact(10, unit="户"), fact(20, unit="人"), wish=wish) == [1, 0]


def test_a_plan_or_a_change_comes_first_where_it_is_asked_for() -> None:
    reached, planned = fact(10), fact(20, state="planned")
    assert order(reached, planned, wish=replace(SOUGHT, planned=True)) == [1, 0]
    assert order(planned, reached, wish=replace(SOUGHT, planned=False)) == [1, 0]
    assert order(fact(10), fact(20, kind="change"), wish=replace(SOUGHT, change=True)) == [1, 0]


def test_a_rate_in_per_mille_is_no_change() -> None:
    wish = replace(SOUGHT, units=())
    assert not wish.otherwise(fact(kind="rate", unit="‰"))
    assert wish.otherwise(fact(kind="rate", unit="%"))


def test_how_much_is_named_is_the_better_share() -> None:
    assert SOUGHT.named(fact()) == 1
    assert SOUGHT.named(fact(thing="全县办理离婚登记")) == 1  # all of the question
    assert replace(SOUGHT, words=bigrams("全县办理离婚登记")).named(fact()) == 1  # all of the thing
    assert SOUGHT.named(fact(thing="福利彩票")) == 0


@pytest.mark.parametrize(
    ("question", "year", "planned", "change", "units"),
    [
        ("苏州2022年离婚登记多少对", 2022, None, False, ("对",)),
        ("苏州2021年和2022年离婚登记多少对", None, None, False, ("对",)),
        ("苏州2024年计划建成床位多少张", 2024, True, False, ("张",)),
        ("苏州床位增加了多少张", None, False, True, ("张",)),
    ],
)
def test_what_is_sought(question: str, year: int | None, planned: bool | None, change: bool, units: Any) -> None:
    wish = sought(want(question))
    assert (wish.year, wish.planned, wish.change, wish.units) == (year, planned, change, units)
    assert wish.words & bigrams(question)


@pytest.mark.parametrize(
    ("told", "year", "half", "said"),
    [
        ({"when": When(2022)}, 2022, None, True),
        ({"when": When(2022)}, 2021, None, False),
        ({"when": None}, 2022, None, False),
        ({"when": When(2021, 2022)}, 2021, None, False),
        ({"when": When(2022, part="H1")}, 2022, None, False),
        ({"when": When(2022, part="06", as_of=True)}, 2022, None, True),
        ({"when": When(2022, part="07"), "per": ("月",)}, 2022, None, True),
        ({"when": When(2022, part="H1")}, 2022, 1, True),
        ({"when": When(2022, part="H1")}, 2022, 2, False),
        ({"when": When(2022, part="06", as_of=True)}, 2022, 1, True),
        ({"when": When(2022, part="06")}, 2022, 1, False),
        ({"when": When(2022)}, 2022, 1, False),
    ],
)
def test_whose_time_a_figure_is_of(told: dict[str, Any], year: int, half: Any, said: bool) -> None:
    assert covers(fact(**told), year, half) == said


def test_the_figures_of_a_span_and_where_it_is_meant() -> None:
    facts = (fact(100), fact(106), fact(118))
    chunk = Chunk("a.txt", 0, 100, 130, "零一二三四五六七八九" * 3, (), None, "", frozenset(), facts)
    span = Evidence(Hit(chunk, 0.0), 105, 121, chunk.text[5:21], 0.0, 0.0, focus="七八九零一")
    assert inside(span) == [facts[1]]
    assert meant_in(span) == (107, 112)
    assert meant_in(replace(span, focus="")) == (105, 105)


facts = st.builds(
    fact,
    st.integers(0, 50),
    thing=st.sampled_from(["离婚登记", "结婚登记", "福利彩票", ""]),
    unit=st.sampled_from(["对", "元", ""]),
    when=st.sampled_from([None, When(2021), When(2022), When(2022, part="H1")]),
    kind=st.sampled_from(["level", "change", "rate"]),
    state=st.sampled_from(["reached", "planned", "earlier"]),
)


@given(st.lists(facts, max_size=6), st.integers(0, 50), st.integers(0, 10))
def test_the_ranked_are_those_that_fit_and_the_meant_is_their_first(told: list[Fact], start: int, length: int) -> None:
    ranked = SOUGHT.ranked(told, start, start + length)
    assert sorted(map(repr, ranked)) == sorted(repr(one) for one in told if SOUGHT.fits(one))
    assert SOUGHT.meant(told, start, start + length) == (ranked[0] if ranked else None)
    assert all(0 <= SOUGHT.named(one) <= 1 for one in told)
