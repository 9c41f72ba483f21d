"""The short form of tests/faults, which `make test-faults` runs in full: kills, and files that cannot grow."""

from pathlib import Path

from index.build import build
from index.verify import verify
from tests.faults.helpers.disks import with_small_files
from tests.faults.helpers.held import assert_equal, child, commits, files, states_of, stored
from tests.faults.helpers.killing import Series
from tests.helpers.fakes import FakeEmbedder
from tests.helpers.generated import write_report

KILLS = 5


def test_kills_lose_nothing_that_was_stored(tmp_path: Path) -> None:
    series = Series(tmp_path, 1)
    for _ in range(KILLS):
        series.kill()
    series.finish()


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    reports, index, fresh = tmp_path / "reports", tmp_path / "index", tmp_path / "fresh"
    for number in range(8):
        write_report(reports / f"{number}.txt", number)
    command = ("build", reports, "--out", index)
    done = with_small_files(index, 500, *command)
    assert done.returncode == 2
    assert "磁盘空间" in done.stderr
    assert stored(index) in states_of({}, files(reports))[commits(done.stdout) : -1]
    assert verify(index) == ()
    assert child(*command).returncode == 0
    build([reports], fresh, model=FakeEmbedder())
    assert_equal(index, fresh)
