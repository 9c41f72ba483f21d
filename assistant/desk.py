"""The editors' desk: reports put in, set right and taken out of the served folder, and the index brought up to it.

Nothing is ever deleted: what is taken out or replaced is kept. One editor at a time changes anything.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Literal, Protocol

from assistant.answer import Assistant
from assistant.folder import Folder, safe_name, visible
from index import corrections
from index.addresses import Address
from index.build import build
from index.corrections import ABSENT, NONE, Correction, place_named
from index.errors import ReportError, StoreError
from index.model import Card, Region, Report
from index.reports import load
from index.summary import Summary

Advance = Callable[[float], None]
"""Is told the share of a build that is done, from 0 to 1."""
Note = Callable[[str, str], None]
"""Writes (action, subject) to the audit log, for the user who acts."""


class Served(Protocol):
    """What the desk asks of `assistant.web.current.Current`."""

    @property
    def index(self) -> Address:
        """Where the index lies."""

    def get(self) -> Assistant:
        """The assistant in use."""

    def reopen(self) -> None:
        """Takes up the index as it is now."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was handed in: its safe name, how it would be read, or why it cannot be (`fault`).

    `state` is "old" where the folder holds this very file, "version" where it holds another of the name.
    """

    name: str
    state: Literal["new", "old", "version", "bad"]
    report: Report | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A report of the folder or the index: `card` as indexed, None where it is not; `present` where it has a file."""

    path: str
    card: Card | None
    correction: Correction
    present: bool


