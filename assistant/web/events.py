"""What a page may send to its events: known events of its own session, and files only as the ids of its own uploads.

Gradio opens whatever path or address stands for a file in an event, before the event's own code is asked; so nothing
of the kind reaches it. Here a request is read whole, and only what an event needs of it is passed on.
"""

import json
import re
from collections.abc import Mapping
from types import NoneType
from typing import Any, Protocol
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.guard import PROGRESS, UPLOAD, refuse
from assistant.web.uploads import Uploads

_JOIN, _RUN = "/gradio_api/queue/join", "/gradio_api/run/predict"
_CANCEL, _RESET = "/gradio_api/cancel", "/gradio_api/reset"
_STREAM = "/gradio_api/queue/data"
_HEARTBEAT = re.compile(r"/gradio_api/heartbeat/(\w+)")
_PAGE = re.compile(r"[0-9A-Za-z]{1,64}")  # a page's session hash, which the page chooses itself
_ID = re.compile(r"[0-9A-Za-z]{1,64}")  # of an event or an upload
_MULTIPART = re.compile(r"multipart/form-data; ?boundary=[\w'()+,./:=? -]{1,70}", re.ASCII)
_DEEPEST = 20  # lists and objects one inside another; what the page sends has six
_KEPT = ("data", "event_data", "fn_index", "trigger_id", "session_hash")  # of an event, what Gradio's page sends
_NUMBER = (int, NoneType)
_WRONG = "请求的内容不对，请刷新页面后再试"


class Event(Protocol):
    """What is asked of `assistant.web.page.Event`."""

    def takes(self, values: Any, told: Any) -> bool:
        """Whether these are the values and the news that the page itself would send."""
        ...


class Page(Protocol):
    """What is asked of `assistant.web.page.Page`."""

    @property
    def events(self) -> Mapping[int, Event]:
        """The page's events by their numbers."""
        ...

    def owns(self, page: str, user: str, session: str) -> bool:
        """Whether a page, by its hash, is of a user's sign-in session, which a new one becomes."""
        ...

    def full(self, page: str) -> bool:
        """Whether so much waits for a page to hear of it that nothing more is begun."""
        ...

    def heard(self, page: str) -> bool:
        """Whether there is anything that a page may yet hear."""
        ...


class Denied(Exception):
    """A request that is not one of the page's own: its status and what is told."""

    def __init__(self, status: int, told: str) -> None:
        super().__init__(told)
        self.status = status
        self.told = told


class Events:
    """Passes on what the page itself sends. Who sends is `username` and `session` in `scope["state"]`, if anybody."""

    def __init__(self, app: ASGIApp, page: Page, uploads: Uploads) -> None:
        self._app = app
        self._page = page
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        try:
            app, received = await self._admitted(scope, receive)
        except Denied as denied:
            return await refuse(denied.status, denied.told)(scope, receive, send)
        return await app(scope, received, send)

    async def _admitted(self, scope: Scope, receive: Receive) -> tuple[ASGIApp, Receive]:
        """The application that takes this request, and what it receives of it. Raises Denied."""
        path, state = scope["path"], scope.get("state", {})
        query = parse_qs(scope["query_string"].decode("ascii", "replace"))
        if path == UPLOAD:
            if not _MULTIPART.fullmatch(Headers(scope=scope).get("content-type", "")):
                raise Denied(415, "请在资料页上传文件")
            return self._uploads.told(self._app, state.get("session", "")), receive
        if path == PROGRESS and not all(_ID.fullmatch(each) for each in query.get("upload_id", [""])):
            raise Denied(404, "没有这次上传")
        if beat := _HEARTBEAT.fullmatch(path):
            self._own(beat[1], state)
        elif path == _STREAM:
            page = self._own(query.get("session_hash", [""])[-1], state)
            if not self._page.heard(page):
                raise Denied(404, "这个页面没有在等什么")
        elif path in (_JOIN, _RUN, _CANCEL, _RESET):
            told = self._told(path, _parsed(await _read(receive)), state)
            receive = _again(scope, json.dumps(told).encode(), receive)
        return self._app, receive

    def _told(self, path: str, told: dict[str, Any], state: Mapping[str, Any]) -> dict[str, Any]:
        """What is passed on of a body. Raises Denied."""
        if path != _RESET:
            self._own(told.get("session_hash"), state)
        if path in (_JOIN, _RUN):
            return self._event(told, state.get("session", ""))
        number, event = told.get("fn_index", 0), told.get("event_id")
        if type(number) is not int or not isinstance(event, str) or not _ID.fullmatch(event):
            raise Denied(400, _WRONG)
        return {key: told[key] for key in ("session_hash", "fn_index", "event_id") if key in told}

    def _own(self, page: object, state: Mapping[str, Any]) -> str:
        """The page, if it is one of who sends this. Raises Denied."""
        user, session = state.get("username", ""), state.get("session", "")
        known = isinstance(page, str) and _PAGE.fullmatch(page)
        if not isinstance(page, str) or not known or (session and not self._page.owns(page, user, session)):
            raise Denied(404, "没有这个页面，请刷新后再试")
        return page

    def _event(self, told: dict[str, Any], session: str) -> dict[str, Any]:
        """What is passed on of an event. Raises Denied for one that the page does not have or cannot hear of."""
        number = told.get("fn_index")
        event = self._page.events.get(number) if type(number) is int else None
        if event is None:
            raise Denied(404, "没有这个操作，请刷新页面后再试")
        kept = {key: self._checked(told[key], session) for key in _KEPT if key in told}
        if not event.takes(kept.get("data"), kept.get("event_data")) or type(kept.get("trigger_id", 0)) not in _NUMBER:
            raise Denied(400, _WRONG)
        if self._page.full(told["session_hash"]):
            raise Denied(429, "这个页面还有操作没有完成，请稍后再试")
        return kept

    def _checked(self, value: Any, session: str, depth: int = 0) -> Any:
        """A value with each file as the session uploaded it. Raises Denied for any other path."""
        if depth > _DEEPEST:
            raise Denied(400, _WRONG)
        if isinstance(value, list):
            return [self._checked(each, session, depth + 1) for each in value]
        if not isinstance(value, dict):
            return value
        if "path" not in value:
            return {key: self._checked(each, session, depth + 1) for key, each in value.items()}
        file = self._uploads.file(session, value["path"])
        if file is None:
            raise Denied(400, "文件不是在这里上传的，或者已经过期；请重新上传")
        return {"path": str(file), "orig_name": file.name, "meta": {"_type": "gradio.FileData"}}


async def _read(receive: Receive) -> bytes:
    """The whole body, which is as short as `Limits` lets it be. Raises ClientDisconnect."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientDisconnect
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)


def _parsed(body: bytes) -> dict[str, Any]:
    """The object of a body in JSON proper, of text that is text: no NaN, no half of a character. Raises Denied."""
    try:
        told = json.loads(body, parse_constant=_no_number)
        json.dumps(told, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Denied(400, "请求不是 JSON，请刷新页面后再试")
    return told


def _no_number(name: str) -> None:
    raise ValueError(name)


def _again(scope: Scope, body: bytes, receive: Receive) -> Receive:
    """What is received where a body has been read and is replaced: the other one, then what comes after it."""
    MutableHeaders(scope=scope)["content-length"] = str(len(body))
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return waiting.pop() if waiting else await receive()

    return received
