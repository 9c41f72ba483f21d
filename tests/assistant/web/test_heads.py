"""Heads of requests: what no browser sends is refused, and what nothing here needs is left out."""

import asyncio
from typing import Any

import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from assistant.web.heads import Heads

TOKEN = "a" * 42 + "_"


def passed(*headers: tuple[str, str], path: str = "/", query: str = "") -> Any:
    """The status of a refusal, or what is passed on: the headers but for the host, and the query."""
    seen: list[Scope] = []
    sent: list[Message] = []

    async def behind(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)
        raise ClientDisconnect  # nobody's fault

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in (("host", "127.0.0.1:7860"), *headers)]
    scope = {"type": "http", "path": path, "raw_path": path.encode(), "query_string": query.encode(), "headers": raw}
    asyncio.run(Heads(behind)(scope, receive, send))
    if sent:
        return sent[0]["status"]
    kept = {name.decode(): value.decode() for name, value in seen[0]["headers"] if name != b"host"}
    return kept, seen[0]["query_string"].decode()


def test_of_cookies_that_of_a_sign_in_alone_is_read() -> None:
    assert passed(("cookie", f"x=1; youju-session={TOKEN}; y=2")) == ({"cookie": f"youju-session={TOKEN}"}, "")
    quoted = 'a="' + '\\"' * 7000 + '"'  # what Python's parser takes seconds for
    assert passed(("cookie", quoted), ("cookie", f"youju-session={TOKEN}"))[0] == {"cookie": f"youju-session={TOKEN}"}
    for cookie in (
        f"youju-session={TOKEN}a",
        f'youju-session="{TOKEN}"',
        f"no-youju-session={TOKEN}",
        "youju-session=",
    ):
        assert passed(("cookie", cookie)) == ({}, "")


def test_a_head_is_so_long_at_most() -> None:
    assert passed(("x", "y" * 16_000)) != 431
    assert passed(("x", "y" * 16_384)) == 431
    assert passed(query="y" * 16_384) == 431


@pytest.mark.parametrize("host", ["a b", "[v1.a]", "a:x", "a/b", "", "a:123456"])
def test_hosts_are_hosts(host: str) -> None:
    assert passed(("host", host)) == 400
    assert passed(("x-forwarded-host", host)) == ({}, "")


def test_hosts_of_every_kind_pass() -> None:
    for host in ("a.b-c:80", "[::1]:7860", "10.0.0.1"):
        assert passed(("x-forwarded-host", host)) == ({"x-forwarded-host": host}, "")


def test_the_page_s_own_queries_pass_and_gradio_s_others_do_not() -> None:
    assert passed(query="report=%E7%94%B2.txt&p=3&page=zz&deep_link=x&__theme=dark")[1] == (
        "report=%E7%94%B2.txt&p=3&__theme=dark"
    )
    assert passed(path="/gradio_api/queue/data", query="session_hash=a")[1] == "session_hash=a"
