"""The tab 查阅 in a browser: links to a paragraph, search, the reader."""

import re

import pytest
from playwright.sync_api import expect

from tests.ui.conftest import Visits
from tests.ui.servers import Server
from tests.ui.visits import Visit

pytestmark = pytest.mark.ui

REPORT = "宿迁市民政局2023年工作总结和2024年计划.txt"
FOUND = "#y-results article.y-found"
# A filter, one of its choices, and what each report that is left then has.
FILTERS = (
    ("地区", "湖南省怀化市会同县", ".y-facts:has-text('会同县')"),
    ("年份", "2024 年", ".y-facts:has-text('2024')"),
    ("报告类型", "计划", ".y-facts bdi:text-is('计划')"),
    ("完成或计划", "计划", ".y-period:has-text('计划')"),
)


def test_an_address_with_a_paragraph_opens_the_reader_there(visits: Visits, local: Server) -> None:
    one = visits(local)
    one.open(f"?report={REPORT}&p=4")
    paragraph = one.page.locator('#y-reader [data-paragraph="4"]')
    expect(paragraph).to_have_class(re.compile("y-flash"))
    expect(paragraph).to_be_in_viewport()
    expect(one.page.locator("#y-reader article")).to_contain_text("截至三季度末")
    one.shot("linked")


def test_an_address_of_no_report_says_so(visits: Visits, local: Server) -> None:
    one = visits(local)
    one.open("?report=../../etc/passwd&p=0")
    expect(one.page.locator("#y-reader [role=alert]")).to_be_visible()


def test_an_address_leads_to_its_paragraph_through_the_form(visits: Visits, shared: Server) -> None:
    one = visits(shared)
    one.sign_in("读者", query=f"?report={REPORT}&p=4")
    expect(one.page.locator('#y-reader [data-paragraph="4"]')).to_be_in_viewport()


def test_a_source_leads_to_its_paragraph_in_the_reader(guest: Visit) -> None:
    guest.ask("宿迁市城乡低保标准是多少？")
    with guest.page.expect_popup() as opened:
        guest.page.get_by_role("link", name="在报告中查阅").first.click()
    expect(opened.value.locator("#y-reader .y-flash")).to_contain_text("630元")
    opened.value.close()  # as long as it is in front, Chromium gives the window little time


@pytest.fixture
def lookup(guest: Visit) -> Visit:
    """A window at the tab 查阅 with what is loaded."""
    guest.tab("查阅")
    expect(guest.page.locator("#y-results").locator("h2, .y-note").first).to_be_visible()
    loaded = guest.page.get_by_role("heading", name="已载入的报告")
    if not loaded.is_visible():
        guest.page.get_by_role("button", name="清除，看总览").click()
    expect(loaded).to_be_visible()
    return guest


def test_a_cell_of_the_overview_lists_its_reports_and_one_opens(lookup: Visit) -> None:
    lookup.page.get_by_role("link", name="宿迁市，2023 年：1 份").click()
    expect(lookup.page.locator("#y-results article.y-found")).to_have_count(1)
    lookup.page.locator("#y-results h3 a").click()
    expect(lookup.page.locator("#y-reader h2")).to_contain_text("宿迁市民政局")
    lookup.page.get_by_role("navigation", name="目录").get_by_role("link").last.click()
    expect(lookup.page.locator("#y-reader .y-flash")).to_be_in_viewport()


def choose(one: Visit, label: str, option: str) -> None:
    one.page.locator("#y-find").get_by_label(label, exact=True).click()
    one.page.get_by_role("option", name=option, exact=True).click()
    expect(one.page.get_by_role("option")).to_have_count(0)


def test_a_search_marks_what_it_found_and_each_filter_narrows_it(lookup: Visit) -> None:
    lookup.page.get_by_role("textbox", name="搜索").fill("临时救助")
    lookup.page.get_by_role("button", name="搜索").click()
    found = lookup.page.locator(FOUND)
    expect(found.locator("mark").first).to_be_visible()
    lookup.shot("found")
    whole = found.count()
    for label, option, held in FILTERS:
        choose(lookup, label, option)
        expect(lookup.page.locator(f"{FOUND}:not(:has({held}))")).to_have_count(0)
        expect(found).not_to_have_count(0)
        expect(found).not_to_have_count(whole)
        choose(lookup, label, "全部")
        expect(found).to_have_count(whole)
    choose(lookup, "排序", "年份")
    years = lookup.page.locator(f"{FOUND} .y-facts bdi:nth-child(2)")
    expect(years).to_have_text([re.compile("2024"), re.compile("2024"), re.compile("2023"), re.compile("2022")])

    heading = lookup.page.get_by_role("textbox", name="章节标题含")
    heading.fill("计划")
    heading.press("Enter")
    expect(lookup.page.locator(f"{FOUND} .y-extract > a:not(:has-text('计划'))")).to_have_count(0)
    expect(found).to_have_count(2)
    lookup.page.get_by_role("button", name="清除，看总览").click()
    expect(heading).to_have_value("")
    expect(found).to_have_count(0)
