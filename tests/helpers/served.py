"""The application as a test serves it: a page that tells who asks, a browser at it, and a `Current` beneath it."""

import asyncio
from functools import cache
from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.answer import Assistant
from assistant.web.serve import Look, application
from assistant.web.users.accounts import Accounts
from assistant.web.users.audit import AuditLog
from tests.helpers.paths import ROOT

PASSWORD = "栏杆外三只白鹭飞过1"
HOME = "http://127.0.0.1:7860"
_STATIC = ROOT / "assistant" / "web" / "static"


class Standing:
    """A `Current` that never changes."""

    def __init__(self, assistant: Assistant, index: Path) -> None:
        self._assistant = assistant
        self.index = index

    def get(self) -> Assistant:
        return self._assistant

    def reopen(self) -> None:
        raise AssertionError("nothing is built here")


def sign_in(browser: TestClient, name: str, password: str = PASSWORD, query: str = "") -> int:
    """The status of the answer: 303 where the browser is now signed in."""
    return browser.post(f"/login{query}", data={"name": name, "password": password}).status_code


def look() -> Look:
    """How the application looks: its own style and head."""
    return Look(gr.themes.Base(font="sans-serif"), [_STATIC / "page.css"], _STATIC / "head.html")


@cache  # Gradio takes longer to build a page than a test to use it
def blocks() -> gr.Blocks:
    """A page whose one callback tells who asks it."""

    def who(request: gr.Request) -> str:
        return str(request.username)

    page = gr.Blocks(title="有据", analytics_enabled=False)
    with page:
        box = gr.Textbox()
        page.load(who, None, box, queue=False, api_visibility="private")
    return page


def client(accounts: Accounts, audit: AuditLog) -> TestClient:
    """A browser at the application; that is made inside an event loop, as Gradio leaves one of its own open."""

    async def make() -> FastAPI:
        return application(blocks(), look(), accounts, audit)

    return TestClient(asyncio.run(make()), HOME, follow_redirects=False, client=("10.0.0.1", 5000))


def asked(browser: TestClient, page: str = "a") -> str:
    """Who the page's callback believes asks it."""
    answer = browser.post("/gradio_api/run/predict", json={"data": [], "fn_index": 0, "session_hash": page})
    return str(answer.json()["data"][0])
