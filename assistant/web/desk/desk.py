"""The editors' desk: reports put in, set right and taken out of the served folder, and the index brought up to it.

Nothing is ever deleted: what is taken out or replaced is kept. One editor at a time changes anything, whatever app they
use. A change is on record before it is made, and marked as unfinished until the index holds it.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from assistant.answer import Assistant
from assistant.web.desk.folder import Folder, handed_in, safe_name, visible
from index.build import build
from index.errors import AuditError, ReportError, StoreError
from index.files.read import content, readable
from index.model import Card, Region, Report
from index.report import corrections
from index.report.corrections import ABSENT, NONE, Correction, place_named
from index.report.load import load
from index.store.addresses import Address
from index.summary import Summary

Advance = Callable[[float], None]
"""Is told the share of a build that is done, from 0 to 1."""
Note = Callable[[str, str], None]
"""Writes (action, subject) to the audit log, for the user who acts. Raises AuditError."""

UNFINISHED = (
    "有一次对报告的更新没有做完，或正在进行：索引里可能缺少报告。若没有人正在更新，请编辑在“资料”里点“重建索引”"
)
"""What is told while `Desk.unfinished`."""


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
    """Changes the reports that are served. Safe to use from several threads and processes: one change at a time.

    Each raises YoujuError where it cannot be made or put on record, somebody else is making one, or its build fails.
    """

    def __init__(self, served: Served, folder: Folder) -> None:
        self._served = served
        self._folder = folder

    @property
    def unfinished(self) -> bool:
        """Whether a change is under way, or one was cut short before the index held it."""
        return self._folder.unfinished(self._served.index)

    def entries(self) -> tuple[Entry, ...]:
        """The reports of the folder and of the index, by name. Raises ReportError for a broken corrections.json."""
        cards = self._served.get().catalogue().by_path
        files = self._folder.files()
        told = corrections.load(self._folder.reports)
        return tuple(
            Entry(name, cards.get(name), told.get(name, NONE), name in files)
            for name in sorted(cards.keys() | files.keys())
        )

    def refusal(self, name: str) -> str | None:
        """Why a file that is not in the index never will be, where its format tells so."""
        try:
            readable(content(file := self._folder.file(name)), file.suffix)
        except ReportError as problem:
            return str(problem)
        return None

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
            same = self._folder.holds(file, name)
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
        """Puts the good ones of these files, and of those in zip files, into the folder, builds, and tells of each.

        Of a name that the folder holds already the file is taken only where `replace` is set.
        """
        with self._alone():
            results, files = [], handed_in(files)
            for file, checked in zip(files, self.check_all(files), strict=True):
                if checked.state == "new" or (checked.state == "version" and replace):
                    with self._change(note, "上传" if checked.state == "new" else "上传新版本", checked.name):
                        self._folder.put(file, checked.name)
                results.append(checked)
            return results, self._build(advance)

    def reading(self, name: str) -> Report:
        """How a report of the folder is read without its correction, which may be stored. Raises ReportError."""
        file, assistant = self._folder.file(name), self._served.get()
        if self.correction(name) == NONE and name in assistant.catalogue().by_path:
            stored = assistant.library.report(name)
            if stored.sha256 == hashlib.sha256(content(file)).hexdigest():
                return stored  # a scan takes seconds to read
        return load(file, name)

    def correction(self, name: str) -> Correction:
        """What was set right about a report. Raises ReportError for a broken corrections.json."""
        return corrections.load(self._folder.reports).get(name, NONE)

    def correct(self, name: str, place: str, year: str, title: str, note: Note, advance: Advance) -> Summary:
        """Sets a report's place, year and title and builds; what is blank or as read anyway is left to the report.

        A place or year of 无 is none, whatever is read.
        """
        with self._alone():
            correction = _correction(self.reading(name), place.strip(), year.strip(), title.strip())
            told = {**corrections.load(self._folder.reports), name: correction}
            with self._change(note, "更正", f"{name}：{set_right(correction) or '恢复自动识别'}"):
                corrections.save(self._folder.reports, told)
            return self._build(advance)

    def remove(self, name: str, note: Note, advance: Advance) -> Summary:
        """Moves a report out of the folder, drops its correction and builds; after the last the index is empty."""
        with self._alone():
            others = {each: told for each, told in corrections.load(self._folder.reports).items() if each != name}
            file, kept = self._folder.to_take_out(name)
            with self._change(note, "移除", f"{name} → {kept.name}"):
                self._folder.take_out(file, kept)
                corrections.save(self._folder.reports, others)
            return self._build(advance)

    def rebuild(self, note: Note, advance: Advance) -> Summary:
        """Brings the index up to the folder."""
        with self._alone():
            note("重建索引", self._folder.reports.name)
            return self._build(advance)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            with self._folder.alone():
                self._check_folder()
                yield
        except OSError as problem:
            places = f"报告文件夹 {self._folder.reports} 或 {self._folder.removed}"
            raise StoreError(f"{places} 不能写入（{problem.strerror}）；请检查权限和磁盘空间") from problem

    @contextmanager
    def _change(self, note: Note, action: str, subject: str) -> Iterator[None]:
        """Puts what the block changes on record and marks it as unfinished; one that fails is on record as such."""
        note(action, subject)
        try:
            self._folder.begin(self._served.index)
            yield
        except Exception:
            with suppress(AuditError):
                note(f"{action}未完成", subject)
            raise

    def _check_folder(self) -> None:
        """Raises ReportError where the folder is empty of reports that nobody took out here: a build would drop them.

        Such a folder is mistyped, or its disk not mounted; where a removal was cut short it holds the mark of that.
        """
        if self.unfinished or self._folder.files():
            return
        if lost := len(self._served.get().catalogue()):
            raise ReportError(
                f"报告文件夹 {self._folder.reports} 是空的，索引里却有 {lost} 份不是在这里移除的报告；"
                "请检查文件夹是否写错或没有挂载"
            )

    def _build(self, advance: Advance) -> Summary:
        """Brings the index up to the folder with the model that is loaded; an empty folder was emptied here."""
        reports, index, model = [self._folder.reports], self._served.index, self._served.get().embedder
        done = build(reports, index, model=model, prune=True, empty=True, progress=False, advance=advance)
        self._folder.finish(index)
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
