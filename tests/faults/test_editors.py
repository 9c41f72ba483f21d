"""Editors' apps, two over one folder and killed at every step: nothing acknowledged is lost, nothing half is read."""

import json
import shutil
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from assistant.desk import Desk
from assistant.folder import Folder
from index import corrections
from index.build import build
from index.corrections import Correction
from index.verify import verify
from tests.desks import NEW, Served
from tests.fakes import FakeEmbedder
from tests.faults.held import ROOT
from tests.places import HEPING, REPORTS, SUZHOU

KEPT = Correction(year=2021)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Three reports, one of them set right, and their index."""
    folder = tmp_path / "base"
    for inside in ("reports", "inbox"):
        (folder / inside).mkdir(parents=True)
    for name, text in REPORTS.items():
        (folder / "reports" / name).write_text(text, encoding="utf-8")
    corrections.save(folder / "reports", {HEPING: KEPT})
    build([folder / "reports"], folder / "index", model=FakeEmbedder())
    return folder


def editor(folder: Path, step: int, *act: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.faults.editor", str(folder), str(step), *act]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8")


@pytest.mark.parametrize(
    "act", [("new",), ("version",), ("remove",), ("correct", SUZHOU, "2020")], ids=lambda act: act[0]
)
def test_an_editor_killed_at_any_step_loses_nothing(base: Path, tmp_path: Path, act: tuple[str, ...]) -> None:
    for step in count(1):
        folder = tmp_path / str(step)
        shutil.copytree(base, folder)
        with editor(folder, step, *act) as process:
            said = process.communicate()[0]
        check(folder, act)
        if said:
            break
        assert process.returncode < 0
    assert step > 6


def check(folder: Path, act: tuple[str, ...]) -> None:
    reports = folder / "reports"
    files = {
        name: path.read_text(encoding="utf-8") for name, path in Folder(reports, folder / "removed").files().items()
    }
    told = corrections.load(reports)
    log = [json.loads(line) for line in (folder / "audit.jsonl").read_text(encoding="utf-8").splitlines()]
    kept = [path.read_text(encoding="utf-8") for path in (folder / "removed").glob("2*")]
    assert set(REPORTS.values()) <= {*files.values(), *kept}
    assert all(text in {REPORTS.get(name), NEW} for name, text in files.items())
    assert told.pop(HEPING) == KEPT
    assert told in ({}, {SUZHOU: KEPT}, {SUZHOU: Correction(year=2020)})
    if not log:
        assert (files, told) == (dict(REPORTS), {})
    desk = Desk(Served(folder / "index"), Folder(reports, folder / "removed"))
    was_told = desk.unfinished
    done = desk.rebuild(lambda action, subject: None, lambda share: None)
    assert was_told or not (done.added or done.refreshed or done.removed)
    assert not desk.unfinished
    assert not list(reports.glob(".*.part"))
    assert verify(folder / "index") == ()
    assert sorted(card.path for card in Served(folder / "index").get().catalogue()) == sorted(files)


def test_two_apps_over_one_folder_lose_no_correction(base: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"  # an app with an index and a data folder of its own
    other.mkdir()
    shutil.copytree(base / "index", other / "index")
    (other / "reports").symlink_to(base / "reports")
    acts = {name: str(1991 + number) for number, name in enumerate(sorted(REPORTS))}
    for again in range(3):
        wanted = {name: str(int(year) + 5 * again) for name, year in acts.items()}
        editors = [
            editor(folder, 0, "correct", name, year)
            for folder, (name, year) in zip((base, other, base), wanted.items(), strict=True)
        ]
        assert [process.communicate()[0] for process in editors] == ["done\n"] * 3
        told = {name: correction.year for name, correction in corrections.load(base / "reports").items()}
        assert told == {name: int(year) for name, year in wanted.items()}
