"""The rows that a report is in SQLite: written with it, dropped with it, in one transaction."""

from collections.abc import Sequence

from index.embedding.embedder import Matrix
from index.model import Card, Chunk, Report
from index.store.cards import card_of
from index.store.damage.checksums import Execute, of_chunks, of_report, renew, told_years, turn
from index.store.facts import tables
from index.store.records import encoded, packed, packed_parts


def put(execute: Execute, report: Report, chunks: Sequence[Chunk], vectors: Matrix, parts: Sequence[Matrix]) -> None:
    """Writes a report of whose path there is none; `vectors` is (chunks, dimension), `parts` one a chunk."""
    row = (report.path, report.sha256, encoded(Card, card_of(report)), encoded(Report, report))
    number = execute("INSERT INTO reports (path, sha256, card, record) VALUES (?, ?, ?, ?)", row).lastrowid
    stored = []
    for chunk, vector, matrix in zip(chunks, map(packed, vectors), parts, strict=True):
        values = (vector, encoded(Chunk, chunk), packed_parts(matrix, vector))
        insert = "INSERT INTO chunks (report, vector, record, parts) VALUES (?, ?, ?, ?)"
        chunk_id = execute(insert, (number, *values)).lastrowid
        for year in sorted(chunk.years):
            execute("INSERT INTO chunk_years VALUES (?, ?)", (chunk_id, year))
        stored.append((chunk_id, *values, told_years(chunk.years)))
    checksum = number, of_report((number, *row), of_chunks(stored))
    execute("INSERT INTO checksums VALUES (?, ?)", checksum)
    turn(execute, "reports", checksum)
    tables.put(execute, number, zip((row[0] for row in stored), chunks, strict=True))


def drop(execute: Execute, path: str) -> None:
    """Drops a report, if there is one: since then more has been done than adding."""
    where = "SELECT report, checksum FROM checksums JOIN reports ON id = report WHERE path = ?"
    gone = execute(where, (path,)).fetchall()
    for number, _ in gone:
        tables.drop(execute, number)
    if execute("DELETE FROM reports WHERE path = ?", (path,)).rowcount:
        execute("DELETE FROM growth")
        renew(execute, "growth")
    for row in gone:
        turn(execute, "reports", row)
