"""Evidence → what is said: the surest span, what a comparison reads, a time where one is asked for."""

from collections.abc import Iterator

import pytest

from assistant.answer import Assistant
from assistant.evidence import choose as choosing
from assistant.evidence.choose import Choice, best_span, choose, ranked_spans
from assistant.evidence.wanted import Wanted
from assistant.model import Evidence
from index.text.sentences import sentences
from tests.helpers.places import SUZHOU, YUZHONG, assistant_over, build, want


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    store = build(tmp_path_factory.mktemp("places"))
    yield assistant_over(store)
    store.close()


def choice(assistant: Assistant, question: str) -> Choice:
    wish, found = assistant.read(question)
    return choose(wish, found, assistant.library)


def goes_on(span: Evidence) -> bool:
    """Whether a span has parts of several sentences."""
    chunk = span.hit.chunk
    start, end = span.start - chunk.start, span.end - chunk.start
    return sum(left < end and start < right for left, right in sentences(chunk.text)) > 1


@pytest.mark.parametrize(
    ("question", "intent", "across"),
    [
        ("比较苏州和渝中区怎么走访困难家庭", "comparison", True),
        ("比较苏州和渝中区新增养老床位多少张", "comparison", False),
        ("苏州怎么走访困难家庭", "explain", True),
        ("苏州新增养老床位多少张", "figure", False),
    ],
)
def test_only_amounts_are_told_in_clauses_of_one_sentence(
    assistant: Assistant, question: str, intent: str, across: bool
) -> None:
    wish, found = assistant.read(question)
    assert wish.query.intent == intent
    spans = [span for place in found for span in ranked_spans(wish, place, assistant.library)]
    assert spans
    assert any(map(goes_on, spans)) is across


def test_the_best_span_is_the_first_with_the_time_asked_for(assistant: Assistant) -> None:
    _, (found,) = assistant.read("苏州的敬老院什么时候启用")
    texts = ["敬老院已经启用", "敬老院6月启用", "2024年启用"]
    spans = [Evidence(found.hits[0], 0, len(text), text, 1.0, 1.0) for text in texts]
    when, where = (best_span(want(f"苏州的敬老院{asked}启用"), spans) for asked in ("什么时候", "在哪里"))
    assert (when, where) == (spans[1], spans[0])
    assert best_span(want("苏州的敬老院什么时候启用"), spans[:1]) is None


def test_a_choice_is_as_sure_as_its_surest_span(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    sure = {SUZHOU: 0.4, YUZHONG: 0.7}

    def told(wish: Wanted, span: Evidence) -> float:
        return sure[span.hit.chunk.report]

    monkeypatch.setattr(choosing, "confidence", told)
    assert choice(assistant, "比较苏州和渝中区新增养老床位多少张").sure == 0.7
    assert choice(assistant, "比较渝中区和苏州新增养老床位多少张").sure == 0.7
    assert choice(assistant, "渝中区新增养老床位多少张").sure == 0.7
    refused = choice(assistant, "苏州新增养老床位多少张")
    assert (refused.groups, refused.sure) == ((), 0.0)
