"""How well records fit: the thing in other words, a change where one is asked for, parts and limits less well."""

from decimal import Decimal
from typing import Any

import pytest

from assistant.reckon.matching import moves, odds, wish_of, wordings_of
from index.model import Fact


def fact(thing: str, **told: Any) -> Fact:
    return Fact(0, 2, thing, Decimal(10), "人", **told)


def of(thing: str, question: str, one: Fact, before: str = "") -> float:
    return odds(wish_of(thing, question).signs(one, before))


@pytest.mark.parametrize(
    ("thing", "better", "worse"),
    [
        ("低保标准", "城市低保标准", "特困供养标准"),
        ("福彩", "福利彩票销售", "福利院床位"),
        ("GDP增速", "地区生产总值增速", "财政收入增速"),
        ("床位", "床位", "护理型床位占比"),
        ("结婚登记对数", "结婚登记", "离婚登记"),
    ],
)
def test_a_thing_is_known_in_the_words_of_reports(thing: str, better: str, worse: str) -> None:
    assert of(thing, thing, fact(better)) > of(thing, thing, fact(worse))


def test_the_whole_question_tells_which_of_two_things() -> None:
    question = "哪儿持证残疾人最多"
    assert of("残疾人", question, fact("持证残疾人")) > of("残疾人", question, fact("肢体残疾人"))


def test_words_before_a_figure_tell_its_thing() -> None:
    bare, thing = fact("总产"), "粮食总产"
    assert of(thing, thing, bare, "粮食播种面积100万亩、总产") > of(thing, thing, bare)


def test_a_change_is_meant_only_where_one_is_asked_for() -> None:
    level, grown = fact("财政收入"), fact("财政收入增速")
    assert of("财政收入", "财政收入", level) > of("财政收入", "财政收入", grown)
    assert of("财政收入增速", "财政收入哪个增得快", grown) > of("财政收入增速", "财政收入哪个增得快", level)
    assert moves(fact("低保人数", kind="change"))


def test_a_limit_is_less_likely_than_a_level() -> None:
    assert of("失业率", "失业率", fact("失业率")) > of("失业率", "失业率", fact("失业率", kind="threshold"))


def test_wordings_are_the_text_and_those_of_its_synonyms() -> None:
    assert wordings_of("社零") == ("社零", "社会消费品零售总额")
    assert wordings_of("离婚的对数")[0] == "离婚"