class Desk:
    """Changes the reports that are served. Safe to use from several threads: one change at a time.

    Each change raises YoujuError where it cannot be made, somebody else is making one, or the build after it fails.
    """

    def __init__(self, served: Served, folder: Folder) -> None:
        self._served = served
        self._folder = folder
        self._lock = Lock()

    def entries(self) -> tuple[Entry, ...]:
        """The reports of the folder and of the index, by name. Raises ReportError for a broken corrections.json."""
        cards = self._served.get().catalogue().by_path
        files = self._folder.files()
        told = corrections.load(self._folder.reports)
        return tuple(
            Entry(name, cards.get(name), told.get(name, NONE), name in files)
            for name in sorted(cards.keys() | files.keys())
        )

    def sections(self, name: str) -> int:
        """How many sections an indexed report has, at all depths."""
        return count_sections(self._served.get().library.report(name))

    def check(self, file: Path) -> Checked:
        """Reads a file handed in, as a build would; never raises for what is wrong with it."""
        try:
            name = safe_name(file.name)
            target = self._folder.target(name)
            told = corrections.load(self._folder.reports).get(name, NONE)
            report = load(file, name, told)
            same = target.exists() and target.read_bytes() == file.read_bytes()
        except (ReportError, OSError) as problem:
            return Checked(visible(file.name)[:100], "bad", fault=str(problem))
        return Checked(name, "old" if same else "version" if target.exists() else "new", report)

    def check_all(self, files: Sequence[Path]) -> Iterator[Checked]:
        """`check` for each; of two with the same name the second is bad."""
        names: set[str] = set()
        for file in files:
            checked = self.check(file)
            if checked.state != "bad" and checked.name in names:
                checked = Checked(checked.name, "bad", fault="这一批里有两个同名的文件，只取第一个；请改名后再放入")
            names.add(checked.name)
            yield checked

    def put(self, files: Sequence[Path], replace: bool, note: Note, advance: Advance) -> tuple[list[Checked], Summary]:
        """Puts the good ones of these files into the folder, builds, and returns how each was found.

        Of a name that the folder holds already the file is taken only where `replace` is set.
        """
        with self._alone():
            results = []
            for file, checked in zip(files, self.check_all(files), strict=True):
                if checked.state == "new" or (checked.state == "version" and replace):
                    self._folder.put(file, checked.name)
                    note("上传" if checked.state == "new" else "上传新版本", checked.name)
                results.append(checked)
            return results, self._build(advance)

    def reading(self, name: str) -> Report:
        """How a report of the folder is read without its correction. Raises ReportError."""
        return load(self._folder.file(name), name)

    def correction(self, name: str) -> Correction:
        """What was set right about a report. Raises ReportError for a broken corrections.json."""
        return corrections.load(self._folder.reports).get(name, NONE)

    def correct(self, name: str, place: str, year: str, title: str, note: Note, advance: Advance) -> Summary:
        """Sets a report's place, year and title and builds; what is blank or as read anyway is left to the report.

        A place or year of 无 is none, whatever is read.
        """
        with self._alone():
            correction = _correction(self.reading(name), place.strip(), year.strip(), title.strip())
            corrections.save(self._folder.reports, {**corrections.load(self._folder.reports), name: correction})
            note("更正", f"{name}：{set_right(correction) or '恢复自动识别'}")
            return self._build(advance)

    def remove(self, name: str, note: Note, advance: Advance) -> Summary:
        """Moves a report out of the folder, drops its correction and builds; after the last the index is empty."""
        with self._alone():
            others = {each: told for each, told in corrections.load(self._folder.reports).items() if each != name}
            kept = self._folder.take_out(name)
            corrections.save(self._folder.reports, others)
            note("移除", f"{name} → {kept.name}")
            return self._build(advance)

    def rebuild(self, note: Note, advance: Advance) -> Summary:
        """Brings the index up to the folder."""
        with self._alone():
            note("重建索引", self._folder.reports.name)
            return self._build(advance)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._lock.acquire(blocking=False):
            raise StoreError("有人正在更新报告，请等更新完成后再试")
        try:
            self._check_folder()
            yield
        except OSError as problem:
            raise StoreError(f"报告文件夹不能写入（{problem.strerror}）；请检查权限和磁盘空间") from problem
        finally:
            self._lock.release()

    def _check_folder(self) -> None:
        """Raises ReportError where the folder is empty of reports that nobody took out here: a build would drop them.

        Such a folder is mistyped, or its disk not mounted.
        """
        if self._folder.files():
            return
        lost = [card.path for card in self._served.get().catalogue() if not self._folder.took_out(card.path)]
        if lost:
            raise ReportError(
                f"报告文件夹 {self._folder.reports} 是空的，索引里却有 {len(lost)} 份不是在这里移除的报告；"
                "请检查文件夹是否写错或没有挂载"
            )

    def _build(self, advance: Advance) -> Summary:
        """Brings the index up to the folder with the model that is loaded; an empty folder was emptied here."""
        reports, index, model = [self._folder.reports], self._served.index, self._served.get().embedder
        done = build(reports, index, model=model, prune=True, empty=True, progress=False, advance=advance)
        self._served.reopen()
        return done


def count_sections(report: Report) -> int:
    """How many sections a report has, at all depths."""
    return sum(1 for top in report.sections for _ in top.walk())


def set_right(correction: Correction) -> str:
    """What was set right, in words; "" for nothing."""
    facts = {"地区": correction.place, "年份": correction.year, "标题": correction.title}
    return "，".join(f"{word} {fact}" for word, fact in facts.items() if fact)


def _correction(plain: Report, place: str, year: str, title: str) -> Correction:
    """What differs from how the report is read. Raises ReportError."""
    return Correction(
        place=ABSENT if place == ABSENT else _place(place, plain.region) if place else None,
        year=ABSENT if year == ABSENT else _year(year, plain.year) if year else None,
        title=title if title and title != plain.title else None,
    )


def _place(told: str, read: Region | None) -> str | None:
    region = place_named(told)
    return "".join(region.path) if region != read else None


def _year(told: str, read: int | None) -> int | None:
    digits = unicodedata.normalize("NFKC", told).removesuffix("年")
    if not re.fullmatch(r"[0-9]{4}", digits):
        raise ReportError(f"年份应是四位数字，如 2023，或「{ABSENT}」，不能是「{visible(told)[:20]}」")
    return int(digits) if int(digits) != read else None
