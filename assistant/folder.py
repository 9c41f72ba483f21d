"""The folder of reports on disk: a file is put in whole or not at all, and what is taken out is kept elsewhere."""

import os
import re
import shutil
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from index.errors import ReportError
from index.formats import SUFFIXES
from index.reports import discover

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
        """Where a file of this safe name is put. Raises ReportError where a folder or a link stands there."""
        target = self.reports / name
        if target.is_dir() or target.is_symlink():
            raise ReportError("文件夹里已有同名的子文件夹或链接；请给文件换个名字")
        return target

    def put(self, file: Path, name: str) -> None:
        """Copies a file in; one of the same name is kept among the removed first. Raises OSError, ReportError."""
        target = self.target(name)
        unborn = self.reports / f".{name}.part"  # hidden: no build reads it before it is all on the disk
        try:
            shutil.copyfile(file, unborn)
            _sync(unborn)
            if target.exists():
                kept = self._kept(name)
                shutil.copyfile(target, kept)
                _sync(kept)
            unborn.replace(target)
        finally:
            unborn.unlink(missing_ok=True)
        _sync(self.reports)

    def take_out(self, name: str) -> Path:
        """Moves a report among the removed and returns where it is now. Raises OSError, ReportError."""
        kept = self._kept(name)
        shutil.move(self.file(name), kept)
        return kept

    def took_out(self, name: str) -> bool:
        """Whether a report of this name is among the removed."""
        kept = self.removed.iterdir() if self.removed.is_dir() else ()
        return any(path.name.split("-", 3)[-1] == _flat(name) for path in kept)

    def _kept(self, name: str) -> Path:
        self.removed.mkdir(parents=True, exist_ok=True)
        return self.removed / f"{datetime.now():%Y%m%d-%H%M%S-%f}-{_flat(name)}"


def _flat(name: str) -> str:
    """The name of a report in a sub-folder as that of one file."""
    return name.replace("/", "_")


def _sync(path: Path) -> None:
    """Has the disk hold what was written to a file or a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
