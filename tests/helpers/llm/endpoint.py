"""A language model's server for tests: it speaks OpenAI's chat protocol on loopback and does what a script says.

    with FakeEndpoint(lambda request: "全年发放补贴30万元[a1]。") as endpoint:
        model = OpenAIModel(Endpoint(endpoint.url, "fake"))

A script makes of each `Request` a `Reply`, or a plain text to stream. The functions below make what can go wrong.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, repeat
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

DONE = b"data: [DONE]\n\n"


@dataclass(frozen=True, slots=True)
class Request:
    """What the client sent: the path, the headers by their names in lower case, the JSON body."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The contents of all messages."""
        return "\n".join(message["content"] for message in self.body["messages"])


@dataclass(frozen=True, slots=True)
class Reply:
    """Packets, sent one by one. `cut` leaves out the body's end, `framed=False` is a server whose body ends with the
    connection; status 0 closes the connection without a word."""

    packets: Iterable[bytes]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "text/event-stream"
    cut: bool = False
    framed: bool = True


Script = Callable[[Request], Reply | str]


def event(payload: object) -> bytes:
    """An event of a stream with any payload."""
    return f"data: {json.dumps(payload, ensure_ascii=False)}\n\n".encode()


def delta(reason: str | None = None, **fields: object) -> bytes:
    """An event that adds to the answer: `content=…`, `reasoning_content=…`, or nothing."""
    choice = {"index": 0, "delta": fields, "finish_reason": reason}
    return event({"id": "c1", "object": "chat.completion.chunk", "created": 0, "model": "fake", "choices": [choice]})


def events(text: str, size: int = 4) -> list[bytes]:
    """The events of an answer, `size` characters in each, from the role to [DONE]."""
    words = [delta(content=text[start : start + size]) for start in range(0, len(text), size)]
    return [delta(role="assistant", content=""), *words, delta("stop"), DONE]


def said(text: str, size: int = 4) -> Reply:
    """A text, streamed as it should be."""
    return Reply(events(text, size))


def in_packets(stream: bytes, size: int) -> Reply:
    """A stream cut into packets of `size` bytes, in mid-event and in mid-character."""
    return Reply([stream[start : start + size] for start in range(0, len(stream), size)])


def broken_off(text: str, last: bytes = b"", *, framed: bool = True) -> Reply:
    """A connection that closes after some words, and perhaps a `last` piece of an event."""
    return Reply([*events(text)[:-2], last], cut=framed, framed=framed)


def endless(packet: bytes) -> Reply:
    """The same packet for ever, until the client leaves."""
    return Reply(repeat(packet))


def told(status: int, body: object, **headers: str) -> Reply:
    """An answer of JSON; `retry_after="1"` is the header Retry-After."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply([json.dumps(body).encode()], status, named, "application/json")


def refused(status: int, message: str, code: str | None = None, **headers: str) -> Reply:
    """An error in the form of OpenAI's."""
    return told(status, {"error": {"message": message, "type": "error", "param": None, "code": code}}, **headers)


def page(status: int = 200) -> Reply:
    """A web page, from a proxy or a wrong address."""
    return Reply([b"<!DOCTYPE html>\n<html><body><h1>Welcome</h1></body></html>\n"], status, {}, "text/html")


def hang_up() -> Reply:
    """A connection that closes without an answer."""
    return Reply([], status=0)


_TOO_LONG = "the request exceeds the available context size, try increasing it"
OVERFLOWS: Mapping[str, Reply] = {  # how servers say that a prompt is too long
    "OpenAI": refused(400, "This model's maximum context length is 8192 tokens.", "context_length_exceeded"),
    "llama.cpp": told(400, {"error": {"code": 400, "message": _TOO_LONG, "type": "exceed_context_size_error"}}),
    "vLLM": told(400, {"object": "error", "message": "The decoder prompt is longer than the maximum model length"}),
    "Qwen": refused(400, "<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 30720]"),
    "in mid-stream": Reply([event({"error": {"message": _TOO_LONG, "code": 400}})]),
}


def in_turn(*replies: Reply | str) -> Script:
    """A script of one reply for each request; the last one answers all that follow."""
    rest = chain(replies[:-1], repeat(replies[-1]))
    return lambda request: next(rest)


class FakeEndpoint:
    """The server, while its `with` lasts. `script` may be replaced; `requests` are those it got, in their order.

    `left` is set when a client closes the connection in mid-stream.
    """

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[Request] = []
        self.left = Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for them, and no socket is left open


def _handler(endpoint: FakeEndpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # a packet each, at once
        timeout = 10  # seconds: a client that neither reads nor leaves does not hold up the tests' end

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            request = Request(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            endpoint.requests.append(request)
            known = self.path == "/v1/chat/completions"
            reply = endpoint.script(request) if known else refused(404, "Not Found")
            self.close_connection = True
            try:
                self._send(said(reply) if isinstance(reply, str) else reply)
            except (BrokenPipeError, ConnectionResetError):
                endpoint.left.set()

        def _send(self, reply: Reply) -> None:
            if not reply.status:
                return
            self.send_response(reply.status)
            framing = {"Transfer-Encoding": "chunked"} if reply.framed else {}
            headers = {"Content-Type": reply.kind, "Connection": "close", **framing, **reply.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            for packet in filter(None, reply.packets):
                self.wfile.write(b"%x\r\n%b\r\n" % (len(packet), packet) if reply.framed else packet)
            if reply.framed and not reply.cut:
                self.wfile.write(b"0\r\n\r\n")

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Handler
