"""The tab 指标 in a browser: a thing is chosen, its figures lead to their paragraphs, and an Excel file goes out."""

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from index.export.workbook import SOURCES, VALUES
from tests.ui.conftest import Visits
from tests.ui.servers import Server
from tests.ui.visits import Visit

pytestmark = pytest.mark.ui

THING = "城乡低保标准"


@pytest.fixture
def figures(visits: Visits, shared: Server) -> Visit:
    """A window of a reader at the tab 指标 with a thing chosen."""
    one = visits(shared)
    one.sign_in("读者")
    one.tab("指标")
    one.page.get_by_role("textbox", name="找指标").fill(THING)
    expect(one.page.locator(".y-thing:not(:has-text('低保标准'))")).to_have_count(0)
    one.page.locator(".y-thing").first.click()
    expect(one.page.locator("#y-figure-table h2")).to_have_text(THING)
    expect(one.page.locator(".y-thing").first).to_have_attribute("aria-pressed", "true")
    return one


def test_a_figure_opens_its_paragraph_and_is_marked_there(figures: Visit) -> None:
    figures.shot("figures")
    link = figures.page.locator("#y-figure-table td a").first
    said = (link.text_content() or "").partition("元")[0]
    link.press("Enter")
    marked = figures.page.locator("#y-reader .y-figure")
    expect(marked).to_contain_text(said)
    expect(marked).to_be_in_viewport()
    expect(figures.page.locator("#y-reader .y-flash")).to_contain_text("低保标准")


def test_a_section_s_figures_are_marked_by_a_click(figures: Visit) -> None:
    figures.page.locator("#y-figure-table td a").first.click()
    folded = figures.page.locator("#y-reader .y-amounts").first
    folded.locator("summary").click()
    link = folded.get_by_role("link").last
    said = link.text_content() or ""
    link.click()
    expect(figures.page.locator("#y-reader .y-figure").first).to_have_text(said)
    figures.shot("section-figures")


def test_places_and_years_limit_what_is_shown_and_taken_away(figures: Visit, tmp_path: Path) -> None:
    rows = figures.page.locator("#y-figure-table tbody tr")
    place = (rows.first.locator("th").text_content() or "")[:3]
    figures.page.get_by_label("地区（不选为全部）").click()
    figures.page.get_by_role("option", name=place).first.click()
    figures.page.keyboard.press("Escape")
    expect(figures.page.locator(f"#y-figure-table tbody tr:not(:has-text('{place}'))")).to_have_count(0)
    shown = figures.page.locator("#y-figure-table td a").all_text_contents()
    with figures.page.expect_download() as started:
        figures.page.get_by_role("button", name="下载 Excel").click()
    started.value.save_as(tmp_path / "figures.xlsx")
    book = openpyxl.load_workbook(tmp_path / "figures.xlsx")
    assert [sheet.title for sheet in book] == [VALUES, SOURCES]
    values = [cell.value for (cell,) in book[VALUES].iter_rows(min_row=2, min_col=2, max_col=2)]
    assert len(values) == len(shown)
    assert all(isinstance(value, int | float) for value in values)
