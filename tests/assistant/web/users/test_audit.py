"""The audit log: one line of JSON for each thing done, whatever stands in it, or an error and no line at all."""

import io
import json
import os
import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.users.audit import AuditLog
from index.errors import AuditError


def lines(path: Path) -> list[dict[str, str | None]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_line_says_who_did_what_and_is_added_to_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "data" / "audit.jsonl"
    AuditLog(path).write("张三", "10.0.0.1", "upload", "甲市.docx")
    AuditLog(path).write(None, None, "sign-in failed", "李四")
    first, second = lines(path)
    assert first.pop("time", "")
    assert first == {"user": "张三", "address": "10.0.0.1", "action": "upload", "subject": "甲市.docx"}
    assert second["user"] is None
    assert path.stat().st_mode & 0o077 == 0
    assert "甲市" in path.read_text(encoding="utf-8")


@given(st.text(st.characters(categories=None), max_size=500))
def test_nothing_in_a_subject_makes_another_line_or_reorders_one(subject: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "audit.jsonl"
        AuditLog(path).write(subject, "::1", "remove", subject)
        text = path.read_text(encoding="utf-8")
        assert text.endswith("}\n")
        assert text[:-1].isprintable()
        (entry,) = lines(path)
        assert entry["subject"] == entry["user"] == subject


def test_lines_from_many_threads_stay_whole(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.jsonl")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: log.write("甲", "::1", "upload", f"{number} " + "长" * 400), range(80)))
    numbers = sorted(int(str(entry["subject"]).split()[0]) for entry in lines(tmp_path / "audit.jsonl"))
    assert numbers == list(range(80))


def test_a_megabyte_is_cut_to_a_line(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    AuditLog(path).write("\x00" * 2**20, "1" * 2**20, "sign-in failed", "长" * 2**20)
    (entry,) = lines(path)
    assert entry["subject"] == "长" * 499 + "…"
    assert path.stat().st_size < 10_000


WRITER = """
import resource, sys
from pathlib import Path
from assistant.web.users.audit import AuditLog
from index.errors import AuditError
log = AuditLog(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
for number in range(int(sys.argv[2])):
    try:
        log.write("甲", "::1", "upload", f"{number} " + "长" * 200)
    except AuditError as problem:
        sys.exit(str(problem))
"""


def writer(path: Path, count: int, largest: int = resource.RLIM_INFINITY) -> "subprocess.Popen[str]":
    """A process that writes so many lines, where no file can grow past so many bytes."""
    command = [sys.executable, "-c", WRITER, str(path), str(count), str(largest)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8")


def test_lines_from_processes_stay_whole_where_the_file_is_full(tmp_path: Path) -> None:
    """Whoever cannot write says so; what others write behind it is not cut."""
    path = tmp_path / "audit.jsonl"
    writers = [writer(path, 40), writer(path, 40), *(writer(path, 40, 6000 + number) for number in range(2))]
    said = [process.communicate()[1] for process in writers]
    assert [process.returncode for process in writers] == [0, 0, 1, 1]
    assert all("请检查权限和磁盘空间" in each for each in said[2:])
    assert len(lines(path)) >= 80
    assert len(lines(path)) == len(path.read_bytes().splitlines())


@pytest.mark.parametrize("step", ["write", "fsync"])
def test_a_line_that_is_not_whole_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    path = tmp_path / "audit.jsonl"
    log = AuditLog(path)
    log.write("甲", "::1", "upload", "一")
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    if step == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(AuditLog, "_opened", lambda self: Filling(path, "a+b"))
    with pytest.raises(AuditError, match="没有记录就不能操作；请检查权限和磁盘空间"):
        log.write("甲", "::1", "upload", "二")
    assert path.read_bytes() == before


class Filling(io.FileIO):
    """A file on a disk that has room for ten bytes more."""

    _room = 10

    def write(self, data: Any) -> int:
        if not self._room:
            raise OSError(28, "No space left on device")
        taken = super().write(data[: self._room])
        self._room -= taken
        return taken


def test_what_comes_behind_half_a_line_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    log = AuditLog(path)
    with path.open("a", encoding="utf-8") as killed:
        killed.write('{"time": "20')
    log.write("甲", "::1", "upload", "一")
    half, whole = path.read_text(encoding="utf-8").splitlines()
    assert half == '{"time": "20'
    assert json.loads(whole)["subject"] == "一"


@pytest.mark.parametrize("at", ["file/data/audit.jsonl", "file", "folder"])
def test_a_log_that_cannot_be_made_is_told(tmp_path: Path, at: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    with pytest.raises(AuditError, match="请检查权限和磁盘空间"):
        AuditLog(tmp_path / at if at != "file" else tmp_path / at / "audit.jsonl")
