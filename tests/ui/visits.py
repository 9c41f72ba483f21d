"""A visit to the page: a browser's window of its own, with what the page did wrong in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect

from tests.ui.servers import PASSWORD, Server

Theme = Literal["light", "dark"]
TABS = ("问答", "查阅", "资料", "评测")
WIDTHS = (1280, 390)  # a desk and a phone
_HEIGHTS = {1280: 900, 390: 844}
_SHOTS = os.environ.get("YOUJU_SHOTS")  # a folder for a picture of each state, to look at


@dataclass(slots=True)
class Visit:
    """A page as one user has it open; `faults` collects errors in its console and requests to other hosts."""

    page: Page
    server: Server
    width: int
    theme: Theme
    faults: list[str] = field(default_factory=list)

    def open(self, query: str = "") -> None:
        """Opens the page and waits until it answers."""
        self.page.goto(f"{self.server.url}/{query}")
        self.ready()

    def ready(self) -> None:
        """Waits until the page answers."""
        expect(self.page.locator("#y-head .y-coverage")).to_be_visible()

    def sign_in(self, name: str, query: str = "") -> None:
        """Signs a user in and waits until the page answers."""
        self.fill_in(name, PASSWORD, query)
        self.ready()

    def fill_in(self, name: str, password: str, query: str = "") -> None:
        """Fills in the form and sends it."""
        self.page.goto(f"{self.server.url}/{query}")
        self.page.get_by_label("用户名").fill(name)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("button", name="登录").click()

    def tab(self, name: str) -> None:
        """Goes to a tab; on a narrow window some are behind a button."""
        tab = self.page.get_by_role("tab", name=name, exact=True)
        if not tab.is_visible():
            self.page.locator("#y-tabs .overflow-menu > button").click()
        tab.click()

    def ask(self, question: str) -> Locator:
        """Asks and waits; the answer, as it stands in the chat."""
        said = self.page.locator("#y-chat .y-said")
        before = said.count()
        self.page.get_by_role("textbox", name="问题").fill(question)
        self.page.get_by_role("button", name="提问").click()
        expect(said).to_have_count(before + 1)
        return self.answered()

    def answered(self) -> Locator:
        """The latest answer, once it is there."""
        expect(self.page.locator("#y-chat .y-waiting")).to_have_count(0)
        expect(self.page.get_by_role("button", name="提问")).to_be_visible()
        return self.page.locator("#y-chat .y-answer").last

    def shot(self, state: str) -> None:
        """Takes a picture, where a folder for them is named."""
        if _SHOTS:
            picture = Path(_SHOTS) / f"ui-{self.width}-{self.theme}-{state}.png"
            self.page.screenshot(path=picture, full_page=self.width == min(WIDTHS))

    def fits(self) -> bool:
        """Whether nothing is wider than the window."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@contextmanager
def visit(browser: Browser, server: Server, width: int = 1280, theme: Theme = "light", **more: str) -> Iterator[Visit]:
    """A window of its own; at the end it must have had no fault. `more` are headers that it sends."""
    size = {"width": width, "height": _HEIGHTS[width]}
    with browser.new_context(viewport=size, color_scheme=theme, locale="zh-CN", extra_http_headers=more) as context:  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        one = Visit(context.new_page(), server, width, theme)
        own = urlsplit(server.url).netloc

        def asked(request: Request) -> None:
            address = urlsplit(request.url)
            if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != own:
                one.faults.append(f"asks {request.url}")

        def told(message: ConsoleMessage) -> None:
            if message.type == "error":
                one.faults.append(f"console: {message.text}")

        context.on("request", asked)
        one.page.on("console", told)
        one.page.on("pageerror", lambda error: one.faults.append(f"error: {error}"))
        one.page.on("dialog", lambda dialog: one.faults.append(f"dialog: {dialog.message}"))
        yield one
    assert one.faults == []
