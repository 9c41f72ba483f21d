"""A file → a Report, and which files a build finds under which names."""

import hashlib
import os
from pathlib import Path

import pytest

from index.errors import ReportError
from index.report.load import discover, load
from tests.helpers.fakes import half_scanned
from tests.helpers.paths import SHARED

TEXT = (
    "发布机构：海淀区民政局 发布日期：2023-03-17\n海淀区民政局2022年工作总结\n"
    "一、救助\n登记必赢bwin官方网站办理，救助320人。\n"
)


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(TEXT, encoding="utf-8")


def names(*paths: Path) -> list[str]:
    return [name for _, name in discover(paths)]


def test_a_file_becomes_a_report(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    report = load(tmp_path / "a.txt", "夹/a.txt")
    assert (report.path, report.text) == ("夹/a.txt", TEXT)
    assert report.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert (report.title, report.agency, report.kind) == ("海淀区民政局2022年工作总结", "海淀区民政局", "summary")
    assert report.year == 2022
    assert str(report.published) == "2023-03-17"
    assert TEXT[report.body_start :].startswith("一、救助")
    assert [section.heading for section in report.sections] == ["一、救助"]
    ((start, end),) = report.distrusted
    assert TEXT[start:end] == "登记必赢bwin官方网站办理"
    assert len(report.warnings) == 1
    assert "广告" in report.warnings[0]


def test_what_was_recognised_or_not_read_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.report.load.parse", half_scanned)
    (tmp_path / "a.txt").write_text(f"{TEXT}~95 二、养老\n~70 床位12张。\n!第3页没有读出；请重新扫描", encoding="utf-8")
    report = load(tmp_path / "a.txt", "a.txt")
    first, second = report.unread
    assert first == "第3页没有读出；请重新扫描"
    assert "2行里有1行看不清" in second
    assert [report.text[line.start : line.end] for line in report.scanned] == ["二、养老", "床位12张。"]
    assert [line.unclear for line in report.scanned] == [False, True]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("海淀区民政局2022年工作总结及2023年打算.txt", ("海淀区", 2022, "summary_and_plan")),
        ("海淀民政2024年计划（报办公室）.txt", ("海淀区", 2024, "plan")),
        ("总结（定稿）.txt", (None, None, "summary")),
        ("海淀民政年度总结及2024年工作思路.txt", ("海淀区", 2023, "summary_and_plan")),
        ("2022年海淀区政府工作报告.txt", ("海淀区", None, None)),  # it dates itself, by the year before
    ],
)
def test_where_no_title_tells_the_name_of_the_file_does(
    tmp_path: Path, name: str, told: tuple[str | None, int | None, str | None]
) -> None:
    (tmp_path / "a.txt").write_text("救助320人，建成食堂5处，护理员都持证上岗。\n", encoding="utf-8")
    report = load(tmp_path / "a.txt", f"夹/{name}")
    assert (report.region and report.region.name, report.year, report.kind) == told
    assert report.title is None


def test_the_title_is_trusted_before_the_name_of_the_file(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    report = load(tmp_path / "a.txt", "西城区民政局2019年工作计划.txt")
    assert (report.region and report.region.name, report.year, report.kind) == ("海淀区", 2022, "summary")


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    with pytest.raises(ReportError, match="空的"):
        load(tmp_path / "a.txt", "a.txt")


def test_files_are_named_from_the_folder_given_and_sorted(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a/c.md", "a/旧.doc", "a/表.XLSX", "a/图.png", "数据.json")
    write(tmp_path, ".git/x.txt", ".隐藏.txt", "~$a.docx", "Thumbs.db", "a/desktop.ini", "corrections.json")
    assert names(tmp_path) == ["a/c.md", "a/图.png", "a/旧.doc", "a/表.XLSX", "b.txt", "数据.json"]
    assert names(tmp_path / "a" / "c.md") == ["c.md"]


def test_what_a_browser_kept_beside_a_page_is_no_report(tmp_path: Path) -> None:
    write(tmp_path, "页.html", "页_files/图.png", "页_files/框.html", "表.htm", "表.files/一.xml", "无关_files/甲.txt")
    assert names(tmp_path) == ["无关_files/甲.txt", "表.htm", "页.html"]


def test_the_same_file_is_found_once_and_equal_names_get_their_folder(tmp_path: Path) -> None:
    write(tmp_path, "一/总结.txt", "二/总结.txt", "二/计划.txt")
    assert names(tmp_path / "一", tmp_path / "一" / "总结.txt") == ["总结.txt"]
    assert names(tmp_path / "一", tmp_path / "二") == ["一/总结.txt", "二/总结.txt", "计划.txt"]
    assert names(tmp_path / "一" / "总结.txt", tmp_path / "二" / "总结.txt") == ["一/总结.txt", "二/总结.txt"]


def test_links_that_lead_out_of_the_folder_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "外/密.txt", "内/a.txt")
    (tmp_path / "内" / "密.txt").symlink_to(tmp_path / "外" / "密.txt")
    (tmp_path / "内" / "夹").symlink_to(tmp_path / "外")
    (tmp_path / "内" / "断.txt").symlink_to(tmp_path / "没有.txt")
    assert names(tmp_path / "内") == ["a.txt"]


def test_a_name_in_gbk_on_disk_is_made_readable(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "总结.txt".encode("gbk"))).write_text(TEXT, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert names(tmp_path) == ["总结.txt"]


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="路径不存在"):
        names(tmp_path / "没有")


@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared reports")
def test_the_real_reports_load() -> None:
    reports = [load(path, name) for path, name in discover([SHARED / "reports"])]
    assert all(report.region for report in reports)
    assert sum(bool(report.distrusted) for report in reports) == 1
    assert all(report.sections for report in reports)
