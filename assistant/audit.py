"""The audit log: who did what, to what, from where and when, one JSON object a line, only ever added to."""

import json
from datetime import UTC, datetime
from pathlib import Path


class AuditLog:
    """Adds lines to one file. Safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        """Makes the file, readable by its owner only, where there is none."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._path = path

    def write(self, user: str | None, address: str | None, action: str, subject: str) -> None:
        """Adds one line; `user` is None where nobody has signed in, `address` is the client's IP address."""
        time = datetime.now(UTC).isoformat(timespec="seconds")
        entry = {"time": time, "user": user, "address": address, "action": action, "subject": subject}
        # Unbuffered, so that a line is one write at the file's end and lines of two threads never mix.
        with self._path.open("ab", buffering=0) as file:
            file.write(f"{_visible(json.dumps(entry, ensure_ascii=False))}\n".encode())


def _visible(line: str) -> str:
    """The line of JSON with escapes for what would break or reorder it on a screen: separators, marks of direction."""
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in line)
