"""What an index holds and answers, told so that two indexes of the same reports compare equal whatever their ids."""

import hashlib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from index.model import Chunk, Report, Scope
from index.store.local import LocalStore
from index.store.protocol import Store
from tests.helpers.fakes import FakeEmbedder
from tests.helpers.paths import ROOT

CHILD = (sys.executable, "-m", "tests.faults.helpers.child")
_QUESTIONS = ("养老床位", "补助资金多少万元", "走访困难群众")
_ALL = 100_000  # more chunks than there are: equal scores are cut by ids, which differ between equal indexes

Answers = dict[tuple[str, str, str, int], float]
"""The scores by question, search, report and the paragraph's ordinal."""


def child(*arguments: object, before: Sequence[str] = (), **options: Any) -> "subprocess.CompletedProcess[str]":
    """Runs `tests.faults.helpers.child` to its end, by the command `before` if any; returns what it printed."""
    command = [*before, *CHILD, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False, **options)


def files(folder: Path) -> dict[str, str]:
    """The SHA-256 of each report file by its name."""
    paths = sorted(folder.rglob("*.txt"))
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def stored(index: Path) -> dict[str, str]:
    """The same of what an index holds; nothing where there is no index."""
    if not LocalStore.exists(index):
        return {}
    with closing(LocalStore.open(index)) as store:
        return {card.path: store.report(card.path).sha256 for card in store.catalogue()}


def states_of(before: Mapping[str, str], wanted: Mapping[str, str]) -> list[dict[str, str]]:
    """What an index that holds `before` holds before a pruning build of `wanted` and after each of its commits."""
    states = [dict(before)]
    for name in sorted(wanted):
        if before.get(name) != wanted[name]:
            states.append(states[-1] | {name: wanted[name]})
    for name in sorted(before.keys() - wanted.keys()):
        states.append({other: digest for other, digest in states[-1].items() if other != name})
    return states


def commits(output: str) -> int:
    """How many commits a child told of in what it printed."""
    return sum(line.startswith(("stored", "removed")) for line in output.splitlines())


def killed_build(index: Path, reports: Path, commits: int) -> dict[str, str]:
    """Builds in a child that is killed when it has told of so many commits; what it told as stored, as `stored` does.

    Its log and its shared memory are left beside the database.
    """
    command = [*CHILD, "build", str(reports), "--out", str(index), "--prune"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        names = [process.stdout.readline().split()[-1] for _ in range(commits + 1)][1:]
        process.kill()
    return {name: digest for name, digest in files(reports).items() if name in names}


def answers(store: Store, k: int = 10) -> Answers:
    """What both searches find for some questions. Each paragraph found must stand in its report to the letter."""
    embedder = FakeEmbedder()
    texts: dict[str, str] = {}
    found: Answers = {}
    for question in _QUESTIONS:
        dense = store.search_dense(embedder.embed_query(question), k, Scope())
        for search, hits in (("dense", dense), ("lexical", store.search_lexical(question, k, Scope()))):
            for chunk, (_, score) in zip(store.chunks([number for number, _ in hits]), hits, strict=True):
                if chunk.report not in texts:
                    texts[chunk.report] = store.report(chunk.report).text
                if texts[chunk.report][chunk.start : chunk.end] != chunk.text:
                    raise AssertionError(f"{chunk.report}: paragraph {chunk.ordinal} is not the report's own text")
                found[question, search, chunk.report, chunk.ordinal] = score
    return found


def answers_of(index: Path) -> Answers:
    """`answers` of an index that is opened for it."""
    with closing(LocalStore.open(index)) as store:
        return answers(store)


def assert_equal(index: Path, other: Path) -> None:
    """Both hold the same reports and chunks, and answer the same up to rounding, whatever the ids."""
    (reports, found), (others, expected) = _everything(index), _everything(other)
    assert reports == others
    assert found == pytest.approx(expected, abs=1e-6)


def _everything(index: Path) -> tuple[dict[str, tuple[Report, tuple[Chunk, ...]]], Answers]:
    with closing(LocalStore.open(index)) as store:
        reports = {
            card.path: (store.report(card.path), tuple(chunk for _, chunk in store.report_chunks(card.path)))
            for card in store.catalogue()
        }
        return reports, answers(store, _ALL)
