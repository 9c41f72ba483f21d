"""The tables of an index's SQLite file, and how an empty one is made."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from index.store.damage.checksums import PARTS, renew

# Rows of some 2.5 KB: in pages of 4 KB each would have one to itself, and a third of the file would be air.
_PAGE = 16_384

_META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT"
# What came with format 4: a checksum a report over all that is stored of it, and a seal a part of what is of no report.
CHECKED = """
CREATE TABLE checksums (report INTEGER PRIMARY KEY REFERENCES reports ON DELETE CASCADE,
                        checksum BLOB NOT NULL) STRICT;
CREATE TABLE seals (part TEXT PRIMARY KEY, seal BLOB NOT NULL) STRICT
""".strip().split(";\n")
# What came with format 5: where the facts in the chunks' records are looked up, by thing and year (0 is unknown).
LOOKED_UP = """
CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE facts (report INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE, chunk INTEGER NOT NULL,
                    ordinal INTEGER NOT NULL, thing INTEGER NOT NULL, year INTEGER NOT NULL, state INTEGER NOT NULL,
                    PRIMARY KEY (report, chunk, ordinal)) STRICT, WITHOUT ROWID;
CREATE INDEX facts_of_thing ON facts (thing, year, state)
""".strip().split(";\n")
TABLES = (
    """
CREATE TABLE growth (revision TEXT PRIMARY KEY) STRICT;
CREATE TABLE training (name TEXT NOT NULL, size INTEGER NOT NULL, learnt BLOB NOT NULL) STRICT;
CREATE TABLE reports (id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL,
                      card BLOB NOT NULL, record BLOB NOT NULL) STRICT;
CREATE TABLE chunks (id INTEGER PRIMARY KEY AUTOINCREMENT, report INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
                     vector BLOB NOT NULL, record BLOB NOT NULL, parts BLOB NOT NULL) STRICT;
CREATE INDEX chunks_of_report ON chunks (report);
CREATE TABLE chunk_years (chunk INTEGER NOT NULL REFERENCES chunks ON DELETE CASCADE, year INTEGER NOT NULL,
                          PRIMARY KEY (chunk, year)) STRICT, WITHOUT ROWID
""".strip().split(";\n")
    + CHECKED
    + LOOKED_UP
)


class Training(NamedTuple):
    """What the vector index learnt of `size` vectors, under a name of its own."""

    name: str
    size: int
    learnt: bytes


def make(file: Path, meta: Mapping[str, str]) -> None:
    """Makes an empty file with these rows of `meta`. Raises OSError and sqlite3.Error."""
    # Under a name of its own until it is whole: a process killed here leaves no half-made database. The log of
    # a database that was deleted would be taken for the new one's.
    unborn = file.with_name(f"{file.name}.new")
    for left in (*file.parent.glob(f"{file.name}.new*"), *file.parent.glob(f"{file.name}-*")):
        left.unlink()
    connection = sqlite3.connect(unborn)
    connection.execute(f"PRAGMA page_size = {_PAGE}")
    for table in (_META, *TABLES):
        connection.execute(table)
    with connection:
        connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        renew(connection.execute, *PARTS)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    unborn.replace(file)
