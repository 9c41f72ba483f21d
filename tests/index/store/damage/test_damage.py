"""What of an index is no longer as it was stored: `verify` tells it, `copy` refuses it, the next build mends it."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random
from typing import NoReturn

import pytest

import index.build as building
from index.build import build
from index.copy import copy
from index.errors import ModelError, StoreError
from index.store import opening as stores
from index.store.addresses import MilvusAddress
from index.store.local import LocalStore
from index.store.vectors import learn
from index.verify import verify
from tests.helpers.damaging import Damaging, columns, delete_a_row, everything, flip_a_bit
from tests.helpers.fakes import FakeEmbedder
from tests.helpers.generated import write_report
from tests.helpers.mended import CURE, built, mended, refused, told

EMBEDDER = FakeEmbedder()
NAMES = ("0.txt", "1.txt", "2.txt")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    for number, name in enumerate(NAMES):
        write_report(folder / name, number)
    return folder


@pytest.fixture(scope="module")
def fresh(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of these reports, with a row in each table."""
    index = tmp_path_factory.mktemp("fresh") / "index"
    built(index, reports)
    with closing(LocalStore.open(index, writable=True)) as store:
        ids = store.database.chunk_ids().tolist()
        store.database.learn(len(ids), learn(store.vectors(ids), 1))
        store.refresh()
    return index


@pytest.fixture
def index(fresh: Path, tmp_path: Path) -> Path:
    shutil.copytree(fresh, tmp_path / "index")
    shutil.rmtree(tmp_path / "index/derived")
    return tmp_path / "index"


def execute(index: Path, *statements: str) -> None:
    with closing(sqlite3.connect(index / "index.sqlite")) as database, database:
        for statement in statements:
            database.execute(statement)


def test_every_table_has_rows_to_damage(fresh: Path) -> None:
    tables = {table for table, _ in columns(fresh)}
    assert tables == {
        *("meta", "growth", "training", "reports", "chunks", "chunk_years", "checksums", "seals", "sqlite_sequence"),
        *("facts", "things"),
    }
    assert len(columns(fresh)) == 32
    assert verify(fresh) == ()


@pytest.mark.parametrize("damage", [flip_a_bit, delete_a_row], ids=lambda each: each.__name__)
def test_damage_of_any_column_is_told_refused_and_mended(
    reports: Path, fresh: Path, tmp_path: Path, damage: Damaging
) -> None:
    """Once a column, or a table; `tests/faults/test_damage.py` does it by the hundred."""
    random = Random(damage.__name__)
    places = {table if damage is delete_a_row else (table, column): (table, column) for table, column in columns(fresh)}
    for number, place in enumerate(places.values()):
        index = tmp_path / str(number)
        shutil.copytree(fresh, index)
        damage(index, *place, random)
        assert CURE in told(index), place
        assert CURE in refused(index), place
        mended(index, reports, fresh)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE reports SET card = x'00' WHERE path = '1.txt'",
        "UPDATE reports SET sha256 = '' WHERE path = '1.txt'",
        "UPDATE chunks SET parts = x'00' WHERE id = (SELECT max(id) FROM chunks WHERE report = 2)",
        "UPDATE chunks SET vector = vector + 1 WHERE id = (SELECT max(id) FROM chunks WHERE report = 2)",
        "UPDATE chunk_years SET year = year + 100 WHERE chunk = (SELECT max(chunk) FROM chunk_years WHERE chunk IN "
        "(SELECT id FROM chunks WHERE report = 2))",
    ],
)
def test_just_the_damaged_report_is_read_again(reports: Path, fresh: Path, index: Path, change: str) -> None:
    execute(index, change.replace("vector + 1", "zeroblob(length(vector))"))
    assert verify(index)[0] == "1.txt：存下的内容已损坏"
    assert "1.txt：存下的内容已损坏" in refused(index)
    summary = mended(index, reports, fresh)
    assert summary
    assert (summary.added, summary.refreshed, summary.unchanged) == ((), ("1.txt",), ("0.txt", "2.txt"))
    assert summary.warnings == (("1.txt", "索引里存的内容已损坏，已丢弃重读"),)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE facts SET year = year + 1 WHERE report = 2",
        "DELETE FROM facts WHERE report = 2",
        "DELETE FROM facts",
        "UPDATE things SET name = name || '费' WHERE id = 1",
        "DELETE FROM things WHERE id = 1",
        "INSERT INTO things VALUES (999, '无')",
    ],
)
def test_tables_of_facts_are_made_anew_and_no_report_is_read(
    reports: Path, fresh: Path, index: Path, change: str
) -> None:
    execute(index, change)
    assert "存下时不符" in verify(index)[0]
    summary = mended(index, reports, fresh)
    assert summary
    assert (summary.added, summary.refreshed, summary.unchanged) == ((), (), NAMES)
    assert "已修复" in summary.warnings[0][1]
    with closing(LocalStore.open(index)) as store, closing(LocalStore.open(fresh)) as other:
        assert list(store.facts()) == list(other.facts())
        assert store.things() == other.things()


