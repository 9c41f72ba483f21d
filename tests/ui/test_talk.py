"""The tab 问答 in a browser: answers, their sources, what is kept, and what goes out as a file."""

import re
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.ui.conftest import Visits
from tests.ui.held import FAILING, FAULT, HELD
from tests.ui.servers import Server
from tests.ui.visits import Visit

pytestmark = pytest.mark.ui

ASKED = "番禺区城乡低保标准是多少？"
FOLLOWING = "宿迁市呢？"
COMPARED = "宿迁市和番禺区的低保标准分别是多少？"
UNCOVERED = "深圳市有多少低保户？"


def test_a_mark_leads_to_its_paragraph_with_the_quote_marked(guest: Visit) -> None:
    answer = guest.ask(COMPARED)
    mark = answer.get_by_role("link", name="[2]")
    mark.click()
    target = (mark.get_attribute("href") or "").removeprefix("#")
    cited = guest.page.locator("article.y-cited", has=guest.page.locator(f"[id='{target}']"))
    expect(cited).to_have_class(re.compile("y-flash"))
    expect(cited).to_be_focused()
    expect(cited).to_be_in_viewport()
    expect(cited.locator("mark").first).to_contain_text("950元")
    expect(cited.locator(".y-where")).to_contain_text("番禺区")
    expect(cited.locator(".y-path")).to_contain_text("社会救助更加完善")
    assert guest.page.locator("article.y-flash").count() == 1
    guest.shot("cited")


def test_the_whole_section_is_one_click_away_with_the_quote_marked(guest: Visit) -> None:
    guest.ask(ASKED)
    guest.page.get_by_text("查看整节").first.click()
    section = guest.page.locator("#y-side .y-whole blockquote").first
    expect(section.locator("mark")).to_contain_text("950元")
    expect(section).to_contain_text("残疾人两项补贴12月有13240人次享受")
    guest.shot("section")


def test_a_comparison_is_a_table_with_a_row_for_each_place(guest: Visit) -> None:
    answer = guest.ask(COMPARED)
    expect(answer.locator("tbody tr")).to_have_count(2)
    expect(answer.locator("tbody tr").nth(0)).to_contain_text("宿迁市")
    expect(answer.locator("tbody tr").nth(0).locator("strong")).to_have_text("630元")
    expect(answer.locator("tbody tr").nth(1).locator("strong")).to_have_text("950元")
    expect(answer.locator(".y-bars li")).to_have_count(2)


def test_a_refusal_looks_different_and_offers_what_is_covered(guest: Visit) -> None:
    answered = guest.ask(ASKED)
    expect(answered).not_to_have_class(re.compile("y-refusal"))
    plain = answered.evaluate("part => getComputedStyle(part).backgroundColor")
    refused = guest.ask(UNCOVERED)
    expect(refused).to_have_class(re.compile("y-refusal"))
    expect(refused.locator(".y-reason")).to_have_text("没有这个地区的报告")
    assert refused.evaluate("part => getComputedStyle(part).backgroundColor") != plain
    expect(guest.page.locator("#y-side .y-places")).to_contain_text("宿迁市")
    guest.page.locator("#y-chat .y-offer").first.click()
    expect(guest.page.locator("#y-chat .y-said")).to_have_count(3)
    expect(guest.answered().locator("a.y-mark").first).to_be_visible()


def test_a_follow_up_is_understood_from_what_was_asked_before(guest: Visit) -> None:
    guest.ask(ASKED)
    answer = guest.ask(FOLLOWING)
    expect(answer.locator(".y-understood")).to_contain_text("宿迁市")
    expect(answer.locator("strong").first).to_have_text("630元")
    expect(guest.page.locator("#y-side .y-earlier")).to_have_count(1)
    guest.shot("follow-up")


def test_a_filter_that_is_dropped_asks_again(guest: Visit) -> None:
    guest.ask("番禺区2018年低保户有多少？")
    chips = guest.page.locator("#y-chat .y-chips").first
    expect(chips).to_contain_text("番禺区")
    expect(chips).to_contain_text("2018 年")
    chips.get_by_role("button", name="2018 年").click()
    expect(guest.page.locator("#y-chat .y-said")).to_have_count(2)
    guest.answered()
    expect(guest.page.locator("#y-chat .y-said").last).not_to_contain_text("2018")


def test_an_example_is_asked_with_a_click(guest: Visit) -> None:
    guest.page.locator("#y-chat .examples button").first.click()
    expect(guest.page.locator("#y-chat .y-said")).to_have_count(1)
    expect(guest.answered().locator("a.y-mark").first).to_be_visible()


