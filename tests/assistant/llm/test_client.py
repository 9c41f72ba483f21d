"""The client for language models: what it asks and hears, and every fault of an endpoint, told without the key."""

import gc
import logging
import socket
import traceback
from collections.abc import Callable, Iterator
from threading import Event
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.llm.client import ANSWER_TOKENS, ContextOverflowError, OpenAIModel
from assistant.llm.endpoint import Endpoint
from index.errors import LanguageModelError
from tests.helpers.llm.endpoint import (
    DONE,
    OVERFLOWS,
    FakeEndpoint,
    Reply,
    Script,
    broken_off,
    delta,
    endless,
    event,
    events,
    hang_up,
    in_packets,
    in_turn,
    page,
    refused,
    said,
    told,
)

KEY = "sk-5e3c0ffee5e3c0ffee"
WORDS = "全年发放补贴30万元，😀惠及8个县。[a1]"


@pytest.fixture(scope="module")
def server() -> Iterator[FakeEndpoint]:
    with FakeEndpoint(in_turn(WORDS)) as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def model(server: FakeEndpoint) -> OpenAIModel:
    return OpenAIModel(Endpoint(server.url, "fake", KEY))


@pytest.fixture
def play(server: FakeEndpoint) -> Callable[[Script], FakeEndpoint]:
    """Sets the server's script and forgets what it was asked."""

    def set_script(script: Script) -> FakeEndpoint:
        server.script = script
        server.requests.clear()
        server.left.clear()
        return server

    return set_script


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the client would have waited between its tries."""
    told: list[float] = []
    monkeypatch.setattr("openai._base_client.time.sleep", told.append)
    return told


@pytest.fixture(autouse=True)
def _no_key_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level(logging.DEBUG):
        yield
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    assert KEY not in caplog.text
    assert all(KEY not in f"{record.getMessage()} {record.args!r} {record.exc_info!r}" for record in records)


def heard(model: OpenAIModel) -> str:
    return "".join(model.stream("写作规则", "问题"))


def failure(model: OpenAIModel, kind: type[LanguageModelError] = LanguageModelError) -> str:
    """What the error says, which tells what to do; neither it nor what it comes from holds the key."""
    with pytest.raises(LanguageModelError) as caught:
        heard(model)
    assert type(caught.value) is kind
    problem: BaseException | None = caught.value
    while problem:
        assert KEY not in f"{problem} {problem!r} {vars(problem)}"
        problem = problem.__cause__ or problem.__context__
    assert KEY not in "".join(traceback.format_exception(caught.value))
    assert "请" in str(caught.value)
    return str(caught.value)


def quoting(status: int) -> Script:
    """An error that quotes the key, as servers do."""
    return lambda request: refused(status, f"Incorrect API key provided: {request.headers['authorization']}")


# What is asked


def test_the_request_holds_the_messages_and_the_key_only_where_it_belongs(
    model: OpenAIModel, play: Callable[[Script], FakeEndpoint]
) -> None:
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
def test_a_redirect_takes_neither_the_prompt_nor_the_key_along(
    model: OpenAIModel, play: Callable[[Script], FakeEndpoint], status: int
) -> None:
    with FakeEndpoint(in_turn(WORDS)) as other:
        endpoint = play(in_turn(told(status, {}, location=f"{other.url}/chat/completions")))
        assert "转到别的地址，没有照办" in failure(model)
        assert (len(endpoint.requests), other.requests) == (1, [])


def test_an_endpoint_without_a_key_gets_one_that_is_none() -> None:
    with FakeEndpoint(in_turn(WORDS)) as endpoint:
        assert heard(OpenAIModel(Endpoint(endpoint.url, "fake"))) == WORDS
        assert endpoint.requests[0].headers["authorization"] == "Bearer none"


# What is heard


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
def test_the_words_arrive_whole_and_no_others(
    model: OpenAIModel, play: Callable[[Script], FakeEndpoint], reply: Reply
) -> None:
    play(in_turn(reply))
    assert heard(model) == WORDS


@settings(max_examples=25)  # a request each
@given(text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=40), size=st.integers(3, 50))
def test_any_text_in_any_packets_arrives_whole(server: FakeEndpoint, model: OpenAIModel, text: str, size: int) -> None:
    server.script = in_turn(in_packets(b"".join(events(text)), size))
    assert heard(model) == text


def test_an_answer_without_words_is_empty(model: OpenAIModel, play: Callable[[Script], FakeEndpoint]) -> None:
    play(in_turn(said("")))
    assert heard(model) == ""


# What goes wrong, and is not asked again


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
def test_a_refusal_says_what_to_do_at_once(
    model: OpenAIModel, play: Callable[[Script], FakeEndpoint], status: int, advice: str
) -> None:
    endpoint = play(quoting(status))
    assert advice in failure(model)
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize("server_kind", OVERFLOWS)
def test_a_prompt_that_is_too_long_is_an_error_of_its_own(
    model: OpenAIModel, play: Callable[[Script], FakeEndpoint], server_kind: str
) -> None:
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
def test_not_each_refusal_that_speaks_of_tokens_is_an_overflow(
    model: OpenAIModel, play: Callable[[Script], FakeEndpoint], message: str
) -> None:
    play(in_turn(refused(400, message)))
    failure(model, LanguageModelError)


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
def test_rubbish_is_an_error(model: OpenAIModel, play: Callable[[Script], FakeEndpoint], reply: Reply) -> None:
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
def test_an_answer_that_breaks_off_is_an_error_after_its_words(
    model: OpenAIModel, play: Callable[[Script], FakeEndpoint], reply: Reply
) -> None:
    endpoint = play(in_turn(reply))
    message = failure(model)
    assert "断" in message or "中途出错" in message
    assert len(endpoint.requests) == 1  # what was heard in part is not asked for again


def test_the_words_before_a_break_are_heard(model: OpenAIModel, play: Callable[[Script], FakeEndpoint]) -> None:
    play(in_turn(broken_off(WORDS)))
    pieces: list[str] = []
    with pytest.raises(LanguageModelError, match="中断"):
        pieces.extend(model.stream("", ""))
    assert "".join(pieces) == WORDS


def test_an_error_whose_own_body_breaks_off_is_an_error(
    model: OpenAIModel, play: Callable[[Script], FakeEndpoint]
) -> None:
    play(in_turn(Reply([b'{"error": {"mess'], 401, kind="application/json", cut=True)))
    assert "连接中断" in failure(model)


# What is asked again


@pytest.mark.parametrize(
    "fault", [refused(429, "slow down"), refused(500, "oops"), page(503), refused(408, "late"), hang_up()]
)
def test_a_fault_that_passes_is_asked_again(
    model: OpenAIModel, play: Callable[[Script], FakeEndpoint], fault: Reply, waits: list[float]
) -> None:
    endpoint = play(in_turn(fault, fault, WORDS))
    assert heard(model) == WORDS
    assert len(endpoint.requests) == 3
    assert len(waits) == 2
    assert 0 < waits[0] < waits[1] <= 2


@pytest.mark.parametrize(
    ("fault", "advice"),
    [(429, "请求太多"), (500, "内部出错"), (503, "内部出错"), (0, "连不上")],
)
def test_a_fault_that_stays_is_told_after_three_tries(
    model: OpenAIModel, play: Callable[[Script], FakeEndpoint], fault: int, advice: str
) -> None:
    endpoint = play(quoting(fault))
    assert advice in failure(model)
    assert len(endpoint.requests) == 3


def test_a_short_wait_that_the_server_asks_for_is_kept(
    model: OpenAIModel, play: Callable[[Script], FakeEndpoint], waits: list[float]
) -> None:
    play(in_turn(refused(429, "slow down", retry_after="7"), refused(429, "", retry_after_ms="250"), WORDS))
    assert heard(model) == WORDS
    assert waits == [7, 0.25]


@pytest.mark.parametrize(
    "headers",
    [{"retry_after": "3600"}, {"retry_after": "Wed, 21 Oct 2065 07:28:00 GMT"}, {"retry_after_ms": "60000"}],
    ids=["seconds", "date", "milliseconds"],
)
def test_a_long_wait_is_not_waited_for(
    model: OpenAIModel, play: Callable[[Script], FakeEndpoint], headers: dict[str, str], waits: list[float]
) -> None:
    endpoint = play(in_turn(refused(429, "quota", **headers)))
    assert "请求太多或额度已用完" in failure(model)
    assert (len(endpoint.requests), waits) == (1, [])


def test_a_dead_host_is_tried_three_times(waits: list[float]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert "连不上" in failure(OpenAIModel(Endpoint(f"http://127.0.0.1:{port}/v1", "fake", KEY)))
    assert len(waits) == 2


def test_an_address_without_its_path_is_told(server: FakeEndpoint) -> None:
    assert "YOUJU_LLM_URL" in failure(OpenAIModel(Endpoint(server.url.removesuffix("/v1"), "fake", KEY)))


# What does not end


def test_closing_the_iterator_closes_the_connection(model: OpenAIModel, play: Callable[[Script], FakeEndpoint]) -> None:
    endpoint = play(in_turn(endless(delta(content="字"))))
    pieces = model.stream("", "")
    assert next(pieces) == "字"
    pieces.close()
    assert endpoint.left.wait(5)


def test_an_iterator_that_is_forgotten_closes_the_connection(
    model: OpenAIModel, play: Callable[[Script], FakeEndpoint]
) -> None:
    endpoint = play(in_turn(endless(delta(content="字"))))
    next(model.stream("", ""))
    gc.collect()
    assert endpoint.left.wait(5)


def test_words_without_end_are_cut_at_a_length(
    model: OpenAIModel, play: Callable[[Script], FakeEndpoint], monkeypatch: pytest.MonkeyPatch
) -> None:
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
    model: OpenAIModel, play: Callable[[Script], FakeEndpoint], monkeypatch: pytest.MonkeyPatch, packet: bytes
) -> None:
    monkeypatch.setattr("assistant.llm.client._WHOLE", -1.0)
    endpoint = play(in_turn(endless(packet)))
    assert "还没有答完" in failure(model)
    assert endpoint.left.wait(5)


@pytest.mark.parametrize("packet", [delta(reasoning_content="想"), b": ping\n\n", b"x" * 1000])
def test_a_response_of_any_size_is_left(
    model: OpenAIModel, play: Callable[[Script], FakeEndpoint], monkeypatch: pytest.MonkeyPatch, packet: bytes
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


def test_an_answer_that_the_context_cut_short_is_an_overflow(
    model: OpenAIModel, play: Callable[[Script], FakeEndpoint]
) -> None:
    play(in_turn(Reply([delta(content="发放"), delta("length"), DONE])))
    with pytest.raises(ContextOverflowError, match="YOUJU_LLM_CONTEXT"):
        heard(model)


def test_an_answer_of_all_the_tokens_that_it_may_have_is_told(
    model: OpenAIModel, play: Callable[[Script], FakeEndpoint]
) -> None:
    play(in_turn(Reply([*(delta(content="字") for _ in range(ANSWER_TOKENS)), delta("length"), DONE])))
    assert "没有写完" in failure(model)


def test_a_server_that_was_silent_for_long_is_not_asked_again(
    model: OpenAIModel, play: Callable[[Script], FakeEndpoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = play(in_turn(refused(503, "overloaded")))
    begun = monotonic()
    clock = iter([begun, begun, *([begun + 1000] * 9)])  # asked, tried once, and then the time is up
    monkeypatch.setattr("assistant.llm.client.monotonic", lambda: next(clock))
    assert "太久没有回答" in failure(model)
    assert len(endpoint.requests) == 1


def test_the_key_is_not_shown(model: OpenAIModel) -> None:
    assert KEY not in f"{Endpoint('http://a/v1', 'm', KEY)} {model!r} {vars(model)}"
    assert (model.name, model.context) == ("fake", 8192)
