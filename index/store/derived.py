"""The FAISS and Tantivy files: made from what SQLite holds, sealed, and thrown away when the seal does not fit.

They lie in one folder with a seal that names SQLite's revision and each file's size and checksum. Nothing is ever
mended: files that are missing, cut or of another index are made again. Those of an older revision since which chunks
have only been added are taken on, with the new chunks beside the old ones, in a folder of their own until they are
whole; what they find is the same as if they had been made again, for chunks never change and ids only rise.
"""

import hashlib
import json
import math
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreError
from index.model import Chunk, Scope
from index.store.database import Database
from index.store.lexical import Entry, LexicalIndex
from index.store.records import decoded
from index.store.scopes import Mask, Scopes, Span
from index.store.tables import Training
from index.store.vectors import FLAT_LIMIT, VectorIndex, learn

_VECTORS = "vectors.faiss"
_LEXICAL = "lexical"
_SEAL = "seal.json"
_CELLS = 2.0  # cells of the vector index, as a multiple of the square root of how many vectors there are
_SAMPLE = 64  # vectors a cell to learn from; FAISS asks for 39 at least
_WIDE = 1 / 16  # share of the chunks from which on a scope sifts what was found; before, Tantivy looks only there
_OUTGROWN = 3  # times as many vectors as were learnt from, and the cells are learnt anew


@dataclass(frozen=True, slots=True)
class Derived:
    """Both indexes of one revision, and what tells a scope's chunks."""

    revision: str
    vectors: VectorIndex
    lexical: LexicalIndex
    scopes: Scopes

    def search_dense(self, vector: NDArray[np.float32], k: int, scope: Scope) -> tuple[tuple[int, float], ...]:
        """(chunk id, cosine) of the best `k` in scope."""
        return self.vectors.search(vector, k, None if scope == Scope() else self.scopes.mask(scope))

    def search_lexical(
        self, text: str, k: int, scope: Scope, *, every_term: bool = False
    ) -> tuple[tuple[int, float], ...]:
        """(chunk id, BM25) of the best `k` in scope that hold one of the text's terms, or every term of it."""
        if scope == Scope():
            return self.lexical.search(text, k, every_term=every_term)
        allowed = self.scopes.mask(scope)
        if np.count_nonzero(allowed) >= _WIDE * len(allowed):
            return self.lexical.sift(text, k, self._passing(allowed), every_term=every_term)
        limits = self.scopes.reports(scope), self.scopes.years(scope)
        return self.lexical.search(text, k, *limits, every_term=every_term)

    def _passing(self, allowed: Mask) -> Callable[[NDArray[np.int64]], Mask]:
        return lambda ids: allowed[np.searchsorted(self.vectors.ids, ids)]


def load(folder: Path, database: Database) -> Derived | None:
    """What `save` wrote for the database's revision, or None where that is not what the folder holds."""
    try:
        seal = _checked(folder)
        if seal is None or seal["revision"] != database.meta("revision"):
            return None
        vectors, lexical = VectorIndex.load(folder / _VECTORS), LexicalIndex.open(folder / _LEXICAL)
        # A build may put a newer folder here between the check and the reading.
        if _seal_of(folder) != seal:
            return None
    except (OSError, ValueError, RuntimeError):
        return None
    return _derived(database, vectors, lexical)


def is_current(folder: Path, database: Database) -> bool:
    """Whether the seal names the database's revision; the files are not looked at."""
    try:
        return bool(_seal_of(folder)["revision"] == database.meta("revision"))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def make(folder: Path, database: Database, dimension: int) -> Derived:
    """Both indexes for this process alone, `folder` left as it is: in a passing folder, else in memory."""
    with suppress(OSError, ValueError, RuntimeError), TemporaryDirectory(prefix="youju-") as passing:
        # Tantivy holds what it has opened, so that nothing is lost when the folder goes.
        return _derived(database, *_extended(folder, Path(passing), database, dimension))
    return _derived(database, _vectors(None, database, dimension), LexicalIndex.build(entries(database)))


