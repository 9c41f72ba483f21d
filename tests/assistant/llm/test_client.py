"""The client for language models: what it asks and what it hears, the key nowhere but in its place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.llm.client import OpenAIModel
from assistant.llm.endpoint import Endpoint
from tests.helpers.llm.client import KEY, WORDS, Play, failure, heard
from tests.helpers.llm.endpoint import FakeEndpoint, Reply, delta, event, events, in_packets, in_turn, said, told

pytestmark = pytest.mark.usefixtures("waits", "unlogged_key")


def test_the_request_holds_the_messages_and_the_key_only_where_it_belongs(model: OpenAIModel, play: Play) -> None:
    endpoint = play(in_turn(WORDS))
    assert heard(model) == WORDS
    (request,) = endpoint.requests
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert [name for name, value in request.headers.items() if KEY in value] == ["authorization"]
    assert KEY not in request.path + repr(request.body)
    assert request.body["messages"] == [
        {"role": "system", "content": "写作规则"},
        {"role": "user", "content": "问题"},
    ]
    assert (request.body["model"], request.body["stream"], request.body["temperature"]) == ("fake", True, 0)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_takes_neither_the_prompt_nor_the_key_along(model: OpenAIModel, play: Play, status: int) -> None:
    with FakeEndpoint(in_turn(WORDS)) as other:
        endpoint = play(in_turn(told(status, {}, location=f"{other.url}/chat/completions")))
        assert "转到别的地址，没有照办" in failure(model)
        assert (len(endpoint.requests), other.requests) == (1, [])


def test_an_endpoint_without_a_key_gets_one_that_is_none() -> None:
    with FakeEndpoint(in_turn(WORDS)) as endpoint:
        assert heard(OpenAIModel(Endpoint(endpoint.url, "fake"))) == WORDS
        assert endpoint.requests[0].headers["authorization"] == "Bearer none"


WHOLE = {
    "by character": said(WORDS, 1),
    "at once": said(WORDS, 1000),
    "one byte a packet": in_packets(b"".join(events(WORDS)), 1),
    "in mid-character": in_packets(b"".join(events(WORDS)), 7),
    "CRLF": in_packets(b"".join(events(WORDS)).replace(b"\n", b"\r\n"), 5),
    "comments": Reply([part for each in events(WORDS) for part in (b": ping\n\n", each)]),
    "reasoning": Reply([part for each in events(WORDS) for part in (delta(reasoning_content="先想想30万"), each)]),
    "no content": Reply([part for each in events(WORDS) for part in (delta(), delta(content=None), each)]),
    "no choices": Reply([part for each in events(WORDS) for part in (event({"choices": [], "usage": None}), each)]),
    "no [DONE]": Reply(events(WORDS)[:-1]),
    "no chunks": Reply(events(WORDS), framed=False),
    "events after [DONE]": Reply([*events(WORDS), event({"error": "after the end"})]),
}


@pytest.mark.parametrize("reply", WHOLE.values(), ids=WHOLE)
def test_the_words_arrive_whole_and_no_others(model: OpenAIModel, play: Play, reply: Reply) -> None:
    play(in_turn(reply))
    assert heard(model) == WORDS


@settings(max_examples=25)  # a request each
@given(text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=40), size=st.integers(3, 50))
def test_any_text_in_any_packets_arrives_whole(server: FakeEndpoint, model: OpenAIModel, text: str, size: int) -> None:
    server.script = in_turn(in_packets(b"".join(events(text)), size))
    assert heard(model) == text


def test_an_answer_without_words_is_empty(model: OpenAIModel, play: Play) -> None:
    play(in_turn(said("")))
    assert heard(model) == ""


def test_the_key_is_not_shown(model: OpenAIModel) -> None:
    assert KEY not in f"{Endpoint('http://a/v1', 'm', KEY)} {model!r} {vars(model)}"
    assert (model.name, model.context) == ("fake", 8192)
