"""Finding facts by thing, report, year and state, and telling which things there are."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from index.model import Chunk, FactState
from index.store.database import Database
from index.store.facts.tables import STATES, Row
from index.store.protocol import Told
from index.store.records import decoded

# To read through the facts of a report, 50 or so, takes as long as to look whether so many things hold the words.
_THINGS = 200
_REPORTS = 1_000  # whose facts are read through at a time
_READ = 500  # facts whose chunks are read at a time


def facts(
    database: Database,
    things: Sequence[str],
    reports: Collection[str] | None,
    years: Collection[int] | None,
    state: FactState | None,
) -> Iterator[Told]:
    """The facts that pass, in the order of the chunks' ids, then in text order."""
    conditions = ["instr(name, ?)"] * len(things)
    if years is not None:
        conditions.append(f"year IN ({_listed(years)})")
    if state is not None:
        conditions.append(f"state = {STATES.index(state)}")
    if things and (reports is None or len(reports) * _THINGS > _last_thing(database)):
        rows = _rows(database, "things CROSS JOIN facts", conditions, things)
        within = None if reports is None else set(_numbers(database, reports))
        yield from _told(database, [row for row in rows if within is None or row[0] in within])
        return
    numbers = _numbers(database, reports)
    for start in range(0, len(numbers), _REPORTS):
        some = f"report IN ({_listed(numbers[start : start + _REPORTS])})"
        yield from _told(database, _rows(database, "facts CROSS JOIN things", [some, *conditions], things))


def things(database: Database, reports: Collection[str] | None) -> tuple[tuple[str, int], ...]:
    """(thing, how many facts) of some reports, or of all, most first."""
    within = "" if reports is None else f"WHERE report IN ({_listed(_numbers(database, reports))})"
    counted = f"SELECT thing, count(*) AS times FROM facts {within} GROUP BY thing"
    found = database.rows(f"SELECT name, times FROM ({counted}) JOIN things ON id = thing")
    return tuple(sorted(found, key=lambda row: (-row[1], row[0])))


def held(database: Database, path: str) -> list[Row]:
    """What the tables hold of a report, as `rows_of` tells it."""
    columns = "chunk, ordinal, ifnull(name, ''), year, state FROM facts LEFT JOIN things ON id = thing"
    of_report = "report = (SELECT id FROM reports WHERE path = ?)"
    return database.rows(f"SELECT {columns} WHERE {of_report} ORDER BY chunk, ordinal", path)


def _rows(
    database: Database, tables: str, conditions: Sequence[str], things: Sequence[str]
) -> list[tuple[int, int, int]]:
    """(report, chunk, place among its facts), in order; the table that comes first is looked through first."""
    query = f"SELECT report, chunk, ordinal FROM {tables} WHERE {' AND '.join(['id = thing', *conditions])}"
    return database.rows(f"{query} ORDER BY report, chunk, ordinal", *things)


def _told(database: Database, rows: Sequence[tuple[int, int, int]]) -> Iterator[Told]:
    for start in range(0, len(rows), _READ):
        batch = rows[start : start + _READ]
        ids = [number for number, _ in groupby(batch, itemgetter(1))]
        chunks = {number: decoded(Chunk, record) for number, record in zip(ids, database.records(ids), strict=True)}
        for _, number, ordinal in batch:
            yield Told(chunks[number].report, number, chunks[number].facts[ordinal])


def _numbers(database: Database, reports: Collection[str] | None) -> list[int]:
    """The ids of reports, ascending; of paths that there are not, none."""
    if reports is None:
        return [number for (number,) in database.rows("SELECT id FROM reports ORDER BY id")]
    found = (database.rows("SELECT id FROM reports WHERE path = ?", path) for path in reports)
    return sorted(number for rows in found for (number,) in rows)


def _last_thing(database: Database) -> int:
    """The id that was given away last: about how many things there are."""
    return int(database.rows("SELECT ifnull(max(id), 0) FROM things")[0][0])


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(str(int(number)) for number in numbers)
