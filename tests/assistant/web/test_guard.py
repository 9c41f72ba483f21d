"""How much a session may send, ask for and keep open, and whose requests are taken. No page behind it."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from starlette.types import Message, Receive, Scope, Send

from assistant.web import guard
from assistant.web.guard import Limits, OpenRoutes
from assistant.web.users.accounts import Account, Accounts
from assistant.web.users.sign_in import Sessions


async def nothing() -> Message:
    return {"type": "http.disconnect"}


async def answered(app: Any, method: str = "GET", path: str = "/", session: str = "a", origin: str = "") -> int:
    """The status of the answer."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", b"here:1"), *([(b"origin", origin.encode())] if origin else [])]
    state = {"session": session} if session else {}
    scope = {"type": "http", "method": method, "path": path, "headers": headers, "state": state, "client": ("1", 2)}
    await app(scope, nothing, send)
    return int(sent[0]["status"])


async def fine(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


def test_what_a_session_asks_for_is_counted_and_the_page_s_own_files_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_GETS", 3)
    limits = Limits(fine, lambda: 0.0)

    def status(path: str, session: str = "a") -> int:
        return asyncio.run(answered(limits, path=path, session=session))

    assert [status("/") for _ in range(4)] == [200, 200, 200, 429]
    assert [status("/assets/a.js") for _ in range(4)] == [200] * 4
    assert status("/", "b") == 200
    assert [status("/login", "") for _ in range(4)] == [200] * 4


def test_a_session_keeps_so_many_requests_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_AT_ONCE", 2)

    async def visit() -> None:
        over = asyncio.Event()

        async def stream(scope: Scope, receive: Receive, send: Send) -> None:
            await fine(scope, receive, send)
            await over.wait()

        limits = Limits(stream)
        held = [asyncio.create_task(answered(limits)) for _ in range(2)]
        await asyncio.sleep(0)  # lets them begin
        assert await answered(limits) == 429
        over.set()
        assert await asyncio.gather(*held) == [200, 200]
        assert await answered(limits, session="b") == await answered(limits) == 200

    asyncio.run(visit())


@pytest.mark.parametrize("origin", ["http://[", "http://here:1:1", "null", "http://", "http://evil", "here:1"])
def test_an_origin_that_is_none_is_another_site_s(origin: str) -> None:
    routes = OpenRoutes(fine, uploads=False)
    assert asyncio.run(answered(routes, origin="http://here:1")) == 200
    assert asyncio.run(answered(routes, origin=origin)) == 403


def test_a_user_has_so_many_sign_ins_and_one_more_ends_the_oldest() -> None:
    accounts = {name: Account(name, "reader", "hash") for name in ("甲", "乙")}
    sessions = Sessions(cast(Accounts, SimpleNamespace(find=accounts.get)), lambda: 0.0)
    other = sessions.begin(accounts["乙"])
    tokens = [sessions.begin(accounts["甲"]) for _ in range(10)]
    assert [sessions.account(token) is not None for token in tokens] == [False] * 2 + [True] * 8
    assert sessions.account(other) == accounts["乙"]
