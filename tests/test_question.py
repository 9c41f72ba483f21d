"""What questions are understood to ask."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.figures import answers, asked_units, figures
from assistant.model import Query
from assistant.question import LONGEST_QUESTION, understand
from assistant.words import content_words, wanted_noun
from index.errors import QuestionError
from index.model import Region
from index.regions import gazetteer
from index.sentences import clauses, sentences


def place(name: str) -> Region:
    return gazetteer().named(name)[0]


COVERED = (place("苏州市"), place("渝中区"), place("和平县"))


def ask(question: str, *history: str) -> Query:
    return understand(question, history, gazetteer(), COVERED)


def test_places_by_full_and_short_names() -> None:
    assert ask("苏州的低保标准是多少").regions == (place("苏州市"),)
    assert ask("渝中区有多少家养老机构").regions == (place("渝中区"),)
    assert [region.name for region in ask("比较苏州和渝中区的低保标准").regions] == ["苏州市", "渝中区"]
    assert ask("低保标准是多少").regions == ()


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("苏州的低保标准是多少", "figure"),
        ("苏州发放了多少资金", "figure"),
        ("苏州的年检率目标", "fact"),
        ("苏州的救助模式是什么", "fact"),
        ("苏州要实施哪六大行动", "list"),
        ("苏州养老两大工程是什么", "list"),
        ("苏州怎么管住审批权", "explain"),
        ("比较苏州和渝中区的低保标准", "comparison"),
        ("哪些地区提到了社工站", "places"),
        ("各地的低保标准是多少", "comparison"),
    ],
)
def test_the_kind_wanted(question: str, intent: str) -> None:
    assert ask(question).intent == intent


@pytest.mark.parametrize(
    ("question", "planned"),
    [
        ("苏州2024年年检率目标是多少", True),
        ("苏州打算建几个中心", True),
        ("苏州下一步计划做什么", True),
        ("苏州发放了多少资金", False),
        ("苏州目前有多少养老床位", False),
        ("苏州的低保标准", None),
    ],
)
def test_done_or_planned(question: str, planned: bool | None) -> None:
    assert ask(question).planned is planned


def test_years_and_halves() -> None:
    assert ask("苏州2023年低保标准").years == (2023,)
    assert ask("苏州2022和2023年的标准").years == (2022, 2023)
    assert ask("苏州上半年救助了多少人").half == 1
    assert ask("苏州的1337布局").years == ()


def test_the_topic_is_what_is_left() -> None:
    assert tuple(content_words(ask("苏州2023年城市低保标准是多少").topic)) == ("城市", "低保", "标准")
    assert ask("苏州的“一网统管”是什么").named == ("一网统管",)
    assert wanted_noun("苏州的服务站建在哪个镇") == "镇"
    assert wanted_noun("苏州的孩子标成什么颜色") == "颜色"


def test_the_same_thing_of_another_place() -> None:
    query = ask("那渝中区呢？", "苏州的低保标准是多少")
    assert query.regions == (place("渝中区"),)
    assert query.topic == "低保标准是多少"
    assert query.standalone == "渝中区低保标准是多少"
    assert query.intent == "figure"


def test_the_same_thing_of_another_year() -> None:
    query = ask("2024年呢", "苏州2023年的低保标准是多少")
    assert (query.regions, query.years) == ((place("苏州市"),), (2024,))
    assert "低保标准" in query.topic


def test_more_of_the_same_thing() -> None:
    query = ask("具体怎么操作？", "苏州的临时救助模式是什么")
    assert query.regions == (place("苏州市"),)
    assert "临时救助模式" in query.background
    assert ask("覆盖了多少人？", "苏州的长者配餐服务怎么样").regions == (place("苏州市"),)


def test_a_new_topic_drops_the_old_one_but_keeps_the_place() -> None:
    query = ask("养老床位一共有多少张", "苏州的临时救助模式是什么")
    assert query.regions == (place("苏州市"),)
    assert "临时救助" not in query.topic


def test_a_question_with_its_own_place_owes_nothing_to_the_chat() -> None:
    assert ask("渝中区有多少家养老机构", "苏州的临时救助模式是什么") == ask("渝中区有多少家养老机构")


@pytest.mark.parametrize("question", ["", "  \n", "\x00\x01", "问" * (LONGEST_QUESTION + 1)])
def test_what_cannot_be_asked(question: str) -> None:
    with pytest.raises(QuestionError):
        ask(question)


@settings(max_examples=200)
@given(st.text(min_size=1, max_size=60), st.lists(st.text(max_size=30), max_size=3))
def test_any_text_is_understood_or_refused(question: str, history: list[str]) -> None:
    try:
        query = ask(question, *history)
    except QuestionError:
        return
    assert query.question == question
    assert query == ask(question, *history)


def test_units_asked_for() -> None:
    assert asked_units("发放了多少钱") == (("元",),)
    assert asked_units("救助了多少人次、发放多少资金") == (("人次",), ("元",))
    assert asked_units("有多少张床位") == (("张",),)
    assert asked_units("覆盖率是多少") == (("%", "‰", "百分点", "个百分点"),)
    assert asked_units("从多少提高到多少") == ((), ())
    assert answers((("人次",), ("元",)), ["元", "个"]) == 0.5


def test_figures_with_scale_and_unit() -> None:
    found = [
        (figure.number, figure.scale, figure.unit)
        for figure in figures("2022年发放2,850.46 万元，惠及1.5万余人、98.7％")
    ]
    assert found == [("2850.46", "万", "元"), ("1.5", "万", "人"), ("98.7", "", "%")]


@given(st.text(alphabet="救助了。；，\n！a ”", max_size=80))
def test_sentences_and_clauses_leave_nothing_but_blanks_out(text: str) -> None:
    for spans in (list(sentences(text)), list(clauses(text))):
        position = 0
        for start, end in spans:
            assert not text[position:start].strip()
            assert position <= start < end
            position = end
        assert not text[position:].strip()