def test_reports_that_are_gone_as_a_whole_are_missed(reports: Path, fresh: Path, index: Path) -> None:
    execute(index, "PRAGMA foreign_keys = ON", "DELETE FROM reports WHERE path = '0.txt'")
    assert "名册" in verify(index)[0]
    summary = mended(index, reports, fresh)
    assert summary
    assert (summary.added, summary.unchanged) == (("0.txt",), ("1.txt", "2.txt"))


def test_a_damaged_report_without_its_file_is_dropped_and_told(reports: Path, index: Path, tmp_path: Path) -> None:
    shutil.copytree(reports, tmp_path / "some")
    (tmp_path / "some/1.txt").unlink()
    execute(index, "UPDATE reports SET card = x'00' WHERE path = '1.txt'")
    summary = built(index, tmp_path / "some")
    assert (summary.removed, summary.reports) == (("1.txt",), 2)
    assert "请用它的文件再建一次" in summary.warnings[0][1]
    assert verify(index) == ()


def test_where_the_model_cannot_be_loaded_nothing_is_dropped(
    reports: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> NoReturn:
        raise ModelError(f"没有 {name}")

    monkeypatch.setattr(building, "load_embedder", missing)
    monkeypatch.setattr(building, "model_fingerprint", lambda name: EMBEDDER.fingerprint)
    execute(index, "UPDATE reports SET card = x'00' WHERE path = '1.txt'")
    before = everything(index)
    with pytest.raises(ModelError):
        building.build([reports], index)
    assert everything(index) == before


def test_cells_that_cannot_be_read_are_told_to_readers_and_done_without(
    reports: Path, fresh: Path, index: Path
) -> None:
    execute(index, "UPDATE training SET learnt = x'00'")
    with pytest.raises(StoreError, match=CURE):
        LocalStore.open(index)
    summary = mended(index, reports, fresh)
    assert summary
    assert summary.unchanged == NAMES


def test_an_index_of_sqlite_that_does_not_fit_its_table_is_made_again(reports: Path, fresh: Path, index: Path) -> None:
    before = everything(index)
    execute(index, "UPDATE chunks SET report = 2 WHERE id = 1")
    with closing(sqlite3.connect(index / "index.sqlite")) as database:
        (row,) = database.execute("SELECT * FROM sqlite_schema WHERE name = 'chunks_of_report'")
    writable = "PRAGMA writable_schema = ON"
    execute(index, writable, "DELETE FROM sqlite_schema WHERE name = 'chunks_of_report'")
    execute(index, "UPDATE chunks SET report = 1 WHERE id = 1")
    execute(index, writable, f"INSERT INTO sqlite_schema VALUES {row}")
    assert everything(index) == before
    assert "数据库文件已损坏" in verify(index)[0]
    assert CURE in refused(index)
    summary = mended(index, reports, fresh)
    assert summary
    assert summary.unchanged == NAMES


@pytest.mark.parametrize("kind", ["folder", "milvus"])
def test_what_is_damaged_is_not_copied_into_another_index(
    reports: Path, index: Path, tmp_path: Path, kind: str
) -> None:
    if kind == "milvus":
        pytest.importorskip("pymilvus")
        pytest.importorskip("milvus_lite")
    target = tmp_path / "target" if kind == "folder" else MilvusAddress(str(tmp_path / "target.db"), "youju")
    execute(index, "UPDATE chunks SET parts = x'00' WHERE report = 2")
    with pytest.raises(StoreError, match=r"1\.txt：存下的内容已损坏.*python -m index build"):
        copy(index, target)
    assert not stores.exists(target)
    write_report(tmp_path / "other/other.txt", 99)
    build([tmp_path / "other"], target, model=EMBEDDER, progress=False)
    with pytest.raises(StoreError, match=r"1\.txt：存下的内容已损坏"):
        copy(index, target)
    with closing(stores.open(target)) as store:
        assert list(store.hashes()) == ["other.txt"]


def test_a_table_whose_name_is_no_text_is_told(index: Path) -> None:
    """SQLite repeats the name in its message, which then is no text either."""
    file = index / "index.sqlite"
    content = file.read_bytes()
    for right, wrong in ((b"tablegrowth", b"tablegr\xc4wth"), (b"CREATE TABLE growth", b"CREATE TABLX growth")):
        assert right in content
        content = content.replace(right, wrong)
    file.write_bytes(content)
    assert CURE in told(index)
    assert CURE in refused(index)