def test_an_exported_chat_holds_its_answers_and_their_sources(guest: Visit, tmp_path: Path) -> None:
    guest.ask(ASKED)
    guest.ask(UNCOVERED)
    with guest.page.expect_download() as started:
        guest.page.get_by_role("button", name="导出 Word").click()
    assert re.fullmatch(r"有据问答-\d{4}-\d\d-\d\d\.docx", started.value.suggested_filename)
    started.value.save_as(tmp_path / "chat.docx")
    lines = [paragraph.text for paragraph in Document(str(tmp_path / "chat.docx")).paragraphs]
    assert ASKED in lines
    assert UNCOVERED in lines
    assert "未能回答" in lines
    (source,) = (line for line in lines if line.startswith("[1] "))
    assert "番禺区" in source
    assert "文件：广州市番禺区民政局2018年工作总结和2019年工作计划.md" in source
    quote = source.rpartition("「")[2].rstrip("」")
    assert "950元" in quote
    assert quote in (guest.server.reports / "广州市番禺区民政局2018年工作总结和2019年工作计划.md").read_text(
        encoding="utf-8"
    )


def test_exported_tables_hold_numbers_that_lead_to_their_sources(guest: Visit, tmp_path: Path) -> None:
    guest.ask(COMPARED)
    with guest.page.expect_download() as started:
        guest.page.get_by_role("button", name="导出 Excel").click()
    assert re.fullmatch(r"有据问答-\d{4}-\d\d-\d\d\.xlsx", started.value.suggested_filename)
    started.value.save_as(tmp_path / "tables.xlsx")
    book = load_workbook(tmp_path / "tables.xlsx")
    assert book.sheetnames == ["表1", "来源"]
    linked = [cell for row in book["表1"].iter_rows() for cell in row if cell.hyperlink]
    assert linked
    assert all(cell.hyperlink.location.startswith("'来源'!A") for cell in linked)


def test_a_chat_outlives_a_reload_until_a_new_one_is_begun(guest: Visit) -> None:
    guest.ask(ASKED)
    guest.ask(FOLLOWING)
    guest.page.reload()
    expect(guest.page.locator("#y-chat .y-said")).to_have_text([ASKED, FOLLOWING])
    expect(guest.page.locator("#y-chat .y-answer").last).to_contain_text("630元")
    expect(guest.page.locator("#y-side .y-cited mark").first).to_contain_text("630元")
    guest.page.get_by_role("button", name="新对话").click()
    expect(guest.page.locator("#y-chat .y-said")).to_have_count(0)
    guest.page.reload()
    expect(guest.page.locator("#y-chat .examples button").first).to_be_visible()
    expect(guest.page.locator("#y-chat .y-said")).to_have_count(0)


def test_a_question_that_is_stopped_stays_in_the_box_and_the_next_is_answered(guest: Visit) -> None:
    with guest.server.told(HELD):
        guest.send(ASKED)
        expect(guest.page.locator("#y-chat .y-waiting")).to_be_visible()
        guest.shot("waiting")
        guest.page.get_by_role("button", name="停止").click()
        expect(guest.page.locator("#y-chat .y-waiting")).to_have_count(0)
        expect(guest.page.locator("#y-chat .y-said")).to_have_count(0)
        expect(guest.page.get_by_role("button", name="提问")).to_be_visible()
        expect(guest.page.get_by_role("textbox", name="问题")).to_have_value(ASKED)
        guest.send("宿迁市城乡低保标准是多少？")  # while the server still holds the first
        expect(guest.page.locator("#y-chat .y-waiting")).to_be_visible()
    expect(guest.answered()).to_contain_text("630元")
    expect(guest.page.locator("#y-chat .y-said")).to_have_text(["宿迁市城乡低保标准是多少？"])


def test_a_question_right_after_a_stop_can_be_stopped_too(guest: Visit) -> None:
    with guest.server.told(HELD):
        for _ in range(2):
            guest.send(ASKED)
            expect(guest.page.locator("#y-chat .y-waiting")).to_be_visible()
            guest.page.get_by_role("button", name="停止").click()
            expect(guest.page.locator("#y-chat .y-waiting")).to_have_count(0)
    expect(guest.ask(FOLLOWING).locator(".y-reason")).to_be_visible()  # 宿迁市呢 alone: nothing was asked before it
    expect(guest.page.locator("#y-chat .y-said")).to_have_text([FOLLOWING])


