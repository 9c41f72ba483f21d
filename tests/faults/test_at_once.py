"""Several at one index: two builds, and readers beside builds that add, replace and prune."""

import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from index.errors import StoreError
from index.store.local import LocalStore
from index.store.protocol import Manifest
from index.verify import verify
from tests.faults.helpers.held import CHILD, answers, assert_equal, child, files, states_of, stored
from tests.helpers.fakes import FakeEmbedder
from tests.helpers.generated import write_report
from tests.helpers.paths import ROOT


@contextmanager
def held_build(reports: Path, index: Path, word: str) -> Iterator[Callable[[], int]]:
    """A build that stands still after its first line with this word; call what is given for it to go on to its end."""
    command = [*CHILD, "build", str(reports), "--out", str(index)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        while not (line := process.stdout.readline()).startswith(word):
            assert line, f"the build ended without {word}"
        process.send_signal(signal.SIGSTOP)

        def go_on() -> int:
            process.send_signal(signal.SIGCONT)
            said = process.communicate()[0]
            assert "Traceback" not in said
            return process.returncode

        try:
            yield go_on
        finally:
            process.kill()


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_second_of_two_builds_says_so_and_changes_nothing(reports: Path, fresh: Path, tmp_path: Path) -> None:
    index, other = tmp_path / "index", tmp_path / "other"
    write_report(other / "another.txt", 99)
    with held_build(reports, index, "stored") as go_on:
        before = contents(index)
        second = child("build", other, "--out", index, "--prune")
        assert second.returncode == 2
        assert "另一个构建" in second.stderr
        assert second.stderr.count("\n") == 1
        assert contents(index) == before
        assert child("ask", index).returncode == 0
        assert go_on() == 0
    assert verify(index) == ()
    assert_equal(index, fresh)


def test_of_two_first_builds_one_stands(reports: Path, fresh: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    with held_build(reports, index, "began") as go_on:
        assert child("build", reports, "--out", index).returncode == 0
        go_on()
    assert verify(index) == ()
    assert_equal(index, fresh)


def test_an_index_made_meanwhile_is_not_made_over(fresh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two first builds both saw no index: the second to come finds one when it has the lock."""
    index = tmp_path / "index"
    shutil.copytree(fresh, index)
    embedder = FakeEmbedder()
    with monkeypatch.context() as patch:
        patch.setattr(LocalStore, "exists", lambda directory: False)
        with pytest.raises(StoreError):
            LocalStore.create(index, Manifest(embedder.name, embedder.fingerprint, embedder.dimension, {}))
    assert_equal(index, fresh)


def test_readers_beside_builds_see_whole_states(tmp_path: Path) -> None:
    reports, index = tmp_path / "reports", tmp_path / "index"
    for number in range(8):
        write_report(reports / f"{number:02}.txt", number)
    assert child("build", reports, "--out", index).returncode == 0
    allowed, done = [files(reports)], threading.Event()

    def follow(_: int) -> int:
        """Asks without pause, each time of the newest state."""
        with closing(LocalStore.open(index)) as store:
            times = 0
            while not done.is_set():
                store.refresh()
                assert answers(store)
                assert {card.path: store.report(card.path).sha256 for card in store.catalogue()} in allowed
                times += 1
            return times

    def stay(_: int) -> int:
        """Asks without pause of the state that was there at first."""
        with closing(LocalStore.open(index)) as store:
            first, times = answers(store), 0
            while not done.is_set():
                assert answers(store) == first
                times += 1
            return times

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read, number) for read in (follow, stay) for number in range(2)]
        try:
            for step in range(3):
                for number in range(step * 3, step * 3 + 9):
                    write_report(reports / f"{number % 14:02}.txt", 100 * step + number)
                (reports / f"{step * 5 % 14:02}.txt").unlink(missing_ok=True)
                allowed += states_of(allowed[-1], files(reports))
                built = child("build", reports, "--out", index, "--prune")
                assert built.returncode == 0, built.stderr
                assert stored(index) == files(reports)
        finally:
            done.set()
        assert all(reader.result() for reader in readers)
