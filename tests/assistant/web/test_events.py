"""What reaches the page's events of what is sent to them, over an application that only keeps what it receives."""

import asyncio
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from assistant.web.events import Events
from assistant.web.page import Event
from assistant.web.uploads import KEPT, Uploads

JOIN, CANCEL, RESET = (f"/gradio_api/{name}" for name in ("queue/join", "cancel", "reset"))
FORM = [(b"content-type", b"multipart/form-data; boundary=----WebKit'x")]


class Gradio:
    """The application behind: what it receives, and its answer to an upload."""

    def __init__(self) -> None:
        self.received: list[Any] = []
        self.files = ["/tmp/gradio/0a/甲.txt", "/tmp/gradio/0b/乙.txt"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        assert dict(scope["headers"]).get(b"content-length", b"").decode() in {"", str(len(message["body"]))}
        self.received.append(json.loads(message["body"] or b"null"))
        answer = json.dumps(self.files if "upload" in scope["path"] else None).encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": answer[:9], "more_body": True})
        await send({"type": "http.response.body", "body": answer[9:]})


class Page:
    """A page with two events; a hash that begins with a user's letter is that user's."""

    events: Mapping[int, Event] = {0: Event(("browserstate",), False), 1: Event(("textbox", "dropdown"), True)}
    waits = False

    def owns(self, page: str, user: str, session: str) -> bool:
        return page[0] == user == session

    def full(self, page: str) -> bool:
        return self.waits

    def heard(self, page: str) -> bool:
        return page == "a1"


class Clock:
    time = 1e9

    def __call__(self) -> float:
        return self.time


class Door:
    """The guard with what is behind it."""

    def __init__(self, folder: Path) -> None:
        self.behind, self.page, self.clock = Gradio(), Page(), Clock()
        self._events = Events(self.behind, self.page, Uploads(folder, self.clock))

    def send(self, path: str, body: Any = None, session: str = "a", query: str = "") -> tuple[int, Any]:
        """The status and the JSON of the answer."""
        told = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent: list[Message] = []
        parts: list[Message] = [
            {"type": "http.request", "body": told[:3], "more_body": True},
            {"type": "http.request", "body": told[3:]},
        ]

        async def receive() -> Message:
            return parts.pop(0) if path in {JOIN, CANCEL, RESET} else {"body": b""}

        async def answer(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http", "path": path, "query_string": query.encode(),
            "state": {"session": session, "username": session},
            "headers": [(b"content-length", str(len(told)).encode())] if body is not None else FORM,
        }  # fmt: skip
        asyncio.run(self._events(scope, receive, answer))
        return sent[0]["status"], json.loads(b"".join(one["body"] for one in sent[1:]))


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(tmp_path)


def event(value: Any, **more: Any) -> dict[str, Any]:
    return {"data": [value], "fn_index": 0, "session_hash": "a1", **more}


def file(path: Any, **more: Any) -> dict[str, Any]:
    return {"path": path, "meta": {"_type": "gradio.FileData"}, **more}


def test_what_the_page_sends_is_passed_on_and_nothing_beside_it(door: Door) -> None:
    sent = event("问", event_data={"act": "good:1"}, trigger_id=5)
    assert door.send(JOIN, {**sent, "batched": True, "simple_format": True, "request": {}})[0] == 200
    assert door.behind.received == [sent]


@pytest.mark.parametrize("path", ["/etc/passwd", "/dev/zero", "http://example.org/a", "", "../a", None, 5, ["a"]])
@pytest.mark.parametrize("deep", [False, True])
def test_no_path_reaches_an_event(door: Door, path: Any, deep: bool) -> None:
    value = [{"a": [file(path)]}] if deep else file(path, is_stream=True, url="/etc/passwd")
    assert door.send(JOIN, event(value)) == (400, {"detail": "文件不是在这里上传的，或者已经过期；请重新上传"})
    assert door.send(JOIN, event("问", event_data=value))[0] == 400
    assert door.behind.received == []


def test_an_upload_is_named_by_an_id_that_is_its_session_s_for_an_hour(door: Door) -> None:
    status, (first, second) = door.send("/gradio_api/upload")
    assert status == 200
    assert "甲" not in first
    door.behind.received.clear()
    sent = [file(second, orig_name="别的名字", url="http://example.org", is_stream=True)]
    assert door.send(JOIN, event(sent))[0] == 200
    meta = {"_type": "gradio.FileData"}
    assert door.behind.received[0]["data"] == [[{"path": "/tmp/gradio/0b/乙.txt", "orig_name": "乙.txt", "meta": meta}]]
    assert door.send(JOIN, {**event(file(first)), "session_hash": "b1"}, session="b")[0] == 400
    assert door.send(JOIN, event(file("/tmp/gradio/0b/乙.txt")))[0] == 400
    door.clock.time += KEPT
    assert door.send(JOIN, event(file(first)))[0] == 400


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (event("a", fn_index=9), 404),
        (event("a", fn_index="0"), 404),
        (event("a", fn_index=True), 404),
        (event("a", fn_index=None), 404),
        (event("a", fn_index=1), 400),
        (event("a", data="a"), 400),
        (event("a", fn_index=1, data=["a", None], event_data={}), 200),
        (event("a", fn_index=1, data=["", "b"], event_data={}), 200),
        (event("a", fn_index=1, data=[None, "b"], event_data={}), 400),
        (event("a", fn_index=1, data=["a", 5], event_data={}), 400),
        (event("a", fn_index=1, data=[["a"], None], event_data={}), 400),
        (event("a", fn_index=1, data=["a", None], event_data="x"), 400),
        (event("a", fn_index=1, data=["a", None]), 400),
        (event("a", trigger_id="x"), 400),
        (b'{"data":[NaN],"fn_index":0,"session_hash":"a1"}', 400),
        (b'{"data":["\\ud800"],"fn_index":0,"session_hash":"a1"}', 400),
        (event("a", session_hash="b1"), 404),
        (event("a", session_hash="a/../b"), 404),
        (event("a", session_hash=None), 404),
        (["a"], 400),
        (b"{", 400),
        (b"\xff", 400),
        (b"[" * 100_000, 400),
        (b'{"data":' + b"[" * 900 + b"]" * 900 + b',"fn_index":0,"session_hash":"a1"}', 400),
    ],
)
def test_what_is_no_event_of_the_page_is_refused_with_a_word(door: Door, sent: Any, status: int) -> None:
    told = door.send(JOIN, sent)
    assert told[0] == status
    assert status == 200 or told[1]["detail"]


