"""What a page may send to its events: known events of its own session, and files only as the ids of its own uploads.

Gradio opens whatever path or address stands for a file in an event, before the event's own code is asked; so nothing
of the kind reaches it. Here a request is read whole, and only what an event needs of it is passed on.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.guard import UPLOAD, refuse
from assistant.web.uploads import Uploads

_EVENTS = ("/gradio_api/queue/join", "/gradio_api/run/predict")
_CANCEL = "/gradio_api/cancel"
_LISTENS = re.compile(r"/gradio_api/(?:queue/data|heartbeat/(?P<page>\w+))")
_PAGE = re.compile(r"[0-9A-Za-z]{1,64}")  # a page's session hash, which the page chooses itself
_DEEPEST = 20  # lists and objects one inside another; what the page sends has six
_KEPT = ("data", "event_data", "fn_index", "trigger_id", "session_hash")  # of an event, what Gradio's page sends

Inputs = Callable[[], Mapping[int, int | None]]
"""The events of the page: of each how many values it takes, None where Gradio itself fills them in."""


class Denied(Exception):
    """A request that is not one of the page's own: its status and what is told."""

    def __init__(self, status: int, told: str) -> None:
        super().__init__(told)
        self.status = status
        self.told = told


class Events:
    """Passes on what the page itself sends. The sign-in session is `scope["state"]["session"]`, where there is one."""

    def __init__(self, app: ASGIApp, inputs: Inputs, uploads: Uploads, owns: Callable[[str, str], bool]) -> None:
        """`owns` tells whether a page (its session hash) is of a sign-in session, to which its first use binds it."""
        self._app = app
        self._inputs = inputs
        self._uploads = uploads
        self._owns = owns

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        path, session = scope["path"], scope.get("state", {}).get("session", "")
        try:
            if path == UPLOAD:
                return await self._uploads.told(self._app, session)(scope, receive, send)
            if heard := _LISTENS.fullmatch(path):
                named = heard["page"] or parse_qs(scope["query_string"].decode("ascii", "replace")).get("session_hash")
                self._of_session(named if isinstance(named, str) else (named or [""])[-1], session)
            elif path in (*_EVENTS, _CANCEL):
                body = await _read(receive)
                if body is None:
                    return None  # who sent it is gone
                told = self._own(_parsed(body), session)
                kept = told if path == _CANCEL else self._event(told, session)
                receive = _again(scope, json.dumps(kept).encode(), receive)
        except Denied as denied:
            return await refuse(denied.status, denied.told)(scope, receive, send)
        return await self._app(scope, receive, send)

    def _own(self, told: dict[str, Any], session: str) -> dict[str, Any]:
        self._of_session(told.get("session_hash"), session)
        return told

    def _of_session(self, page: object, session: str) -> None:
        if not isinstance(page, str) or not _PAGE.fullmatch(page) or (session and not self._owns(page, session)):
            raise Denied(404, "没有这个页面，请刷新后再试")

    def _event(self, told: dict[str, Any], session: str) -> dict[str, Any]:
        """What is passed on of an event. Raises Denied for one that the page does not have."""
        number, values = told.get("fn_index"), told.get("data")
        inputs = self._inputs()
        if type(number) is not int or number not in inputs:
            raise Denied(404, "没有这个操作，请刷新页面后再试")
        if not isinstance(values, list) or inputs[number] not in {None, len(values)}:
            raise Denied(400, "请求的内容不对，请刷新页面后再试")
        return {key: self._checked(told[key], session) for key in _KEPT if key in told}

    def _checked(self, value: Any, session: str, depth: int = 0) -> Any:
        """A value with each file as the session uploaded it. Raises Denied for any other path."""
        if depth > _DEEPEST:
            raise Denied(400, "请求的内容不对，请刷新页面后再试")
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


async def _read(receive: Receive) -> bytes | None:
    """The whole body, which is as short as `Limits` lets it be; None where the client went away."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Denied(400, "请求不是 JSON，请刷新页面后再试")
    return told


def _again(scope: Scope, body: bytes, receive: Receive) -> Receive:
    """What is received where a body has been read and is replaced: the other one, then what comes after it."""
    MutableHeaders(scope=scope)["content-length"] = str(len(body))
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return waiting.pop() if waiting else await receive()

    return received
