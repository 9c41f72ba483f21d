"""The checks of `index verify`: what must hold of an index, told as what is wrong with this one."""

from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Matrix
from index.errors import StoreError
from index.model import Chunk, Report
from index.store import opening as stores
from index.store.addresses import Address
from index.store.database import Database
from index.store.derived import Derived
from index.store.facts import lookup, tables
from index.store.local import LocalStore
from index.store.milvus.store import MilvusStore
from index.store.protocol import Store

_LENGTH_TOLERANCE = 2.0**-11  # what half precision may take from a component, and so from a length
_LIKE = 0.95  # the least inner product of a vector with its quantised likeness; .999 is common


def verify(address: Address) -> tuple[str, ...]:
    """What is wrong, a line each; nothing where all is well. Raises StoreError where there is no index.

    Derived files that are missing or damaged are no fault: opening the index makes them again. That they then say
    what SQLite says is checked.
    """
    if not stores.exists(address):
        stores.open(address)
    problems: list[str] = []
    try:
        with closing(stores.inspect(address)) as store:
            for problem in _problems(address, store):
                problems.append(problem)
    except StoreError as error:
        problems.append(str(error))
    return tuple(problems)


def _problems(address: Address, store: Store) -> Iterator[str]:
    if damage := store.damage():  # then what must hold of it need not
        yield from damage.lines()
        yield stores.remedy(address, damage)
        return
    for path in store.hashes():
        try:
            numbered = store.report_chunks(path)
            yield from _chunk_problems(store.report(path), tuple(chunk for _, chunk in numbered))
            if isinstance(store, MilvusStore):
                ids = np.array([number for number, _ in numbered], np.int64)
                yield from _vector_problems(ids, store.vectors(ids.tolist()))
            elif isinstance(store, LocalStore) and lookup.held(store.database, path) != tables.rows_of(numbered):
                yield f"{path} 的指标值查找表与段落不一致"
        except StoreError as error:
            yield f"{path}：{error}"
    if isinstance(store, LocalStore):
        for ids, vectors in store.database.vector_batches(store.manifest.dimension):
            yield from _vector_problems(ids, vectors)
        yield from _derived_problems(store.database, store.derived, store.manifest.dimension)
    if isinstance(store, MilvusStore) and (spare := store.found - store.size) > 0:
        yield f"有 {spare} 个段落不属于任何报告"


def _chunk_problems(report: Report, chunks: tuple[Chunk, ...]) -> Iterator[str]:
    """Invariants 1 and 2: a chunk is the report's own text, and each character of the body is in exactly one."""
    for chunk in chunks:
        if report.text[chunk.start : chunk.end] != chunk.text:
            yield f"{report.path} 的第 {chunk.ordinal} 段与原文不符"
    if [chunk.ordinal for chunk in chunks] != list(range(len(chunks))):
        yield f"{report.path} 的段落序号不连续"
    borders = [report.body_start, *(at for chunk in chunks for at in (chunk.start, chunk.end)), report.body_end]
    for index, (before, after) in enumerate(pairwise(borders)):
        # Borders come in pairs: between chunks nothing may lie, within one something must.
        if index % 2 == 0 and before != after:
            fault = "不在任何段落里" if before < after else "在两个段落里"
            yield f"{report.path} 的正文 {min(before, after)}–{max(before, after)} {fault}"
        if index % 2 == 1 and before >= after:
            yield f"{report.path} 在 {before} 处有空段落"


def _vector_problems(ids: NDArray[np.int64], vectors: Matrix) -> Iterator[str]:
    lengths = np.linalg.norm(vectors, axis=1)
    for number in ids[~(np.abs(lengths - 1) <= _LENGTH_TOLERANCE)]:
        yield f"段落 {number} 的向量不是单位长度"


def _derived_problems(database: Database, derived: Derived, dimension: int) -> Iterator[str]:
    ids = database.chunk_ids()
    if not np.array_equal(derived.vectors.ids, ids) or not all(_same_vectors(database, derived, dimension)):
        yield "FAISS 索引与数据库不一致"
    if not np.array_equal(derived.lexical.ids(), ids):
        yield "Tantivy 索引与数据库不一致"


def _same_vectors(database: Database, derived: Derived, dimension: int) -> Iterator[bool]:
    """Whether the index's vectors are those in the database, batch by batch; quantised ones are nearly."""
    start = 0
    for ids, vectors in database.vector_batches(dimension):
        rows = derived.vectors.rows(start, start + len(ids))
        alike = np.einsum("ij,ij->i", rows, vectors) >= _LIKE
        yield np.array_equal(rows, vectors) if derived.vectors.exact else bool(alike.all())
        start += len(ids)
