"""The store in a folder: what it survives."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.errors import StoreError
from index.model import Scope
from index.store.local import LocalStore
from index.store.protocol import FORMAT_VERSION, Store
from tests.helpers.store_contract import EMBEDDER, MANIFEST, TEXT, StoreContract, a_report, chunks_of, put


class TestLocalStore(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        store = LocalStore.create(tmp_path / "索引 50%#?", MANIFEST)
        yield store
        store.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of two reports, closed."""
    return an_index(tmp_path / "index")


def an_index(folder: Path, *names: str) -> Path:
    store = LocalStore.create(folder, MANIFEST)
    for name in names or ("a.txt", "b.txt"):
        put(store, a_report(name, f"{name}的临时救助。{TEXT}"), frozenset({2023}))
    store.refresh()
    store.close()
    return folder


def answers(folder: Path) -> object:
    """What a reader finds, to the last digit."""
    store = LocalStore.open(folder)
    vector = EMBEDDER.embed_query("临时救助")
    scopes = (Scope(), Scope(frozenset({"b.txt"})), Scope(years=frozenset({2023})))
    found = [(store.search_dense(vector, 9, scope), store.search_lexical("a 临时救助", 9, scope)) for scope in scopes]
    result = found, store.catalogue(), store.derived.vectors.rows(0, store.size).tolist()
    store.close()
    return result


def delete_all(folder: Path) -> None:
    shutil.rmtree(folder / "derived")


def delete_faiss(folder: Path) -> None:
    (folder / "derived/vectors.faiss").unlink()


def halve_faiss(folder: Path) -> None:
    file = folder / "derived/vectors.faiss"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def flip_a_bit_of_faiss(folder: Path) -> None:
    file = folder / "derived/vectors.faiss"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def garble_faiss(folder: Path) -> None:
    (folder / "derived/vectors.faiss").write_bytes(b"\x00garbage" * 99)


def delete_tantivy(folder: Path) -> None:
    shutil.rmtree(folder / "derived/lexical")


def damage_tantivy(folder: Path) -> None:
    for file in (folder / "derived/lexical").glob("*.idx"):
        file.write_bytes(b"\xff" * file.stat().st_size)


def garble_seal(folder: Path) -> None:
    (folder / "derived/seal.json").write_text("[", encoding="utf-8")


def swap_with_another_index(folder: Path) -> None:
    other = an_index(folder.with_name("other"), "c.txt", "d.txt")
    shutil.rmtree(folder / "derived")
    shutil.copytree(other / "derived", folder / "derived")


def swap_with_an_older_state(folder: Path) -> None:
    shutil.copytree(folder / "derived", folder / "older")
    store = LocalStore.open(folder, writable=True)
    put(store, a_report("c.txt"))
    store.remove("c.txt")
    store.refresh()
    store.close()
    shutil.rmtree(folder / "derived")
    (folder / "older").rename(folder / "derived")


@pytest.mark.parametrize(
    "damage",
    [
        delete_all,
        delete_faiss,
        halve_faiss,
        flip_a_bit_of_faiss,
        garble_faiss,
        delete_tantivy,
        damage_tantivy,
        garble_seal,
        swap_with_another_index,
        swap_with_an_older_state,
    ],
)
def test_damaged_derived_files_are_made_again_the_same(folder: Path, damage: Callable[[Path], None]) -> None:
    before = answers(folder)
    damage(folder)
    assert answers(folder) == before
    seal = (folder / "derived/seal.json").read_bytes()
    assert answers(folder) == before
    assert (folder / "derived/seal.json").read_bytes() == seal  # made again once, then found in order


def test_sound_derived_files_are_not_made_again(folder: Path) -> None:
    times = {path: path.stat().st_mtime_ns for path in folder.rglob("*.faiss")}
    answers(folder)
    assert times
    assert times == {path: path.stat().st_mtime_ns for path in folder.rglob("*.faiss")}


