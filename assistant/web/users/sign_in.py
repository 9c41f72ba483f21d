"""Signing in: the form, the sessions, and the gate before everything else.

A session is a random token in a cookie that scripts cannot read and other sites cannot send, made anew at each sign-in
and known here only by its hash. Sessions live in memory: they end with the server, after 12 hours, at sign-out, and
as soon as the user is removed or given another password or role.
"""

import asyncio
import hashlib
import secrets
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from math import ceil
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.web.guard import EDITING, PUBLIC, address, refuse
from assistant.web.heads import COOKIE
from assistant.web.users.accounts import LONGEST_NAME, Account, Accounts, Tried, place_of
from assistant.web.users.audit import AuditLog
from index.errors import YoujuError

_LASTS = 12 * 60 * 60  # seconds
# Sign-ins that wait to be looked at, two seconds' work; of those, from one place and from one address in it.
WAITING, OF_PLACE, _OF_ADDRESS = 32, 8, 3
_MOST = 8  # sign-ins of one user at the same time; one more ends the oldest
_FORM = "application/x-www-form-urlencoded"
_PAGE = Template((Path(__file__).parents[1] / "static" / "sign_in.html").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class _Session:
    account: Account
    ends: float


class Sessions:
    """Who is signed in, by token."""

    def __init__(self, accounts: Accounts, now: Callable[[], float] = time.monotonic) -> None:
        self._accounts = accounts
        self._now = now
        self._sessions: dict[str, _Session] = {}

    def begin(self, account: Account) -> str:
        """The token of a new session of a user."""
        now = self._now()
        self._sessions = {key: session for key, session in self._sessions.items() if session.ends > now}
        own = [key for key, session in self._sessions.items() if session.account.name == account.name]
        for key in own[: 1 - _MOST]:
            del self._sessions[key]
        token = secrets.token_urlsafe(32)
        self._sessions[_digest(token)] = _Session(account, now + _LASTS)
        return token

    def account(self, token: str) -> Account | None:
        """The user of a session that has not ended, None otherwise."""
        session = self._sessions.get(_digest(token))
        if session is None or session.ends <= self._now():
            return None
        return session.account if self._accounts.find(session.account.name) == session.account else None

    def end(self, token: str) -> None:
        """Ends a session, if it has not."""
        self._sessions.pop(_digest(token), None)


class Gate:
    """Lets the signed-in through, with `username` and `session` in `scope["state"]`, and editors alone upload."""

    def __init__(self, app: ASGIApp, sessions: Sessions) -> None:
        self._app = app
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] == "http" and scope["path"] not in PUBLIC:
            request = Request(scope)
            token = request.cookies.get(COOKIE, "")
            account = self._sessions.account(token)
            if account is None:
                return await _turned_away(request)(scope, receive, send)
            if scope["path"] in EDITING and account.role != "editor":
                return await refuse(403, "只有编辑可以上传")(scope, receive, send)
            scope.setdefault("state", {}).update(username=account.name, session=_digest(token))
        return await self._app(scope, receive, send)


class Reception:
    """Looks at sign-ins, one after another in a thread of its own: a hash takes a core and 64 MiB for a while.

    It holds up nobody who has signed in, and no one place can keep all others waiting. What it looks at goes on record.
    """

    def __init__(self, accounts: Accounts, audit: AuditLog) -> None:
        self._accounts = accounts
        self._audit = audit
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sign-in")
        self._waiting: Counter[str] = Counter()

    async def look(self, name: str, password: str, client: str) -> Tried | None:
        """What comes of a sign-in; None where too many wait for that. Raises YoujuError where it cannot be recorded."""
        place = place_of(client)
        near = [each for each in self._waiting if place_of(each) == place]
        if (
            self._waiting.total() >= WAITING
            or sum(self._waiting[each] for each in near) >= OF_PLACE
            or self._waiting[client] >= _OF_ADDRESS
        ):
            return None
        self._waiting[client] += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._thread, self._looked, name, password, client)
        finally:
            self._waiting[client] -= 1
            self._waiting += Counter()  # addresses at which nobody waits are gone

    def _looked(self, name: str, password: str, client: str) -> Tried:
        """One line for what was looked at, which tells of a wait that begins; what comes meanwhile writes nothing."""
        tried = self._accounts.check(name, password, client)
        if tried.account:
            self._audit.write(tried.account.name, client, "sign-in", name)
        elif tried.looked:
            told = f"sign-in failed, next after {tried.wait} s" if tried.wait else "sign-in failed"
            self._audit.write(None, client, told, name[:LONGEST_NAME])
        return tried


