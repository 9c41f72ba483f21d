"""Makes docs/page.png (`make picture`): the page over reports/ in Chromium, with the first example answered."""

import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, expect, sync_playwright

from tests.helpers.paths import ROOT
from tests.ui.servers import build, served
from tests.ui.visits import visit

PICTURE = ROOT / "docs" / "page.png"
_QUESTION = "#y-chat .examples button"


def main() -> int:
    """Returns 2 where there is no Chromium, else 0."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program:
        print("没有找到 Chromium：请运行 sudo apt install chromium，或用 CHROMIUM 指明它在哪里", file=sys.stderr)
        return 2
    with TemporaryDirectory() as folder:
        build(ROOT / "reports", Path(folder) / "built")
        with (
            served(Path(folder), ROOT / "reports", Path(folder) / "built", users=False) as server,
            sync_playwright() as playwright,
            playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"]) as browser,
            browser.new_context(locale="zh-CN") as context,
            visit(context, server) as one,
        ):
            server.wait()
            one.page.set_viewport_size({"width": 1280, "height": 720})
            one.open()
            one.page.locator(_QUESTION).first.click()
            _take(one.page)
    return 0


def _take(page: Page) -> None:
    """Takes the picture once the answer is there and nothing moves."""
    expect(page.locator("#y-chat .y-answer")).to_be_visible()
    expect(page.locator("#y-chat .y-waiting")).to_have_count(0)
    expect(page.locator("#y-side mark").first).to_be_visible()
    page.screenshot(path=PICTURE, animations="disabled")


if __name__ == "__main__":
    sys.exit(main())
