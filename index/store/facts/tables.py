"""The tables that say by thing, year and state in which chunk each fact is: filled as reports come, emptied as they go.

They repeat what the chunks' records hold, so that damage to them is mended from there.
"""

from collections.abc import Collection, Iterable
from itertools import groupby
from operator import itemgetter
from typing import get_args

from index.model import Chunk, Fact, FactState
from index.store.damage.checksums import FACTS, Execute, turn
from index.store.records import decoded

Row = tuple[int, int, str, int, int]

STATES: tuple[FactState, ...] = get_args(FactState)
"""The states, each told by its place here."""

_UNKNOWN = 0  # the year of a fact whose time cannot be told: no report is of that year
_OF_ONE = FACTS.replace("GROUP BY", "WHERE report = ? GROUP BY")


def year_of(fact: Fact) -> int:
    """The year that a fact is found by: its first one where it is over several."""
    return fact.when.year if fact.when else _UNKNOWN


def passes(fact: Fact, things: Iterable[str], years: Collection[int] | None, state: FactState | None) -> bool:
    """Whether a fact is one that `Store.facts` is asked for."""
    of_time = years is None or year_of(fact) in years
    return of_time and state in {None, fact.state} and all(word in fact.thing for word in things)


def rows_of(chunks: Iterable[tuple[int, Chunk]]) -> list[Row]:
    """What the tables hold of (chunk id, chunk): a row (chunk, place among its facts, thing, year, state) a fact."""
    return [
        (number, ordinal, fact.thing, year_of(fact), STATES.index(fact.state))
        for number, chunk in chunks
        for ordinal, fact in enumerate(chunk.facts)
    ]


def put(execute: Execute, report: int, chunks: Iterable[tuple[int, Chunk]]) -> None:
    """Takes in the facts of a report, of which there are none yet, from its (chunk id, chunk)."""
    rows = rows_of(chunks)
    things = _things(execute, dict.fromkeys(thing for _, _, thing, _, _ in rows))
    for chunk, ordinal, thing, year, state in rows:
        execute("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?)", (report, chunk, ordinal, things[thing], year, state))
    turn(execute, "facts", *execute(_OF_ONE, (report,)).fetchall())


def drop(execute: Execute, report: int) -> None:
    """Takes out the facts of a report, and the things that no other report tells of."""
    turn(execute, "facts", *execute(_OF_ONE, (report,)).fetchall())
    things = execute("SELECT DISTINCT thing FROM facts WHERE report = ?", (report,)).fetchall()
    execute("DELETE FROM facts WHERE report = ?", (report,))
    unused = "id = ? AND NOT EXISTS (SELECT 1 FROM facts WHERE thing = things.id)"
    for thing in things:
        turn(execute, "things", *execute(f"DELETE FROM things WHERE {unused} RETURNING id, name", thing).fetchall())


def put_all(execute: Execute) -> None:
    """Makes the tables anew from the chunks' records. Raises StoreError where one cannot be read."""
    execute("DELETE FROM facts")
    execute("DELETE FROM things")
    for report, rows in groupby(execute("SELECT report, id, record FROM chunks ORDER BY report, id"), itemgetter(0)):
        put(execute, report, ((number, decoded(Chunk, record)) for _, number, record in rows))


def _things(execute: Execute, names: Iterable[str]) -> dict[str, int]:
    """The ids of things by name; new ones are taken in."""
    found: dict[str, int] = {}
    new: list[tuple[int, str]] = []
    for name in names:
        row = execute("SELECT id FROM things WHERE name = ?", (name,)).fetchone()
        if row is None:
            row = (execute("INSERT INTO things (name) VALUES (?)", (name,)).lastrowid,)
            new.append((row[0], name))
        found[name] = row[0]
    turn(execute, "things", *new)
    return found