def save(folder: Path, database: Database, dimension: int) -> Derived:
    """Both indexes as files in `folder`, which is replaced as a whole. Raises OSError where it cannot be written.

    No fsync: what a power cut leaves unwritten breaks the seal, and the files are made again.
    """
    if database.writable:
        _train(database, dimension)
    staging = folder.with_name(folder.name + ".tmp")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    try:
        vectors, _ = _extended(folder, staging, database, dimension)
        vectors.save(staging / _VECTORS)
        seal = {"revision": database.meta("revision"), "training": _name(database.training), "files": _files(staging)}
        (staging / _SEAL).write_text(json.dumps(seal), encoding="utf-8")
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)  # a full disk needs its room
        raise
    # Aside first, at one go: a reader that holds the old files may put a lock file among them while they are deleted.
    old = folder.with_name(folder.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    staging.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    return _derived(database, vectors, LexicalIndex.open(folder / _LEXICAL))


def entries(database: Database, after: int = 0) -> Iterator[Entry]:
    """What the lexical index is made of, by chunk id, past one."""
    for batch in database.chunk_rows("report, record", after):
        for number, report, record in batch:
            chunk = decoded(Chunk, record)
            yield Entry(number, report, sorted(chunk.years), chunk.indexed_text)


def _extended(folder: Path, target: Path, database: Database, dimension: int) -> tuple[VectorIndex, LexicalIndex]:
    """The vectors, and in `target` the words: those of `folder`, if they can be taken on, and what has come since."""
    base = _base(folder, database)
    if base is not None:
        _link(folder / _LEXICAL, target / _LEXICAL)
    after = 0 if base is None else base.last
    vectors = _vectors(base, database, dimension)
    return vectors, LexicalIndex.build(entries(database, after), target / _LEXICAL)


def _base(folder: Path, database: Database) -> VectorIndex | None:
    """The vectors of a sound folder of a state to which chunks have only been added since."""
    try:
        seal = _checked(folder)
        grew = seal is not None and database.grew_from(seal["revision"])
        if seal is None or not grew or seal["training"] != _name(database.training):
            return None
        return VectorIndex.load(folder / _VECTORS)
    except (OSError, ValueError, RuntimeError):
        return None


def _vectors(base: VectorIndex | None, database: Database, dimension: int) -> VectorIndex:
    training = database.training
    try:
        vectors = base or VectorIndex.empty(dimension, training.learnt if training else None)
    except RuntimeError as error:
        command = f"python -m index build 报告文件夹 --out {database.directory}"
        raise StoreError(f"{database.directory} 里向量分区的记录已损坏：请运行 {command}，会重新学习") from error
    for ids, rows in database.vector_batches(dimension, vectors.last):
        vectors.extend(ids, rows)
    return vectors


def _link(source: Path, target: Path) -> None:
    """The files of a Tantivy index under a second name: segments never change, the lists of them are replaced."""
    target.mkdir()
    for path in source.iterdir():
        if path.suffix == ".json":
            shutil.copy(path, target)
        elif path.suffix != ".lock":
            try:
                os.link(path, target / path.name)
            except OSError:  # another file system, or one that knows no links
                shutil.copy(path, target)


def _train(database: Database, dimension: int) -> None:
    """Has cells learnt where the vectors are too many for a flat index, or many more than were learnt from."""
    size, training = database.size, database.training
    if size <= FLAT_LIMIT or (training and size <= _OUTGROWN * training.size):
        return
    cells = round(_CELLS * math.sqrt(size))
    spread = database.chunk_ids()[:: max(1, size // (cells * _SAMPLE))]
    database.learn(size, learn(database.vectors(spread.tolist(), dimension), cells))


def _derived(database: Database, vectors: VectorIndex, lexical: LexicalIndex) -> Derived:
    # One transaction adds a report, so its chunk ids follow one another.
    rows = database.numbers("SELECT report, min(id), max(id) FROM chunks GROUP BY report", 3)
    bounds = np.searchsorted(vectors.ids, rows[:, 1:]) + np.array([0, 1])
    spans = {
        int(row[0]): Span(int(row[0]), start, end) for row, (start, end) in zip(rows, bounds.tolist(), strict=True)
    }
    paths = database.rows("SELECT path, id FROM reports")
    reports = {path: spans[number] for path, number in paths if number in spans}
    said = database.numbers("SELECT year, chunk FROM chunk_years", 2)
    said = said[np.argsort(said[:, 0], kind="stable")]
    told, starts = np.unique(said[:, 0], return_index=True)
    positions = np.split(np.searchsorted(vectors.ids, said[:, 1]), starts[1:])
    years = dict(zip(told.tolist(), positions, strict=False))
    return Derived(database.meta("revision"), vectors, lexical, Scopes(len(vectors.ids), reports, years))


def _name(training: Training | None) -> str | None:
    return training.name if training else None


def _seal_of(folder: Path) -> Any:
    return json.loads((folder / _SEAL).read_bytes())


def _checked(folder: Path) -> dict[str, Any] | None:
    """The seal, where it is one and the files are those that it names."""
    seal = _seal_of(folder)
    sound = isinstance(seal, dict) and seal.keys() == {"revision", "training", "files"}
    return seal if sound and seal["files"] == _files(folder) else None


def _files(folder: Path) -> dict[str, list[int | str]]:
    """Size and SHA-256 of every data file but the seal; Tantivy's lock files come and go."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {
        path.relative_to(folder).as_posix(): [path.stat().st_size, _sha256(path)]
        for path in files
        if path.name != _SEAL
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
