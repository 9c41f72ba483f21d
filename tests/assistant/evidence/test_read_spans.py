"""What is read of small reports: the right place and time, no advertising, the right figure first."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Assistant
from assistant.evidence import confidence as models
from assistant.evidence.portions import CLOSE, READ, READ_EACH, Portion, portions
from assistant.evidence.reading import read_spans
from assistant.model import Evidence, Found, Hit
from index.model import Chunk
from index.text.sentences import sentences
from tests.helpers.fakes import weighing
from tests.helpers.places import ADVERT, SUZHOU, assistant_over, build, want

SENSIBLE = weighing(odds=0.5, closer=0.5, share=0.3, said=1.0, unfit=-0.5, untimely=-2.0)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    store = build(tmp_path_factory.mktemp("places"))
    yield assistant_over(store)
    store.close()


@pytest.fixture(autouse=True)
def sensible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_weights", lambda: SENSIBLE)


def spans(assistant: Assistant, question: str) -> list[Evidence]:
    """The spans of all places, those of each best first."""
    wish, found = assistant.read(question)
    read = portions(wish.query, found)
    return [span for portion in read for span in read_spans(wish, portion, assistant.library, assistant.reader)]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("渝中区的低保标准是多少", "735元"),
        ("渝中区发放低保金多少元", "5120.8万元"),
        ("苏州2023年新增养老床位多少张", "3200张"),
        ("苏州2024年新增养老床位多少张", "1500张"),
        ("苏州的助餐点目标是多少个", "150个"),
        ("和平县火化率是多少", "100%"),
        ("和平县临时救助多少人次", "415人次"),
    ],
)
def test_the_best_span_has_the_figure_of_the_thing_asked_for(assistant: Assistant, question: str, told: str) -> None:
    assert told in spans(assistant, question)[0].quote


@pytest.mark.parametrize("question", ["苏州支出福彩公益金多少万元", "福彩公益金资助了什么"])
def test_advertising_is_never_read_out(assistant: Assistant, question: str) -> None:
    told = spans(assistant, question)
    assert told
    assert not any(ADVERT in span.quote for span in told)


def test_inside_a_city_only_sentences_that_name_the_county_count(assistant: Assistant) -> None:
    text = assistant.library.report(SUZHOU).text
    told = spans(assistant, "昆山市的低保标准和社工站")
    assert told
    for span in told:
        start, end = next((a, b) for a, b in sentences(text) if a <= span.start and span.end <= b)
        assert "昆山" in text[start:end]


def test_another_year_than_the_one_asked_for_is_left_out(assistant: Assistant) -> None:
    told = spans(assistant, "苏州2024年新增养老床位多少张")
    assert any("1500张" in span.quote for span in told)
    assert not any("3200张" in span.quote for span in told)
    assert spans(assistant, "苏州2019年的养老床位") == []


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("苏州新增了多少张养老床位", "3200张", "1500张"),
        ("新增了多少张养老床位", "3200张", "1500张"),
        ("苏州计划新增多少张养老床位", "1500张", "3200张"),
    ],
)
def test_a_plan_is_worth_less_where_a_result_is_asked_for_and_the_reverse(
    assistant: Assistant, question: str, first: str, second: str
) -> None:
    scores = {
        figure: [span.score for span in spans(assistant, question) if figure in span.quote]
        for figure in (first, second)
    }
    assert max(scores[first]) > max(scores[second], default=-9.0)


scores = st.lists(st.floats(-4, 4), max_size=12).map(lambda told: sorted(told, reverse=True))


def found_with(*places: Sequence[float]) -> list[Found]:
    """Places with hits of these scores."""
    chunks = [Chunk(f"{number}.txt", 0, 0, 1, "字", (), None, "", frozenset()) for number in range(len(places))]
    return [Found("", tuple(Hit(chunk, score) for score in told)) for chunk, told in zip(chunks, places, strict=True)]


def read_of(portion: Portion) -> list[float]:
    assert all(hit in portion.found.hits for hit in portion.hits)
    return [hit.score for hit in portion.hits]


def near(told: Sequence[float], count: int) -> list[float]:
    """The first of the scores, as many as do not lie far behind."""
    return [score for score in told[:count] if told[0] - score <= CLOSE]


@given(scores, scores)
def test_of_each_place_that_is_named_its_best_passages_are_read(one: list[float], other: list[float]) -> None:
    named = want("比较苏州市和无锡市的养老床位").query
    (alone,) = portions(named, found_with(one))
    assert (read_of(alone), alone.best) == (near(one, READ), max(one, default=0.0))
    each = portions(named, found_with(one, other))
    assert [read_of(portion) for portion in each] == [near(one, READ_EACH), near(other, READ_EACH)]


@given(st.lists(scores, max_size=4))
def test_where_no_place_is_named_the_best_of_all_are_read(places: list[list[float]]) -> None:
    read = portions(want("养老床位").query, found_with(*places))
    every = sorted((score for told in places for score in told), reverse=True)
    assert len(read) == len(places)
    assert all(portion.best == max(every, default=0.0) for portion in read)
    told = sorted((score for portion in read for score in read_of(portion)), reverse=True)
    assert told == near(every, READ)
