"""Finding what in a folder's SQLite file is not as it was stored, and dropping it, so that a build reads it again."""

from itertools import groupby
from operator import itemgetter
from typing import Any

from index.errors import StoreError
from index.store.damage.checksums import CHUNKS, PARTS, REPORTS, of_chunks, of_report, renew, seal_of
from index.store.damage.damage import Damage
from index.store.database import Database
from index.store.facts.tables import put_all
from index.store.sqlite import cure

_NONE = of_chunks(())
_REFERENCES = (("chunks", "report", "reports"), ("chunk_years", "chunk", "chunks"), ("checksums", "report", "reports"))


def find(database: Database) -> Damage:
    """Reads all that is stored, one report at a time, and holds it against its checksums.

    Raises StoreError where SQLite itself cannot read the file.
    """
    chunks, years = _chunks(database)
    checksums: dict[Any, Any] = dict(database.each(PARTS["reports"]))
    damaged = {
        number: path
        for number, path, *rest in database.each(REPORTS)
        if of_report((number, path, *rest), chunks.pop(number, _NONE)) != checksums.pop(number, None)
    }
    seals: dict[Any, Any] = dict(database.each("SELECT part, seal FROM seals"))
    parts = {part for part, query in PARTS.items() if seal_of(database.each(query)) != seals.get(part)}
    ((told,),) = database.each("SELECT count(*) FROM chunk_years")
    if chunks or checksums or told != years:
        parts.add("strays")
    return Damage(damaged, frozenset(parts), _of_file(database))


def _of_file(database: Database) -> tuple[str, ...]:
    return tuple(line for (line,) in database.each("PRAGMA integrity_check") if line != "ok")


def _chunks(database: Database) -> tuple[dict[Any, bytes], int]:
    """What `of_chunks` says of each report's chunks, by its number, and how many years they have together."""
    found: dict[Any, bytes] = {}
    years = 0
    for report, group in groupby(database.each(CHUNKS), key=itemgetter(0)):
        rows = [row[1:] for row in group]
        years += sum(str(row[-1]).count(";") for row in rows)
        found[report] = b"" if report in found else of_chunks(rows)  # a report's chunks lie together
    return found, years


def mend(database: Database, damage: Damage) -> None:
    """Drops damaged reports with all that is theirs, and what belongs to none, and seals what is left.

    What else is damaged can be done without: chunk ids that were given away may be given again, and so all derived
    files are made anew. Raises StoreError, and leaves all as it was, where the file itself stays damaged.
    """
    with database.transaction() as execute:
        if damage.file:
            execute("REINDEX")
        for number in damage.reports:
            execute("DELETE FROM reports WHERE id = ?", (number,))
        for table, column, parent in _REFERENCES:
            execute(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT id FROM {parent})")
        if damage.parts & {"facts", "things"}:
            put_all(execute)
        execute("DELETE FROM things WHERE id NOT IN (SELECT thing FROM facts)")
        execute("DELETE FROM growth")
        execute("DELETE FROM meta WHERE key <> 'manifest'")
        execute("INSERT INTO meta VALUES ('revision', '')")
        if "training" in damage.parts:
            execute("DELETE FROM training")
        if "ids" in damage.parts:
            execute("DELETE FROM sqlite_sequence")
            for table in ("reports", "chunks"):
                execute(f"INSERT INTO sqlite_sequence SELECT ?, ifnull(max(id), 0) FROM {table}", (table,))
        execute("DELETE FROM seals")
        renew(execute, *PARTS)
        if damage.file and (lines := _of_file(database)):
            raise StoreError(f"{database.directory} 的数据库文件已损坏：{lines[0]}。{cure(database.directory)}")
