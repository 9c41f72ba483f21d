"""What users said of answers: kept in SQLite, exported as JSON Lines from which the evaluation's set grows.

The export has one JSON object a line for each answer that was judged, of the keys of `Feedback`:

    {"id": "…", "time": "2025-03-01T09:30:00+08:00", "liked": true, "reason": "…", "question": "…", "history": ["…"],
     "answer": {…}, "versions": {"index": "…"}}

`answer` is the Answer of the contract.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from pydantic import TypeAdapter

from assistant.model import Answer
from index.errors import EvaluationError, StoreError
from index.whole import written_whole

if TYPE_CHECKING:
    from assistant.answer import Assistant

LONGEST_REASON = 2000  # characters
FILE = "feedback.sqlite"  # in the folder of what users make
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_PATIENCE = 10  # seconds to wait for another writer
_FINGERPRINT = 12  # characters of a SHA-256 that tell models apart
_TABLE = "CREATE TABLE IF NOT EXISTS feedback (id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT"
# Not REPLACE: a record keeps its place in the order in which answers were first judged.
_PUT = "INSERT INTO feedback VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a user said of an answer. `history` holds the earlier questions of the chat; `versions` what answered.

    `id` is the answer's own, which the page gives: 1 to 64 letters, digits, - and _.
    """

    id: str
    time: datetime
    liked: bool
    reason: str
    question: str
    history: tuple[str, ...]
    answer: Answer
    versions: dict[str, str]


_record = TypeAdapter(Feedback)


def versions(assistant: "Assistant") -> dict[str, str]:
    """What answers: the fingerprint of the index's model, shortened, the model's name, the format of the index."""
    manifest = assistant.store.manifest
    index = manifest.fingerprint[:_FINGERPRINT]
    return {"index": index, "model": manifest.model, "format": str(manifest.version)}


class FeedbackStore:
    """Feedback in one SQLite file, made at the first write. Safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, record: Feedback) -> None:
        """Stores a record in the place of an earlier one of the same id, for a user may think again.

        Raises EvaluationError for a record that cannot be used, and StoreError where it cannot be written.
        """
        if flaw := _flaw(record):
            raise EvaluationError(f"这条反馈没有保存：{flaw}")
        line = json.dumps(asdict(record), ensure_ascii=False, default=datetime.isoformat)
        line = line.encode("utf-8", "replace").decode("utf-8")  # half a character (a lone surrogate) becomes ?
        try:
            _record.validate_json(line, strict=True)  # what is stored can be read again
        except ValueError as error:
            raise EvaluationError("这条反馈没有保存：内容的格式不对，请重新提问后再试") from error
        with self._writing(), self._connected() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(_TABLE)
            connection.execute(_PUT, (record.id, line))

    def records(self) -> Iterator[Feedback]:
        """All records, in the order in which answers were first judged; none where nothing was stored yet.

        Raises StoreError where they cannot be read.
        """
        for name, line in self._rows():
            try:
                yield _record.validate_json(line, strict=True)
            except ValueError as error:
                told = f"反馈库 {self._path} 里编号 {name} 的记录已损坏，或是另一版本写的"
                raise StoreError(f"{told}。{self._cure}") from error

    def export(self, out: Path) -> int:
        """Writes all records as JSON Lines, in one step, and says how many.

        Raises StoreError where there is nothing to export, or it cannot be read or written.
        """
        if not self._exists():
            raise StoreError(f"没有反馈库 {self._path}：还没有人评过回答，或 YOUJU_DATA 指向了别的文件夹")
        if out.resolve().name.startswith(self._path.name) and out.resolve().parent == self._path.resolve().parent:
            raise StoreError(f"{out} 是反馈库自己的文件，不能覆盖：请用 --out 换一个文件名")
        count = 0
        try:
            with written_whole(out) as file:
                for _, line in self._rows():
                    file.write(f"{line}\n".encode())
                    count += 1
        except OSError as error:
            raise StoreError(f"写不了 {out}（{error.strerror}）：请检查文件夹、权限和磁盘空间") from error
        return count

    @property
    def _cure(self) -> str:
        return f"请把 {self._path} 连同旁边的 -wal、-shm 文件移到别处留存，之后会自动新建"

    def _rows(self) -> Iterator[tuple[str, str]]:
        """(id, record as JSON), read as they are asked for."""
        if self._exists():
            with self._connected() as connection:
                connection.execute(_TABLE)  # a process killed at its first write may have left a file without it
                yield from connection.execute("SELECT id, record FROM feedback ORDER BY rowid")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One writer at a time: SQLite does not wait for others where it changes to its write-ahead log."""
        lock = FileLock(f"{self._path}.lock", timeout=_PATIENCE, mode=0o600)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            lock.acquire()
        except Timeout as error:
            raise StoreError(f"反馈库 {self._path} 正被另一个程序占用：请稍后再试") from error
        except OSError as error:
            raise StoreError(self._told(error)) from error
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own for each use, so that threads share none."""
        try:
            self._close_to_others()
            address = f"{self._path.resolve().as_uri()}?mode=rw"
            with closing(_open(address)) as connection:
                yield connection
        except (OSError, sqlite3.Error) as error:
            raise StoreError(self._told(error)) from error

    def _exists(self) -> bool:
        try:
            return self._path.exists()
        except OSError as error:  # the folder cannot be looked into
            raise StoreError(self._told(error)) from error

    def _close_to_others(self) -> None:
        """Has its owner alone read the file and what lies beside it; SQLite gives new ones the mode of the file."""
        for beside in ("", "-wal", "-shm", "-journal"):
            path = Path(f"{self._path}{beside}")
            with suppress(FileNotFoundError):  # another connection, the last, takes its files with it
                if path.stat().st_mode & 0o077:
                    path.chmod(0o600)

    def _told(self, error: Exception) -> str:
        """What is wrong with the file and what to do about it."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code, without SQLite's finer ones
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return f"反馈库 {self._path} 正被另一个程序占用：请稍后再试"
        if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            return f"反馈库 {self._path} 已损坏。{self._cure}"
        return f"反馈库 {self._path} 不能读写（{error}）：请检查文件夹、权限和磁盘空间"


def _open(address: str) -> sqlite3.Connection:
    """A connection that commits each statement; a reader's generator may be read on from another thread."""
    return sqlite3.connect(address, uri=True, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)


def _flaw(record: Feedback) -> str | None:
    """Why a record is of no use, None where it is."""
    if not _ID.fullmatch(record.id):
        return "回答的编号不对，请重新提问后再试"
    if len(record.reason) > LONGEST_REASON:
        return f"理由最多 {LONGEST_REASON} 字，请写短些"
    answer = record.answer
    if not record.question.strip() or not answer.answer.strip() or not (answer.citations or answer.refused):
        return "没有可以评的回答"
    return None
