"""One index folder as a Store: SQLite as the source of truth, and the two indexes derived from it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Matrix
from index.errors import StoreError
from index.model import Card, Chunk, FactState, Report, Scope
from index.store.cards import sharing
from index.store.damage.damage import Damage
from index.store.damage.mending import find, mend
from index.store.database import Database
from index.store.facts import lookup
from index.store.migrate import is_old, migrate
from index.store.protocol import CONTAINING, FORMAT_VERSION, Manifest, Told, read_manifest, squeezed
from index.store.records import decoded
from index.store.sqlite import cure

if TYPE_CHECKING:
    from index.store.derived import Derived

_DERIVED = "derived"
_CANDIDATES = 100  # chunks, at least, near by their quantised vectors, of which the nearest by the very ones are taken


class LocalStore:
    """The Store in one folder. Safe to use from several threads.

    A reader sees the index as it stood when it was opened or last refreshed, whatever a build writes meanwhile. The
    derived files are made again whenever they do not fit SQLite: on disk where no build is writing, else in memory.
    """

    def __init__(self, database: Database) -> None:
        """For `create` and `open`. Raises StoreError where the manifest is damaged or of another format."""
        self._database = database
        self._directory = database.directory
        self._derived: Derived | None = None
        self._manifest = _manifest(database)

    @classmethod
    def create(cls, directory: Path, manifest: Manifest) -> "LocalStore":
        """Makes an empty index and opens it for writing. Raises StoreError where there is one or it cannot be made."""
        if cls.exists(directory):
            raise StoreError(f"{directory} 里已有索引：请换一个文件夹，或删除它后再新建")
        return cls(Database.create(directory, asdict(manifest)))

    @classmethod
    def open(cls, directory: Path, fingerprint: str | None = None, *, writable: bool = False) -> "LocalStore":
        """Opens an index to read or, alone, to write.

        To write, one of the format before this one is brought up to it first. Raises StoreError where it is missing,
        damaged, of another format, of another model than `fingerprint`, or where another build is writing.
        """
        store = cls._opened(directory, writable)
        try:
            if fingerprint not in {None, store.manifest.fingerprint}:
                raise StoreError(f"{directory} 是用另一个向量模型（{store.manifest.model}）建的。{cure(directory)}")
            if not writable:
                store.refresh()
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def inspect(cls, directory: Path) -> "LocalStore":
        """Opens an index to read what is stored: the derived indexes, which damage may forbid, are made when searched.

        Raises StoreError as `open` does.
        """
        return cls._opened(directory, writable=False)

    @classmethod
    def _opened(cls, directory: Path, writable: bool) -> "LocalStore":
        if not cls.exists(directory):
            raise StoreError(f"{directory} 里没有索引：请先运行 python -m index build 报告文件夹 --out {directory}")
        database = Database.open(directory, writable=writable)
        try:
            if is_old(database):
                if not writable:
                    command = f"python -m index build 报告文件夹 --out {directory}"
                    raise StoreError(f"{directory} 是上一版本建的索引：请运行 {command}，会自动升级，不必重新计算")
                migrate(database, FORMAT_VERSION)
            return cls(database)
        except BaseException:
            database.close()
            raise

    def __del__(self) -> None:
        """Whoever lets go of it last closes it: a page replaces its store while questions are still put to it."""
        if hasattr(self, "_database"):
            self.close()

    @staticmethod
    def exists(directory: Path) -> bool:
        """Whether the folder holds an index, of whatever state."""
        return Database.exists(directory)

    @property
    def manifest(self) -> Manifest:
        """What the index was built with."""
        return self._manifest

    @property
    def revision(self) -> str:
        """A name for the state that is seen: new with each change."""
        return self._database.meta("revision")

    @property
    def database(self) -> Database:
        """The source of truth."""
        return self._database

    @property
    def derived(self) -> "Derived":
        """The derived indexes, made if there are none yet."""
        if self._derived is None:
            self.refresh()
        assert self._derived is not None
        return self._derived

    def add(self, report: Report, chunks: Sequence[Chunk], vectors: Matrix, parts: Sequence[Matrix]) -> None:
        """Stores a report, replacing one of the same path, in one transaction.

        `vectors` is (chunks, dimension); `parts` has for each chunk a row for each of its `indexed_sentences`.
        """
        if vectors.shape != (len(chunks), self.manifest.dimension):
            raise ValueError(f"vectors of shape {vectors.shape} for {len(chunks)} chunks of {self.manifest.dimension}")
        self._database.add(report, chunks, vectors, parts)

    def remove(self, path: str) -> None:
        """Drops a report with its chunks and vectors, in one transaction; a path that is not there is no error."""
        self._database.remove(path)

    def refresh(self) -> None:
        """Moves on to what has been committed, and brings the derived indexes up to it."""
        from index.store import derived

        self._database.snapshot()
        if self._derived is not None and self._derived.revision == self.revision:
            return
        folder, dimension = self._directory / _DERIVED, self.manifest.dimension
        found = derived.load(folder, self._database)
        if found is None:
            try:
                with self._database.exclusive():
                    found = derived.save(folder, self._database, dimension)
            except (StoreError, OSError, RuntimeError, ValueError) as error:
                # A build holds the lock, or the disk is full or sealed: a reader does without, a build must say so.
                if self._database.writable:
                    reason = f"报告都已存好，但检索用的文件写不下（{error}）"
                    raise StoreError(f"{reason}：请检查 {folder} 的权限和磁盘空间，再运行同一命令") from error
                found = derived.make(folder, self._database, dimension)
        self._derived = found

    def damage(self) -> Damage:
        """What is no longer as it was stored. Raises StoreError where SQLite cannot even read it."""
        return find(self._database)

    def mend(self, damage: Damage) -> None:
        """Drops the reports that are damaged, so that they can be added again, and mends what belongs to none."""
        mend(self._database, damage)

    def hashes(self) -> dict[str, str]:
        """The SHA-256 of each stored report's file, by path, in the order of their chunks' ids."""
        return dict(self._database.rows("SELECT path, sha256 FROM reports ORDER BY id"))

    def catalogue(self) -> tuple[Card, ...]:
        """A card for each stored report, by path."""
        cards = self._database.rows("SELECT card FROM reports ORDER BY path")
        return tuple(sharing(decoded(Card, card) for (card,) in cards))

    def report(self, path: str) -> Report:
        """The report as it was added. Raises StoreError where there is none."""
        rows = self._database.rows("SELECT record FROM reports WHERE path = ?", path)
        if not rows:
            raise StoreError(f"索引里没有报告 {path}")
        return decoded(Report, rows[0][0])

    def chunks(self, ids: Sequence[int]) -> tuple[Chunk, ...]:
        """The chunks of these ids, in the ids' order. Raises StoreError for an unknown one."""
        return tuple(decoded(Chunk, record) for record in self._database.records(ids))

    def report_chunks(self, path: str) -> tuple[tuple[int, Chunk], ...]:
        """(chunk id, chunk) of one report, in text order."""
        query = "SELECT id, record FROM chunks WHERE report = (SELECT id FROM reports WHERE path = ?) ORDER BY id"
        return tuple((number, decoded(Chunk, record)) for number, record in self._database.rows(query, path))

    def facts(
        self,
        things: Sequence[str] = (),
        reports: frozenset[str] | None = None,
        years: frozenset[int] | None = None,
        state: FactState | None = None,
    ) -> Iterator[Told]:
        """The facts whose thing holds each of these words, in the order of the chunks' ids, then in text order.

        None means no limit. A fact over several years is of its first one; one of no year passes no limit of years.
        """
        return lookup.facts(self._database, things, reports, years, state)

    def things(self, reports: frozenset[str] | None = None) -> tuple[tuple[str, int], ...]:
        """(thing, how many facts) of some reports, or of all, most first."""
        return lookup.things(self._database, reports)

    @property
    def settled(self) -> bool:
        """Whether the derived files are of the state in SQLite, as a build leaves them that came to its end."""
        from index.store import derived

        return derived.is_current(self._directory / _DERIVED, self._database)

    @property
    def size(self) -> int:
        """How many chunks there are."""
        return len(self.derived.vectors.ids)

    def parts(self, ids: Sequence[int]) -> list[Matrix]:
        """For each chunk the vectors of its sentences, (sentences, dimension), of unit length up to rounding."""
        return self._database.parts(ids)

    def vectors(self, ids: Sequence[int]) -> Matrix:
        """The chunks' vectors, (len(ids), dimension), in the ids' order. Raises StoreError for an unknown id."""
        return self._database.vectors(ids, self.manifest.dimension)

    def frequency(self, word: str) -> int:
        """In how many chunks a word stands, at most: those that hold the rarest of its character pairs."""
        return self.derived.lexical.frequency(word)

    def containing(self, text: str, k: int, scope: Scope) -> tuple[int, ...]:
        """Ids of up to `k` chunks in scope whose text or headings hold this very text, white space and width aside."""
        hits = self.derived.search_lexical(text, CONTAINING * k, scope, every_term=True)
        found = [number for number, _ in hits]
        wanted = squeezed(text)
        chunks = zip(found, self.chunks(found), strict=True)
        return tuple(number for number, chunk in chunks if wanted in squeezed(chunk.indexed_text))[:k]

    def search_dense(self, vector: NDArray[np.float32], k: int, scope: Scope) -> tuple[tuple[int, float], ...]:
        """(chunk id, cosine) of the `k` chunks in scope nearest to a unit vector of shape (dimension,)."""
        if self.derived.vectors.exact:
            return self.derived.search_dense(vector, k, scope)
        near = sorted(number for number, _ in self.derived.search_dense(vector, max(2 * k, _CANDIDATES), scope))
        cosines = self.vectors(near) @ vector
        best = np.argsort(-cosines, kind="stable")[:k]
        return tuple((near[at], float(cosines[at])) for at in best)

    def search_lexical(self, text: str, k: int, scope: Scope) -> tuple[tuple[int, float], ...]:
        """(chunk id, BM25) of the `k` chunks in scope that share the most telling words with the text."""
        return self.derived.search_lexical(text, k, scope)

    def close(self) -> None:
        """Lets go of files and locks."""
        self._database.close()


def _manifest(database: Database) -> Manifest:
    return read_manifest(database.meta("manifest"), str(database.directory), cure(database.directory))
