"""What a store of reports is, in a folder or elsewhere, and what each keeps of how it was built."""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Matrix
from index.errors import StoreError
from index.model import Card, Chunk, Fact, FactState, Report, Scope
from index.store.damage.damage import Damage

# Raised whenever the same file would be stored otherwise: other tables, another reading of headings, periods, places.
FORMAT_VERSION = 6
CONTAINING = 4  # chunks with all character pairs of a text that are read for each that is wanted with the very text


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was built with; two indexes with unequal manifests never mix.

    `fingerprint` names the exact weights, `chunking` the parameters of the chunker, `version` the format on disk.
    """

    model: str
    fingerprint: str
    dimension: int
    chunking: Mapping[str, int]
    version: int = FORMAT_VERSION


class Told(NamedTuple):
    """A fact, the path of the report that tells it and the id of the chunk where it stands."""

    report: str
    chunk: int
    fact: Fact


class Store(Protocol):
    """Reports with their chunks and vectors, found by meaning and by words.

    Chunk ids are stable for a report that does not change. Results come best first, ties by chunk id.
    """

    @property
    def manifest(self) -> Manifest:
        """What the index was built with."""
        ...

    @property
    def revision(self) -> str:
        """A name for the state that is seen: new with each change."""
        ...

    def add(self, report: Report, chunks: Sequence[Chunk], vectors: Matrix, parts: Sequence[Matrix]) -> None:
        """Stores a report, replacing one of the same path, in one transaction.

        `vectors` is (chunks, dimension); `parts` has for each chunk a row for each of its `indexed_sentences`.
        """
        ...

    def remove(self, path: str) -> None:
        """Drops a report with its chunks and vectors, in one transaction; a path that is not there is no error."""
        ...

    def refresh(self) -> None:
        """Brings the derived indexes up to what has been added and removed; searches see it from then on."""
        ...

    def damage(self) -> Damage:
        """What is no longer as it was stored: reads all of it. Raises StoreError where it cannot even be read."""
        ...

    def hashes(self) -> dict[str, str]:
        """The SHA-256 of each stored report's file, by path, in the order of their chunks' ids."""
        ...

    def catalogue(self) -> tuple[Card, ...]:
        """A card for each stored report, by path."""
        ...

    def report(self, path: str) -> Report:
        """The report as it was added. Raises StoreError where there is none."""
        ...

    def chunks(self, ids: Sequence[int]) -> tuple[Chunk, ...]:
        """The chunks of these ids, in the ids' order. Raises StoreError for an unknown one."""
        ...

    def report_chunks(self, path: str) -> tuple[tuple[int, Chunk], ...]:
        """(chunk id, chunk) of one report, in text order."""
        ...

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
        ...

    def things(self, reports: frozenset[str] | None = None) -> tuple[tuple[str, int], ...]:
        """(thing, how many facts) of some reports, or of all, most first."""
        ...

    @property
    def settled(self) -> bool:
        """Whether the derived indexes are of the state that is stored, as a build leaves them that came to its end."""
        ...

    @property
    def size(self) -> int:
        """How many chunks there are."""
        ...

    def parts(self, ids: Sequence[int]) -> list[Matrix]:
        """For each chunk the vectors of its sentences, (sentences, dimension), of unit length up to rounding."""
        ...

    def vectors(self, ids: Sequence[int]) -> Matrix:
        """The chunks' vectors, (len(ids), dimension), in the ids' order. Raises StoreError for an unknown id."""
        ...

    def frequency(self, word: str) -> int:
        """In how many chunks a word stands, at most: those that hold the rarest of its character pairs."""
        ...

    def containing(self, text: str, k: int, scope: Scope) -> tuple[int, ...]:
        """Ids of up to `k` chunks in scope whose text or headings hold this very text, white space and width aside."""
        ...

    def search_dense(self, vector: NDArray[np.float32], k: int, scope: Scope) -> tuple[tuple[int, float], ...]:
        """(chunk id, cosine) of the `k` chunks in scope nearest to a unit vector of shape (dimension,)."""
        ...

    def search_lexical(self, text: str, k: int, scope: Scope) -> tuple[tuple[int, float], ...]:
        """(chunk id, BM25) of the `k` chunks in scope that share the most telling words with the text."""
        ...

    def close(self) -> None:
        """Lets go of files and locks."""
        ...


def squeezed(text: str) -> str:
    """A text without white space, in one width and one case: what `containing` compares."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def read_manifest(record: str, place: str, remedy: str, formats: tuple[int, ...] = (FORMAT_VERSION,)) -> Manifest:
    """A manifest from its JSON, as one of this format. Raises StoreError, with the remedy, where it cannot be."""
    try:
        fields = json.loads(record)
        if fields["version"] not in formats:
            raise StoreError(f"{place} 是另一个版本建的索引（格式 {fields['version']}）。{remedy}")
        return Manifest(**{**fields, "version": FORMAT_VERSION})
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(f"{place} 的索引已损坏（没有清单）。{remedy}") from error
