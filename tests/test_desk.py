"""The editors' desk: what is let into the folder, what becomes of it, and what a crash or a second editor may do."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index.build
from assistant.answer import Assistant
from assistant.desk import Desk
from assistant.folder import Folder, safe_name
from index import corrections, formats
from index.build import build
from index.corrections import Correction
from index.errors import ReportError, StoreError, YoujuError
from index.reports import discover
from index.store import LocalStore
from tests.fakes import FakeEmbedder
from tests.places import HEPING, REPORTS, SUZHOU, assistant_over
from tests.test_formats import pdf

NEW = "南阳市民政局2023年工作总结\n一、社会救助\n救助320人次，成效明显。\n"


class Served:
    """An index with the fake embedder."""

    def __init__(self, index: Path) -> None:
        self.index = index
        self.reopen()

    def get(self) -> Assistant:
        return self._assistant

    def reopen(self) -> None:
        self._assistant = assistant_over(LocalStore.open(self.index))


class Setting:
    """A desk over a folder of three reports, and what it wrote to the audit log."""

    def __init__(self, folder: Path) -> None:
        self.reports, self.removed, self.inbox = folder / "reports", folder / "removed", folder / "inbox"
        self.reports.mkdir()
        self.inbox.mkdir()
        for name, text in REPORTS.items():
            (self.reports / name).write_text(text, encoding="utf-8")
        build([self.reports], folder / "index")
        self.served = Served(folder / "index")
        self.desk = Desk(self.served, Folder(self.reports, self.removed))
        self.log: list[tuple[str, str]] = []
        self.shares: list[float] = []

    def note(self, action: str, subject: str) -> None:
        self.log.append((action, subject))

    def handed(self, name: str, content: bytes | str = NEW) -> Path:
        path = self.inbox / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def put(self, *files: Path, replace: bool = False) -> list[str]:
        results, _ = self.desk.put(files, replace, self.note, self.shares.append)
        return [each.state for each in results]

    def indexed(self) -> list[str]:
        return [card.path for card in self.served.get().catalogue()]


def made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Setting:
    """A setting whose builds use the fake embedder."""
    monkeypatch.setattr(index.build, "load_embedder", lambda name: FakeEmbedder())
    monkeypatch.setattr(index.build, "model_fingerprint", lambda name: FakeEmbedder.fingerprint)
    return Setting(folder)


@pytest.fixture
def setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setting:
    return made(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("总结.txt", "总结.txt"),
        ("../../etc/总结.txt", "总结.txt"),
        ("C:\\报告\\总结.txt", "总结.txt"),
        (".隐藏.txt", "隐藏.txt"),
        ("~$总结.docx", "总结.docx"),
        ("总\u202e结\x00\n .txt. ", "总结 .txt"),
        ('a<b>:"c|d?*.md', "a_b___c_d__.md"),
        ("e\u0301.txt", "é.txt"),
    ],
)
def test_names_are_made_safe(told: str, name: str) -> None:
    assert safe_name(told) == name


@pytest.mark.parametrize("told", ["", ".", "..", ".txt", "/", "\u202e", "总结", "a/", "长" * 61 + ".txt"])
def test_names_of_which_nothing_is_left_are_refused(told: str) -> None:
    with pytest.raises(ReportError, match="文件名"):
        safe_name(told)


@given(st.text(max_size=80))
def test_a_safe_name_stays_in_the_folder_and_is_found(told: str) -> None:
    try:
        name = safe_name(f"{told}.txt")
    except ReportError:
        return
    assert Path(name).name == name
    assert not name.startswith((".", "~$"))
    assert name.isprintable()
    assert safe_name(name) == name


BAD: dict[str, tuple[bytes, str]] = {
    "空.txt": (b"", "空的"),
    "白.txt": (b" \n\t ", "没有文字"),
    "图.txt": (b"\x89PNG\r\n" + bytes(range(256)) * 20, "图片"),
    "乱.txt": (bytes(range(1, 32)) * 200, "不是文本"),
    "图.png": (b"\x89PNG", "不支持"),
    "旧.doc": (b"\xd0\xcf\x11\xe0", "另存为"),
    "坏.docx": (b"PK\x03\x04 cut short", "重新下载"),
    "坏.pdf": (b"%PDF-1.4 cut short", "重新"),
    "无后缀": (b"text", "文件名"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_and_kept_out(setting: Setting, name: str) -> None:
    content, reason = BAD[name]
    good, bad = setting.handed("好.txt"), setting.handed(name, content)
    checked = setting.desk.check(bad)
    assert checked.state == "bad"
    assert reason in checked.fault
    assert setting.put(bad, good) == ["bad", "new"]
    assert sorted(path.name for path in setting.reports.iterdir()) == sorted([*REPORTS, "好.txt"])
    assert setting.log == [("上传", "好.txt")]


def test_a_locked_pdf_and_a_file_too_large_are_told(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = setting.handed("锁.pdf", pdf([[(60, 700, "正文")]], encrypted=True))
    assert "密码" in setting.desk.check(locked).fault
    monkeypatch.setattr(formats, "MAX_BYTES", 10)
    assert "太大" in setting.desk.check(setting.handed("大.txt")).fault


def test_a_good_file_is_put_in_and_answered_from(setting: Setting) -> None:
    checked = setting.desk.check(setting.handed("南阳.txt"))
    assert checked.report
    assert (checked.state, checked.report.region and checked.report.region.name) == ("new", "南阳市")
    assert setting.indexed() == sorted(REPORTS)  # checking changes nothing
    assert setting.put(setting.inbox / "南阳.txt") == ["new"]
    assert setting.indexed() == sorted([*REPORTS, "南阳.txt"])
    assert setting.log == [("上传", "南阳.txt")]
    assert setting.shares[-1] == pytest.approx(1)
    assert setting.served.get().ask("南阳市救助了多少人次？").citations


def test_a_file_of_a_known_name_is_taken_only_on_demand(setting: Setting) -> None:
    before = (setting.reports / SUZHOU).read_bytes()
    same, other = setting.handed(SUZHOU, before), setting.handed(HEPING, NEW)
    assert [each.state for each in setting.desk.check_all([same, other])] == ["old", "version"]
    assert setting.put(same, other) == ["old", "version"]
    assert (setting.reports / HEPING).read_text(encoding="utf-8") == REPORTS[HEPING]
    assert setting.log == []
    setting.put(same, other, replace=True)
    assert (setting.reports / HEPING).read_text(encoding="utf-8") == NEW
    (kept,) = setting.removed.iterdir()
    assert kept.name.endswith(f"-{HEPING}")
    assert kept.read_text(encoding="utf-8") == REPORTS[HEPING]
    assert setting.log == [("上传新版本", HEPING)]
    card = next(card for card in setting.served.get().catalogue() if card.path == HEPING)
    assert card.region
    assert card.region.name == "南阳市"


def test_of_two_files_of_one_name_the_first_is_taken(setting: Setting) -> None:
    (setting.inbox / "二").mkdir()
    assert setting.put(setting.handed("新.txt"), setting.handed("二/新.txt", NEW + "二")) == ["new", "bad"]
    assert (setting.reports / "新.txt").read_text(encoding="utf-8") == NEW


def test_a_link_or_a_folder_is_never_written_through(setting: Setting, tmp_path: Path) -> None:
    outside = tmp_path / "外.txt"
    outside.write_text("外", encoding="utf-8")
    (setting.reports / "链.txt").symlink_to(outside)
    (setting.reports / "夹.txt").mkdir()
    for name in ("链.txt", "夹.txt"):
        assert "同名" in setting.desk.check(setting.handed(name)).fault
    assert setting.put(setting.inbox / "链.txt", replace=True) == ["bad"]
    assert outside.read_text(encoding="utf-8") == "外"


@pytest.mark.parametrize("step", ["copyfile", "fsync", "replace"])
def test_a_crash_leaves_the_old_file_or_the_new(setting: Setting, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def crash(*arguments: object, **options: object) -> None:
        if step == "copyfile":
            Path(str(arguments[1])).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    module: object = {"copyfile": __import__("shutil"), "fsync": os, "replace": Path}[step]
    monkeypatch.setattr(module, step, crash)
    with pytest.raises(StoreError, match="不能写入"):
        setting.put(setting.handed(SUZHOU), setting.handed("新.txt"), replace=True)
    assert {name: path.read_text(encoding="utf-8") for path, name in discover([setting.reports])} == dict(REPORTS)
    assert not [path for path in setting.reports.iterdir() if path.name.startswith(".")]
    assert setting.log == []


def test_a_half_written_file_of_a_killed_process_is_no_report(setting: Setting) -> None:
    (setting.reports / ".新.txt.part").write_text("半", encoding="utf-8")
    assert setting.desk.names() == sorted(REPORTS)
    assert setting.put(setting.handed("新.txt")) == ["new"]
    assert (setting.reports / "新.txt").read_text(encoding="utf-8") == NEW


def test_a_report_is_set_right_and_back(setting: Setting) -> None:
    def correct(place: str, year: str, title: str) -> Correction:
        setting.desk.correct(SUZHOU, place, year, title, setting.note, setting.shares.append)
        return setting.desk.correction(SUZHOU)

    plain = setting.desk.reading(SUZHOU)
    assert plain.title
    assert correct("江苏南京", " ２０２１年 ", plain.title) == Correction("江苏省南京市", 2021)
    card = next(card for card in setting.served.get().catalogue() if card.path == SUZHOU)
    assert (card.region and card.region.name, card.year) == ("南京市", 2021)
    assert setting.desk.reading(SUZHOU) == plain
    assert correct("", "", "") == Correction()
    assert corrections.load(setting.reports) == {}
    card = next(card for card in setting.served.get().catalogue() if card.path == SUZHOU)
    assert (card.region, card.year) == (plain.region, plain.year)
    told = f"{SUZHOU}：地区 江苏省南京市，年份 2021"
    assert setting.log == [("更正", told), ("更正", f"{SUZHOU}：恢复自动识别")]


@pytest.mark.parametrize(("place", "year"), [("火星", ""), ("", "去年"), ("", "1900"), ("鼓楼区", "2023")])
def test_a_correction_that_cannot_be_changes_nothing(setting: Setting, place: str, year: str) -> None:
    with pytest.raises(ReportError):
        setting.desk.correct(SUZHOU, place, year, "", setting.note, setting.shares.append)
    assert corrections.load(setting.reports) == {}
    assert setting.log == []


def test_a_removed_report_is_kept_and_no_longer_answers(setting: Setting) -> None:
    corrections.save(setting.reports, {SUZHOU: Correction(year=2020), HEPING: Correction(year=2021)})
    summary = setting.desk.remove(SUZHOU, setting.note, setting.shares.append)
    assert summary.removed == (SUZHOU,)
    (kept,) = setting.removed.iterdir()
    assert kept.read_text(encoding="utf-8") == REPORTS[SUZHOU]
    assert setting.log == [("移除", f"{SUZHOU} → {kept.name}")]
    assert SUZHOU not in setting.indexed()
    assert set(corrections.load(setting.reports)) == {HEPING}
    assert setting.served.get().ask("苏州市新增多少张养老床位？").reason == "region_not_covered"


@pytest.mark.parametrize("name", ["没有.txt", "../inbox/新.txt", "corrections.json", ""])
def test_only_a_report_of_the_folder_can_be_changed(setting: Setting, name: str) -> None:
    setting.handed("新.txt")
    corrections.save(setting.reports, {HEPING: Correction(year=2021)})
    with pytest.raises(ReportError, match="没有报告"):
        setting.desk.remove(name, setting.note, setting.shares.append)
    with pytest.raises(ReportError, match="没有报告"):
        setting.desk.correct(name, "", "2021", "", setting.note, setting.shares.append)
    assert (setting.inbox / "新.txt").exists()
    assert setting.log == []


def test_the_last_report_stays(setting: Setting) -> None:
    *others, last = setting.desk.names()
    for name in others:
        setting.desk.remove(name, setting.note, setting.shares.append)
    with pytest.raises(ReportError, match="最后一份"):
        setting.desk.remove(last, setting.note, setting.shares.append)
    assert setting.indexed() == [last]


def test_the_list_tells_what_is_indexed_and_what_is_there(setting: Setting) -> None:
    (setting.reports / "空.txt").touch()
    (setting.reports / SUZHOU).unlink()
    entries = {entry.path: entry for entry in setting.desk.entries()}
    assert sorted(entries) == sorted([*REPORTS, "空.txt"])
    assert (entries["空.txt"].card, entries["空.txt"].present) == (None, True)
    assert (entries[SUZHOU].card is None, entries[SUZHOU].present) == (False, False)
    assert setting.desk.sections(SUZHOU) == 10
    summary = setting.desk.rebuild(setting.note, setting.shares.append)
    assert (summary.removed, [name for name, _ in summary.failed]) == ((SUZHOU,), ["空.txt"])
    assert setting.log == [("重建索引", "reports")]


def test_a_second_editor_is_told_and_changes_nothing(setting: Setting) -> None:
    """While one build is under way every other change is refused; afterwards they go."""
    acts: list[Callable[[], object]] = [
        lambda: setting.put(setting.handed("二.txt")),
        lambda: setting.desk.remove(SUZHOU, setting.note, setting.shares.append),
        lambda: setting.desk.correct(SUZHOU, "", "2021", "", setting.note, setting.shares.append),
        lambda: setting.desk.rebuild(setting.note, setting.shares.append),
    ]
    told: list[str] = []

    def meanwhile() -> None:
        for act in acts:
            try:
                act()
            except YoujuError as problem:
                told.append(str(problem))

    def others(share: float) -> None:
        editor = threading.Thread(target=meanwhile)
        editor.start()
        editor.join()

    setting.desk.put([setting.handed("一.txt")], False, setting.note, others)
    assert len(told) == len(acts)
    assert all("有人正在更新" in each for each in told)
    assert setting.log == [("上传", "一.txt")]
    assert setting.indexed() == sorted([*REPORTS, "一.txt"])
    assert setting.put(setting.inbox / "二.txt") == ["new"]


def test_a_build_from_elsewhere_is_told_and_made_up_for(setting: Setting) -> None:
    other = LocalStore.open(setting.served.index, writable=True)
    with pytest.raises(StoreError, match="另一个构建"):
        setting.put(setting.handed("新.txt"))
    other.close()
    assert setting.desk.rebuild(setting.note, setting.shares.append).added == ("新.txt",)
    assert setting.log == [("上传", "新.txt"), ("重建索引", "reports")]
