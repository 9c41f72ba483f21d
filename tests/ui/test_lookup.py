"""The tab 查阅 in a browser: links to a paragraph, search, the reader."""

import re

import pytest
from playwright.sync_api import expect

from tests.ui.conftest import Visits
from tests.ui.servers import Server
from tests.ui.visits import Visit

pytestmark = pytest.mark.ui

REPORT = "宿迁市民政局2023年工作总结和2024年计划.txt"


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


def test_a_search_marks_what_it_found_and_a_filter_narrows_it(guest: Visit) -> None:
    guest.tab("查阅")
    guest.page.get_by_role("textbox", name="搜索").fill("临时救助")
    guest.page.get_by_role("button", name="搜索").click()
    found = guest.page.locator("#y-results article.y-found")
    expect(found.first.locator("mark").first).to_be_visible()
    guest.shot("found")
    guest.page.locator("#y-find").get_by_label("地区").click()
    guest.page.get_by_role("option", name=re.compile("会同县")).click()
    expect(found).to_have_count(1)
    expect(found).to_contain_text("会同县")


def test_a_cell_of_the_overview_lists_its_reports_and_one_opens(guest: Visit) -> None:
    guest.tab("查阅")
    guest.page.get_by_role("link", name="宿迁市，2023 年：1 份").click()
    expect(guest.page.locator("#y-results article.y-found")).to_have_count(1)
    guest.page.locator("#y-results h3 a").click()
    expect(guest.page.locator("#y-reader h2")).to_contain_text("宿迁市民政局")
    guest.page.get_by_role("navigation", name="目录").get_by_role("link").last.click()
    expect(guest.page.locator("#y-reader .y-flash")).to_be_in_viewport()
