"""The client for language models at a fake endpoint, whose waits are told and whose log must not hold the key."""

import logging
from collections.abc import Iterator

import pytest

from assistant.llm.client import OpenAIModel
from assistant.llm.endpoint import Endpoint
from tests.helpers.llm.client import KEY, WORDS, Play
from tests.helpers.llm.endpoint import FakeEndpoint, Script, in_turn


@pytest.fixture(scope="module")
def server() -> Iterator[FakeEndpoint]:
    with FakeEndpoint(in_turn(WORDS)) as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def model(server: FakeEndpoint) -> OpenAIModel:
    return OpenAIModel(Endpoint(server.url, "fake", KEY))


@pytest.fixture
def play(server: FakeEndpoint) -> Play:
    """Sets the server's script and forgets what it was asked."""

    def set_script(script: Script) -> FakeEndpoint:
        server.script = script
        server.requests.clear()
        server.left.clear()
        return server

    return set_script


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the client would have waited between its tries."""
    told: list[float] = []
    monkeypatch.setattr("openai._base_client.time.sleep", told.append)
    return told


@pytest.fixture
def unlogged_key(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fails a test that logs the key, at whatever level."""
    with caplog.at_level(logging.DEBUG):
        yield
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    assert KEY not in caplog.text
    assert all(KEY not in f"{record.getMessage()} {record.args!r} {record.exc_info!r}" for record in records)
