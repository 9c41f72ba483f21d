"""Files that are written whole: whatever breaks the writer off, however many write, whatever lies in the way."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.whole import clear_unborn, written_whole


def test_nothing_is_at_the_target_before_the_end_and_all_after_it(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    with written_whole(target) as file:
        file.write(b"whole")
        (unborn,) = tmp_path.iterdir()
        assert unborn.name.startswith(".")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert target.read_bytes() == b"whole"
    reference = tmp_path / "b.txt"
    reference.touch()
    assert target.stat().st_mode == reference.stat().st_mode


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_writer_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    target = tmp_path / "a.txt"
    target.write_bytes(b"old")
    if step != "write":
        monkeypatch.setattr(os if step == "fsync" else Path, step, full)

    def write() -> None:
        with written_whole(target) as file:
            file.write(b"half")
            if step == "write":
                full()

    with pytest.raises(OSError, match="No space"):
        write()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert target.read_bytes() == b"old"


def test_of_many_writers_one_stands_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"

    def write(number: int) -> None:
        with written_whole(target) as file:
            for _ in range(50):
                file.write(bytes([number]) * 1000)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(24)))
    assert len(target.read_bytes()) == 50_000
    assert len(set(target.read_bytes())) == 1


def test_what_killed_writers_left_goes_and_nothing_else(tmp_path: Path) -> None:
    writing = written_whole(tmp_path / "a.txt")
    writing.__enter__().write(b"half")
    others = ["a.txt", ".a.txt.part", ".youju.lock", ".youju-notes.txt"]
    for name in others:
        (tmp_path / name).touch()
    clear_unborn(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(others)
