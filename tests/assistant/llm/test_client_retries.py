"""Faults of an endpoint that may pass: how often the client asks again, and how long it waits before."""

import socket
from time import monotonic

import pytest

from assistant.llm.client import OpenAIModel
from assistant.llm.endpoint import Endpoint
from tests.helpers.llm.client import KEY, WORDS, Play, failure, heard, quoting
from tests.helpers.llm.endpoint import Reply, hang_up, in_turn, page, refused

pytestmark = pytest.mark.usefixtures("waits", "unlogged_key")


@pytest.mark.parametrize(
    "fault", [refused(429, "slow down"), refused(500, "oops"), page(503), refused(408, "late"), hang_up()]
)
def test_a_fault_that_passes_is_asked_again(model: OpenAIModel, play: Play, fault: Reply, waits: list[float]) -> None:
    endpoint = play(in_turn(fault, fault, WORDS))
    assert heard(model) == WORDS
    assert len(endpoint.requests) == 3
    assert len(waits) == 2
    assert 0 < waits[0] < waits[1] <= 2


@pytest.mark.parametrize(
    ("fault", "advice"),
    [(429, "请求太多"), (500, "内部出错"), (503, "内部出错"), (0, "连不上")],
)
def test_a_fault_that_stays_is_told_after_three_tries(model: OpenAIModel, play: Play, fault: int, advice: str) -> None:
    endpoint = play(quoting(fault))
    assert advice in failure(model)
    assert len(endpoint.requests) == 3


def test_a_short_wait_that_the_server_asks_for_is_kept(model: OpenAIModel, play: Play, waits: list[float]) -> None:
    play(in_turn(refused(429, "slow down", retry_after="7"), refused(429, "", retry_after_ms="250"), WORDS))
    assert heard(model) == WORDS
    assert waits == [7, 0.25]


@pytest.mark.parametrize(
    "headers",
    [{"retry_after": "3600"}, {"retry_after": "Wed, 21 Oct 2065 07:28:00 GMT"}, {"retry_after_ms": "60000"}],
    ids=["seconds", "date", "milliseconds"],
)
def test_a_long_wait_is_not_waited_for(
    model: OpenAIModel, play: Play, headers: dict[str, str], waits: list[float]
) -> None:
    endpoint = play(in_turn(refused(429, "quota", **headers)))
    assert "请求太多或额度已用完" in failure(model)
    assert (len(endpoint.requests), waits) == (1, [])


def test_a_dead_host_is_tried_three_times(waits: list[float]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert "连不上" in failure(OpenAIModel(Endpoint(f"http://127.0.0.1:{port}/v1", "fake", KEY)))
    assert len(waits) == 2


def test_a_server_that_was_silent_for_long_is_not_asked_again(
    model: OpenAIModel, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = play(in_turn(refused(503, "overloaded")))
    begun = monotonic()
    clock = iter([begun, begun, *([begun + 1000] * 9)])  # asked, tried once, and then the time is up
    monkeypatch.setattr("assistant.llm.client.monotonic", lambda: next(clock))
    assert "太久没有回答" in failure(model)
    assert len(endpoint.requests) == 1
