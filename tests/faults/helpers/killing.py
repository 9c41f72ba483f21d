"""Builds killed at random moments, one after the other over the same index, and what must hold after each."""

import shutil
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path
from random import Random

from index.build import build
from index.store.local import LocalStore
from index.verify import verify
from tests.faults.helpers.held import CHILD, assert_equal, commits, files, states_of, stored
from tests.helpers.fakes import FakeEmbedder
from tests.helpers.generated import write_report
from tests.helpers.paths import ROOT

_NAMES = [f"{place}/{number:02}.txt" for place in ("甲市", "乙县") for number in range(18)]
_CHANGES = 12  # reports written or taken away before a build
_ANEW = 8  # each so many builds, one starts without an index
_LONGEST = 0.5  # seconds from a child's word to the kill: as long as its longest silence


class Series:
    """A folder of reports that changes and an index that is built from it and killed, again and again."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._random = Random(seed)
        self._reports = folder / "reports"
        self._index = folder / "index"
        self._copy = folder / "copy"
        self._fresh = folder / "fresh"
        self._stored: dict[str, str] = {}
        self._builds = 0
        self.killed: Counter[str] = Counter()
        """How many builds died before their first commit, between two, after the last; and how many lived."""

    def kill(self) -> None:
        """Changes reports, builds, kills the build and checks what it leaves; asserts what must hold.

        All looking is done on a copy: the next build finds the index as the killed one left it.
        """
        self._change()
        states = states_of(self._stored, files(self._reports))
        told = self._killed(len(states) - 1)
        shutil.rmtree(self._copy, ignore_errors=True)
        if self._index.exists():
            shutil.copytree(self._index, self._copy)
        self._stored = stored(self._copy)
        assert self._stored in states[told:], "a report that was told as stored is missing, or one is half there"
        if LocalStore.exists(self._copy):
            assert verify(self._copy) == ()
        build([self._reports], self._copy, model=FakeEmbedder(), prune=True)
        assert stored(self._copy) == states[-1]
        assert verify(self._copy) == ()

    def finish(self) -> None:
        """Builds on to the end: the index equals one that was never killed, and no file is left over."""
        embedder = FakeEmbedder()
        for index in (self._index, self._fresh):
            build([self._reports], index, model=embedder, prune=True)
            assert verify(index) == ()
        assert_equal(self._index, self._fresh)
        left, expected = ({path.name for path in index.iterdir()} for index in (self._index, self._fresh))
        assert left - {"derived.old"} == expected  # what was put aside last goes when the files are made next

    def _change(self) -> None:
        """Writes, replaces and takes away some reports; at times takes the whole index away."""
        for name in self._random.sample(_NAMES, _CHANGES):
            path = self._reports / name
            if path.exists() and self._random.random() < 0.3:
                path.unlink()
            else:
                write_report(path, self._random.randrange(10**6))
        if self._builds % _ANEW == 0 and self._index.exists():
            shutil.rmtree(self._index)
            self._stored = {}
        self._builds += 1

    def _killed(self, total: int) -> int:
        """Builds, kills the child a random time after a random word of it; how many of `total` commits it told.

        A quarter of the kills fall before the first commit and a quarter after the last. The time is drawn evenly over
        its orders of magnitude: a commit takes a millisecond, reading and making the derived files tenths of a second.
        """
        at = self._random.choice((0, total + 1, *self._random.choices(range(total + 1), k=2)))
        command = [*CHILD, "build", str(self._reports), "--out", str(self._index), "--prune"]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _ in range(at + 1)]
            time.sleep(_LONGEST * 10 ** self._random.uniform(-4, 0))
            process.send_signal(signal.SIGKILL)
            lines += process.stdout.readlines()
        told = commits("".join(lines))
        assert process.returncode in {0, -signal.SIGKILL}, "".join(lines)
        where = "before" if told == 0 else "after" if told == total else "between"
        self.killed[where if process.returncode else "lived"] += 1
        return told