def test_a_reader_keeps_to_what_it_opened_until_it_refreshes(folder: Path) -> None:
    reader, writer = LocalStore.open(folder), LocalStore.open(folder, writable=True)
    before = reader.search_lexical("临时救助", 9, Scope())
    writer.remove("a.txt")
    put(writer, a_report("c.txt"))
    writer.refresh()
    assert reader.search_lexical("临时救助", 9, Scope()) == before
    assert [card.path for card in reader.catalogue()] == ["a.txt", "b.txt"]
    assert len(reader.chunks([number for number, _ in before])) == len(before)
    reader.refresh()
    assert [card.path for card in reader.catalogue()] == ["b.txt", "c.txt"]
    assert reader.search_lexical("临时救助", 9, Scope()) == writer.search_lexical("临时救助", 9, Scope())
    reader.close()
    writer.close()


def test_a_reader_beside_a_build_leaves_the_files_alone(folder: Path) -> None:
    writer = LocalStore.open(folder, writable=True)
    put(writer, a_report("c.txt"))
    seal = (folder / "derived/seal.json").read_bytes()
    reader = LocalStore.open(folder)
    assert len(reader.search_lexical("养老服务", 9, Scope(frozenset({"c.txt"})))) == 1
    assert (folder / "derived/seal.json").read_bytes() == seal
    reader.close()
    writer.close()


def test_two_cannot_write_at_once_and_a_reader_cannot_write(folder: Path) -> None:
    writer = LocalStore.open(folder, writable=True)
    with pytest.raises(StoreError, match="另一个构建"):
        LocalStore.open(folder, writable=True)
    writer.close()
    reader = LocalStore.open(folder)
    with pytest.raises(StoreError, match="只读"):
        put(reader, a_report("c.txt"))
    reader.close()
    LocalStore.open(folder, writable=True).close()


def test_a_failed_add_leaves_what_was_there(folder: Path) -> None:
    before = answers(folder)
    store = LocalStore.open(folder, writable=True)
    chunks = chunks_of(a_report("a.txt"))
    impossible = (chunks[0], replace(chunks[1], years=frozenset({1 << 70})))
    with pytest.raises(OverflowError):
        store.add(
            a_report("a.txt"),
            impossible,
            np.zeros((2, EMBEDDER.dimension), np.float32),
            [np.zeros((0, EMBEDDER.dimension), np.float32)] * 2,
        )
    with pytest.raises(ValueError, match="shape"):
        store.add(a_report("a.txt"), chunks, np.zeros((len(chunks), 3), np.float32), [])
    store.close()
    assert answers(folder) == before


def test_no_index_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="python -m index build"):
        LocalStore.open(tmp_path / "nothing")


def test_another_model_names_the_cure(folder: Path) -> None:
    LocalStore.open(folder, EMBEDDER.fingerprint).close()
    with pytest.raises(StoreError, match=r"fake.*python -m index build"):
        LocalStore.open(folder, "another")


def test_an_index_is_not_made_over_another(folder: Path) -> None:
    with pytest.raises(StoreError, match="已有索引"):
        LocalStore.create(folder, MANIFEST)


def test_another_format_names_the_cure(folder: Path) -> None:
    change_manifest(folder, json.dumps({"version": FORMAT_VERSION + 1}))
    with pytest.raises(StoreError, match=rf"格式 {FORMAT_VERSION + 1}.*python -m index build"):
        LocalStore.open(folder)


@pytest.mark.parametrize("manifest", ["{", "[]", "{}"])
def test_a_damaged_manifest_names_the_cure(folder: Path, manifest: str) -> None:
    change_manifest(folder, manifest)
    with pytest.raises(StoreError, match="python -m index build"):
        LocalStore.open(folder)


def change_manifest(folder: Path, manifest: str) -> None:
    database = sqlite3.connect(folder / "index.sqlite")
    with database:
        database.execute("UPDATE meta SET value = ? WHERE key = 'manifest'", (manifest,))
    database.close()


@pytest.mark.parametrize("keep", [0, 100, 5000])
def test_a_garbled_database_names_the_cure(folder: Path, keep: int) -> None:
    file = folder / "index.sqlite"
    content = file.read_bytes()
    file.write_bytes(content[:keep] + b"garbage!" * 999)
    for writable in (False, True):
        with pytest.raises(StoreError, match="python -m index build"):
            LocalStore.open(folder, writable=writable).report("a.txt")


def test_an_empty_database_file_names_the_cure(folder: Path) -> None:
    (folder / "index.sqlite").write_bytes(b"")
    with pytest.raises(StoreError, match="python -m index build"):
        LocalStore.open(folder)


def test_an_index_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="不能在"):
        LocalStore.create(tmp_path / "file", MANIFEST)
