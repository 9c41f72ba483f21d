"""Readings → spans: whole clauses, verbatim, of the time and place asked for; the best stretches, none twice."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Assistant
from assistant.evidence.reading import LONGEST, READ, read_spans, stretches, to_read, widened
from assistant.model import Evidence
from assistant.reader.reader import Reading
from tests.helpers.fakes import FakeReader
from tests.helpers.places import assistant_over, build

TEXTS = st.text("甲乙丙，。；、\n1 ", min_size=1, max_size=400)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    store = build(tmp_path_factory.mktemp("places"))
    yield assistant_over(store)
    store.close()


def spans(assistant: Assistant, question: str) -> list[Evidence]:
    wish, found = assistant.read(question)
    counts = zip(found, to_read(wish.query, found), strict=True)
    return [span for place, count in counts for span in read_spans(wish, place, assistant.library, FakeReader(), count)]


def test_spans_are_verbatim_and_best_first(assistant: Assistant) -> None:
    told = spans(assistant, "苏州新增养老床位多少张")
    assert "养老床位" in told[0].quote
    assert [span.score for span in told] == sorted((span.score for span in told), reverse=True)
    for span in told:
        assert assistant.library.report(span.hit.chunk.report).text[span.start : span.end] == span.quote
        assert span.sure is not None
        assert 0 <= span.sure <= 1


def test_another_year_is_not_read_as_the_one_asked_for(assistant: Assistant) -> None:
    assert all("2031" in span.quote for span in spans(assistant, "苏州2031年新增养老床位多少张"))


def test_where_no_place_is_named_the_best_of_all_are_read(assistant: Assistant) -> None:
    wish, found = assistant.read("新增养老床位多少张")
    assert not wish.query.regions
    assert sum(to_read(wish.query, found)) == min(READ, sum(len(place.hits) for place in found))
    wish, found = assistant.read("苏州新增养老床位多少张")
    assert to_read(wish.query, found) == [READ]


@given(st.integers(0, 60), st.integers(0, 10**6))
def test_stretches_come_best_first_and_none_lies_in_another(count: int, seed: int) -> None:
    logits = np.random.default_rng(seed).normal(scale=3, size=(3, count)).astype(np.float32)
    offsets = np.stack([np.arange(count), np.arange(count) + 1], 1)
    told = list(stretches(Reading(0.5, 0.5, offsets, *logits)))
    assert bool(told) is bool(count)
    assert sum(share for _, _, share in told) <= 1.0001
    for number, (start, end, _) in enumerate(told):
        assert 0 <= start < end <= count
        assert not any(start <= left and right <= end for left, right, _ in told[:number])


@given(TEXTS, st.integers(0, 399), st.integers(1, 80))
def test_a_stretch_is_widened_to_clauses(text: str, start: int, length: int) -> None:
    start %= len(text)
    end = min(len(text), start + length)
    first, last = widened(text, start, end)
    assert 0 <= first <= last <= len(text)
    assert last - first <= max(LONGEST, end - start)
    if text[start:end].strip("，。；、\n ") and last - first < LONGEST:
        assert text[start:end].strip("，。；、\n ")[:1] in text[first:last]
