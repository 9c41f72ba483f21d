"""The tab 资料: who may do what, checked in every callback, and that names and texts are shown as text."""

import asyncio
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from assistant.web.desk import render as desk_html
from assistant.web.desk.desk import Desk
from assistant.web.desk.folder import Folder
from assistant.web.desk.tab import Tab, desk_tab
from index.errors import AuditError
from index.report.corrections import Correction
from index.report.corrections import save as save_corrections
from tests.helpers.desks import NEW, Setting, made
from tests.helpers.fakes import half_scanned
from tests.helpers.places import HEPING, REPORTS, SUZHOU

HOSTILE = "<img src=x onerror=alert(1)>"


def request(user: str | None) -> Any:
    return SimpleNamespace(username=user, client=SimpleNamespace(host="10.0.0.1"))


EDITOR, READER, NOBODY = request("编辑"), request("读者"), request(None)


@pytest.fixture
def setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setting:
    return made(tmp_path, monkeypatch)


class Page:
    """The tab over a setting, with an audit log in memory."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.log: list[tuple[str | None, str | None, str, str]] = []
        self.tab = asyncio.run(self._built())

    async def _built(self) -> Tab:
        with gr.Blocks(analytics_enabled=False), gr.Tab("资料") as tab:
            return Tab(tab, self.setting.desk, lambda user: user == "编辑", lambda *line: self.log.append(line))

    def files(self) -> dict[str, str]:
        return {path.name: path.read_text(encoding="utf-8") for path in self.setting.reports.iterdir()}


@pytest.fixture
def page(setting: Setting) -> Page:
    return Page(setting)


def progress(share: float, desc: str) -> None:
    assert 0 <= share <= 1
    assert desc


bar: Any = progress


@pytest.mark.parametrize("who", [READER, NOBODY])
def test_nobody_but_editors_changes_anything(page: Page, who: Any) -> None:
    file, tab = str(page.setting.handed("新.txt")), page.tab
    told = [
        tab.take_in([file], True, None, "", who, bar)[0],
        tab.correct(SUZHOU, "南京市", "2021", "", "", who, bar)[0],
        tab.restore(SUZHOU, "", who, bar)[0],
        tab.take_out(SUZHOU, "", who, bar)[0],
        tab.build(None, "", who, bar)[0],
        next(tab.check([file], who))[0],
    ]
    assert all("登录" in each and "alert" in each for each in told)
    assert [shown[:5] for shown in tab.chosen(SUZHOU, who)] == [(None, "", "", "", "")]
    assert page.files() == dict(REPORTS)
    assert page.log == []


def test_others_see_the_list_without_the_controls(page: Page) -> None:
    editing, rebuild, table, choice = page.tab.shown(None, "", READER)
    assert not editing.visible
    assert not rebuild.visible
    assert "需要编辑登录" in table
    assert SUZHOU in table
    assert choice.choices == []
    editing, rebuild, table, choice = page.tab.shown(None, "", EDITOR)
    assert editing.visible
    assert rebuild.visible
    assert "需要编辑登录" not in table
    assert [value for _, value in choice.choices] == sorted(REPORTS)


def test_files_are_checked_one_by_one(page: Page) -> None:
    files = [page.setting.handed("新.txt"), page.setting.handed("空.txt", b""), page.setting.handed(HEPING, NEW)]
    steps = list(page.tab.check([str(file) for file in files], EDITOR))
    assert [f"{done} / 3" in step[0] for done, step in enumerate(steps[:4])] == [True] * 4
    assert "可以放入" in steps[1][0]
    assert "河南省南阳市，2023 年，总结" in steps[1][0]
    assert "空的" in steps[2][0]
    assert "已有同名报告" in steps[3][0]
    _, replace, put = steps[-1]
    assert replace.visible
    assert put.interactive
    _, replace, put = list(page.tab.check([str(files[1])], EDITOR))[-1]
    assert not replace.visible
    assert not put.interactive


def test_a_change_is_made_listed_and_written_to_the_log(page: Page) -> None:
    tab = page.tab
    told, table, choice, files = tab.take_in([str(page.setting.handed("新.txt"))], False, None, "", EDITOR, bar)
    assert "已放入" in told
    assert "新增 1 份" in told
    assert "新.txt" in table
    assert "新.txt" in dict(choice.choices)
    assert files is None
    assert list(tab.chosen("新.txt", EDITOR))[-1][2:5] == ("河南省南阳市", "2023", "南阳市民政局2023年工作总结")
    typed = tab.correct("新.txt", "火星", "2023", "", "", EDITOR, bar)
    assert "地名表" in typed[0]
    assert typed[5] == gr.skip()  # what was typed stays
    assert tab.correct("新.txt", "南京市", "2023", "", "", EDITOR, bar)[5] == "江苏省南京市"
    _, read, place, *_ = list(tab.chosen("新.txt", EDITOR))[-1]
    assert place == "江苏省南京市"
    assert "河南省南阳市" in read
    assert "已更正" in tab.shown(None, "新.txt", EDITOR)[2]
    told, table, choice = tab.take_out("新.txt", "", EDITOR, bar)
    assert "移除 1 份" in told
    assert "新.txt" not in table
    assert choice.value is None
    assert [line[:3] for line in page.log] == [("编辑", "10.0.0.1", action) for action in ("上传", "更正", "移除")]


def test_a_report_that_has_no_place_or_year_is_shown_so(page: Page) -> None:
    _, read, place, year, _, _ = page.tab.correct(SUZHOU, "无", "无", "", "", EDITOR, bar)[3:]
    assert "已更正：地区 无，年份 无。自动识别：江苏省苏州市" in read
    assert (place, year) == ("无", "无")
    row = next(row for row in page.tab.shown(None, "", EDITOR)[2].split("<tr>") if SUZHOU in row)
    assert row.count('无<span class="y-desk-fixed">已更正</span>') == 2
    assert "未识别" not in row


def test_a_report_that_is_still_being_read_is_not_corrected(page: Page) -> None:
    shown = page.tab.chosen(SUZHOU, EDITOR)
    of, _, place, *_ = next(shown)
    assert (of, place) == (None, "")
    assert "请先选" in page.tab.correct(of, "南京市", "2021", "", "", EDITOR, bar)[0]
    assert next(shown)[0] == SUZHOU
    assert page.files() == dict(REPORTS)


def test_what_others_removed_is_chosen_no_longer(page: Page) -> None:
    assert page.tab.shown(SUZHOU, "", EDITOR)[3].value == SUZHOU
    page.setting.desk.remove(SUZHOU, page.setting.note, page.setting.shares.append)
    *_, table, choice = page.tab.shown(SUZHOU, "", EDITOR)
    assert SUZHOU not in table
    assert choice.value is None
    told, _, choice, *_ = page.tab.correct(SUZHOU, "无", "", "", "", EDITOR, bar)
    assert "文件夹里没有报告" in told
    assert choice.value is None


def test_editors_are_told_of_a_change_that_was_cut_short(page: Page) -> None:
    page.setting.folder.begin(page.setting.served.index)
    assert "没有做完" in page.tab.shown(None, "", EDITOR)[2]
    assert "没有做完" not in page.tab.shown(None, "", READER)[2]
    assert "没有做完" not in page.tab.build(None, "", EDITOR, bar)[1]
    assert "没有做完" not in page.tab.shown(None, "", EDITOR)[2]


def test_what_cannot_be_put_on_record_is_told_and_not_done(page: Page) -> None:
    page.log = Full()
    told = page.tab.take_in([str(page.setting.handed("新.txt"))], False, None, "", EDITOR, bar)[0]
    assert "没有记录就不能操作" in told
    assert page.setting.files() == sorted(REPORTS)


class Full(list[Any]):
    def append(self, _: Any) -> None:
        raise AuditError("没有记录就不能操作")


def test_an_empty_list_says_so(page: Page) -> None:
    for name in sorted(REPORTS):
        told, table, choice = page.tab.take_out(name, "", EDITOR, bar)
    assert "共 0 份" in told
    assert "还没有报告" in table
    assert choice.choices == []


def test_an_error_is_told_and_the_files_stay(page: Page) -> None:
    (page.setting.reports / "corrections.json").write_text("{", encoding="utf-8")
    told, table, _, files = page.tab.take_in([str(page.setting.handed("新.txt"))], False, None, "", EDITOR, bar)
    assert "corrections.json" in told
    assert "corrections.json" in table
    assert files is not None
    told, *_ = page.tab.take_out(None, "", EDITOR, bar)
    assert "请先选" in told


def test_names_and_texts_are_shown_as_text(page: Page) -> None:
    name = f"{HOSTILE}.md"
    (page.setting.reports / name).write_text(f"# {HOSTILE}民政局2023年工作总结\n救助3人。\n", encoding="utf-8")
    bad = page.setting.handed(name, b"")
    shown = [
        page.tab.build(None, "", EDITOR, bar)[1],
        list(page.tab.chosen(name, EDITOR))[-1][1],
        list(page.tab.check([str(bad)], EDITOR))[1][0],
        page.tab.take_out(HOSTILE, "", EDITOR, bar)[0],
    ]
    assert all("onerror" in each for each in shown)
    assert not any("<img" in each for each in shown)


def test_what_was_not_read_is_told_with_what_to_do(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.report.load.parse", half_scanned)
    file = str(page.setting.handed("扫描.txt", f"{NEW}~90 二、养老\n!第2页是图片{HOSTILE}；请换清楚一些的扫描件\n"))
    sentence, scanned = f"第2页是图片{escape(HOSTILE)}；请换清楚一些的扫描件", "部分文字由扫描识别，请核对原件"
    checked = list(page.tab.check([file], EDITOR))[1][0]
    assert f"<summary>有 1 处没有读出；{scanned}</summary><ul><li>{sentence}</li></ul>" in checked
    told, table, *_ = page.tab.take_in([file], False, None, "", EDITOR, bar)
    assert told.count(sentence) == 1  # of the build
    assert sentence in table
    assert sentence in page.tab.shown(None, "扫描", READER)[2]
    told, table, *_ = page.tab.build(None, "", EDITOR, bar)
    assert sentence not in told  # nothing new
    assert sentence in table
    assert "没有读出" not in listed(page.setting.desk, SUZHOU)


def listed(desk: Desk, wanted: str) -> str:
    entries = desk.entries()
    return desk_html.listed(desk, entries, desk_html.matching(entries, wanted))


def test_of_too_many_reports_those_found_are_to_choose_from(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.web.desk.tab._OFFERED", 2)
    choice = page.tab.shown(None, "", EDITOR)[3]
    assert [value for _, value in choice.choices] == sorted(REPORTS)[:2]
    assert "前 2 份" in choice.info
    choice = page.tab.shown(SUZHOU, "重庆", EDITOR)[3]
    assert [value for _, value in choice.choices] == ["渝中.txt", SUZHOU]
    assert (choice.value, choice.info) == (SUZHOU, None)


def test_the_list_is_found_by_words_and_cut(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    save_corrections(setting.reports, {SUZHOU: Correction(year=2023)})
    assert [name for name in REPORTS if name in listed(setting.desk, "重庆 2023")] == ["渝中.txt"]
    assert "没有符合筛选" in listed(setting.desk, "火星")
    monkeypatch.setattr("assistant.web.desk.render._SHOWN", 2)
    assert "还有 1 份" in listed(setting.desk, "")
    (setting.reports / "空.txt").touch()
    assert "未进入索引：文件是空的" in listed(setting.desk, "空")
    (setting.reports / "图.gif").write_bytes(b"GIF89a")
    (setting.reports / "坏.pdf").write_bytes(b"%PDF-1.4 cut short")
    assert "未进入索引：不支持 .gif" in listed(setting.desk, "图")
    assert "未进入索引：请重建索引" in listed(setting.desk, "坏")


def test_the_tab_is_built_inside_the_callers(setting: Setting, tmp_path: Path) -> None:
    async def built() -> int:
        with gr.Blocks(analytics_enabled=False) as blocks, gr.Tab("资料") as tab:
            desk_tab(tab, setting.served, setting.reports, lambda user: False, lambda *line: None)
        return len(blocks.blocks)

    assert asyncio.run(built()) > 20
    assert [each.path for each in Desk(setting.served, Folder(setting.reports, tmp_path)).entries()] == sorted(REPORTS)
