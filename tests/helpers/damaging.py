"""Damage done to an index's SQLite file behind its back: bits flipped, rows changed or deleted, drawn from a seed."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from typing import Any

Value = bytes | str | int
Damaging = Callable[[Path, str, str, Random], None]


def columns(index: Path) -> list[tuple[str, str]]:
    """(table, column) of each column of each table that has rows, SQLite's own table of ids with them."""
    with closing(_opened(index)) as database:
        return [(table, column) for table in _tables(database) for column in _columns(database, table)]


def everything(index: Path) -> dict[str, list[Any]]:
    """All rows of all tables, as they lie there."""
    with closing(_opened(index)) as database:
        return {table: database.execute(f"SELECT * FROM {table}").fetchall() for table in _tables(database)}


def flip_a_bit(index: Path, table: str, column: str, random: Random) -> None:
    """Of one value of a column; texts need not be UTF-8 after that."""
    _change(index, table, column, random, lambda value, _: _flipped(value, random))


def put_another_value(index: Path, table: str, column: str, random: Random) -> None:
    """In place of one value of a column: that of another row if there is another, else a made-up one."""
    _change(index, table, column, random, lambda value, others: _another(value, others, random))


def delete_a_row(index: Path, table: str, column: str, random: Random) -> None:
    """With what belongs to it or, by chance, without."""
    with closing(_opened(index)) as database, database:
        database.execute(f"PRAGMA foreign_keys = {random.choice(('ON', 'OFF'))}")
        database.execute(*_where(f"DELETE FROM {table}", _a_row(database, table, random)))


def flip_a_bit_of_the_file(index: Path, random: Random) -> None:
    """Of any byte that is not zero, as most are where pages have room left; the log being empty."""
    with closing(_opened(index)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray((index / "index.sqlite").read_bytes())
    at = random.choice([at for at, byte in enumerate(content) if byte])
    content[at] ^= 1 << random.randrange(8)
    (index / "index.sqlite").write_bytes(content)


def _opened(index: Path) -> sqlite3.Connection:
    database = sqlite3.connect(index / "index.sqlite")
    database.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    return database


def _tables(database: sqlite3.Connection) -> Iterator[str]:
    for (table,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall():
        if database.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():
            yield table


def _columns(database: sqlite3.Connection, table: str) -> list[str]:
    return [name for _, name, *_ in database.execute(f"PRAGMA table_xinfo({table})")]


def _a_row(database: sqlite3.Connection, table: str, random: Random) -> dict[str, Value]:
    row = random.choice(database.execute(f"SELECT * FROM {table}").fetchall())
    return dict(zip(_columns(database, table), row, strict=True))


def _change(
    index: Path, table: str, column: str, random: Random, changed: Callable[[Value, list[Value]], Value]
) -> None:
    with closing(_opened(index)) as database:
        others = [value for (value,) in database.execute(f"SELECT {column} FROM {table}")]
        while True:  # a value that is another row's already, where each must have its own, is drawn again
            row = _a_row(database, table, random)
            value = changed(row[column], [other for other in others if other != row[column]])
            set_to = "CAST(? AS TEXT)" if isinstance(value, str) else "?"
            update, where = _where(f"UPDATE {table} SET {column} = {set_to}", row)
            with suppress(sqlite3.IntegrityError), database:
                database.execute(update, (_bound(value), *where))
                return


def _where(statement: str, row: dict[str, Value]) -> tuple[str, tuple[Value, ...]]:
    meets = (f"{name} = CAST(? AS TEXT)" if isinstance(value, str) else f"{name} = ?" for name, value in row.items())
    return f"{statement} WHERE {' AND '.join(meets)}", tuple(map(_bound, row.values()))


def _bound(value: Value) -> Value:
    return value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value


def _flipped(value: Value, random: Random) -> Value:
    if isinstance(value, int):
        return value ^ 1 << random.randrange(62)
    content = bytearray(value if isinstance(value, bytes) else value.encode("utf-8", "surrogateescape"))
    content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    return bytes(content) if isinstance(value, bytes) else content.decode("utf-8", "surrogateescape")


def _another(value: Value, others: list[Value], random: Random) -> Value:
    if others and random.random() < 0.7:
        return random.choice(others)
    if isinstance(value, int):
        return random.randrange(1, 3000)
    made = random.randbytes(random.randrange(1, 90))
    return made if isinstance(value, bytes) else made.hex()
