"""Faults of an endpoint that the client tells at once: refusals, rubbish, answers that break off."""

import pytest

from assistant.llm.client import ContextOverflowError, OpenAIModel
from assistant.llm.endpoint import Endpoint
from index.errors import LanguageModelError
from tests.helpers.llm.client import KEY, WORDS, Play, failure, quoting
from tests.helpers.llm.endpoint import (
    DONE,
    OVERFLOWS,
    FakeEndpoint,
    Reply,
    broken_off,
    event,
    events,
    in_turn,
    page,
    refused,
    told,
)

pytestmark = pytest.mark.usefixtures("waits", "unlogged_key")


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (400, "检查接口地址和模型名"),
        (401, "YOUJU_LLM_KEY"),
        (402, "余额"),
        (403, "账户的权限"),
        (404, "YOUJU_LLM_MODEL"),
        (422, "检查接口地址和模型名"),
    ],
)
def test_a_refusal_says_what_to_do_at_once(model: OpenAIModel, play: Play, status: int, advice: str) -> None:
    endpoint = play(quoting(status))
    assert advice in failure(model)
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize("server_kind", OVERFLOWS)
def test_a_prompt_that_is_too_long_is_an_error_of_its_own(model: OpenAIModel, play: Play, server_kind: str) -> None:
    endpoint = play(in_turn(OVERFLOWS[server_kind]))
    assert "YOUJU_LLM_CONTEXT" in failure(model, ContextOverflowError)
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize(
    "message",
    [
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        "Invalid token in the request",
    ],
)
def test_not_each_refusal_that_speaks_of_tokens_is_an_overflow(model: OpenAIModel, play: Play, message: str) -> None:
    play(in_turn(refused(400, message)))
    failure(model, LanguageModelError)


def test_an_address_without_its_path_is_told(server: FakeEndpoint) -> None:
    assert "YOUJU_LLM_URL" in failure(OpenAIModel(Endpoint(server.url.removesuffix("/v1"), "fake", KEY)))


RUBBISH = {
    "HTML": page(),
    "no stream": told(200, {"choices": [{"message": {"content": WORDS}}]}),
    "a list": told(200, []),
    "nothing": Reply([]),
    "only [DONE]": Reply([DONE]),
    "half a JSON": Reply([b'data: {"choices": [\n\n']),
    "broken JSON": Reply([*events(WORDS)[:3], b"data: {broken\n\n", *events(WORDS)[3:]]),
    "deep JSON": Reply([b"data: " + b"[" * 100_000 + b"\n\n"]),
    "no UTF-8": Reply([b"data: \xff\xfe\n\n"]),
    "list": Reply([event([])]),
    "string": Reply([event("text")]),
    "null": Reply([event(None)]),
    "choice no object": Reply([event({"choices": ["text"]})]),
    "choices no list": Reply([event({"choices": {"0": 1}})]),
    "no delta": Reply([event({"choices": [{"delta": None}]})]),
}


@pytest.mark.parametrize("reply", RUBBISH.values(), ids=RUBBISH)
def test_rubbish_is_an_error(model: OpenAIModel, play: Play, reply: Reply) -> None:
    endpoint = play(in_turn(reply))
    assert "不是 OpenAI 兼容的格式" in failure(model)
    assert len(endpoint.requests) == 1


BROKEN_OFF = {
    "between events": broken_off(WORDS),
    "between events, unframed": broken_off(WORDS, framed=False),
    "in mid-event": broken_off(WORDS, b'data: {"choices": [{"del'),
    "in mid-event, unframed": broken_off(WORDS, b'data: {"choices": [{"del', framed=False),
    "first": broken_off("", framed=True),
    "error": Reply([*events(WORDS)[:4], event({"error": {"message": "engine died", "code": 500}})]),
    "text": Reply([*events(WORDS)[:4], event({"error": "engine died"})]),
}


@pytest.mark.parametrize("reply", BROKEN_OFF.values(), ids=BROKEN_OFF)
def test_an_answer_that_breaks_off_is_an_error_after_its_words(model: OpenAIModel, play: Play, reply: Reply) -> None:
    endpoint = play(in_turn(reply))
    message = failure(model)
    assert "断" in message or "中途出错" in message
    assert len(endpoint.requests) == 1  # what was heard in part is not asked for again


def test_the_words_before_a_break_are_heard(model: OpenAIModel, play: Play) -> None:
    play(in_turn(broken_off(WORDS)))
    pieces: list[str] = []
    with pytest.raises(LanguageModelError, match="中断"):
        pieces.extend(model.stream("", ""))
    assert "".join(pieces) == WORDS


def test_an_error_whose_own_body_breaks_off_is_an_error(model: OpenAIModel, play: Play) -> None:
    play(in_turn(Reply([b'{"error": {"mess'], 401, kind="application/json", cut=True)))
    assert "连接中断" in failure(model)