def routes(accounts: Accounts, sessions: Sessions, audit: AuditLog) -> list[Route]:
    """The sign-in form and what it and the sign-out button send. Sign-ins, failed ones too, go to the audit log."""
    reception = Reception(accounts, audit)

    async def form(request: Request) -> Response:
        return _form()

    async def sign_in(request: Request) -> Response:
        if request.headers.get("content-type", _FORM).partition(";")[0].strip().lower() != _FORM:
            return _form("请用登录页面登录。", status=415)
        sent = await request.form()
        name, password, client = str(sent.get("name", "")), str(sent.get("password", "")), address(request.scope)
        _warn_of_proxy(client, request.headers.get("x-forwarded-for", ""))
        try:
            tried = await reception.look(name, password, client)
        except YoujuError as problem:  # nobody gets in unrecorded
            return _form(str(problem), name, 503)
        if tried is None:
            return _form("现在登录的人太多，请过几秒再试。", name, 429)
        if tried.account is None:
            return _refused(name, tried)
        response = RedirectResponse(_with_query("/", request), 303)
        secure = request.url.scheme == "https"
        response.set_cookie(
            COOKIE, sessions.begin(tried.account), max_age=_LASTS, httponly=True, samesite="strict", secure=secure
        )
        return response

    async def sign_out(request: Request) -> Response:
        sessions.end(request.cookies.get(COOKIE, ""))
        response = RedirectResponse("/login", 303)
        response.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return response

    return [
        Route("/login", form, methods=["GET"]),
        Route("/login", sign_in, methods=["POST"]),
        Route("/logout", sign_out, methods=["POST"]),
    ]


@lru_cache(maxsize=256)
def _warned(client: str) -> None:
    told = f"登录请求经 {client} 转发，但没有信任它，所有人看起来都来自这一个地址"
    print(
        f"{told}；它若是自己的代理，请设置环境变量 FORWARDED_ALLOW_IPS={client} 后重新启动", file=sys.stderr, flush=True
    )


def _warn_of_proxy(client: str, forwarded: str) -> None:
    """Tells of a proxy that is not trusted: uvicorn puts in the place of a trusted one whom it names."""
    if forwarded and client not in {each.strip() for each in forwarded.split(",")}:
        _warned(client)


def user_bar(username: str | None) -> str:
    """Who is signed in, with the button to sign out, as HTML; nothing where nobody is."""
    if not username:
        return ""
    button = '<button type="submit">退出</button>'
    return f'<form class="y-user" method="post" action="/logout"><span>{escape(username)}</span> {button}</form>'


def _refused(name: str, tried: Tried) -> Response:
    """The form again, with why."""
    if tried.wait:
        told = f"{tried.wait} 秒" if tried.wait < 60 else f"{ceil(tried.wait / 60)} 分钟"
        return _form(f"失败次数太多，请过 {told}再试。", name, 429)
    return _form("用户名或密码不对。", name, 401)


def _form(message: str = "", name: str = "", status: int = 200) -> Response:
    told = escape(name[:LONGEST_NAME])
    return HTMLResponse(_PAGE.substitute(message=escape(message), name=told), status)


def _turned_away(request: Request) -> Response:
    """To the form and back to the same passage for who opens a page; a message for the page that is already open."""
    if request.method in {"GET", "HEAD"} and request.url.path == "/":
        return RedirectResponse(_with_query("/login", request), 303)
    return refuse(401, "登录已失效，请刷新页面重新登录")


def _with_query(path: str, request: Request) -> str:
    """An address here with the query of a request, which names the passage that a link leads to."""
    return urlsplit(path)._replace(query=request.url.query).geturl()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
