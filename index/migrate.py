"""An index of the format before this one, brought up to this one: nothing is embedded again."""

import json
from typing import Any

import numpy as np

from index.database import TABLES, Database
from index.errors import StoreError
from index.opening import cure
from index.records import compressed, packed, packed_parts

_OLD = 2  # records as JSON text, vectors as float32, sentences' vectors as int8 that fill their range
_RENAMED = ("reports", "chunks", "chunk_years")


def is_old(database: Database) -> bool:
    """Whether an index is of format 2."""
    try:
        return bool(json.loads(database.meta("manifest"))["version"] == _OLD)
    except (IndexError, KeyError, TypeError, ValueError):
        return False  # whoever opens it tells what is wrong


def migrate(database: Database, version: int) -> None:
    """Rewrites an index of format 2 in one transaction as one of `version`, 3, and then gives back the room it took.

    Raises StoreError, and leaves it as it was, where it is damaged.
    """
    try:
        _rewrite(database, version)
    except ValueError as error:
        raise StoreError(f"{database.directory} 的索引已损坏，不能升级。{cure(database.directory)}") from error
    database.rows("VACUUM")


def _rewrite(database: Database, version: int) -> None:
    manifest = json.loads(database.meta("manifest"))
    with database.transaction() as execute:
        for table in _RENAMED:
            execute(f"ALTER TABLE {table} RENAME TO old_{table}")
        execute("DROP INDEX chunks_of_report")
        for table in TABLES:
            execute(table)
        _copy(execute)
        for table in reversed(_RENAMED):
            execute(f"DROP TABLE old_{table}")
        execute("UPDATE meta SET value = ? WHERE key = 'manifest'", (json.dumps({**manifest, "version": version}),))


def _copy(execute: Any) -> None:
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
