"""What questions are understood to ask."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.catalogue import Places
from assistant.language.words import content_words, wanted_noun
from assistant.model import Query
from assistant.question.understand import LONGEST_QUESTION, understand
from index.errors import QuestionError
from index.model import Region
from index.places.gazetteer import gazetteer


def place(name: str) -> Region:
    return gazetteer().named(name)[0]


COVERED = (place("苏州市"), place("渝中区"), place("和平县"))


def ask(question: str, *history: str) -> Query:
    return understand(question, history, gazetteer(), Places(COVERED))


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
    ("question", "places", "intent"),
    [
        # An organisation named after a place, and a place with such organisations.
        ("苏州市银行、和平县银行、渝中区银行3家银行一共发了多少再贷款", "", "figure"),
        ("人民银行郑州中心支行向中原银行、郑州银行、平顶山银行发放多少专项再贷款", "", "figure"),
        ("北京大学承办了什么活动", "", "fact"),
        ("苏州的活动由南京师范大学承办吗", "苏州", "explain"),
        ("浙江商会捐了多少钱", "", "figure"),
        ("苏州市交通银行提供什么支持", "苏州", "fact"),
        ("苏州大学生就业多少人", "苏州", "figure"),
        ("苏州银行业贷款余额是多少", "苏州", "figure"),
        ("苏州商会有多少家", "苏州", "figure"),
        ("苏州市民政局发放了多少资金", "苏州", "figure"),
        # A place in another is one place.
        ("湖北武汉的低保标准是多少", "武汉", "figure"),
        ("湖北省的武汉市低保标准是多少", "武汉", "figure"),
        ("安徽阜阳有多少家养老院", "阜阳", "figure"),
        ("内蒙古包头的养老床位有多少张", "包头", "figure"),
        ("江苏的报告里苏州的低保标准是多少", "苏州", "figure"),
        ("江苏省苏州市和宿迁市的低保标准", "苏州宿迁", "comparison"),
        ("江苏和苏州的低保标准哪个高", "江苏苏州", "comparison"),
        ("重庆市渝中区和江苏省苏州市的低保标准", "渝中苏州", "comparison"),
        ("江苏省民政厅在苏州做了什么试点", "江苏", "list"),
        ("重庆市长到渝中区调研时强调了什么", "重庆", "fact"),
        # Where help goes to, and where people come from.
        ("苏州对口支援西藏派了多少人", "苏州", "figure"),
        ("苏州援助湖北多少资金", "苏州", "figure"),
        ("苏州从湖北返回的有多少人", "苏州", "figure"),
        ("对湖北等疫区返回的人怎么管", "", "explain"),
        ("对苏州的考核结果是什么", "苏州", "fact"),
        ("从苏州的情况看养老床位有多少张", "苏州", "figure"),
        # All places, or parts of one.
        ("各地的低保标准是多少", "*", "comparison"),
        ("除湖北省外各省的低保标准是多少", "*", "comparison"),
        ("不算苏州，武汉、阜阳的低保标准是多少", "武汉阜阳", "comparison"),
        ("苏州除外，武汉、阜阳的低保标准是多少", "武汉阜阳", "comparison"),
        ("武汉、阜阳的低保标准是多少，苏州不算", "武汉阜阳", "comparison"),
        ("哪个省增长最快", "*", "places"),
        ("江苏哪些市提到了社工站", "江苏*", "places"),
        ("苏州的试点放在哪个县", "苏州", "fact"),
        ("苏州有几个区", "苏州", "figure"),
        ("要求各地民政部门怎么做", "", "explain"),
        ("由哪个单位负责", "", "fact"),
    ],
)
def test_which_places_are_asked_for(question: str, places: str, intent: str) -> None:
    query = ask(question)
    assert "".join(region.short for region in query.regions) + "*" * query.every_region == places
    assert query.intent == intent


def test_what_is_no_place_stays_in_the_topic() -> None:
    assert "浙江商会" in ask("浙江商会捐了多少钱").topic
    assert "西藏" in ask("苏州对口支援西藏派了多少人").topic
    assert "苏州" in ask("江苏省民政厅在苏州做了什么试点").topic
    assert "江苏" not in ask("江苏的报告里苏州的低保标准").topic
    assert "哪个县" in ask("苏州的试点放在哪个县").topic


def test_years_and_halves() -> None:
    assert ask("苏州2023年低保标准").years == (2023,)
    assert ask("苏州2022和2023年的标准").years == (2022, 2023)
    assert ask("苏州上半年救助了多少人").half == 1
    assert ask("苏州24年头六个月救助了多少人").half == 1
    assert ask("苏州后半年救助了多少人").half == 2
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


# What the rules look for, put together at random.
WORDS = """
苏州 渝中区 江苏 第 十 三 项 最后 个 呢 那 2023 年 至 上一年 两地 比 哪个高 对 从 返 除 外 银行 各地 了 多少 计划
"""
CHATTER = st.lists(
    st.sampled_from(WORDS.split()),
    min_size=1,
    max_size=12,
).map("".join)


@settings(max_examples=300)
@given(st.text(min_size=1, max_size=60) | CHATTER, st.lists(st.text(max_size=30) | CHATTER, max_size=3))
def test_any_text_is_understood_or_refused(question: str, history: list[str]) -> None:
    try:
        query = ask(question, *history)
    except QuestionError:
        return
    assert query.question == question
    assert query == ask(question, *history)
