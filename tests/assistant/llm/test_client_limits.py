"""Answers that do not end or are cut short: where the client leaves them, and what it then tells."""

import gc
from collections.abc import Iterator
from threading import Event

import pytest

from assistant.llm.client import ANSWER_TOKENS, ContextOverflowError, OpenAIModel
from assistant.llm.endpoint import Endpoint
from tests.helpers.llm.client import KEY, Play, failure, heard
from tests.helpers.llm.endpoint import DONE, FakeEndpoint, Reply, delta, endless, in_turn

pytestmark = pytest.mark.usefixtures("waits", "unlogged_key")


def test_closing_the_iterator_closes_the_connection(model: OpenAIModel, play: Play) -> None:
    endpoint = play(in_turn(endless(delta(content="字"))))
    pieces = model.stream("", "")
    assert next(pieces) == "字"
    pieces.close()
    assert endpoint.left.wait(5)


def test_an_iterator_that_is_forgotten_closes_the_connection(model: OpenAIModel, play: Play) -> None:
    endpoint = play(in_turn(endless(delta(content="字"))))
    next(model.stream("", ""))
    gc.collect()
    assert endpoint.left.wait(5)


def test_words_without_end_are_cut_at_a_length(model: OpenAIModel, play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.llm.client._LONGEST", 100)
    endpoint = play(in_turn(endless(delta(content="废话"))))
    assert heard(model) == "废话" * 50
    assert endpoint.left.wait(5)


@pytest.mark.parametrize(
    "packet",
    [delta(content="字"), delta(reasoning_content="想"), b": ping\n\n", b"data: " + b"x" * 1000],
    ids=["words", "reasoning", "comments", "one line"],
)
def test_an_answer_that_takes_too_long_is_left(
    model: OpenAIModel, play: Play, monkeypatch: pytest.MonkeyPatch, packet: bytes
) -> None:
    monkeypatch.setattr("assistant.llm.client._WHOLE", -1.0)
    endpoint = play(in_turn(endless(packet)))
    assert "还没有答完" in failure(model)
    assert endpoint.left.wait(5)


@pytest.mark.parametrize("packet", [delta(reasoning_content="想"), b": ping\n\n", b"x" * 1000])
def test_a_response_of_any_size_is_left(
    model: OpenAIModel, play: Play, monkeypatch: pytest.MonkeyPatch, packet: bytes
) -> None:
    monkeypatch.setattr("assistant.llm.client._MOST_BYTES", 10_000)
    endpoint = play(in_turn(endless(packet)))
    assert "没有结尾" in failure(model)
    assert endpoint.left.wait(5)


def test_a_server_that_falls_silent_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.llm.client._SILENCE", 0.05)
    released = Event()

    def silent() -> Iterator[bytes]:
        yield delta(content="字")
        released.wait(10)

    with FakeEndpoint(lambda request: Reply(silent())) as endpoint:
        assert "太久没有回答" in failure(OpenAIModel(Endpoint(endpoint.url, "fake", KEY)))
        released.set()


def test_an_answer_that_the_context_cut_short_is_an_overflow(model: OpenAIModel, play: Play) -> None:
    play(in_turn(Reply([delta(content="发放"), delta("length"), DONE])))
    with pytest.raises(ContextOverflowError, match="YOUJU_LLM_CONTEXT"):
        heard(model)


def test_an_answer_of_all_the_tokens_that_it_may_have_is_told(model: OpenAIModel, play: Play) -> None:
    play(in_turn(Reply([*(delta(content="字") for _ in range(ANSWER_TOKENS)), delta("length"), DONE])))
    assert "没有写完" in failure(model)
