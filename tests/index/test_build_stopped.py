"""Builds that are interrupted or killed: what was committed stays."""

import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import index.ahead
from index.build import build
from index.embedding.embedder import Matrix, Spans
from index.verify import verify
from tests.helpers.fakes import FakeEmbedder
from tests.helpers.paths import ROOT
from tests.index.built import ALL, names, stored

pytestmark = pytest.mark.usefixtures("fake_model")


def test_an_interrupt_keeps_what_was_committed(
    reports: Path, tmp_path: Path, fake_model: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    embed, calls = fake_model.embed_parts, []

    def interrupted(texts: Sequence[str], parts: Sequence[Spans]) -> tuple[Matrix, list[Matrix]]:
        calls.append(len(texts))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return embed(texts, parts)

    monkeypatch.setattr(index.ahead, "BATCH", 1)
    monkeypatch.setattr(fake_model, "embed_parts", interrupted, raising=False)
    for number in range(3):
        (reports / f"{number}.txt").write_text(f"总结{number}\n救助{number}人。", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        build([reports], tmp_path / "index")
    assert stored(tmp_path / "index") == ["0.txt"]
    assert verify(tmp_path / "index") == ()
    assert names(build([reports], tmp_path / "index"))["unchanged"] == ("0.txt",)


KILLED = """
import os, signal, sys
from pathlib import Path
import index.build
from index.store.database import Database
from tests.helpers.fakes import FakeEmbedder
from tests.faults.helpers.packed import zipped

index.build.load_embedder = lambda name: FakeEmbedder()
index.build.model_fingerprint = lambda name: FakeEmbedder.fingerprint
left, rows = int(sys.argv[3]), 0

def kill(statement):
    global left
    if statement.startswith(sys.argv[4]):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

begun = Database.__init__
def traced(self, *arguments):
    begun(self, *arguments)
    self._connection.set_trace_callback(kill)
Database.__init__ = traced
index.build.build([Path(sys.argv[1])], Path(sys.argv[2]))
"""


@pytest.mark.parametrize(
    ("statement", "times", "committed"),
    [("INSERT INTO chunks", 1, 0), ("UPDATE meta", 2, 1), ("COMMIT", 3, 2), ("SELECT id, vector", 1, 3)],
)
def test_a_kill_loses_nothing_that_was_committed(
    reports: Path, tmp_path: Path, statement: str, times: int, committed: int
) -> None:
    out = tmp_path / "index"
    command = [sys.executable, "-c", KILLED, str(reports), str(out), str(times), statement]
    killed = subprocess.run(command, cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert verify(out) == ()
    assert stored(out) == sorted(ALL[:committed])
    summary = build([reports], out)
    assert summary.unchanged == ALL[:committed]
    assert stored(out) == sorted(ALL)
    assert verify(out) == ()
