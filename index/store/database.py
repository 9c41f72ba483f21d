"""The SQLite file: reports, chunks and vectors, one transaction a report, one writer at a time.

A reader holds one snapshot: it sees the file as it stood when it was opened, whatever a build commits meanwhile.
"""

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Matrix
from index.errors import StoreError
from index.model import Chunk, Report
from index.store import report_rows
from index.store.damage.checksums import renew, turn
from index.store.records import unpacked, unpacked_parts
from index.store.sqlite import FILE, address, cure, locked, told
from index.store.tables import Training, make

_BATCH = 10_000  # rows read at a time where all are read
_GARBLED = TypeError, UnicodeDecodeError  # NULL for a number; SQLite's message repeats what is no text


class Database:
    """One index's SQLite file. Safe to use from several threads."""

    def __init__(self, directory: Path, lock: sqlite3.Connection | None) -> None:
        """Opens what `create` made; `lock` is that of the one writer, None for a reader."""
        self.directory = directory
        self._lock = lock
        self._guard = threading.RLock()
        uri = address(directory, writable=lock is not None)
        self._connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        self._connection.text_factory = lambda text: text.decode("utf-8", "backslashreplace")  # a bit may have flipped
        try:
            with self._errors():
                self._connection.execute("PRAGMA foreign_keys = ON")
            self.snapshot()
        except StoreError:
            self.close()
            raise

    @classmethod
    def create(cls, directory: Path, manifest: Mapping[str, Any]) -> "Database":
        """Makes an empty file and opens it for writing."""
        try:
            directory.mkdir(parents=True, exist_ok=True)
            lock = locked(directory)
            if cls.exists(directory):  # made by another build, after the caller looked and before the lock was ours
                raise StoreError(f"另一个构建刚在 {directory} 建好了索引：请再运行同一命令")
            meta = {"manifest": json.dumps(dict(manifest)), "revision": secrets.token_hex(16)}
            make(directory / FILE, meta)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"不能在 {directory} 建立索引：{error}。请检查文件夹权限和磁盘空间") from error
        return cls(directory, lock)

    @classmethod
    def open(cls, directory: Path, *, writable: bool) -> "Database":
        """Opens the file to read or, alone, to write. Raises StoreError where another build writes or it is damaged."""
        try:
            # A page that looks whether a build is at it holds the lock for a moment.
            return cls(directory, locked(directory, seconds=1) if writable else None)
        except sqlite3.Error as error:
            raise told(directory, error) from error

    @staticmethod
    def exists(directory: Path) -> bool:
        """Whether the folder holds a database, of whatever state."""
        return (directory / FILE).is_file()

    @property
    def writable(self) -> bool:
        """Whether this is the one writer."""
        return self._lock is not None

    def snapshot(self) -> None:
        """Moves a reader on to what has been committed by now."""
        if self._lock is None:
            with self._guard, self._errors():
                self._connection.rollback()
                # Read from where all of the log is in the file: the next build begins the log anew. Else it would grow
                # with each build for as long as a page is open.
                with suppress(sqlite3.OperationalError):  # a disk that is full or only read
                    self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
                self._connection.execute("BEGIN")
                self._connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()

    def meta(self, key: str) -> str:
        """The manifest as JSON, or the revision, a name for the state that each transaction changes; empty if lost."""
        return "".join(value for (value,) in self.rows("SELECT value FROM meta WHERE key = ?", key))

    def rows(self, query: str, *values: Any) -> list[Any]:
        """All rows of a query, none of whose columns is ever NULL. Raises StoreError where the file is damaged."""
        with self._guard, self._errors():
            found = self._connection.execute(query, values).fetchall()
        if any(None in row for row in found):  # SQLite reads what was cut off or zeroed as NULL
            raise StoreError(f"{self.directory / FILE} 里有损坏的记录。{cure(self.directory)}")
        return found

    def each(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query as they lie there, damaged or not, one at a time."""
        with self._guard, self._errors():
            yield from self._connection.execute(query)

    def chunk_rows(self, columns: str, after: int = 0) -> Iterator[list[Any]]:
        """Of all chunks past an id: the id and these columns, by id, some at a time."""
        query = f"SELECT id, {columns} FROM chunks WHERE id > ? ORDER BY id LIMIT {_BATCH}"
        while batch := self.rows(query, after):
            yield batch
            after = batch[-1][0]

    def add(self, report: Report, chunks: Sequence[Chunk], vectors: Matrix, parts: Sequence[Matrix]) -> None:
        """Stores a report, replacing one of the same path; `vectors` is (chunks, dimension), `parts` one a chunk."""
        with self.transaction() as execute:
            report_rows.drop(execute, report.path)
            report_rows.put(execute, report, chunks, vectors, parts)

    def remove(self, path: str) -> None:
        """Drops a report with its chunks and vectors; a path that is not there is no error."""
        with self.transaction() as execute:
            report_rows.drop(execute, path)

    def grew_from(self, revision: str) -> bool:
        """Whether chunks have only been added since the state of that name."""
        return bool(self.rows("SELECT 1 FROM growth WHERE revision = ?", revision))

    def parts(self, ids: Sequence[int]) -> list[Matrix]:
        """For each chunk the matrix of its sentences, (sentences, dimension), of unit length."""
        return [unpacked_parts(parts, vector) for vector, parts in self._columns("vector, parts", ids)]

    def vectors(self, ids: Sequence[int], dimension: int) -> Matrix:
        """The vectors of these chunks, (len(ids), dimension), in the ids' order."""
        return unpacked(b"".join(vector for (vector,) in self._columns("vector", ids))).reshape(-1, dimension)

    def records(self, ids: Sequence[int]) -> list[bytes]:
        """The records of these chunks, in the ids' order."""
        return [record for (record,) in self._columns("record", ids)]

    def _columns(self, columns: str, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        """Columns of these chunks, in the ids' order. Raises StoreError for an unknown id."""
        query = f"SELECT id, {columns} FROM chunks WHERE id IN (SELECT value FROM json_each(?))"
        found = {number: row for number, *row in self.rows(query, json.dumps(list(ids)))}
        if unknown := [number for number in ids if number not in found]:
            raise StoreError(f"索引里没有段落 {unknown[0]}")
        return [found[number] for number in ids]

    def numbers(self, query: str, columns: int) -> NDArray[np.int64]:
        """All rows of a query for integers, (rows, columns), without an object for each of them."""
        with self._guard, self._errors():
            return np.fromiter(chain.from_iterable(self._connection.execute(query)), np.int64).reshape(-1, columns)

    def chunk_ids(self) -> NDArray[np.int64]:
        """All chunk ids, ascending."""
        return self.numbers("SELECT id FROM chunks ORDER BY id", 1)[:, 0]

    @property
    def size(self) -> int:
        """How many chunks there are."""
        return int(self.rows("SELECT count(*) FROM chunks")[0][0])

    def vector_batches(self, dimension: int, after: int = 0) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """Of all chunks past an id: ids and vectors, (chunks, dimension), by id, some at a time."""
        for batch in self.chunk_rows("vector", after):
            if any(len(blob) != 2 * dimension for _, blob in batch):
                raise StoreError(f"{self.directory} 里有长度不对的向量。{cure(self.directory)}")
            ids = np.array([number for number, _ in batch], np.int64)
            yield ids, unpacked(b"".join(blob for _, blob in batch)).reshape(-1, dimension)

    @property
    def training(self) -> Training | None:
        """What the vector index learnt last."""
        rows = self.rows("SELECT name, size, learnt FROM training")
        return Training(*rows[0]) if rows else None

    def learn(self, size: int, learnt: bytes) -> None:
        """Keeps what the vector index learnt of `size` vectors, in place of what it knew."""
        with self.transaction() as execute:
            execute("DELETE FROM training")
            execute("INSERT INTO training VALUES (?, ?, ?)", (secrets.token_hex(16), size, learnt))
            renew(execute, "training")

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Holds the lock of the one writer meanwhile, for a reader too. Raises StoreError where a build holds it."""
        if self._lock is not None:
            yield
            return
        with self._errors(), closing(locked(self.directory)):
            yield

    def close(self) -> None:
        """Lets go of the file and the lock."""
        with self._guard:
            self._connection.close()
            if self._lock is not None:
                self._lock.close()

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """Gives what executes a statement; all of them are kept, with a new revision, or none. For the one writer."""
        if self._lock is None:
            raise StoreError(f"{self.directory} 是以只读方式打开的，不能写入")
        with self._guard, self._errors(), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            execute = self._connection.execute
            yield execute
            revision = secrets.token_hex(16)
            execute("UPDATE meta SET value = ? WHERE key = 'revision'", (revision,))
            execute("INSERT INTO growth VALUES (?)", (revision,))
            turn(execute, "growth", (revision,))
            renew(execute, "revision", "ids")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise told(self.directory, error) from error
        except _GARBLED as error:
            raise StoreError(f"{self.directory / FILE} 里有损坏的记录。{cure(self.directory)}") from error