def test_a_question_asked_again_has_one_answer_in_the_place_of_the_first(guest: Visit) -> None:
    guest.ask(ASKED)
    guest.ask(FOLLOWING)
    said, answers = guest.page.locator("#y-chat .y-said"), guest.page.locator("#y-chat .y-answer")
    with guest.server.told(HELD):
        guest.page.get_by_role("button", name="重试", exact=True).click()
        expect(answers.nth(1)).to_have_class(re.compile("y-waiting"))
        expect(said).to_have_text([ASKED, FOLLOWING])
    expect(guest.answered()).to_contain_text("630元")
    expect(said).to_have_text([ASKED, FOLLOWING])
    expect(answers).to_have_count(2)
    expect(guest.page.locator("#y-side .y-earlier")).to_have_count(1)


def test_an_error_is_told_and_the_same_question_is_answered_when_asked_again(guest: Visit) -> None:
    with guest.server.told(FAILING):
        guest.ask(ASKED)
        expect(guest.page.locator("#y-chat [role=alert]")).to_have_text(FAULT)
        expect(guest.page.get_by_role("textbox", name="问题")).to_have_value(ASKED)
        guest.shot("error")
    guest.page.get_by_role("button", name="重试", exact=True).click()
    expect(guest.page.locator("#y-chat .y-answer")).to_contain_text("950元")
    expect(guest.page.locator("#y-chat .y-said")).to_have_text([ASKED])
    expect(guest.page.locator("#y-chat [role=alert]")).to_have_count(0)


def test_an_answer_is_copied_with_its_source(guest: Visit) -> None:
    guest.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    guest.ask(ASKED)
    button = guest.page.locator("#y-chat button[value^=copy]")
    expect(button).to_have_text("复制")
    button.click()
    expect(button).to_have_text("已复制")
    answer, _, sources = guest.page.evaluate("navigator.clipboard.readText()").partition("\n\n来源\n")
    assert "950元" in answer
    assert "[1]" in answer
    place, file, quote = (line.strip() for line in sources.splitlines())
    assert place.startswith("[1] ")
    assert "番禺区 · 2018年 · " in place
    assert file == "文件：广州市番禺区民政局2018年工作总结和2019年工作计划.md"
    assert "950元" in quote


def test_a_verdict_with_its_reason_is_taken(guest: Visit) -> None:
    guest.ask(ASKED)
    guest.page.get_by_text("没用", exact=True).click()
    guest.page.get_by_label("补充说明").fill("差一点")
    guest.shot("verdict")
    guest.page.get_by_role("button", name="数字不对").click()
    expect(guest.page.get_by_text("已记下，谢谢")).to_be_visible()


def test_two_users_at_once_never_see_each_others_chat(visits: Visits, shared: Server) -> None:
    first, second = visits(shared), visits(shared)
    first.sign_in("读者")
    second.sign_in("编辑")
    first.ask(ASKED)
    second.ask("东湖区有多少个养老院？")
    first.ask(FOLLOWING)
    for one, told in ((first, [ASKED, FOLLOWING]), (second, ["东湖区有多少个养老院？"])):
        expect(one.page.locator("#y-chat .y-said")).to_have_text(told)
        one.page.reload()
        expect(one.page.locator("#y-chat .y-said")).to_have_text(told)


def test_who_signs_in_after_another_in_the_same_browser_has_a_chat_of_their_own(visits: Visits, shared: Server) -> None:
    one = visits(shared)
    one.sign_in("读者")
    one.ask(ASKED)
    one.page.get_by_role("button", name="退出").click()
    one.sign_in("编辑")
    expect(one.page.locator("#y-chat .examples button").first).to_be_visible()
    expect(one.page.locator("#y-chat .y-said")).to_have_count(0)


def test_a_question_and_its_source_without_a_mouse(guest: Visit) -> None:
    guest.open()
    keys = guest.page.keyboard
    expect(guest.page.get_by_role("textbox", name="问题")).to_be_focused()
    keys.type(ASKED)
    keys.press("Enter")
    answer = guest.answered()
    expect(answer).to_contain_text("950元")
    mark = answer.get_by_role("link", name="[1]")
    for _ in range(40):  # far fewer stops than this lie between the box and the answer
        keys.press("Shift+Tab")
        if mark.evaluate("mark => mark === document.activeElement"):
            break
    keys.press("Enter")
    expect(guest.page.locator("article.y-cited").first).to_be_focused()
    summary = guest.page.locator("#y-side .y-whole summary").first
    keys.press("Tab")
    expect(summary).to_be_focused()
    keys.press("Enter")
    expect(guest.page.locator("#y-side .y-whole blockquote mark").first).to_be_visible()
