"""Hits → spans: verbatim, in one sentence, of the right place and time, no advertising, the right figure first."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.catalogue import Catalogue
from assistant.evidence.amounts import candidates
from assistant.evidence.promising import heads_others
from assistant.evidence.wanted import Wanted, wanted
from assistant.language.terms import terms_of
from assistant.model import Evidence, Found
from assistant.retrieval.retrieve import Retriever
from index.errors import QuestionError
from index.store.local import LocalStore
from index.text.sentences import sentences
from tests.helpers.fakes import FakeEmbedder
from tests.helpers.places import SUZHOU, best_clauses, build, query


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    store = build(tmp_path_factory.mktemp("places"))
    yield store
    store.close()


def want(store: LocalStore, question: str) -> Wanted:
    asked = query(question, store.catalogue())
    return wanted(asked, terms_of(asked, store.frequency, store.size))


def found(store: LocalStore, question: str) -> list[Found]:
    cards = Catalogue(store.catalogue())
    return Retriever(store, FakeEmbedder(), None).find(query(question, cards), cards, 12)


def spans(store: LocalStore, question: str) -> list[Evidence]:
    """The candidates of all places, those of each best first."""
    places = found(store, question)
    return [span for place in places for span in candidates(want(store, question), place, store.report)]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("渝中区的低保标准是多少", "735元"),
        ("渝中区发放了多少资金", "5120.8万元"),
        ("苏州2023年新增养老床位多少张", "3200张"),
        ("苏州2024年新增养老床位多少张", "1500张"),
        ("苏州的助餐点目标是多少个", "150个"),
        ("和平县火化率是多少", "100%"),
        ("和平县临时救助多少人次", "415人次"),
    ],
)
def test_the_best_span_has_the_figure_of_the_thing_asked_for(store: LocalStore, question: str, told: str) -> None:
    assert told in spans(store, question)[0].quote


words = st.sampled_from(
    ["苏州", "昆山市", "渝中区", "2023年", "2024年", "多少", "计划", "养老床位", "低保标准", "福彩公益金"]
)
questions = st.lists(words | st.text(max_size=4), min_size=1, max_size=6).map("".join)


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(question=questions)
def test_every_span_is_verbatim_in_one_sentence_and_trusted(store: LocalStore, question: str) -> None:
    try:
        told = spans(store, question)
    except QuestionError:
        return
    for span in told:
        chunk = span.hit.chunk
        report = store.report(chunk.report)
        assert span.quote.strip()
        assert report.text[span.start : span.end] == span.quote
        inside = [(chunk.start + start, chunk.start + end) for start, end in sentences(chunk.text)]
        assert any(start <= span.start and span.end <= end for start, end in inside)
        assert not any(span.start < right and left < span.end for left, right in report.distrusted)
        assert 0 <= span.coverage <= 1.000001


@pytest.mark.parametrize("question", ["苏州的低保标准是多少", "渝中区的社会组织", "和平县怎么助葬"])
def test_the_best_comes_first(store: LocalStore, question: str) -> None:
    scores = [span.score for span in spans(store, question)]
    assert scores
    assert scores == sorted(scores, reverse=True)
    assert spans(store, question) == spans(store, question)


def test_a_whole_sentence_is_passed_over_for_advertising_in_it(store: LocalStore) -> None:
    assert not any("公益金" in span.quote for span in spans(store, "苏州支出福彩公益金多少万元"))


def test_inside_a_city_only_sentences_that_name_the_county_count(store: LocalStore) -> None:
    text = store.report(SUZHOU).text
    for span in spans(store, "昆山市的低保标准和社工站"):
        start, end = next((a, b) for a, b in sentences(text) if a <= span.start and span.end <= b)
        assert "昆山" in text[start:end]


def test_another_year_than_the_one_asked_for_is_left_out(store: LocalStore) -> None:
    told = spans(store, "苏州2024年的养老床位")
    assert any("1500张" in span.quote for span in told)
    assert not any("3200张" in span.quote for span in told)
    assert spans(store, "苏州2019年的养老床位") == []


def test_a_plan_costs_where_what_was_done_is_asked_for(store: LocalStore) -> None:
    quotes = [span.quote for span in spans(store, "苏州新增了多少张养老床位")]
    first, second = (next(rank for rank, quote in enumerate(quotes) if f in quote) for f in ("3200张", "1500张"))
    assert first < second


def test_no_plan_of_any_place_is_what_was_done(store: LocalStore) -> None:
    quotes = [span.quote for span in spans(store, "新增了多少张养老床位")]
    assert any("3200张" in quote for quote in quotes)
    assert not any("1500张" in quote for quote in quotes)


def test_nothing_done_is_told_as_a_plan(store: LocalStore) -> None:
    quotes = [span.quote for span in spans(store, "苏州计划新增多少张养老床位")]
    assert any("1500张" in quote for quote in quotes)
    assert not any("3200张" in quote for quote in quotes)


@pytest.mark.parametrize(
    ("question", "amounts", "figure"),
    [
        ("渝中区养老机构有多少家", (("家",),), True),
        ("渝中区的低保标准是多少", (("元",),), True),
        ("渝中区的九宫巡访是什么", (), False),
        ("苏州的三大行动是什么", (), False),
    ],
)
def test_what_is_wanted(store: LocalStore, question: str, amounts: tuple[tuple[str, ...], ...], figure: bool) -> None:
    wish = want(store, question)
    assert (wish.amounts, wish.figure) == (amounts, figure)


def test_the_questions_own_numbers_are_no_answer(store: LocalStore) -> None:
    wish = want(store, "渝中区花5120.8万元救助了多少人")
    assert wish.units("发放5120.8万元，惠及30人") == ("人",)


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("1.护苗行动。", True),
        ("养老服务。", True),
        ("（二）养老服务", True),
        ("新增床位3200张。", False),
        ("办好20件民生实事。", True),
        ("实施8大惠民行动。", True),
        ("办好民生实事20件。", False),
        ("办好20件民生实事，", False),
        ("办好20件民生实事，为独居老人送餐送药，为困境儿童修缮房屋。", False),
        ("志愿者为老年人理发，深入社区为独居老人送餐送药。", False),
        ("养老服务，", False),
    ],
)
def test_short_sentences_without_a_figure_head_others(text: str, heads: bool) -> None:
    assert heads_others(text, 0, len(text)) is heads


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("苏州建成多少个社工站", "昆山市建成社工站10个。建成一批设施，社工站达99个。", "99个"),
        ("昆山市建成多少个社工站", "昆山市建成社工站10个。建成社工站99个。", "10个"),
        ("苏州发放救助金多少元", "人均发放救助金1200元。发放各类款物，其中救助金88万元。", "88万元"),
        ("苏州人均发放救助金多少元", "发放救助金88万元。人均发放救助金1200元。", "1200元"),
    ],
)
def test_a_figure_of_a_part_or_by_head_is_not_that_of_the_whole(question: str, text: str, told: str) -> None:
    assert told in best_clauses(question, text)


def test_a_figure_under_a_counted_name_is_one_of_its_parts() -> None:
    question = "苏州的20件民生实事新增床位多少张"
    assert best_clauses(question, "敬老院新增床位500张。新增床位300张。") == "敬老院新增床位500张。"
    assert best_clauses(question, "敬老院新增床位500张。办好20件民生实事。新增床位300张。") == "新增床位300张。"
    # Not only the sentence right behind it.
    text = "敬老院新增床位500张。办好20件民生实事。推进各项改造任务，全年没有事故，完成验收。新增床位300张。"
    assert best_clauses(question, text) == "新增床位300张。"
