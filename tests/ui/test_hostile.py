"""A report that means harm, put in by an editor: all of it is text, in the chat, in 查阅 and in 资料."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from tests.ui.conftest import Visits
from tests.ui.editing import choose, hand_in, put_in, take_out
from tests.ui.servers import Server
from tests.ui.visits import WIDTHS, Visit

pytestmark = pytest.mark.ui

SCRIPT = "<script>window.harmed=1</script>"
PICTURE = "<img src=x onerror=window.harmed=1>"
LINK = "[点这里](javascript:window.harmed=1)"
OVERRIDE = "\u202e倒过来\u202c"
NAME = "镇江市民政局2022年工作总结.txt"
TEXT = f"""镇江市民政局2022年工作总结
一、社会救助{SCRIPT}
全市特困供养人员{SCRIPT}共有4321人{PICTURE}，见{LINK}{OVERRIDE}。
二、养老服务
全市共有养老机构77家{"长" * 10_000}
三、社会事务
![图](https://example.org/a.png) <a href="https://example.org">外面</a> 办理结婚登记5678对。
"""


@pytest.fixture
def harmed(visits: Visits, shared: Server) -> Iterator[Visit]:
    """A window of an editor who has put the report in; it is taken out at the end."""
    one = visits(shared)
    one.sign_in("编辑")
    one.tab("资料")
    hand_in(one, FilePayload(name=NAME, mimeType="text/plain", buffer=TEXT.encode()))
    put_in(one)
    yield one
    one.page.set_viewport_size({"width": 1280, "height": 900})
    one.tab("资料")
    take_out(one, NAME)


def is_text(one: Visit, place: Locator, *words: str) -> None:
    """The words are there to read, nothing was made of them, and nothing is wider than the window."""
    for word in words:
        expect(place).to_contain_text(word)
    assert place.locator("script, img, a[href^='javascript'], a[href*='example']").count() == 0
    assert one.page.evaluate("window.harmed") is None
    for width in WIDTHS:
        one.page.set_viewport_size({"width": width, "height": 900})
        assert one.fits(), width
    one.page.set_viewport_size({"width": 1280, "height": 900})


def test_hostile_text_is_shown_as_text(harmed: Visit) -> None:
    choose(harmed, NAME)
    harmed.page.get_by_role("textbox", name="标题").fill(f"镇江市民政局2022年{PICTURE}工作总结")
    harmed.page.get_by_role("button", name="保存更正").click()
    is_text(harmed, harmed.page.locator("#y-desk-list"), NAME, PICTURE)
    harmed.shot("hostile-desk")

    harmed.tab("问答")
    answer = harmed.ask("镇江市特困供养人员有多少人？")
    expect(answer).to_contain_text("4321人")
    is_text(harmed, harmed.page.locator("#y-chat"), "4321人")
    is_text(harmed, harmed.page.locator("#y-side"), SCRIPT, PICTURE, LINK, NAME)
    harmed.shot("hostile-talk")
    harmed.ask("镇江市共有多少家养老机构？")
    is_text(harmed, harmed.page.locator("#y-chat"), "77家")

    harmed.tab("查阅")
    harmed.page.get_by_role("textbox", name="搜索").fill("镇江市 特困供养 4321")
    harmed.page.get_by_role("button", name="搜索").click()
    results = harmed.page.locator("#y-results")
    is_text(harmed, results, SCRIPT, PICTURE, LINK)
    results.locator("a[data-p]", has_text="社会救助").first.click()
    is_text(
        harmed, harmed.page.locator("#y-reader"), SCRIPT, PICTURE, LINK, "![图](https://example.org/a.png)", "长" * 200
    )
    harmed.shot("hostile-reader")


def test_a_question_that_means_harm_is_text(guest: Visit) -> None:
    said = guest.page.locator("#y-chat .y-said")
    for word in (SCRIPT, PICTURE, LINK, "长" * 400):
        guest.ask(f"{word}有多少？")
        expect(said.last).to_contain_text(word)
    is_text(guest, guest.page.locator("#y-chat"), SCRIPT)
