"""Hostile files in short: some generated ones, and an attack of each kind. The long form is in tests/faults/."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.web.desk.folder import safe_name
from index.build import build
from index.errors import ReportError
from index.files import read, sandbox
from index.files.formats import parse_here
from index.files.read import parse
from index.files.source import Source
from index.report.load import discover, load
from index.report.metadata import read_metadata
from tests.faults.helpers.hostile import (
    MAKERS,
    hold,
    paragraph,
    pdf_file,
    pdf_pages,
    stream,
    word_file,
    written,
    zipped,
)
from tests.faults.helpers.hostile_sheets import SHEETS
from tests.helpers.fakes import FakeEmbedder

TEXT = "甲市民政局2023年工作总结\n一、临时救助\n全年发放临时救助金855万元。\n"
GOOD = paragraph("正文。")
LAUGHS = '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">{}]>'.format(
    "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 20}">' for at in range(9))
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///dev/zero">%a;<!ENTITY b SYSTEM "file:///dev/zero">]>'


def refused(data: bytes, suffix: str, read: Callable[[bytes, str], Source] = parse) -> str:
    with pytest.raises(ReportError) as caught:
        read(data, suffix)
    return str(caught.value)


@pytest.mark.parametrize("suffix", MAKERS | SHEETS)
@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.large_base_example],
)
@given(random=st.randoms(use_true_random=False))
def test_hostile_files_are_read_to_the_letter_or_refused(tmp_path: Path, suffix: str, random: Random) -> None:
    path = written(tmp_path, (MAKERS | SHEETS)[suffix](random), suffix)
    with patch("index.report.load.parse", parse_here):
        try:
            report = load(path, "input")
        except ReportError:
            return
    hold(report)


# --- the process that reads -----------------------------------------------------------------------------------------


def test_a_file_that_takes_too_long_or_too_much_is_refused_and_the_next_one_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = sandbox._Reader()
    monkeypatch.setattr(sandbox, "_reader", reader)
    monkeypatch.setattr(
        sandbox, "_SERVE", "from index.files import limits, sandbox; limits.SECONDS = 1; sandbox.serve()"
    )
    page = "<p " + " ".join(f"a{at}=1" for at in range(60_000)) + ">好"  # attributes: the parser's square
    assert "太复杂" in refused(page.encode(), ".html")
    assert parse("<p>好".encode(), ".html").text == "好"
    process = reader._process
    assert process is not None
    process.kill()
    process.wait()
    assert parse("<p>又好".encode(), ".html").text == "又好"
    reader.close()


# --- Word -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [LAUGHS, OUTSIDE], ids=["billion laughs", "outside"])
def test_entities_neither_grow_nor_reach_outside(before: str) -> None:
    for body in (GOOD + paragraph("").replace("<w:t>", "<w:t>&j;&b;"), f'{GOOD}<w:p w:x="&j;"/>'):
        try:
            text = parse_here(word_file(body, before), ".docx").text
        except ReportError:
            continue
        assert text.strip() == "正文。"


def test_a_zip_bomb_is_refused_by_what_it_says_and_by_what_it_holds() -> None:
    for size, told in ((2**31, "解压后"), (10, "损坏")):
        lying = bytearray(word_file(GOOD + " " * 10**6))
        local, central = lying.index(b"word/document.xml"), lying.rindex(b"word/document.xml")
        for at in (local - 8, central - 22):  # the size unpacked, which both headers tell
            lying[at : at + 4] = size.to_bytes(4, "little")
        assert told in refused(bytes(lying), ".docx", parse_here)


def test_archive_members_are_written_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with zipfile.ZipFile(written(tmp_path, word_file(GOOD), ".docx")) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    (tmp_path / "input.docx").unlink()
    tricks = {"../../x.txt": b"x", str(tmp_path / "y.txt"): b"y", "word/../../z.txt": b"z", "C:\\w.txt": b"w"}
    assert parse_here(zipped(members | tricks), ".docx").text.strip() == "正文。"
    assert list(tmp_path.iterdir()) == []


def test_numbers_and_styles_of_word_do_not_run_away() -> None:
    level = '<w:lvl w:ilvl="0"><w:start w:val="{}"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{}"/></w:lvl>'
    numbering = (
        '<w:abstractNum w:abstractNumId="1">{}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    numbered = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
    for at, start, label in (
        ("0", "1", "%1" * 10_000),
        ("4000000000", "1", "%1."),
        ("-1", "1", "%1."),
        ("0", "9" * 99, "%1."),
    ):
        data = word_file(
            paragraph("正文。", numbered.format(at)), numbering=numbering.format(level.format(start, label))
        )
        assert parse_here(data, ".docx").text.strip() in {"正文。", "1.正文。"}
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{at}"><w:basedOn w:val="s{(at + 1) % 3000}"/></w:style>'
        for at in range(3000)
    )
    body = paragraph("正文。", '<w:pStyle w:val="s0"/>') * 100
    assert parse_here(word_file(body, styles=styles), ".docx").text.count("正文。") == 100


# --- PDF ------------------------------------------------------------------------------------------------------------


def test_page_trees_that_loop_or_never_end_are_refused() -> None:
    catalog = "<< /Type /Catalog /Pages 2 0 R >>"
    chain = [f"<< /Type /Pages /Count 1 /Kids [{at + 1} 0 R] >>" for at in range(2, 1500)]
    doubling = [f"<< /Type /Pages /Count 1 /Kids [{at + 1} 0 R {at + 1} 0 R] >>" for at in range(2, 60)]
    leaf = "<< /Type /Page /MediaBox [0 0 9 9] >>"
    for kids in (chain, doubling, ["<< /Type /Pages /Count 1 /Kids [2 0 R 2 0 R] >>"]):
        refused(pdf_file([catalog, *kids, leaf]), ".pdf", parse_here)


def test_a_pdf_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.files.pdf.document.MAX_PAGES", 3)
    shown = stream(b"BT /F1 10 Tf 1 0 0 1 60 400 Tm (Hello) Tj ET")
    assert "Hello" in parse_here(pdf_pages(shown, 1), ".pdf").text
    assert "4 页" in refused(pdf_pages(shown, 4), ".pdf", parse_here)


# --- pages and texts ------------------------------------------------------------------------------------------------


def test_a_page_of_odd_numbers_and_endless_titles_is_read() -> None:
    page = f"<title>{'长' * 9999}</title><ol start={'9' * 5000}><li>救助<li>养老</ol>"
    source = parse_here(page.encode(), ".html")
    assert (source.text, source.title) == ("1. 救助\n2. 养老", None)


def test_a_text_too_long_or_of_too_many_lines_is_refused() -> None:
    assert "文字太多" in refused("救".encode() * 500_001, ".txt")
    assert "文字太多" in refused("一、\n".encode() * 1_000_000, ".txt")


@pytest.mark.parametrize(
    "text",
    [
        f"正文。\n{'市 政 ' * 33}，\n2023年1月1日\n",  # a signature with many readings
        f"索引号：1\n{' ' * 9000}\n{'甲' * 9000}\n",
        "# 甲" + " 甲" + " " * 100_000 + "#" * 100_000 + "x",
        "救助" * 100_000,
        "一、" * 30_000,
    ],
    ids=["signature", "head table", "Markdown heading", "no punctuation", "markers"],
)
def test_no_line_takes_forever(text: str) -> None:
    source = parse_here(text.encode(), ".md")
    assert read_metadata(source).body_start <= len(source.text)


# --- names and folders ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("CON.txt", "_CON.txt"),
        ("nul .txt", "_nul .txt"),
        ("Lpt1.报告.docx", "_Lpt1.报告.docx"),
        ("console.txt", "console.txt"),
        ("..\\..\\AUX.md", "_AUX.md"),
        ("报告\u202etxt.exe.txt", "报告txt.exe.txt"),
        ("报告.txt\0.png", "报告.txt.png"),
    ],
)
def test_names_that_a_system_keeps_for_itself_are_changed(told: str, name: str) -> None:
    assert safe_name(told) == name
    assert safe_name(name) == name


def test_pipes_devices_and_loops_are_no_reports(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "好.txt").write_text(TEXT, encoding="utf-8")
    os.mkfifo(folder / "管.txt")
    (folder / "零.txt").symlink_to("/dev/zero")
    (folder / "环.txt").symlink_to(folder / "环.txt")
    (folder / "夹").symlink_to(folder, target_is_directory=True)
    (folder / "上").symlink_to(tmp_path, target_is_directory=True)
    assert [name for _, name in discover([folder])] == ["好.txt"]
    for name in ("管.txt", "零.txt"):
        with pytest.raises(ReportError, match="不是"):
            list(discover([folder / name]))
        with pytest.raises(ReportError, match="普通文件"):
            load(folder / name, name)


def test_a_folder_that_cannot_be_listed_is_not_taken_for_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "夹").mkdir()
    scan = os.scandir

    def forbidden(path: str) -> object:
        if Path(path).name == "夹":
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", forbidden)
    with pytest.raises(ReportError, match="文件夹打不开"):
        list(discover([tmp_path]))


def test_a_file_that_grows_vanishes_or_is_locked_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "好.txt").write_text(TEXT, encoding="utf-8")
    for name in ("没了.txt", "锁了.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    look = Path.open

    def opened(self: Path, *arguments: str, **options: str) -> object:
        if self.name == "没了.txt":
            self.unlink(missing_ok=True)
        if self.name == "锁了.txt":
            raise PermissionError(13, "Permission denied")
        return look(self, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", opened)
    summary = build([tmp_path], tmp_path / "index", model=FakeEmbedder(), progress=False)
    assert summary.added == ("好.txt",)
    assert sorted(name for name, _ in summary.failed) == ["没了.txt", "锁了.txt"]
    monkeypatch.setattr(read, "MAX_BYTES", 10)
    monkeypatch.setattr(os, "stat", lambda *arguments, **options: os.stat_result((0o100644, *[0] * 9)))
    with pytest.raises(ReportError, match="太大"):
        read.content(tmp_path / "好.txt")
