"""An index of a format before this one, brought up to it: nothing is embedded or read again, and its facts are told."""

import json
from typing import Any

import numpy as np

from index.errors import StoreError
from index.model import Chunk, Report
from index.store.damage.checksums import (
    CHUNKS,
    PARTS,
    REPORTS,
    Execute,
    of_chunks,
    of_report,
    renew,
    seal_all,
    turn,
)
from index.store.database import Database
from index.store.facts.tables import put
from index.store.records import compressed, decoded, encoded, packed, packed_parts
from index.store.sqlite import cure
from index.store.tables import CHECKED, LOOKED_UP, TABLES

_UNPACKED = 2  # records as JSON text, vectors as float32, sentences' vectors as int8 that fill their range
_UNCHECKED = 3  # packed, and without checksums
_WITHOUT_FACTS = 4  # with checksums
_WITHOUT_SCANS = 5  # with facts; what was not read, or recognised in pictures, is told in no record
_OF_ONE = CHUNKS.replace("ORDER BY", "WHERE report = ? ORDER BY")
_RENAMED = ("reports", "chunks", "chunk_years")


def is_old(database: Database) -> bool:
    """Whether an index is of format 2, 3, 4 or 5."""
    return _version(database) in (_UNPACKED, _UNCHECKED, _WITHOUT_FACTS, _WITHOUT_SCANS)


def migrate(database: Database, version: int) -> None:
    """Rewrites an index of format 2, 3, 4 or 5 in one transaction as one of `version`, and gives back room it took.

    Of format 5 the records are what they would be now, but for what nobody kept: what was not read of a file is told
    when the file is read again. What was damaged before format 4 cannot be told; since then it stays as it is, to be
    told and mended. Raises StoreError, and leaves the index as it was, where it hinders.
    """
    old = _version(database)
    try:
        _rewrite(database, old, version)
    except ValueError as error:
        raise StoreError(f"{database.directory} 的索引已损坏，不能升级。{cure(database.directory)}") from error
    if old == _UNPACKED:
        database.rows("VACUUM")


def _version(database: Database) -> Any:
    try:
        return json.loads(database.meta("manifest"))["version"]
    except (KeyError, TypeError, ValueError):
        return None  # whoever opens it tells what is wrong


def _rewrite(database: Database, old: Any, version: int) -> None:
    manifest = json.dumps({**json.loads(database.meta("manifest")), "version": version})
    with database.transaction() as execute:
        if old != _WITHOUT_SCANS:
            _look_up_facts(execute, old)
        (before,) = execute(PARTS["manifest"]).fetchall()
        execute("UPDATE meta SET value = ? WHERE key = 'manifest'", (manifest,))
        turn(execute, "manifest", before, ("manifest", manifest))


def _look_up_facts(execute: Execute, old: Any) -> None:
    """Brings an index from before format 5 up to it."""
    if old == _UNPACKED:
        _pack(execute)
    else:
        for table in LOOKED_UP if old == _WITHOUT_FACTS else (*CHECKED, *LOOKED_UP):
            execute(table)
    if old == _WITHOUT_FACTS:
        renew(execute, "facts", "things")
    else:
        seal_all(execute)
    _tell_facts(execute)


def _tell_facts(execute: Execute) -> None:
    """Puts the facts of each report that is as it was stored into its chunks' records."""
    from index.figures.extract import with_facts

    checksums = dict(execute(PARTS["reports"]))
    for row in execute(REPORTS):
        number, rows = row[0], [chunk[1:] for chunk in execute(_OF_ONE, (row[0],)).fetchall()]
        if of_report(row, of_chunks(rows)) != checksums.get(number):
            continue
        try:
            report, chunks = decoded(Report, row[-1]), [decoded(Chunk, record) for _, _, record, *_ in rows]
        except StoreError as error:  # of a format without checksums
            raise ValueError("a record that cannot be read") from error
        told = with_facts(report, chunks)
        for (chunk_id, *_), chunk in zip(rows, told, strict=True):
            execute("UPDATE chunks SET record = ? WHERE id = ?", (encoded(Chunk, chunk), chunk_id))
        put(execute, number, zip((chunk_id for chunk_id, *_ in rows), told, strict=True))
        renewed = of_report(row, of_chunks(chunk[1:] for chunk in execute(_OF_ONE, (number,)).fetchall()))
        execute("UPDATE checksums SET checksum = ? WHERE report = ?", (renewed, number))
        turn(execute, "reports", (number, checksums[number]), (number, renewed))


def _pack(execute: Execute) -> None:
    for table in _RENAMED:
        execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    execute("DROP INDEX chunks_of_report")
    for table in TABLES:
        execute(table)
    _copy(execute)
    for table in reversed(_RENAMED):
        execute(f"DROP TABLE old_{table}")


def _copy(execute: Execute) -> None:
    for number, path, sha256, *records in execute("SELECT id, path, sha256, card, record FROM old_reports"):
        card, record = (compressed(text.encode("utf-8")) for text in records)
        execute("INSERT INTO reports VALUES (?, ?, ?, ?, ?)", (number, path, sha256, card, record))
    for number, report, record, vector, parts in execute("SELECT id, report, record, vector, parts FROM old_chunks"):
        whole = np.frombuffer(vector, "<f4")
        rows = np.frombuffer(parts, np.int8).reshape(-1, len(whole)).astype(np.float32)
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        half = packed(whole)
        values = (number, report, half, compressed(record.encode("utf-8")), packed_parts(rows, half))
        execute("INSERT INTO chunks VALUES (?, ?, ?, ?, ?)", values)
    execute("INSERT INTO chunk_years SELECT * FROM old_chunk_years")
    for table in ("reports", "chunks"):  # ids that were given away once are never given again
        last = "(SELECT seq FROM sqlite_sequence WHERE name = ?)"
        execute(f"UPDATE sqlite_sequence SET seq = {last} WHERE name = ?", (f"old_{table}", table))
