"""The folder of reports on disk: a file is put in whole or not at all, and what is taken out is kept elsewhere.

Hidden beside the reports lie the lock of whoever changes them and a mark for each index that lacks a change.
"""

import hashlib
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import ReportError, StoreError
from index.files.formats import SUFFIXES
from index.files.read import content
from index.report.load import discover, documents
from index.store.addresses import Address
from index.whole import clear_unborn, sync, written_whole

_LOCK = ".youju.lock"

_LONGEST_NAME = 180  # bytes in UTF-8: file systems take 255, and a removed file gets its time put before its name
_UNSAFE = re.compile(r'[<>:"|?*]')  # what Windows refuses in a name
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9]) *(?:\.|$)", re.IGNORECASE)  # and as a name


def safe_name(told: str) -> str:
    """The name under which a file handed in as `told` is kept: no folders, no hidden name, no control characters.

    Raises ReportError where nothing is left of it or it is too long.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", told))[-1]
    spaced = "".join(" " if character.isspace() else character for character in last)
    name = " ".join(_UNSAFE.sub("_", visible(spaced)).split()).lstrip(".~$ ").rstrip(". ")
    name = f"_{name}" if _DEVICE.match(name) else name
    if not Path(name).suffix:
        formats = "、".join(sorted(SUFFIXES))
        raise ReportError(f"文件名不能用；请改成如「某市民政局2023年工作总结.txt」的名字（支持 {formats}）")
    if len(name.encode("utf-8")) > _LONGEST_NAME:
        raise ReportError(f"文件名太长（上限 {_LONGEST_NAME // 3} 个汉字）；请改短")
    return name


def handed_in(files: Sequence[Path]) -> list[Path]:
    """The files that were handed in, those in a zip file each for itself."""
    return [path for file in files for path in documents(file)]


def visible(name: str) -> str:
    """Without control, direction, surrogate and private characters: a name that can be shown and stored."""
    return "".join(character for character in name if unicodedata.category(character)[0] != "C")


@dataclass(frozen=True, slots=True)
class Folder:
    """The reports under `reports`; what is taken out or replaced goes to `removed`, under its time and name."""

    reports: Path
    removed: Path

    def files(self) -> dict[str, Path]:
        """The files that a build reads, by report name."""
        return {name: path for path, name in discover([self.reports])}

    def file(self, name: str) -> Path:
        """The file of a report: only one that was found, for a name that a user sends is never made a path.

        Raises ReportError where there is none.
        """
        if path := self.files().get(name):
            return path
        raise ReportError(f"文件夹里没有报告「{visible(name)[:100]}」；请刷新清单")

    def target(self, name: str) -> Path:
        """Where a file of this safe name is put. Raises ReportError where something else than a file stands there."""
        target = self.reports / name
        if target.is_symlink() or (target.exists() and not target.is_file()):
            raise ReportError("文件夹里已有同名的子文件夹或链接；请给文件换个名字")
        return target

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Until the block ends nobody else changes the folder, from whatever process; one that dies lets go of it.

        What killed ones left half-written is cleared away first. Raises StoreError where somebody is changing it,
        ReportError where there is no folder, OSError.
        """
        if not self.reports.is_dir():
            raise ReportError(f"没有报告文件夹 {self.reports}；请检查是否写错或没有挂载")
        if not os.access(self.reports, os.W_OK):  # then there is nothing to be alone for
            yield
            return
        lock = FileLock(self.reports / _LOCK, mode=0o666)  # also for the app of another user who may write here
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise StoreError("有人正在更新报告，请等更新完成后再试") from None
        try:
            clear_unborn(self.reports)
            yield
        finally:
            lock.release()

    def begin(self, index: Address) -> None:
        """Marks that a change which this index does not hold yet is being made. Raises OSError."""
        with suppress(FileExistsError):
            self._mark(index).open("x").close()  # not touched: that would reach through a link
        sync(self.reports)

    def unfinished(self, index: Address) -> bool:
        """Whether a change was begun that has not reached this index: it is under way, or was cut short."""
        try:
            return self._mark(index).exists()
        except OSError:  # a folder that cannot be looked into, as whoever reads it is told
            return False

    def finish(self, index: Address) -> None:
        """Takes the mark away: the index holds the folder as it is. Raises OSError."""
        if self.unfinished(index):  # a disk that is read-only refuses to remove even what is not there
            self._mark(index).unlink()

    def holds(self, file: Path, name: str) -> bool:
        """Whether the very content of a file handed in lies here under this name. Raises OSError, ReportError."""
        target = self.target(name)
        return target.exists() and target.read_bytes() == content(file)

    def put(self, file: Path, name: str) -> None:
        """Copies a file in; one of the same name is kept among the removed first. Raises OSError, ReportError."""
        target, data = self.target(name), content(file)
        if target.exists():
            self._keep(target, self.kept(name))
        with written_whole(target) as copy:
            copy.write(data)

    def kept(self, name: str) -> Path:
        """Where a report that is taken out now is kept."""
        flat = name.replace("/", "_").encode()[-_LONGEST_NAME:].decode(errors="ignore")
        return self.removed / f"{datetime.now():%Y%m%d-%H%M%S-%f}-{flat}"

    def to_take_out(self, name: str) -> tuple[Path, Path]:
        """The file of a report, and where it is kept when it is taken out. Raises ReportError for one in a zip file."""
        file = self.file(name)
        if not file.is_file():
            raise ReportError("这份报告在压缩包里，不能单独移除；请在报告文件夹里解压这个压缩包，再移走压缩包")
        return file, self.kept(name)

    def take_out(self, file: Path, kept: Path) -> None:
        """Moves a report to `kept`, on another disk perhaps; at any moment it is whole in one place. Raises OSError."""
        self._keep(file, kept)
        file.unlink()
        sync(file.parent)

    def _keep(self, file: Path, kept: Path) -> None:
        self.removed.mkdir(mode=0o700, parents=True, exist_ok=True)  # a report that few may read is copied here
        _copy(file, kept)

    def _mark(self, index: Address) -> Path:
        """By the index's address: apps with indexes of their own may share the folder."""
        told = str(index.resolve() if isinstance(index, Path) else index)
        return self.reports / f".youju-{hashlib.sha256(told.encode()).hexdigest()[:12]}.unfinished"


def _copy(file: Path, target: Path) -> None:
    with file.open("rb") as source, written_whole(target) as copy:
        shutil.copyfileobj(source, copy)
