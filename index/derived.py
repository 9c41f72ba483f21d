"""The FAISS and Tantivy files: made from what SQLite holds, sealed, and thrown away when the seal does not fit.

They lie in one folder with a seal that names SQLite's revision and each file's size and checksum. Nothing is ever
mended: files that are missing, cut, of another index or of an older revision are made again.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.database import Database, decoded
from index.lexical import Entry, LexicalIndex
from index.model import Chunk, Scope
from index.vectors import VectorIndex

_VECTORS = "vectors.faiss"
_LEXICAL = "lexical"
_SEAL = "seal.json"


@dataclass(frozen=True, slots=True)
class Derived:
    """Both indexes of one revision, and what tells a scope's chunks.

    `reports` has each report's id and the slice of its chunks among the positions of `vectors`; `years` has the
    positions of the chunks that speak of a year.
    """

    revision: str
    vectors: VectorIndex
    lexical: LexicalIndex
    reports: dict[str, tuple[int, slice]]
    years: dict[int, NDArray[np.int64]]

    def search_dense(self, vector: NDArray[np.float32], k: int, scope: Scope) -> tuple[tuple[int, float], ...]:
        """(chunk id, cosine) of the best `k` in scope."""
        return self.vectors.search(vector, k, None if scope == Scope() else self._allowed(scope))

    def search_lexical(self, text: str, k: int, scope: Scope) -> tuple[tuple[int, float], ...]:
        """(chunk id, BM25) of the best `k` in scope."""
        return self.lexical.search(text, k, *self._limits(scope))

    def search_containing(self, text: str, k: int, scope: Scope) -> tuple[int, ...]:
        """Ids of the best `k` in scope that hold all terms of the text."""
        found = self.lexical.search(text, k, *self._limits(scope), every_term=True)
        return tuple(number for number, _ in found)

    def _limits(self, scope: Scope) -> tuple[list[int] | None, list[int] | None]:
        """The scope as report ids and years that there are."""
        reports = (
            None if scope.reports is None else [self.reports[path][0] for path in scope.reports & self.reports.keys()]
        )
        return reports, None if scope.years is None else [year for year in scope.years if year in self.years]

    def _allowed(self, scope: Scope) -> NDArray[np.bool_]:
        """Which positions are in scope."""
        allowed = np.ones(len(self.vectors.ids), np.bool_)
        if scope.reports is not None:
            inside = np.zeros_like(allowed)
            for path in scope.reports & self.reports.keys():
                inside[self.reports[path][1]] = True
            allowed &= inside
        if scope.years is not None:
            inside = np.zeros_like(allowed)
            for year in scope.years & self.years.keys():
                inside[self.years[year]] = True
            allowed &= inside
        return allowed


def load(folder: Path, database: Database) -> Derived | None:
    """What `save` wrote for the database's revision, or None where that is not what the folder holds."""
    revision = database.meta("revision")
    try:
        seal = (folder / _SEAL).read_bytes()
        if json.loads(seal) != _seal(folder, revision):
            return None
        vectors, lexical = VectorIndex.load(folder / _VECTORS), LexicalIndex.open(folder / _LEXICAL)
        # A build may put a newer folder here between the check and the reading.
        if (folder / _SEAL).read_bytes() != seal:
            return None
    except (OSError, ValueError, RuntimeError):
        return None
    return _derived(database, vectors, lexical)


def make(database: Database, dimension: int) -> Derived:
    """Both indexes in memory."""
    return _derived(database, VectorIndex.build(*database.vectors(dimension)), LexicalIndex.build(entries(database)))


def save(folder: Path, database: Database, dimension: int) -> Derived:
    """Both indexes as files in `folder`, which is replaced as a whole. Raises OSError where it cannot be written.

    No fsync: what a power cut leaves unwritten breaks the seal, and the files are made again.
    """
    staging = folder.with_name(folder.name + ".tmp")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    vectors = VectorIndex.build(*database.vectors(dimension))
    vectors.save(staging / _VECTORS)
    LexicalIndex.build(entries(database), staging / _LEXICAL)
    (staging / _SEAL).write_text(json.dumps(_seal(staging, database.meta("revision"))), encoding="utf-8")
    if folder.exists():
        shutil.rmtree(folder)
    staging.rename(folder)
    return _derived(database, vectors, LexicalIndex.open(folder / _LEXICAL))


def entries(database: Database) -> Iterator[Entry]:
    """What the lexical index is made of, by chunk id."""
    for number, report, record in database.rows("SELECT id, report, record FROM chunks ORDER BY id"):
        chunk = decoded(Chunk, record)
        yield Entry(number, report, sorted(chunk.years), chunk.indexed_text)


def _derived(database: Database, vectors: VectorIndex, lexical: LexicalIndex) -> Derived:
    spans = database.rows(
        "SELECT path, reports.id, min(chunks.id), max(chunks.id) FROM reports JOIN chunks ON report = reports.id "
        "GROUP BY reports.id"
    )
    # One transaction adds a report, so its chunk ids follow one another.
    bounds = np.searchsorted(vectors.ids, [(first, last) for _, _, first, last in spans])
    reports = {
        path: (number, slice(int(start), int(end) + 1))
        for (path, number, _, _), (start, end) in zip(spans, bounds, strict=True)
    }
    by_year = groupby(database.rows("SELECT year, chunk FROM chunk_years ORDER BY year, chunk"), lambda row: row[0])
    years = {year: np.searchsorted(vectors.ids, [chunk for _, chunk in rows]) for year, rows in by_year}
    return Derived(database.meta("revision"), vectors, lexical, reports, years)


def _seal(folder: Path, revision: str) -> dict[str, object]:
    """The revision, and size and SHA-256 of every data file; Tantivy's lock files come and go."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".lock"))
    return {
        "revision": revision,
        "files": {
            path.relative_to(folder).as_posix(): [path.stat().st_size, _sha256(path)]
            for path in files
            if path.name != _SEAL
        },
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
