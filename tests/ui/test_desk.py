"""The tab 资料 in a browser: what an editor puts in, sets right and takes out, and what a reader may not."""

import io
import zipfile

import pytest
from docx import Document
from playwright.sync_api import FilePayload, expect

from tests.ui.conftest import Visits
from tests.ui.editing import choose, hand_in, put_in, take_out
from tests.ui.servers import Server
from tests.ui.visits import Visit

pytestmark = pytest.mark.ui

TEXT = """苏州市民政局2021年工作总结
一、社会救助
全市城乡低保标准提高到每人每月1095元。全年发放临时救助金2031.5万元。
二、养老服务
全市共有养老机构168家。
"""


def text_file(name: str, text: str = TEXT) -> FilePayload:
    return FilePayload(name=name, mimeType="text/plain", buffer=text.encode())


def word_file(name: str) -> FilePayload:
    document, kept = Document(), io.BytesIO()
    for line in TEXT.replace("苏州市", "无锡市").splitlines():
        document.add_paragraph(line)
    document.save(kept)
    return FilePayload(name=name, mimeType="application/octet-stream", buffer=kept.getvalue())


def zipped(name: str) -> FilePayload:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("word/nothing.xml", "<a/>")
    return FilePayload(name=name, mimeType="application/octet-stream", buffer=kept.getvalue())


def test_good_files_go_in_are_set_right_answer_and_come_out(editor: Visit, visits: Visits, shared: Server) -> None:
    hand_in(editor, text_file("苏州市2021.txt"), word_file("无锡市2021.docx"))
    checked = editor.page.locator("#y-desk-edit .y-desk-files li")
    expect(checked).to_have_count(2)
    expect(checked.nth(0)).to_contain_text("江苏省苏州市，2021 年，总结")
    expect(checked.nth(1)).to_contain_text("江苏省无锡市，2021 年")
    editor.shot("checked")
    put_in(editor)
    row = editor.page.locator("#y-desk-list tbody tr", has_text="苏州市2021.txt")
    expect(row).to_contain_text("江苏省苏州市")
    editor.shot("put-in")

    choose(editor, "苏州市2021.txt")
    year = editor.page.locator("#y-desk-edit").get_by_role("textbox", name="年份")
    year.fill("二零二零")
    editor.page.get_by_role("button", name="保存更正").click()
    expect(editor.page.locator("#y-desk-said [role=alert]")).to_contain_text("年份应是四位数字")
    editor.shot("refused-correction")
    year.fill("2020")
    editor.page.get_by_role("button", name="保存更正").click()
    expect(row.locator(".y-desk-fixed")).to_be_visible(timeout=60_000)
    expect(row).to_contain_text("2020")
    editor.shot("corrected")

    editor.tab("问答")
    expect(editor.ask("苏州市城乡低保标准是多少？")).to_contain_text("1095元")
    editor.tab("资料")
    for name in ("苏州市2021.txt", "无锡市2021.docx"):
        take_out(editor, name)
        assert not (shared.reports / name).exists()
    assert len(list((shared.data / "removed").iterdir())) >= 2
    other = visits(shared)
    other.sign_in("读者")
    expect(other.ask("苏州市城乡低保标准是多少？").locator(".y-reason")).to_have_text("没有这个地区的报告")


def test_bad_files_stay_out_and_each_says_why(editor: Visit, shared: Server) -> None:
    before = {path.name for path in shared.reports.iterdir()}
    blank = FilePayload(name="空.txt", mimeType="text/plain", buffer=b" \n")
    program = FilePayload(name="坏.exe", mimeType="application/octet-stream", buffer=b"MZ\0\0")
    torn = FilePayload(name="坏.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4\nnothing")
    hand_in(editor, blank, program, torn, zipped("坏.docx"))
    bad = editor.page.locator("#y-desk-edit .y-desk-files li.y-desk-bad")
    expect(bad).to_have_count(4)
    for at in range(4):
        expect(bad.nth(at).locator("b")).to_contain_text("不能放入：")
    expect(editor.page.get_by_role("button", name="放入并更新索引")).to_be_disabled()
    editor.shot("bad-files")
    assert {path.name for path in shared.reports.iterdir()} == before


def test_a_reader_sees_the_list_and_nothing_to_change_it_with(visits: Visits, shared: Server) -> None:
    one = visits(shared)
    one.sign_in("读者")
    one.tab("资料")
    expect(one.page.locator("#y-desk-list tbody tr").first).to_be_visible()
    for name in ("放入并更新索引", "保存更正", "移除", "重建索引"):
        expect(one.page.get_by_role("button", name=name, exact=True)).to_be_hidden()
    response = one.page.request.post(
        f"{shared.url}/gradio_api/upload",
        multipart={"files": {"name": "甲.txt", "mimeType": "text/plain", "buffer": b"a"}},
    )
    assert response.status == 403
