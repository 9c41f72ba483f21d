"""A visit to the page: a browser's window of its own, with what the page did wrong in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from tests.ui.servers import PASSWORD, Server

Theme = Literal["light", "dark"]
TABS = ("问答", "查阅", "指标", "资料", "评测")
WIDTHS = (1280, 390)  # a desk and a phone
THEMES: tuple[Theme, ...] = ("light", "dark")
_HEIGHTS = {1280: 900, 390: 844}
_SHOTS = os.environ.get("YOUJU_SHOTS")  # a folder for a picture of each state, to look at
# A page that is left, by a reload or another address, cuts its streams short and tells its console so: nobody sees it.
_LEAVING = 'addEventListener("beforeunload", () => { console.error = () => {}; })'
# Colours change by and by, a part's after those of what it lies in: those in between are nobody's.
_SETTLE = """async () => {
  const moving = () => document.getAnimations().filter((one) => one.playState === "running");
  do {
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame); // what the first frame set going
    moving().forEach((one) => one.finish());
  } while (moving().length);
}"""


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

    def anew(self) -> None:
        """Begins a new chat, unless this one is new."""
        self.tab("问答")
        said = self.page.locator("#y-chat .y-said")
        if said.count():
            self.page.get_by_role("button", name="新对话").click()
            expect(said).to_have_count(0)
        expect(self.page.locator("#y-chat .examples button").first).to_be_visible()

    def send(self, question: str) -> None:
        """Asks; the answer is still to come."""
        self.page.get_by_role("textbox", name="问题").fill(question)
        self.page.get_by_role("button", name="提问").click()

    def ask(self, question: str) -> Locator:
        """Asks and waits; the answer, as it stands in the chat."""
        said = self.page.locator("#y-chat .y-said")
        before = said.count()
        self.send(question)
        expect(said).to_have_count(before + 1)
        return self.answered()

    def answered(self) -> Locator:
        """The latest answer, once it is there."""
        expect(self.page.locator("#y-chat .y-waiting")).to_have_count(0)
        expect(self.page.get_by_role("button", name="提问")).to_be_visible()
        return self.page.locator("#y-chat .y-answer").last

    def turn(self, width: int, theme: Theme) -> None:
        """Makes the window as wide as this, and the user's system light or dark."""
        self.width, self.theme = width, theme
        self.page.set_viewport_size({"width": width, "height": _HEIGHTS[width]})
        self.page.emulate_media(color_scheme=theme)
        self.page.evaluate(_SETTLE)

    def shot(self, state: str) -> None:
        """Takes pictures at every width, light and dark, where a folder for them is named."""
        if _SHOTS:
            before = self.width, self.theme
            for width, theme in product(WIDTHS, THEMES):
                self.turn(width, theme)
                self.picture(state)
            self.turn(*before)

    def picture(self, state: str) -> None:
        """Takes a picture of the window as it is, where a folder for them is named."""
        if _SHOTS:
            file = Path(_SHOTS) / f"ui-{self.width}-{self.theme}-{state}.png"
            self.page.screenshot(path=file, full_page=self.width == min(WIDTHS))

    def fits(self) -> bool:
        """Whether nothing is wider than the window."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@contextmanager
def visit(
    context: BrowserContext, server: Server, width: int = 1280, theme: Theme = "light", **more: str
) -> Iterator[Visit]:
    """A window of its own; at the end it must have had no fault, and of its user nothing is left in the context.

    `more` are headers that it sends.
    """
    context.set_default_timeout(15_000)
    context.set_extra_http_headers(more)
    one = Visit(context.new_page(), server, width, theme)
    one.page.add_init_script(_LEAVING)
    one.turn(width, theme)
    own = urlsplit(server.url).netloc

    def asked(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != own:
            one.faults.append(f"asks {request.url}")

    def told(message: ConsoleMessage) -> None:
        if message.type == "error":
            one.faults.append(f"console: {message.text} {message.location}")

    context.on("request", asked)
    context.on("console", told)
    one.page.on("pageerror", lambda error: one.faults.append(f"error: {error}"))
    one.page.on("dialog", lambda dialog: one.faults.append(f"dialog: {dialog.message}"))
    try:
        yield one
    finally:
        for page in context.pages:
            page.close()
        context.remove_listener("request", asked)
        context.remove_listener("console", told)
        context.clear_permissions()
        context.set_storage_state({})
    assert one.faults == [], one.faults
