"""A full visit: every tab on a desk and on a phone, light and dark, and what axe-core finds in it."""

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from tests.ui.conftest import Visits
from tests.ui.servers import Server
from tests.ui.visits import TABS, WIDTHS, Visit

pytestmark = pytest.mark.ui

COMPARED = "宿迁市和番禺区的低保标准分别是多少？"
UNCOVERED = "深圳市有多少低保户？"


def serious(page: Page, *rules: str) -> list[str]:
    """The serious and critical findings of axe-core's rules, or of these: the rule, where, what is wrong there."""
    options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['html'][:150]}\n    {node['failureSummary'][:300]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


def look_at(one: Visit, state: str) -> list[str]:
    """What is wrong with the page as it stands, light and dark."""
    one.turn(one.width, "light")
    one.picture(state)
    faults = serious(one.page)
    one.turn(one.width, "dark")
    one.picture(state)
    if one.width == max(WIDTHS):  # in the dark only colours are others, and a phone's are those of a desk
        faults += serious(one.page, "color-contrast")
    if not one.fits():
        faults.append("wider than the window")
    return [f"{state}: {fault}" for fault in faults]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_tab_fits_and_is_accessible(visits: Visits, local: Server, width: int) -> None:
    one = visits(local, width)
    one.open()
    faults = look_at(one, "empty")
    one.ask(COMPARED)
    faults += look_at(one, "compared")
    one.ask(UNCOVERED)
    faults += look_at(one, "refused")

    one.tab("查阅")
    expect(one.page.get_by_role("heading", name="已载入的报告")).to_be_visible()
    faults += look_at(one, "overview")
    one.page.get_by_role("textbox", name="搜索").fill("养老床位")
    one.page.get_by_role("button", name="搜索").click()
    expect(one.page.locator("#y-results mark").first).to_be_visible()
    one.page.locator("#y-results a[data-p]").first.click()
    expect(one.page.locator("#y-reader article")).to_be_visible()
    faults += look_at(one, "reader")

    one.tab("指标")
    one.page.locator(".y-thing").first.click()
    expect(one.page.locator("#y-figure-table table")).to_be_visible()
    faults += look_at(one, "figures")

    one.tab("资料")
    expect(one.page.locator("#y-desk-list tbody tr")).to_have_count(5)
    faults += look_at(one, "desk")

    one.tab("评测")
    expect(one.page.locator("#y-run :is(iframe, .y-empty)")).to_be_visible()
    faults += look_at(one, "runs")
    assert faults == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_form_and_the_editors_desk_fit_and_are_accessible(visits: Visits, shared: Server, width: int) -> None:
    one = visits(shared, width)
    one.page.goto(shared.url)
    faults = look_at(one, "form")
    one.sign_in("编辑")
    one.tab("资料")
    expect(one.page.get_by_role("button", name="放入并更新索引")).to_be_visible()
    faults += look_at(one, "editor")
    assert faults == []


def test_there_are_five_tabs_in_their_order(guest: Visit) -> None:
    expect(guest.page.locator("#y-tabs [role=tab]:visible")).to_have_text(list(TABS))
