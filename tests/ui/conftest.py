"""One browser and two servers for all of these tests: one without users, one that users sign in to."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.helpers.paths import ROOT
from tests.ui.servers import Server, build, served
from tests.ui.visits import Theme, Visit, visit

Visits = Callable[..., Visit]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program:
        pytest.skip("no Chromium: apt install chromium, or name one in CHROMIUM")
    expect.set_options(timeout=15_000)
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"]) as opened,
    ):
        yield opened


@pytest.fixture(scope="session")
def servers(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[dict[bool, Server]]:
    """The page over the reports that come with it, without users (False) and with; both start at the same time.

    `browser` is asked for first: without one nothing is built. The index is kept for the next run.
    """
    index = pytestconfig.cache.mkdir("ui") / "index"
    build(ROOT / "reports", index)
    with ExitStack() as stack:
        yield {
            users: stack.enter_context(served(tmp_path_factory.mktemp("page"), ROOT / "reports", index, users=users))
            for users in (False, True)
        }


@pytest.fixture(scope="session")
def local(servers: dict[bool, Server]) -> Server:
    """A server without users, whose answers a test can hold up (`Server.told`)."""
    servers[False].wait()
    return servers[False]


@pytest.fixture(scope="session")
def shared(servers: dict[bool, Server]) -> Server:
    """A server that users sign in to."""
    servers[True].wait()
    return servers[True]


@pytest.fixture(scope="session")
def idle() -> list[BrowserContext]:
    """Windows that were closed, with nothing left of their users but the page's scripts, which are not loaded again."""
    return []


@pytest.fixture
def visits(browser: Browser, idle: list[BrowserContext]) -> Iterator[Visits]:
    """Opens windows, each of a user of its own; at the end none may have had a fault."""
    with ExitStack() as stack:

        def enter(server: Server, width: int = 1280, theme: Theme = "light", **headers: str) -> Visit:
            context = idle.pop() if idle else browser.new_context(locale="zh-CN")
            stack.callback(idle.append, context)
            return stack.enter_context(visit(context, server, width, theme, **headers))

        yield enter


@pytest.fixture(scope="module")
def opened(browser: Browser, local: Server) -> Iterator[Visit]:
    """A window at the page without users: to open the page takes longer than most of what is done on it."""
    with browser.new_context(locale="zh-CN") as context, visit(context, local) as one:
        one.open()
        yield one


@pytest.fixture
def guest(opened: Visit) -> Iterator[Visit]:
    """That window with a new chat; at the end it may not have had a fault."""
    opened.anew()
    yield opened
    faults = opened.faults.copy()
    opened.faults.clear()
    assert faults == []


@pytest.fixture
def editor(visits: Visits, shared: Server) -> Visit:
    """A window in which an editor has signed in, at the tab 资料."""
    one = visits(shared)
    one.sign_in("编辑")
    one.tab("资料")
    return one
