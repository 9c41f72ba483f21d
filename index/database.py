"""The SQLite file: reports, chunks and vectors, one transaction a report, one writer at a time.

A reader holds one snapshot: it sees the file as it stood when it was opened, whatever a build commits meanwhile.
"""

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.embed import Matrix
from index.errors import StoreError
from index.model import Card, Chunk, Report
from index.regions import leading_places, named_places

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_T = TypeVar("_T")
_FILE = "index.sqlite"
_LOCK = "build.lock"
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE reports (id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL,
                      card TEXT NOT NULL, record TEXT NOT NULL) STRICT;
CREATE TABLE chunks (id INTEGER PRIMARY KEY AUTOINCREMENT, report INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
                     record TEXT NOT NULL, vector BLOB NOT NULL, parts BLOB NOT NULL) STRICT;
CREATE INDEX chunks_of_report ON chunks (report);
CREATE TABLE chunk_years (chunk INTEGER NOT NULL REFERENCES chunks ON DELETE CASCADE, year INTEGER NOT NULL,
                          PRIMARY KEY (chunk, year)) STRICT, WITHOUT ROWID;
"""


class Database:
    """One index's SQLite file. Safe to use from several threads."""

    def __init__(self, directory: Path, lock: sqlite3.Connection | None) -> None:
        """Opens what `create` made; `lock` is that of the one writer, None for a reader."""
        self.directory = directory
        self._lock = lock
        self._guard = threading.RLock()
        address = (directory / _FILE).resolve().as_uri() + "?mode=rw"
        self._connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        try:
            with self._errors():
                self._connection.execute("PRAGMA foreign_keys = ON")
                self._connection.execute("PRAGMA journal_mode = WAL")
            self.snapshot()
        except StoreError:
            self.close()
            raise

    @classmethod
    def create(cls, directory: Path, manifest: Mapping[str, Any]) -> "Database":
        """Makes an empty file and opens it for writing."""
        try:
            directory.mkdir(parents=True, exist_ok=True)
            lock = _locked(directory)
            # Under a name of its own until it is whole: a process killed here leaves no half-made database.
            unborn = directory / f"{_FILE}.new"
            unborn.unlink(missing_ok=True)
            connection = sqlite3.connect(unborn)
            connection.executescript(_SCHEMA)
            meta = {"manifest": json.dumps(dict(manifest)), "revision": secrets.token_hex(16)}
            with connection:
                connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
            connection.close()
            unborn.replace(directory / _FILE)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"不能在 {directory} 建立索引：{error}。请检查文件夹权限和磁盘空间") from error
        return cls(directory, lock)

    @classmethod
    def open(cls, directory: Path, *, writable: bool) -> "Database":
        """Opens the file to read or, alone, to write. Raises StoreError where another build writes or it is damaged."""
        try:
            return cls(directory, _locked(directory) if writable else None)
        except sqlite3.Error as error:
            raise StoreError(f"{directory} 不能写入（{error}）：请检查文件夹权限和磁盘空间") from error

    @staticmethod
    def exists(directory: Path) -> bool:
        """Whether the folder holds a database, of whatever state."""
        return (directory / _FILE).is_file()

    @property
    def writable(self) -> bool:
        """Whether this is the one writer."""
        return self._lock is not None

    def snapshot(self) -> None:
        """Moves a reader on to what has been committed by now."""
        if self._lock is None:
            with self._guard, self._errors():
                self._connection.rollback()
                self._connection.execute("BEGIN")
                self._connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()

    def meta(self, key: str) -> str:
        """The manifest as JSON, or the revision: a name for the state, new with each transaction."""
        return str(self.rows("SELECT value FROM meta WHERE key = ?", key)[0][0])

    def rows(self, query: str, *values: Any) -> list[Any]:
        """All rows of a query. Raises StoreError where the file is damaged."""
        with self._guard, self._errors():
            return self._connection.execute(query, values).fetchall()

    def add(self, report: Report, chunks: Sequence[Chunk], vectors: Matrix, parts: Sequence[Matrix]) -> None:
        """Stores a report, replacing one of the same path; `vectors` is (chunks, dimension), `parts` one a chunk."""
        with self._transaction() as execute:
            execute("DELETE FROM reports WHERE path = ?", (report.path,))
            row = (report.path, report.sha256, encoded(Card, _card(report)), encoded(Report, report))
            number = execute("INSERT INTO reports (path, sha256, card, record) VALUES (?, ?, ?, ?)", row).lastrowid
            for chunk, vector, matrix in zip(chunks, vectors.astype("<f4"), parts, strict=True):
                values = (number, encoded(Chunk, chunk), vector.tobytes(), _packed(matrix))
                insert = "INSERT INTO chunks (report, record, vector, parts) VALUES (?, ?, ?, ?)"
                chunk_id = execute(insert, values).lastrowid
                for year in sorted(chunk.years):
                    execute("INSERT INTO chunk_years VALUES (?, ?)", (chunk_id, year))

    def remove(self, path: str) -> None:
        """Drops a report with its chunks and vectors; a path that is not there is no error."""
        with self._transaction() as execute:
            execute("DELETE FROM reports WHERE path = ?", (path,))

    def parts(self, ids: Sequence[int], dimension: int) -> list[Matrix]:
        """For each chunk the matrix of its sentences, (sentences, dimension), of unit length."""
        query = "SELECT id, parts FROM chunks WHERE id IN (SELECT value FROM json_each(?))"
        blobs = dict(self.rows(query, json.dumps(list(ids))))
        return [_unpacked(blobs[number], dimension) for number in ids]

    def vectors(self, dimension: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """All chunk ids, ascending, and their vectors of shape (chunks, dimension)."""
        rows = self.rows("SELECT id, vector FROM chunks ORDER BY id")
        if any(len(blob) != 4 * dimension for _, blob in rows):
            raise StoreError(f"{self.directory} 里有长度不对的向量。{cure(self.directory)}")
        ids = np.fromiter((number for number, _ in rows), np.int64, len(rows))
        return ids, np.frombuffer(b"".join(blob for _, blob in rows), "<f4").reshape(-1, dimension)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Holds the lock of the one writer meanwhile, for a reader too. Raises StoreError where a build holds it."""
        if self._lock is not None:
            yield
            return
        with self._errors(), closing(_locked(self.directory)):
            yield

    def close(self) -> None:
        """Lets go of the file and the lock."""
        with self._guard:
            self._connection.close()
            if self._lock is not None:
                self._lock.close()

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        if self._lock is None:
            raise StoreError(f"{self.directory} 是以只读方式打开的，不能写入")
        with self._guard, self._errors(), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection.execute
            self._connection.execute("UPDATE meta SET value = ? WHERE key = 'revision'", (secrets.token_hex(16),))

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"{self.directory / _FILE} 不能读写（{error}）。{cure(self.directory)}") from error


def _packed(matrix: Matrix) -> bytes:
    """Rows of unit length as int8, each scaled to use the range: a cosine is kept to the second decimal."""
    peaks = np.abs(matrix).max(axis=1, keepdims=True, initial=1e-12)
    return bytes(np.round(matrix / peaks * 127).astype(np.int8).tobytes())


def _unpacked(blob: bytes, dimension: int) -> Matrix:
    matrix = np.frombuffer(blob, np.int8).reshape(-1, dimension).astype(np.float32)
    return np.asarray(matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12), np.float32)


def cure(directory: Path) -> str:
    """What a user does about an index that cannot be used."""
    return f"请删除文件夹 {directory} 后重新运行 python -m index build 报告文件夹 --out {directory}"


def encoded(kind: type[Any], value: object) -> str:
    """A dataclass of `index.model` as JSON that `decoded` reads back equal."""
    return _adapters()[kind].dump_json(value).decode("utf-8")


def decoded(kind: type[_T], record: str) -> _T:
    """What `encoded` wrote. Raises StoreError where it did not."""
    try:
        value: _T = _adapters()[kind].validate_json(record)
    except ValueError as error:
        raise StoreError("索引里有损坏的记录：请删除索引文件夹后重新运行 python -m index build") from error
    return value


@cache
def _adapters() -> "Mapping[type[Any], TypeAdapter[Any]]":
    from pydantic import TypeAdapter  # not needed by a build that has nothing to do

    return {kind: TypeAdapter(kind) for kind in (Report, Card, Chunk)}


def _card(report: Report) -> Card:
    periods = (section.period for top in report.sections for section in top.walk())
    years = {report.year, *(period.year for period in periods if period)}
    return Card(
        path=report.path,
        title=report.title,
        agency=report.agency,
        region=report.region,
        published=report.published,
        kind=report.kind,
        year=report.year,
        years=frozenset(year for year in years if year is not None),
        opening=report.opening,
        leads=() if report.region else leading_places(report.title, report.text[report.body_start :]),
        named=frozenset() if report.region else named_places(report.text),
    )


def _locked(directory: Path) -> sqlite3.Connection:
    """The lock of the one writer, which falls with its process: an exclusive transaction on a file of its own."""
    lock = sqlite3.connect(directory / _LOCK, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        raise StoreError(f"另一个构建正在写 {directory}：请等它结束后再运行") from error
    return lock
