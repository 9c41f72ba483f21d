"""The words asked about, their weights, and how much of them a text holds."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.terms import Terms, terms_of
from tests.helpers.places import query


def terms(question: str, *history: str) -> Terms:
    """With every word in one chunk of 100."""
    return terms_of(query(question, (), *history), lambda word: 1, 100)


@pytest.mark.parametrize("question", ["苏州的城市低保标准是多少", "“先照后核”是什么", "它呢", "？", "a b", "是什么"])
def test_weights_add_up_to_one(question: str) -> None:
    weights = terms(question).weights
    assert all(weight > 0 for weight in weights.values())
    assert sum(weights.values()) == pytest.approx(1 if weights else 0)


@given(st.text(min_size=1, max_size=40).filter(str.strip), st.text(max_size=60))
def test_credits_and_coverage_lie_between_none_and_all(question: str, text: str) -> None:
    found = terms_of(replace(query("问", ()), topic=question, standalone=question), len, 9)
    credits = found.credits(text)
    assert set(credits) <= set(found.weights)
    assert all(0 < credit <= 1 for credit in credits.values())
    assert 0 <= found.coverage(credits) <= 1.000001
    if found.weights:
        assert found.coverage(found.credits(f"{text}{' '.join(found.weights)}")) == pytest.approx(1)


def test_a_rare_word_weighs_more() -> None:
    often = {"养老": 90, "烟感": 1}
    weights = terms_of(query("养老烟感", ()), lambda word: often.get(word, 5), 100).weights
    assert weights["烟感"] > weights["养老"]


def test_a_single_character_is_at_most_as_rare_as_the_rarest_longer_word() -> None:
    def weights(**often: int) -> dict[str, float]:
        return dict(terms_of(query("养老床位摸", ()), lambda word: often.get(word, 0), 100).weights)

    unseen = weights(养老=90, 床位=10)
    assert unseen["摸"] == weights(养老=90, 床位=10, 摸=10)["摸"]
    assert unseen["摸"] < unseen["床位"]
    assert weights(养老=90, 床位=10, 摸=80)["摸"] < unseen["摸"]
    assert weights(养老=90)["床位"] > unseen["床位"]  # a longer word is as rare as it is


def test_a_named_thing_weighs_double_and_is_one_word() -> None:
    weights = terms("苏州的“先照后核”模式是什么").weights
    assert weights["先照后核"] > weights["模式"]
    assert terms("苏州的“先照后核”模式是什么").credits("先照后核的模式")["先照后核"] == 1


def test_what_a_follow_up_takes_over_weighs_less() -> None:
    asked = replace(query("报警器", ()), background="敬老院")
    weights = terms_of(asked, lambda word: 1, 100).weights
    assert 0 < weights["敬老院"] < weights["报警器"]


def test_words_count_wholly_and_long_ones_in_part() -> None:
    found = terms("苏州的粮食产量")
    assert found.credits("粮食产量")["粮食产量"] == 1
    assert 0 < found.credits("粮食和产量")["粮食产量"] < 1
    assert terms("苏州的烟感报警器").credits("没有") == {}
    assert terms("ＡＰＰ下载").credits("app") == {"app": 1.0}


def test_phrases_are_neighbours_of_the_question() -> None:
    assert terms("苏州的公益骨灰楼").phrases == ("公益骨灰楼",)


def test_no_verb_where_no_object_is_asked_for() -> None:
    assert terms("苏州的骨灰楼").verb is None


def test_a_name_that_counts_its_parts_is_a_word() -> None:
    assert "三大工程" in terms("苏州的三大工程是什么").weights
