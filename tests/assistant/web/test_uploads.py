"""Files put in the way of every input of every event of the real page, by nobody, a reader and an editor.

Nothing is read, copied, fetched or waited for: `/dev/zero` would hang this test, not fail it.
"""

import asyncio
import select
import socket
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.testclient import TestClient

import app
from assistant.web.serve import application
from assistant.web.users.accounts import Accounts
from assistant.web.users.audit import AuditLog
from tests.helpers.places import assistant_over, build
from tests.helpers.served import HOME, PASSWORD, Standing, sign_in

EVENTS = ("/gradio_api/run/predict", "/gradio_api/queue/join")


class Site:
    """The real page as it is served, with a reader and an editor, and what was put in the way."""

    def __init__(self, folder: Path, accounts: Accounts, listening: socket.socket) -> None:
        audit = AuditLog(folder / "audit.jsonl")
        current = Standing(assistant_over(build(folder)), folder / "index")
        for name, role in (("读者", "reader"), ("编辑", "editor"), ("另一编辑", "editor")):
            accounts.add(name, PASSWORD, role)  # type: ignore[arg-type]

        async def made() -> tuple[gr.Blocks, FastAPI]:
            blocks = app.page(current, folder, folder, accounts, audit)  # type: ignore[arg-type]
            return blocks, application(blocks, app.look(), accounts, audit)

        self.blocks, self.app = asyncio.run(made())
        self.secret = folder / "secret.txt"
        self.secret.write_text("机密", encoding="utf-8")
        self.cache = folder / "cache"
        self.cache.mkdir()
        (self.cache / "link.txt").symlink_to(self.secret)
        self.listening = listening
        other = self.browser("另一编辑")
        (self.upload,) = other.post("/gradio_api/upload", files={"files": ("乙.txt", "别人的".encode())}).json()
        (self.uploaded,) = (path for path in self.cache.rglob("乙.txt"))

    def browser(self, name: str | None) -> TestClient:
        opened = TestClient(self.app, HOME, follow_redirects=False)
        assert name is None or sign_in(opened, name) == 303
        return opened

    def paths(self) -> list[str]:
        """The file of this machine, a device, a link in the folder of uploads, an address, another's upload."""
        address = f"http://127.0.0.1:{self.listening.getsockname()[1]}/a.txt"
        link = str(self.cache / "link.txt")
        return [str(self.secret), "/dev/zero", link, address, self.upload, str(self.uploaded)]

    def kept(self) -> set[Path]:
        return {path for path in self.cache.rglob("*") if path.is_file()}

    def visited(self) -> bool:
        return bool(select.select([self.listening], [], [], 0)[0])


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    cheap = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("assistant.web.users.accounts.PasswordHasher", cheap)
    monkeypatch.setattr("assistant.web.guard._OF_SESSION", 10**6)
    monkeypatch.setattr("assistant.web.guard._OF_ADDRESS", 10**6)
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "cache"))
    with (
        closing(Accounts(tmp_path / "accounts.sqlite")) as accounts,
        socket.create_server(("127.0.0.1", 0)) as listening,
    ):
        yield Site(tmp_path, accounts, listening)


def objects(paths: list[str]) -> Iterator[Any]:
    """What may stand for a file, by itself, in lists and objects, and as Gradio's other kinds of it."""
    meta = {"_type": "gradio.FileData"}
    for path in paths:
        yield {"path": path, "meta": meta}
        yield [{"path": path, "meta": meta, "is_stream": True, "url": path}]
    yield {"value": {"a": [{"path": paths[0], "meta": meta}]}, "path": paths[0]}
    yield {"path": paths[0], "meta": "x"}


def requests(blocks: gr.Blocks, paths: list[str]) -> Iterator[dict[str, Any]]:
    for number, event in blocks.fns.items():
        told = {"fn_index": number, "session_hash": f"page{number}", "trigger_id": None}
        for one in objects(paths):
            blank: list[Any] = [None] * len(event.inputs)
            for at in range(len(blank)):
                yield {**told, "data": [*blank[:at], one, *blank[at + 1 :]]}
            yield {**told, "data": blank, "event_data": one}


# All of them as a reader; every fifth, which are some of every event, as nobody and as an editor.
@pytest.mark.parametrize(
    ("who", "status", "every"), [(None, {401}, 5), ("读者", {400, 404}, 1), ("编辑", {400, 404}, 5)]
)
def test_no_event_reads_or_fetches_what_a_request_names(
    site: Site, who: str | None, status: set[int], every: int
) -> None:
    browser, before = site.browser(who), site.kept()
    events = set()
    for path, sent in zip(cycle(EVENTS), islice(requests(site.blocks, site.paths()), 0, None, every), strict=False):
        assert browser.post(path, json=sent).status_code in status
        events.add(sent["fn_index"])
    assert len(events) == len(site.blocks.fns) > 30
    assert site.kept() == before
    assert not site.visited()
    assert browser.get(f"/gradio_api/file={site.uploaded}").status_code in {401, 404}


def test_an_editor_s_own_upload_is_taken(site: Site) -> None:
    """What then comes of it is tested in a browser (`tests/ui/test_desk.py`)."""
    browser = site.browser("编辑")
    (name,) = browser.post("/gradio_api/upload", files={"files": ("甲市2023年总结.txt", "正文。".encode())}).json()
    (check,) = (step for step in site.blocks.fns.values() if step.name == "check")
    sent = {
        "fn_index": check._id,
        "session_hash": "mine",
        "data": [[{"path": name, "orig_name": "x"}]],
        "event_data": None,
    }
    assert browser.post("/gradio_api/queue/join", json=sent).status_code == 200
    assert (
        site.browser("另一编辑").post("/gradio_api/queue/join", json={**sent, "session_hash": "a"}).status_code == 400
    )


def test_the_second_lock_holds_by_itself(site: Site) -> None:
    """Gradio's own check, were a path to come past the first."""
    with pytest.raises(gr.exceptions.InvalidPathError):
        asyncio.run(_preprocessed(site.blocks, {"path": str(site.secret), "meta": {"_type": "gradio.FileData"}}))


async def _preprocessed(blocks: gr.Blocks, value: Any) -> Any:
    from gradio.context import LocalContext

    LocalContext.blocks.set(blocks)
    step = next(one for one in blocks.fns.values() if one.name == "check")
    return await blocks.preprocess_data(step, [[value]], None)
