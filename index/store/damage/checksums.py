"""Checksums over what SQLite holds: one a report over all that is stored of it, one a part over what is of no report.

The latter are seals: the sum without carry (XOR) of the SHA-256 of a part's rows, in whatever order, so that a row that
comes or goes is taken in or out without reading the others. The checksums of all reports are such a part: a report that
is gone as a whole is missed there. SHA-256 because processors have instructions for it: 1.2 GB a second, BLAKE2b .6.
It is against chance, not against somebody who can write the file: he would write the checksum too.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any

Row = Sequence[Any]
Execute = Callable[..., Any]

FACTS = """
SELECT report, group_concat(chunk || ',' || ordinal || ',' || thing || ',' || year || ',' || state, ';')
FROM facts GROUP BY report
"""
"""The rows that facts are looked up in, a line a report: row by row they would take ten seconds at a million chunks."""

PARTS = {
    "manifest": "SELECT key, value FROM meta WHERE key = 'manifest'",
    "revision": "SELECT key, value FROM meta WHERE key <> 'manifest'",
    "growth": "SELECT revision FROM growth",
    "training": "SELECT name, size, learnt FROM training",
    "ids": "SELECT name, seq FROM sqlite_sequence",
    "reports": "SELECT report, checksum FROM checksums",
    "facts": FACTS,
    "things": "SELECT id, name FROM things",
}
"""What belongs to no report, each part with the query for its rows."""

CHUNKS = """
SELECT report, id, vector, record, parts,
       ifnull((SELECT group_concat(year || ';', '') FROM chunk_years WHERE chunk = chunks.id), '')
FROM chunks ORDER BY id
"""
"""All chunks by id, each as (report, what `of_report` wants of it)."""

REPORTS = "SELECT id, path, sha256, card, record FROM reports ORDER BY id"
"""All reports by id, as `of_report` wants them."""


def of_report(report: Row, chunks: bytes) -> bytes:
    """The checksum of a report: its row (id, path, sha256, card, record) and what `of_chunks` tells of its chunks."""
    return _of_row((*report, chunks))


def of_chunks(chunks: Iterable[Row]) -> bytes:
    """A checksum of (id, vector, record, parts, years as `told_years` tells them) of a report's chunks, by id."""
    hasher = sha256()
    for chunk in chunks:
        hasher.update(_framed(chunk))
    return hasher.digest()


def told_years(years: Iterable[int]) -> str:
    """A chunk's years as `CHUNKS` tells them."""
    return "".join(f"{year};" for year in sorted(years))


def seal_of(rows: Iterable[Row]) -> bytes:
    """The seal of a part with these rows."""
    seal = 0
    for row in rows:
        seal ^= int.from_bytes(_of_row(row))
    return seal.to_bytes(sha256().digest_size)


def turn(execute: Execute, part: str, *rows: Row) -> None:
    """Takes rows that come into the seal of their part, or out of it those that go."""
    for (seal,) in execute("SELECT seal FROM seals WHERE part = ?", (part,)).fetchall():
        turned = int.from_bytes(seal) ^ int.from_bytes(seal_of(rows))
        execute("UPDATE seals SET seal = ? WHERE part = ?", (turned.to_bytes(len(seal)), part))


def renew(execute: Execute, *parts: str) -> None:
    """Seals parts anew as they stand."""
    for part in parts:
        execute("REPLACE INTO seals VALUES (?, ?)", (part, seal_of(execute(PARTS[part]))))


def seal_all(execute: Execute) -> None:
    """Makes checksums and seals for all that there is."""
    execute("DELETE FROM checksums")
    groups = groupby(execute(CHUNKS), key=itemgetter(0))
    chunks = {report: of_chunks(row[1:] for row in group) for report, group in groups}
    for report in execute(REPORTS):
        checksum = of_report(report, chunks.get(report[0], of_chunks(())))
        execute("INSERT INTO checksums VALUES (?, ?)", (report[0], checksum))
    renew(execute, *PARTS)


def _of_row(row: Row) -> bytes:
    return sha256(_framed(row)).digest()


def _framed(row: Row) -> bytes:
    """A row as bytes that no other row has: its values, with blobs behind them and their lengths in their place."""
    head = repr([(len(value),) if isinstance(value, bytes) else value for value in row])
    blobs = [value for value in row if isinstance(value, bytes)]
    return b"".join([f"{len(head)}:{head}".encode(), *blobs])
