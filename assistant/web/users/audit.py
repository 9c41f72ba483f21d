"""The audit log: who did what, to what, from where and when, one JSON object a line, only ever added to.

Who acts writes first and then acts: what cannot be put on record is not done.
"""

import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from filelock import lock_descriptor

from index.errors import AuditError

_LONGEST = 500  # characters of a name, an address, an action, a subject: no sender decides how fast the log grows


class AuditLog:
    """Adds lines to one file. Safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        """Makes the file, readable by its owner only, where there is none. Raises AuditError where it cannot be."""
        self._path = path
        self._guard = Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            self._opened().close()
        except OSError as problem:
            raise self._failure(problem) from problem

    def write(self, user: str | None, address: str | None, action: str, subject: str) -> None:
        """Adds one line; `user` is None where nobody has signed in, `address` is the client's IP address.

        When it returns the line is on the disk. Raises AuditError where it could not be written: then no part of it is.
        """
        time = datetime.now(UTC).isoformat(timespec="seconds")
        told = {"user": user, "address": address, "action": action, "subject": subject}
        entry = {"time": time, **{key: _short(text) for key, text in told.items()}}
        line = f"{_visible(json.dumps(entry, ensure_ascii=False))}\n".encode()
        try:
            with self._guard, self._opened() as file:
                lock_descriptor(file.fileno(), poll_interval=0.005)  # until the file is closed
                _append(file, line)
        except OSError as problem:
            raise self._failure(problem) from problem

    def _opened(self) -> io.FileIO:
        return self._path.open("a+b", buffering=0)

    def _failure(self, problem: OSError) -> AuditError:
        return AuditError(
            f"操作记录 {self._path} 不能写入（{problem.strerror}），没有记录就不能操作；请检查权限和磁盘空间"
        )


def _append(file: io.FileIO, line: bytes) -> None:
    """Adds a line whole or not at all. Raises OSError."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 1))
    if size and file.read(1) != b"\n":
        line = b"\n" + line  # behind half a line that a killed process left
    try:
        while line:  # a disk that fills up takes a part of it, and only then is an error
            line = line[file.write(line) :]
        os.fsync(file.fileno())
    except BaseException:
        file.truncate(size)
        raise


def _short(text: str | None) -> str | None:
    return text if text is None or len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _visible(line: str) -> str:
    """The line of JSON with escapes for what would break or reorder it on a screen: separators, marks of direction."""
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in line)
