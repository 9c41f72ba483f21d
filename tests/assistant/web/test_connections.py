"""Connections that keep the server waiting: closed in time, and never so many that others find none.

The protocol alone, over a transport and a loop of the test's own, whose clock is moved by hand.
"""

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from assistant.web import connections
from assistant.web.connections import Connection

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n"


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers when the whole of a request is there."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@dataclass
class Timer:
    due: float
    call: Callable[[], None]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


@dataclass(eq=False)
class Task:
    """What an event loop gives for a coroutine."""

    coroutine: Coroutine[Any, None, None]

    def add_done_callback(self, done: Callable[[Any], None]) -> None:
        pass


@dataclass
class Loop:
    """An event loop that stands still: time and tasks go on when they are told to."""

    now: float = 0.0
    timers: list[Timer] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, call: Callable[[], None]) -> Timer:
        self.timers.append(Timer(self.now + delay, call))
        return self.timers[-1]

    def create_task(self, coroutine: Coroutine[Any, None, None]) -> Task:
        self.tasks.append(Task(coroutine))
        return self.tasks[-1]

    def answer(self, most: int = 100) -> None:
        """Runs the requests that are there as a whole."""
        for _ in range(min(most, len(self.tasks))):
            with pytest.raises(StopIteration):
                self.tasks.pop(0).coroutine.send(None)

    def wait(self, seconds: float) -> None:
        until = self.now + seconds
        while due := [one for one in self.timers if not one.cancelled and one.due <= until]:
            first = min(due, key=lambda one: one.due)
            self.timers.remove(first)
            self.now = first.due
            first.call()
        self.now = until


@dataclass
class Transport:
    """A connection's other end, at an address."""

    address: str
    closed: bool = False
    sent: bytes = b""

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return (self.address, 5000) if name in {"peername", "sockname"} else default

    def is_closing(self) -> bool:
        return self.closed

    def write(self, data: bytes) -> None:
        self.sent += data

    def close(self) -> None:
        self.closed = True

    abort = close
    pause_reading = resume_reading = lambda self: None


class Place:
    """A server, of which connections are opened."""

    def __init__(self) -> None:
        self.loop = Loop()
        self._config = uvicorn.Config(application, http=Connection, ws="none", log_level="critical")
        self._state = ServerState()

    def open(self, sent: bytes = b"", address: str = "10.0.0.1") -> tuple[Connection, Transport]:
        connection = Connection(self._config, self._state, {}, self.loop)  # type: ignore[arg-type]
        transport = Transport(address)
        connection.connection_made(transport)
        if sent:
            connection.data_received(sent)
        return connection, transport


@pytest.fixture
def place() -> Iterator[Place]:
    opened = Place()
    yield opened
    for task in opened.loop.tasks:
        task.coroutine.close()


@pytest.mark.parametrize("sent", [b"", GET[:9], GET[:-2], POST, POST + b"half"])
def test_a_request_that_does_not_come_is_not_waited_for(place: Place, sent: bytes) -> None:
    _, transport = place.open(sent)
    place.loop.wait(14.9)
    assert not transport.closed
    place.loop.wait(1.1)
    assert transport.closed


def test_a_second_request_that_does_not_come_is_not_waited_for_either(place: Place) -> None:
    connection, transport = place.open(GET)
    place.loop.answer()
    assert transport.sent.endswith(b"ok")
    place.loop.wait(4)
    connection.data_received(GET[:9])
    place.loop.wait(14)
    assert not transport.closed
    place.loop.wait(2)
    assert transport.closed


@pytest.mark.parametrize(("rate", "closed"), [(200, True), (3000, False)])
def test_a_body_that_drips_is_not_waited_for_and_one_that_comes_steadily_is(
    place: Place, rate: int, closed: bool
) -> None:
    connection, transport = place.open(POST)
    for _ in range(60000 // 3000):
        if not transport.closed:
            connection.data_received(b"x" * rate)
        place.loop.wait(1)
    place.loop.wait(5)
    assert transport.closed is closed
    if not closed:
        place.loop.answer()
        assert transport.sent.endswith(b"ok")


def test_an_answer_may_take_its_time_and_one_connection_serves_many(place: Place) -> None:
    connection, transport = place.open(GET)
    place.loop.wait(3600)  # a stream of answers, or a model that thinks
    assert not transport.closed
    place.loop.answer()
    for _ in range(3):
        place.loop.wait(4)
        connection.data_received(POST + b"x" * 60000)
        place.loop.answer()
        connection.data_received(GET + GET)
        place.loop.answer()
        place.loop.answer()
    assert transport.sent.count(b"ok") == 10
    assert not transport.closed
    place.loop.wait(6)  # idle, as uvicorn has it
    assert transport.closed


@pytest.mark.parametrize("first", [GET, POST + b"x" * 60000])
def test_a_part_of_the_next_request_behind_the_last_one_is_not_waited_for(place: Place, first: bytes) -> None:
    _, transport = place.open(first + POST + b"half")
    while not transport.sent.endswith(b"ok"):
        place.loop.answer(1)
    place.loop.wait(14)
    assert not transport.closed
    place.loop.wait(2)
    assert transport.closed


def test_who_does_not_read_is_not_waited_for(place: Place) -> None:
    connection, transport = place.open(GET)
    connection.pause_writing()
    place.loop.wait(59)
    connection.resume_writing()
    place.loop.wait(59)
    connection.pause_writing()
    place.loop.wait(59)
    assert not transport.closed
    place.loop.wait(1)
    assert transport.closed


@pytest.mark.parametrize("cap", ["_OF_ADDRESS", "_MOST"])
def test_so_many_connections_are_held_and_one_that_ends_makes_room(
    place: Place, cap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, cap, 5)
    held = [place.open() for _ in range(5)]
    assert not any(transport.closed for _, transport in held)
    refused, transport = place.open()
    assert transport.closed
    refused.connection_lost(None)
    assert place.open(address="10.0.0.2")[1].closed is (cap == "_MOST")
    for connection, _ in held:
        connection.connection_lost(None)
    assert not place.open()[1].closed


def test_few_descriptors_leave_some_to_files(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_descriptors", lambda: connections._SPARE + 1)
    assert not place.open()[1].closed
    assert place.open()[1].closed
