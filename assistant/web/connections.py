"""Connections that keep the server waiting are closed, and nobody holds so many that others find none.

uvicorn gives idle connections their time, but not those that send a request for ever. As Apache's mod_reqtimeout has
it, a request must arrive within some seconds, and a second more for each so many bytes.
"""

import asyncio
import sys
from contextlib import suppress
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

_WITHIN = 15.0  # seconds for the head of a request, and again for its body
_RATE = 2000  # bytes of either that earn another second
_UNREAD = 60.0  # seconds for which an answer may lie unread
_MOST = 4096  # connections
_OF_ADDRESS = 512  # of one address: fifty people behind it, each with a browser's six, and as much again
_SPARE = 256  # descriptors that are left to files


class Connection(H11Protocol):
    """A connection whose requests have to arrive in time; one too many is closed at once."""

    _begun = 0.0  # when the head or the body began that is being received
    _received = 0  # bytes since then
    _timer: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """As uvicorn has it."""
        super().connection_made(transport)
        if self._too_many():
            transport.abort()
        else:
            self._expect()

    def data_received(self, data: bytes) -> None:
        """As uvicorn has it."""
        state = self.conn.their_state
        self._received += len(data)
        super().data_received(data)
        if self.conn.their_state is not state or self._timer is None:
            self._expect()

    def on_response_complete(self) -> None:
        """As uvicorn has it; from here on it counts how long the connection is idle."""
        super().on_response_complete()
        self._stop()
        if self.conn.their_state is h11.SEND_BODY:  # the next request's, of which a part came with the last one
            self._expect()

    def pause_writing(self) -> None:
        """As uvicorn has it; who does not read what he asked for is not waited for."""
        super().pause_writing()
        self._unread = self.loop.call_later(_UNREAD, self.transport.abort)

    def resume_writing(self) -> None:
        """As uvicorn has it."""
        super().resume_writing()
        self._read()

    def connection_lost(self, exc: Exception | None) -> None:
        """As uvicorn has it."""
        self._stop()
        self._read()
        super().connection_lost(exc)

    def _too_many(self) -> bool:
        own = self.client and self.client[0]
        others = (other.client for other in self.connections if isinstance(other, Connection))
        same = sum(client is not None and client[0] == own for client in others)
        return same > _OF_ADDRESS or len(self.connections) > min(_MOST, _descriptors() - _SPARE)

    def _read(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _expect(self) -> None:
        """Begins to wait for the rest of a head or a body, where there is one to come."""
        self._stop()
        self._begun, self._received = self.loop.time(), 0
        if self.conn.their_state in {h11.IDLE, h11.SEND_BODY} and not self.transport.is_closing():
            self._timer = self.loop.call_later(_WITHIN, self._due)

    def _due(self) -> None:
        left = self._begun + _WITHIN + self._received / _RATE - self.loop.time()
        if left <= 0 and not self.flow.read_paused:
            self.transport.abort()
        else:
            self._timer = self.loop.call_later(max(left, 1), self._due)


def raise_descriptors() -> None:
    """Lets this process have as many files and connections open as the operating system allows."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # macOS calls its limit endless and then takes less
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _descriptors() -> int:
    """How many files and connections this process may have open, as far as that matters here."""
    if sys.platform == "win32":
        return _MOST + _SPARE
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _MOST + _SPARE if soft == resource.RLIM_INFINITY else soft
