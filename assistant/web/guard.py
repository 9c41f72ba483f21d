"""What stands around Gradio's page: response headers, the routes that are open, and how much a client may send.

Plain ASGI, so that answers stream through untouched.
"""

import re
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio's page starts with inline scripts that hold its configuration, and compiles templates and charts to functions:
# scripts can be kept to this host, not to files. What keeps hostile text harmless is that it is escaped where it is
# shown; this policy sees to it that nothing is ever fetched from or sent to another host.
_POLICY = "; ".join((
    "default-src 'self'",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "media-src 'self' blob:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-src 'self'",
    "frame-ancestors 'none'",
))  # fmt: skip
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # not "no-referrer": that makes browsers send our own forms as of no origin
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_LASTING = re.compile(r"/(assets|static)/|/(favicon\.ico|theme\.css)$")
# For who has not signed in; a browser asks for the last two without its cookies.
PUBLIC = {"/login", "/favicon.ico", "/manifest.json"}
UPLOAD, PROGRESS = "/gradio_api/upload", "/gradio_api/upload_progress"
EDITING = {UPLOAD, PROGRESS}
# What the page asks for. Not here, and so closed: API docs and calls by name, monitoring, run history, proxies,
# deep links, recordings, development, and files, of which the page shows none.
_OPEN = {
    "GET": re.compile(
        r"/|/login|/config|/theme\.css|/favicon\.ico|/manifest\.json|/(assets|static)(/[^/]{1,120}){1,6}"
        r"|/gradio_api/(app_id|queue/data|upload_progress|heartbeat/\w+)"
    ),
    "POST": re.compile(rf"/login|/logout|/gradio_api/(queue/join|run/predict|cancel|reset)|{UPLOAD}"),
}
_OPEN["HEAD"] = _OPEN["GET"]

_WINDOW = 60.0  # seconds
_OF_SESSION = 120  # requests in a window: 30 questions, with what the page sends beside each
_GETS = 600  # requests for a page or a stream in a window; a page that is opened takes ten
_OF_ADDRESS = 6000  # 50 busy sessions behind one address
_AT_ONCE = 32  # requests of a session under way: a browser keeps at most six, and two of each page are its streams
_BODY = 1 << 18  # bytes of a question with its chat: twenty of the longest take half of it
# Bytes of a name of 32 characters and a password of 256, each character of which is sent as three bytes of %XX, and of
# the reports that are sent together.
_BODIES = {"/login": 1 << 12, UPLOAD: 200 << 20}


class SecureHeaders:
    """Puts the security headers on every response, and lets a browser keep only what Gradio is made of."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                if message["status"] == 200 and scope["path"].startswith("/assets/"):  # a hash is part of each name
                    headers["Cache-Control"] = "private, max-age=31536000, immutable"
                elif not _LASTING.match(scope["path"]):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, receive, with_headers)


class OpenRoutes:
    """Lets through what the page needs, sent by the page itself: no other route, and no other site's request."""

    def __init__(self, app: ASGIApp, uploads: bool) -> None:
        self._app = app
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] == "http":
            opened = _OPEN.get(scope["method"])
            if not (opened and opened.fullmatch(scope["path"])) or (scope["path"] == UPLOAD and not self._uploads):
                return await refuse(404, "没有这个网址")(scope, receive, send)
            if _foreign(Headers(scope=scope)):
                return await refuse(403, "请求来自别的网站")(scope, receive, send)
        return await self._app(scope, receive, send)


class Limits:
    """Bounds how often a session and an address may send something, how much at once, and how many requests last.

    The session is `scope["state"]["session"]`; where there is none only the address counts.
    """

    def __init__(self, app: ASGIApp, now: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._now = now
        self._sent: dict[str, deque[float]] = {}
        self._under_way: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] == "http" and (refusal := self._refusal(scope)):
            return await refusal(scope, receive, send)
        session = scope.get("state", {}).get("session")
        if session is None:
            return await self._app(scope, receive, send)
        if self._under_way[session] >= _AT_ONCE:
            return await refuse(429, "同时打开的页面太多，请关掉几个再试")(scope, receive, send)
        self._under_way[session] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way[session] -= 1
            self._under_way += Counter()  # sessions of which nothing is under way are gone

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        """Why what is sent is not taken."""
        length = _length(Headers(scope=scope))
        if scope["method"] == "POST" and length is None:
            return refuse(411, "请求没有说明长度")
        if length and length > _BODIES.get(scope["path"], _BODY):
            return refuse(413, "内容太大：一次上传合计不超过 200 MB，其他不超过 256 KB")
        return refuse(429, "操作太频繁，请过一分钟再试") if self._too_often(_caps(scope)) else None

    def _too_often(self, caps: Mapping[str, int]) -> bool:
        """Whether one of the clients has reached its cap; if not, this request counts for each."""
        now = self._now()
        for key in [key for key, times in self._sent.items() if times[-1] <= now - _WINDOW]:
            del self._sent[key]
        for key, cap in caps.items():
            times = self._sent.get(key, deque())
            while times and times[0] <= now - _WINDOW:
                times.popleft()
            if len(times) >= cap:
                return True
        for key in caps:
            self._sent.setdefault(key, deque()).append(now)
        return False


def refuse(status: int, text: str) -> JSONResponse:
    """A refusal that Gradio's page shows as a message."""
    return JSONResponse({"detail": text}, status)


def address(scope: Scope) -> str:
    """The client's address; a proxy on this machine tells it for those behind it."""
    return scope["client"][0] if scope.get("client") else "unknown"


def _caps(scope: Scope) -> dict[str, int]:
    """Who sends this, as the session and as the address, and how much each may; files of the page count for nobody."""
    session = scope.get("state", {}).get("session")
    if scope["method"] != "POST":
        lasting = _LASTING.match(scope["path"]) or not session
        return {} if lasting else {f"gets {session}": _GETS}
    return {f"address {address(scope)}": _OF_ADDRESS} | ({f"session {session}": _OF_SESSION} if session else {})


def _foreign(headers: Headers) -> bool:
    """Whether a browser says that another site sends this; a client that is no browser says nothing."""
    origin = headers.get("origin")
    hosts = {headers.get("host"), headers.get("x-forwarded-host")}
    return origin is not None and origin.partition("://")[2] not in hosts


def _length(headers: Headers) -> int | None:
    """The bytes that follow, None where they would be counted only as they come."""
    text = headers.get("content-length", "0")
    return int(text) if text.isdecimal() and "transfer-encoding" not in headers else None
