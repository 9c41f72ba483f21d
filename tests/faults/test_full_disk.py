"""A disk that fills up: nothing stored is lost, the message says what to do, and with room the build goes on."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index.store.local import LocalStore
from index.verify import verify
from tests.faults.helpers.disks import Done, asked, on_a_disk_filled_for_refresh, on_a_full_disk, with_small_files
from tests.faults.helpers.held import assert_equal, child, commits, files, states_of, stored

Disk = Callable[..., Done]


@pytest.mark.parametrize("extends", [False, True], ids=["new", "extended"])
@pytest.mark.parametrize(
    ("disk", "kib"),
    [
        # Too little for a database, for a report, for some, for most.
        *((on_a_full_disk, kib) for kib in (0, 100, 600, 1800, 3000)),
        *((with_small_files, kib) for kib in (0, 100, 600, 1800)),
        *((on_a_disk_filled_for_refresh, kib) for kib in (0, 32, 96)),
    ],
)
def test_a_full_disk_loses_nothing(
    reports: Path, fresh: Path, older: Path, tmp_path: Path, disk: Disk, kib: int, extends: bool
) -> None:
    index = tmp_path / "index"
    if extends:
        shutil.copytree(older, index)
    command = ("build", reports, "--out", index, "--prune")
    states = states_of(stored(index), files(reports))
    done = disk(index, kib, *command)
    assert done.returncode in {0, 2}, done.stderr
    if done.returncode:
        assert done.stderr.count("\n") == 1
        assert "磁盘空间" in done.stderr
        assert "删除" not in done.stderr
    shutil.copytree(index, tmp_path / "copy", dirs_exist_ok=True)
    assert stored(tmp_path / "copy") in states[commits(done.stdout) :]
    if LocalStore.exists(index):
        assert verify(tmp_path / "copy") == ()
        if disk is not with_small_files:
            # Beside a log SQLite needs 32 KiB of shared memory: without them a new reader cannot begin.
            told = asked(index)
            assert told.strip() == str(len(stored(tmp_path / "copy"))) or (kib == 0 and "磁盘空间" in told)
    again = child(*command)
    assert again.returncode == 0, again.stderr
    assert verify(index) == ()
    assert_equal(index, fresh)


@pytest.mark.parametrize("extends", [False, True], ids=["new", "extended"])
def test_derived_files_without_room_are_an_error(reports: Path, older: Path, tmp_path: Path, extends: bool) -> None:
    """All reports are stored; the command must say that something is left to do, and be the one that does it."""
    index = tmp_path / "index"
    if extends:
        shutil.copytree(older, index)
    done = on_a_disk_filled_for_refresh(index, 0, "build", reports, "--out", index, "--prune")
    assert done.returncode == 2
    assert "磁盘空间" in done.stderr
    assert "the reader goes on" in done.stdout
    assert stored(index) == files(reports)


@pytest.mark.parametrize("disk", [on_a_full_disk, with_small_files])
def test_an_audit_log_keeps_the_lines_that_it_took_and_no_part_of_another(tmp_path: Path, disk: Disk) -> None:
    done = disk(tmp_path / "data", 30, "audit", tmp_path / "data")
    assert done.returncode == 2
    assert "没有记录就不能操作；请检查权限和磁盘空间" in done.stderr
    text = (tmp_path / "data" / "audit.jsonl").read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert len([json.loads(line) for line in text.splitlines()]) == done.stdout.count("noted") > 0
