"""An index of format 2, 3, 4 or 5 is brought up to this one with all that it held, and its facts are told."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest

from index.build import build
from index.errors import StoreError
from index.figures import extract
from index.model import Card, Chunk, Report
from index.store.damage.checksums import PARTS, renew, seal_all
from index.store.local import LocalStore
from index.store.protocol import Told
from index.store.records import decoded, encoded, unpacked, unpacked_parts
from index.verify import verify
from tests.helpers.fakes import FakeEmbedder

EMBEDDER = FakeEmbedder()
# The tables of format 2: what a user's index of that time has.
OLD = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE reports (id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL,
                      card TEXT NOT NULL, record TEXT NOT NULL) STRICT;
CREATE TABLE chunks (id INTEGER PRIMARY KEY AUTOINCREMENT, report INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
                     record TEXT NOT NULL, vector BLOB NOT NULL, parts BLOB NOT NULL) STRICT;
CREATE INDEX chunks_of_report ON chunks (report);
CREATE TABLE chunk_years (chunk INTEGER NOT NULL REFERENCES chunks ON DELETE CASCADE, year INTEGER NOT NULL,
                          PRIMARY KEY (chunk, year)) STRICT, WITHOUT ROWID;
"""


def untell(index: Path) -> None:
    """Turns an index of this format, of reports that were read whole, into one of format 5."""
    with closing(sqlite3.connect(index / "index.sqlite")) as database, database:
        database.execute("UPDATE meta SET value = json_set(value, '$.version', 5) WHERE key = 'manifest'")
        database.execute("UPDATE sqlite_sequence SET seq = seq + 7 WHERE name = 'chunks'")  # the last ones were removed
        renew(database.execute, *PARTS)


def forget(index: Path) -> None:
    """Turns an index of this format into one of format 4."""
    with closing(sqlite3.connect(index / "index.sqlite")) as database, database:
        database.create_function("bare", 1, lambda record: encoded(Chunk, bare(record)))
        database.execute("UPDATE chunks SET record = bare(record)")
        database.execute("UPDATE meta SET value = json_set(value, '$.version', 4) WHERE key = 'manifest'")
        database.execute("UPDATE sqlite_sequence SET seq = seq + 7 WHERE name = 'chunks'")  # the last ones were removed
        seal_all(database.execute)
        database.execute("DROP TABLE facts")
        database.execute("DROP TABLE things")
        database.execute("DELETE FROM seals WHERE part IN ('facts', 'things')")


def uncheck(index: Path) -> None:
    """Turns an index of this format into one of format 3."""
    forget(index)
    with closing(sqlite3.connect(index / "index.sqlite")) as database, database:
        database.execute("DROP TABLE checksums")
        database.execute("DROP TABLE seals")
        database.execute("UPDATE meta SET value = json_set(value, '$.version', 3) WHERE key = 'manifest'")


def bare(record: bytes) -> Chunk:
    return replace(decoded(Chunk, record), facts=())


def age(index: Path) -> None:
    """Turns an index of this format into one of format 2."""
    from pydantic import TypeAdapter

    def text(kind: type[Any], value: object) -> str:
        return TypeAdapter(kind).dump_json(value).decode("utf-8")

    now = sqlite3.connect(index / "index.sqlite")
    old = sqlite3.connect(index / "old.sqlite")
    old.executescript(OLD)
    with old:
        for key, value in now.execute("SELECT key, value FROM meta"):
            manifest = json.dumps({**json.loads(value), "version": 2}) if key == "manifest" else value
            old.execute("INSERT INTO meta VALUES (?, ?)", (key, manifest))
        for number, path, sha256, card, record in now.execute("SELECT id, path, sha256, card, record FROM reports"):
            records = text(Card, decoded(Card, card)), text(Report, decoded(Report, record))
            old.execute("INSERT INTO reports VALUES (?, ?, ?, ?, ?)", (number, path, sha256, *records))
        for number, report, vector, record, parts in now.execute(
            "SELECT id, report, vector, record, parts FROM chunks"
        ):
            rows = unpacked_parts(parts, vector)
            scaled = np.round(rows / np.abs(rows).max(axis=1, keepdims=True, initial=1e-12) * 127).astype(np.int8)
            row = (number, report, text(Chunk, bare(record)), unpacked(vector).tobytes(), scaled.tobytes())
            old.execute("INSERT INTO chunks VALUES (?, ?, ?, ?, ?)", row)
        old.executemany("INSERT INTO chunk_years VALUES (?, ?)", now.execute("SELECT chunk, year FROM chunk_years"))
        old.execute("UPDATE sqlite_sequence SET seq = seq + 7 WHERE name = 'chunks'")  # the last ones were removed
    now.close()
    old.close()
    (index / "old.sqlite").replace(index / "index.sqlite")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for place in ("甲", "乙"):
        text = f"{place}市民政局2023年工作总结\n一、临时救助。先救助后审批，发放855元。二、养老服务。新增床位424张。"
        (folder / f"{place}.txt").write_text(text, encoding="utf-8")
    return folder


