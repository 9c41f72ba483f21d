"""The folder of reports: names that are safe in it, and what is kept of what is taken out of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.desk.folder import Folder, safe_name
from index.errors import ReportError, StoreError
from index.report import corrections
from index.report.corrections import Correction
from index.store.addresses import MilvusAddress
from tests.faults.helpers.packed import zipped


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


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "reports").mkdir()
    return Folder(tmp_path / "reports", tmp_path / "data" / "removed")


def test_what_is_taken_out_is_kept_whatever_its_folder(folder: Folder) -> None:
    names = ["夹/甲.txt", "2023-甲.txt", f"{'很长的夹' * 15}/{'很长的夹' * 15}/乙.txt"]
    for name in names:
        (folder.reports / name).parent.mkdir(parents=True, exist_ok=True)
        (folder.reports / name).write_text(name, encoding="utf-8")
        kept = folder.kept(name)
        folder.take_out(folder.file(name), kept)
        assert kept.read_text(encoding="utf-8") == name
        assert kept.name.endswith(name.rpartition("/")[2])
    assert folder.files() == {}
    assert folder.removed.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("step", ["fsync", "replace", "unlink"])
def test_a_report_that_cannot_be_moved_is_still_there(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    file = folder.reports / "甲.txt"
    file.write_text("甲", encoding="utf-8")
    monkeypatch.setattr(os if step == "fsync" else Path, step, full)
    with pytest.raises(OSError, match="No space"):
        folder.take_out(file, folder.kept("甲.txt"))
    assert file.read_text(encoding="utf-8") == "甲"


def test_a_report_linked_to_is_kept_and_what_it_is_linked_to_stays(folder: Folder) -> None:
    (folder.reports / "夹").mkdir()
    (folder.reports / "夹" / "乙.txt").write_text("乙", encoding="utf-8")
    (folder.reports / "a.txt").symlink_to(folder.reports / "夹" / "乙.txt")
    kept = folder.kept("a.txt")
    folder.take_out(folder.file("a.txt"), kept)
    assert not kept.is_symlink()
    assert kept.read_text(encoding="utf-8") == "乙"
    assert sorted(folder.files()) == ["夹/乙.txt"]


def test_a_report_in_a_zip_file_is_not_taken_out_by_itself(folder: Folder) -> None:
    (folder.reports / "包.zip").write_bytes(zipped({"甲.txt": "甲".encode()}))
    assert sorted(folder.files()) == ["包.zip/甲.txt"]
    with pytest.raises(ReportError, match="解压"):
        folder.to_take_out("包.zip/甲.txt")


def test_links_laid_where_files_are_written_lead_nowhere(folder: Folder, tmp_path: Path) -> None:
    """Under the names that temporary files had, and in place of the lock."""
    outside, file = tmp_path / "外.txt", tmp_path / "新.txt"
    for path in (outside, file):
        path.write_text(path.name, encoding="utf-8")
    for name in (".新.txt.part", ".corrections.json.part", ".youju.lock"):
        (folder.reports / name).symlink_to(outside)
    folder.put(file, "新.txt")
    corrections.save(folder.reports, {"新.txt": Correction(year=2020)})
    with pytest.raises(OSError, match="symbolic"), folder.alone():
        pytest.fail("the lock was taken through a link")
    assert outside.read_text(encoding="utf-8") == "外.txt"


def test_a_mark_is_never_made_through_a_link(folder: Folder, tmp_path: Path) -> None:
    folder.begin(tmp_path / "index")
    (mark,) = folder.reports.iterdir()
    mark.unlink()
    mark.symlink_to(tmp_path / "外")
    folder.begin(tmp_path / "index")
    assert not (tmp_path / "外").exists()


def test_no_pipe_is_taken_for_a_report_of_the_name(folder: Folder) -> None:
    os.mkfifo(folder.reports / "新.txt")
    with pytest.raises(ReportError, match="同名"):
        folder.target("新.txt")


def test_a_folder_that_cannot_be_looked_into_tells_of_no_mark(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def sealed(self: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", sealed)
    assert not folder.unfinished(Path("index"))


def test_only_one_is_alone_in_a_folder_and_the_dead_let_go(folder: Folder) -> None:
    code = "import sys; from pathlib import Path; from assistant.web.desk.folder import Folder\n"
    code += "with Folder(Path(sys.argv[1]), Path()).alone(): print('in', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code, str(folder.reports)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"in\n"
        with pytest.raises(StoreError, match="有人正在更新报告"), folder.alone():
            pytest.fail("two at once")
        other.kill()
    with folder.alone():
        assert folder.files() == {}


def test_a_folder_that_is_not_there_is_not_made(folder: Folder, tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="没有挂载"), Folder(tmp_path / "nowhere", folder.removed).alone():
        pytest.fail("there is no such folder")
    assert not (tmp_path / "nowhere").exists()


def test_each_index_has_a_mark_of_its_own(folder: Folder, tmp_path: Path) -> None:
    one, other = tmp_path / "index", MilvusAddress("http://localhost:19530", "index")
    folder.begin(one)
    folder.begin(one)
    assert (folder.unfinished(one), folder.unfinished(other)) == (True, False)
    folder.begin(other)
    folder.finish(one)
    folder.finish(one)
    assert (folder.unfinished(one), folder.unfinished(other)) == (False, True)
    assert folder.files() == {}
