"""An index that cannot be written: asking works, from memory if need be, and building says so."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.faults.helpers.disks import Done, on_a_read_only_disk, without_permission
from tests.faults.helpers.held import child, killed_build

Run = Callable[..., Done]


@pytest.fixture(params=["mounted", "permissions"])
def run(request: pytest.FixtureRequest, index: Path) -> Run:
    """Runs the child where the index is on a read-only disk, or has no permission to be written."""
    if request.param == "mounted":
        return partial(on_a_read_only_disk, index)
    return without_permission


@pytest.fixture
def index(fresh: Path, tmp_path: Path) -> Path:
    shutil.copytree(fresh, tmp_path / "index")
    return tmp_path / "index"


def seal(index: Path) -> None:
    """Takes the permission to write from all of an index."""
    for path in [*index.rglob("*"), index]:
        path.chmod(path.stat().st_mode & 0o555)


def test_asking_works(run: Run, index: Path) -> None:
    seal(index)
    done = run("ask", index)
    assert (done.returncode, done.stdout, done.stderr) == (0, "24\n", "")
    done = run("verify", index)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "索引完好")


def test_asking_works_without_derived_files(run: Run, index: Path) -> None:
    shutil.rmtree(index / "derived")
    seal(index)
    done = run("ask", index)
    assert (done.returncode, done.stdout, done.stderr) == (0, "24\n", "")


@pytest.mark.parametrize("changed", [False, True])
def test_building_says_so(run: Run, index: Path, older: Path, reports: Path, changed: bool) -> None:
    if changed:
        shutil.rmtree(index)
        shutil.copytree(older, index)
    seal(index)
    done = run("build", reports, "--out", index, "--prune")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "权限" in done.stderr
    assert "删除" not in done.stderr


@pytest.mark.parametrize("shared", [True, False])
def test_what_a_killed_build_left_is_read_or_said_to_be_unreadable(
    run: Run, index: Path, reports: Path, shared: bool
) -> None:
    """Its last commits lie in a log that SQLite reads with a file of shared memory beside it, which it cannot make."""
    shutil.rmtree(index)
    held = killed_build(index, reports, commits=3)
    if not shared:
        (index / "index.sqlite-shm").unlink()
    seal(index)
    done = run("ask", index)
    if done.returncode == 2 and not shared:
        assert done.stderr.count("\n") == 1
        assert "权限" in done.stderr
        assert "删除" not in done.stderr
    else:
        assert (done.returncode, done.stderr) == (0, "")
        assert int(done.stdout) >= len(held)
    assert child("verify", index).returncode == 0  # and where it can be written, all is there


def test_a_folder_that_cannot_be_made_says_so(run: Run, index: Path, reports: Path) -> None:
    seal(index)
    done = run("build", reports, "--out", index / "new")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "权限" in done.stderr