def test_another_session_s_page_is_neither_heard_nor_stopped(door: Door) -> None:
    unheard = ("queue/data", "session_hash=a2")
    for path, query in (unheard, ("queue/data", "session_hash=b1"), ("queue/data", ""), ("heartbeat/b1", "")):
        assert door.send(f"/gradio_api/{path}", query=query)[0] == 404
    assert door.send(CANCEL, {"session_hash": "b1", "fn_index": 0, "event_id": "x"})[0] == 404
    assert door.behind.received == []
    assert door.send("/gradio_api/queue/data", query="session_hash=a1")[0] == 200
    assert door.send("/gradio_api/heartbeat/a1")[0] == 200
    assert door.send(CANCEL, {"session_hash": "a1", "fn_index": 0, "event_id": "x"})[0] == 200


@pytest.mark.parametrize("body", [b"{", {"event_id": 5}, {"event_id": "x", "fn_index": 1.5}, {"event_id": "x/y"}, {}])
def test_what_is_no_word_of_an_event_stops_nothing(door: Door, body: Any) -> None:
    assert door.send(RESET, body)[0] == 400
    told = {**body, "session_hash": "a1"} if isinstance(body, dict) else body
    assert door.send(CANCEL, told)[0] == 400
    assert door.send(RESET, {"event_id": "x", "more": {}})[0] == 200
    assert door.behind.received == [{"event_id": "x"}]


def test_a_page_that_does_not_listen_begins_nothing_more(door: Door) -> None:
    door.page.waits = True
    assert door.send(JOIN, event("问"))[0] == 429
    assert door.behind.received == []


@pytest.mark.parametrize("kind", ["", "text/plain", "multipart/form-data; boundary=a; charset=unicode_escape"])
def test_an_upload_is_a_form_of_files(door: Door, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "FORM", [(b"content-type", kind.encode())])
    assert door.send("/gradio_api/upload")[0] == 415


def test_the_progress_of_an_upload_is_told_by_its_id(door: Door) -> None:
    assert door.send("/gradio_api/upload_progress", query="upload_id=0a9z")[0] == 200
    assert door.send("/gradio_api/upload_progress", query=f"upload_id={'x' * 65}")[0] == 404


def test_what_lies_long_among_the_uploads_is_cleared_away_whoever_left_it(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("机密", encoding="utf-8")
    folder = tmp_path / "temp"
    (folder / "0a").mkdir(parents=True)
    (folder / "0a" / "link").symlink_to(tmp_path / "secret")
    for name in ("cut off", "0a/new.txt"):
        (folder / name).write_text("a", encoding="utf-8")
    for path in (folder / "cut off", folder / "0a" / "link"):
        os.utime(path, (1e9, 1e9), follow_symlinks=False)
    os.utime(folder / "0a" / "new.txt", (1e9 + 1, 1e9 + 1))
    clock = Clock()
    clock.time += KEPT
    Uploads(folder, clock)
    assert sorted(path.name for path in folder.rglob("*")) == ["0a", "new.txt"]
    assert (tmp_path / "secret").exists()
    clock.time += 1
    Uploads(folder, clock).take("a", [])
    assert [path.name for path in folder.rglob("*")] == ["0a"]


@pytest.mark.parametrize(
    ("values", "taken"), [([["江苏省", "320000"]], True), ([[]], True), ([None], False), (["x"], False), ([[1]], False)]
)
def test_a_choice_of_several_is_a_list_of_texts(values: list[Any], taken: bool) -> None:
    assert Event(("multiselect",), False).takes(values, None) is taken
