"""One browser and two servers for all of these tests: one without users, one that users sign in to."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.ui.servers import ROOT, Server, build, served
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
def index(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the reports that come with the page; `browser` is asked for first: without one nothing is built."""
    folder = tmp_path_factory.mktemp("built") / "index"
    build(ROOT / "reports", folder)
    return folder


@pytest.fixture(scope="session")
def local(index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without users."""
    with served(tmp_path_factory.mktemp("local"), ROOT / "reports", index, users=False) as server:
        yield server


@pytest.fixture(scope="session")
def shared(index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that users sign in to."""
    with served(tmp_path_factory.mktemp("shared"), ROOT / "reports", index, users=True) as server:
        yield server


@pytest.fixture
def visits(browser: Browser) -> Iterator[Visits]:
    """Opens windows, each of a user of its own; at the end none may have had a fault."""
    with ExitStack() as stack:

        def enter(server: Server, width: int = 1280, theme: Theme = "light", **headers: str) -> Visit:
            return stack.enter_context(visit(browser, server, width, theme, **headers))

        yield enter


@pytest.fixture
def guest(visits: Visits, local: Server) -> Visit:
    """A window at the page without users, opened."""
    one = visits(local)
    one.open()
    return one


@pytest.fixture
def editor(visits: Visits, shared: Server) -> Visit:
    """A window in which an editor has signed in, at the tab 资料."""
    one = visits(shared)
    one.sign_in("编辑")
    one.tab("资料")
    return one