def held(index: Path) -> object:
    store = LocalStore.open(index)
    paths = [card.path for card in store.catalogue()]
    chunks = [store.report_chunks(path) for path in paths]
    ids = [number for rows in chunks for number, _ in rows]
    told = list(store.facts()), store.things()
    assert len(told[0]) == 4
    result = store.catalogue(), [store.report(path) for path in paths], chunks, store.vectors(ids).tolist(), told
    parts = np.concatenate(store.parts(ids))
    store.close()
    return result, np.round(parts, 1).tolist()


@pytest.mark.parametrize("older", [age, uncheck, forget, untell], ids=["2", "3", "4", "5"])
def test_all_that_it_held_is_there(reports: Path, tmp_path: Path, older: Callable[[Path], None]) -> None:
    index = tmp_path / "index"
    build([reports], index, model=EMBEDDER, progress=False)
    before = held(index)
    older(index)
    with pytest.raises(StoreError, match="升级"):
        LocalStore.open(index)
    summary = build([reports], index, model=EMBEDDER, progress=False)
    assert (len(summary.unchanged), summary.chunks) == (2, 0)
    assert held(index) == before
    assert verify(index) == ()
    last = max(number for number, _ in chunks_of(index, "甲.txt") + chunks_of(index, "乙.txt"))
    (reports / "丙.txt").write_text("丙市2024年工作总结\n新增床位5张。", encoding="utf-8")
    build([reports], index, model=EMBEDDER, progress=False)
    assert chunks_of(index, "丙.txt")[0][0] == last + 8  # ids that were given away once are never given again


def chunks_of(index: Path, path: str) -> tuple[tuple[int, Chunk], ...]:
    store = LocalStore.open(index)
    chunks = store.report_chunks(path)
    store.close()
    return chunks


def test_what_is_broken_on_the_way_stays_old(reports: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build([reports], index, model=EMBEDDER, progress=False)
    age(index)
    database = sqlite3.connect(index / "index.sqlite")
    with database:
        database.execute("UPDATE chunks SET parts = x'00'")
    database.close()
    for _ in range(2):
        with pytest.raises(StoreError, match=r"不能升级.*python -m index build"):
            LocalStore.open(index, writable=True)


def test_what_was_damaged_in_format_4_is_told_and_read_again(reports: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build([reports], index, model=EMBEDDER, progress=False)
    before = [told.fact for told in stored_facts(index)]
    forget(index)
    with closing(sqlite3.connect(index / "index.sqlite")) as database, database:
        database.execute("UPDATE chunks SET vector = zeroblob(length(vector)) WHERE report = 1")
        database.execute("DELETE FROM growth")
    LocalStore.open(index, writable=True).close()
    assert {"乙.txt：存下的内容已损坏", "增添的记录已损坏"} <= set(verify(index))
    summary = build([reports], index, model=EMBEDDER, progress=False)
    assert (summary.refreshed, summary.unchanged) == (("乙.txt",), ("甲.txt",))
    assert verify(index) == ()
    assert sorted(before, key=str) == sorted((told.fact for told in stored_facts(index)), key=str)


def test_an_index_whose_facts_cannot_be_told_stays_old(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(report: Report, chunks: Sequence[Chunk]) -> NoReturn:
        raise KeyboardInterrupt

    index = tmp_path / "index"
    build([reports], index, model=EMBEDDER, progress=False)
    before = held(index)
    forget(index)
    with monkeypatch.context() as patch:
        patch.setattr(extract, "with_facts", stopped)
        with pytest.raises(KeyboardInterrupt):
            LocalStore.open(index, writable=True)
    with pytest.raises(StoreError, match="升级"):
        LocalStore.open(index)
    LocalStore.open(index, writable=True).close()
    assert held(index) == before


def stored_facts(index: Path) -> list[Told]:
    with closing(LocalStore.open(index)) as store:
        return list(store.facts())
