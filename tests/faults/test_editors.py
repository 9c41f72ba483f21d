"""Editors' apps, two over one folder and killed at every step: nothing acknowledged is lost, nothing half is read."""

import json
import shutil
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from assistant.web.desk.desk import Desk
from assistant.web.desk.folder import Folder
from index.build import build
from index.report import corrections
from index.report.corrections import Correction
from index.verify import verify
from tests.faults.helpers.disks import on_a_full_disk
from tests.helpers.desks import NEW, Served
from tests.helpers.fakes import FakeEmbedder
from tests.helpers.paths import ROOT
from tests.helpers.places import HEPING, REPORTS, SUZHOU

KEPT, MADE = Correction(year=2021), Correction(year=2020)
ACTS = [("new",), ("version",), ("remove",), ("correct", SUZHOU, "2020")]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Three reports, one of them set right, and their index."""
    folder = tmp_path / "base"
    for inside in ("reports", "inbox/new", "inbox/version"):
        (folder / inside).mkdir(parents=True)
    for name in ("new/新.txt", f"version/{SUZHOU}"):
        (folder / "inbox" / name).write_text(NEW, encoding="utf-8")
    for name, text in REPORTS.items():
        (folder / "reports" / name).write_text(text, encoding="utf-8")
    corrections.save(folder / "reports", {HEPING: KEPT})
    build([folder / "reports"], folder / "index", model=FakeEmbedder())
    return folder


def editor(folder: Path, step: int, *act: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.faults.helpers.editor", str(folder), str(step), *act]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8")


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act[0])
def test_an_editor_killed_at_any_step_loses_nothing(base: Path, tmp_path: Path, act: tuple[str, ...]) -> None:
    for step in count(1):
        folder = tmp_path / str(step)
        shutil.copytree(base, folder)
        with editor(folder, step, *act) as process:
            said = process.communicate()[0]
        check(folder, act[0] if said else None)
        if said:
            break
        assert process.returncode < 0
    assert step > 6


@pytest.mark.parametrize("kib", [0, 16, 200])
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act[0])
def test_an_editor_on_a_full_disk_loses_nothing(base: Path, act: tuple[str, ...], kib: int) -> None:
    done = on_a_full_disk(base, kib, "edit", base, 0, *act)
    assert (done.returncode, done.stdout) in {(0, "done\n"), (2, "")}, done.stderr
    if done.returncode:
        assert "磁盘空间" in done.stderr
    check(base, None if done.returncode else act[0])


def check(folder: Path, acknowledged: str | None) -> None:
    """What must hold after a change that was acknowledged, or was not."""
    reports = Folder(folder / "reports", folder / "removed")
    files = {name: path.read_text(encoding="utf-8") for name, path in reports.files().items()}
    kept = [path.read_text(encoding="utf-8") for path in reports.removed.glob("2*")]
    assert set(REPORTS.values()) <= {*files.values(), *kept}
    assert all(text in {REPORTS.get(name), NEW} for name, text in files.items())
    told = corrections.load(reports.reports)
    assert told.pop(HEPING) == KEPT
    assert told in ({}, {SUZHOU: MADE})
    log = (folder / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    if not [json.loads(line) for line in log]:
        assert (files, told) == (dict(REPORTS), {})
    new = {"new": files.get("新.txt") == NEW, "version": files.get(SUZHOU) == NEW, "correct": told == {SUZHOU: MADE}}
    assert acknowledged is None or {**new, "remove": SUZHOU not in files}[acknowledged]
    _check_made_up_for(folder, reports, sorted(files))


def _check_made_up_for(folder: Path, reports: Folder, files: list[str]) -> None:
    """What the index lacks was marked, and the next build takes it in."""
    desk = Desk(Served(folder / "index"), reports)
    marked = desk.unfinished
    done = desk.rebuild(lambda action, subject: None, lambda share: None)
    assert marked or not (done.added or done.refreshed or done.removed)
    assert not desk.unfinished
    assert not list(reports.reports.glob(".*.part"))
    assert verify(folder / "index") == ()
    assert [card.path for card in Served(folder / "index").get().catalogue()] == files


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
