"""What editors hand in: what is told of it, what is let into the folder, and what a crash leaves."""

import io
import os
import shutil
from pathlib import Path

import pytest

from index.errors import StoreError
from index.files import read
from index.report.load import discover
from tests.faults.helpers.packed import zipped
from tests.helpers.desks import NEW, Setting, made
from tests.helpers.pdfs import pdf
from tests.helpers.places import HEPING, REPORTS, SUZHOU


@pytest.fixture
def setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setting:
    return made(tmp_path, monkeypatch)


BAD: dict[str, tuple[bytes, str]] = {
    "空.txt": (b"", "空的"),
    "白.txt": (b" \n\t ", "没有文字"),
    "图.txt": (b"\x89PNG\r\n" + bytes(range(256)) * 20, "图片"),
    "乱.txt": (bytes(range(1, 32)) * 200, "不是文本"),
    "图.gif": (b"GIF89a", "不支持"),
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
    assert setting.files() == sorted([*REPORTS, "好.txt"])
    assert setting.log == [("上传", "好.txt")]


def test_a_locked_pdf_and_a_file_too_large_are_told(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = setting.handed("锁.pdf", pdf([[(60, 700, "正文")]], encrypted=True))
    assert "密码" in setting.desk.check(locked).fault
    monkeypatch.setattr(read, "MAX_BYTES", 10)
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
    assert setting.served.get().ask("南阳市救助人次？").citations


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


def test_of_a_zip_file_each_report_is_taken_for_itself(setting: Setting) -> None:
    packed = setting.handed("包.zip", zipped({"县/新.txt": NEW.encode(), "县/图.png": b"\x89PNG", "市/新.txt": b"a"}))
    assert setting.put(packed) == ["bad", "new", "bad"]
    assert setting.files() == sorted([*REPORTS, "新.txt"])
    assert (setting.reports / "新.txt").read_text(encoding="utf-8") == NEW
    assert setting.log == [("上传", "新.txt")]


def test_a_link_or_a_folder_is_never_written_through(setting: Setting, tmp_path: Path) -> None:
    outside = tmp_path / "外.txt"
    outside.write_text("外", encoding="utf-8")
    (setting.reports / "链.txt").symlink_to(outside)
    (setting.reports / "夹.txt").mkdir()
    for name in ("链.txt", "夹.txt"):
        assert "同名" in setting.desk.check(setting.handed(name)).fault
    assert setting.put(setting.inbox / "链.txt", replace=True) == ["bad"]
    assert outside.read_text(encoding="utf-8") == "外"


@pytest.mark.parametrize("step", ["copyfileobj", "fsync", "replace"])
def test_a_crash_leaves_the_old_file_or_the_new(setting: Setting, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def crash(*arguments: object, **options: object) -> None:
        if isinstance(copy := arguments[-1], io.IOBase):
            copy.write(b"half")
        raise OSError(28, "No space left on device")

    module: object = {"copyfileobj": shutil, "fsync": os, "replace": Path}[step]
    monkeypatch.setattr(module, step, crash)
    with pytest.raises(StoreError, match="不能写入"):
        setting.put(setting.handed(SUZHOU), setting.handed("新.txt"), replace=True)
    assert {name: path.read_text(encoding="utf-8") for path, name in discover([setting.reports])} == dict(REPORTS)
    left = {path.name.rpartition(".")[2] for path in setting.reports.iterdir() if path.name.startswith(".")}
    assert left == {"lock", "unfinished"}
    assert setting.log == [("上传新版本", SUZHOU), ("上传新版本未完成", SUZHOU)]
