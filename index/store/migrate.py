"""An index of one of the two formats before this one, brought up to this one: nothing is embedded again."""

import json
from typing import Any

import numpy as np

from index.errors import StoreError
from index.store.damage.checksums import Execute, seal_all
from index.store.database import Database
from index.store.records import compressed, packed, packed_parts
from index.store.sqlite import cure
from index.store.tables import CHECKED, TABLES

_UNPACKED = 2  # records as JSON text, vectors as float32, sentences' vectors as int8 that fill their range
_UNCHECKED = 3  # packed, and without checksums
_RENAMED = ("reports", "chunks", "chunk_years")


def is_old(database: Database) -> bool:
    """Whether an index is of format 2 or 3."""
    return _version(database) in (_UNPACKED, _UNCHECKED)


def migrate(database: Database, version: int) -> None:
    """Rewrites an index of format 2 or 3 in one transaction as one of `version`, 4, and gives back room that it took.

    What was damaged before cannot be told. Raises StoreError, and leaves the index as it was, where it hinders.
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
        if old == _UNPACKED:
            _pack(execute)
        else:
            for table in CHECKED:
                execute(table)
        execute("UPDATE meta SET value = ? WHERE key = 'manifest'", (manifest,))
        seal_all(execute)


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
