"""The store in Milvus, on Milvus Lite: what every store does, and what it survives without transactions."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.build import build
from index.copy import copy
from index.errors import StoreError
from index.model import Scope
from index.store.addresses import MilvusAddress
from index.store.milvus.schema import CHECKED, Row, pieces, whole
from index.store.protocol import Manifest, Store
from index.store.records import parted
from index.verify import verify
from tests.helpers.generated import write_report
from tests.helpers.paths import ROOT
from tests.helpers.store_contract import EMBEDDER, MANIFEST, TEXT, StoreContract, a_report, chunks_of, put

pytest.importorskip("pymilvus")
pytest.importorskip("milvus_lite")

from index.store.milvus.client import Milvus, Table
from index.store.milvus.store import MilvusStore

NEW = "一件新的事。又一件新的事。"


class TestMilvusStore(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        with closing(MilvusStore.create(MilvusAddress(str(tmp_path / "索引 50%#?.db"), "youju"), MANIFEST)) as store:
            yield store


@pytest.fixture
def address(tmp_path: Path) -> MilvusAddress:
    """An index of two reports, closed."""
    address = MilvusAddress(str(tmp_path / "index.db"), "youju")
    with closing(MilvusStore.create(address, MANIFEST)) as store:
        for name in ("a.txt", "b.txt"):
            put(store, a_report(name, f"{name}的临时救助。{TEXT}"), frozenset({2023}))
        store.refresh()
    return address


def texts(store: Store) -> dict[str, str]:
    """What searches find, put together by report: whole, it is the report's text."""
    found = store.chunks(sorted(number for number, _ in store.search_dense(EMBEDDER.embed_query(TEXT), 9999, Scope())))
    paths = dict.fromkeys(chunk.report for chunk in found)
    return {path: "".join(chunk.text for chunk in found if chunk.report == path) for path in sorted(paths)}


def stored(store: Store) -> dict[str, str]:
    """The texts of the stored reports."""
    return {path: store.report(path).text for path in sorted(store.hashes())}


def test_a_record_longer_than_a_field_is_cut_and_put_together(address: MilvusAddress) -> None:
    report = a_report("长.txt", "".join(f"{number * 7919 % 100003}。" for number in range(60_000)))
    with closing(MilvusStore.open(address, writable=True)) as store:
        (chunk,) = chunks_of(a_report("长.txt", report.text.replace("。", "，")))
        store.add(report, [chunk], *EMBEDDER.embed_parts([chunk.indexed_text], [chunk.indexed_sentences]))
        assert store.report("长.txt") == report
        assert [found for _, found in store.report_chunks("长.txt")] == [chunk]
        assert store.search_lexical(chunk.text[:9], 1, Scope(frozenset({"长.txt"})))


def test_figures_with_a_point_are_one_word(address: MilvusAddress) -> None:
    with closing(MilvusStore.open(address)) as store:
        assert store.frequency("4.24") == 2
        assert store.frequency("24") == 0
        assert len(store.containing("4.24万张", 9, Scope())) == 2
        assert store.containing("4.24张", 9, Scope()) == ()


def test_a_cluster_and_lite_count_words_alike(address: MilvusAddress) -> None:
    with closing(MilvusStore.open(address)), closing(Milvus(address, writable=False)) as milvus:
        words = ["临时", "4º24", "a", "没有"]
        counts = [milvus.frequency(word) for word in words]
        both = milvus.count(" and ".join(milvus.having(["临时", "时救"])))
        milvus._lite = False  # Lite has what a cluster is asked with, only slower
        assert [milvus.frequency(word) for word in words] == counts == [4, 2, 1, 0]
        assert milvus.count(" and ".join(milvus.having(["临时", "时救"]))) == both


def test_equal_vectors_are_told_by_id_however_many_are_cut(tmp_path: Path) -> None:
    with closing(MilvusStore.create(MilvusAddress(str(tmp_path / "i.db"), "youju"), MANIFEST)) as store:
        put(store, a_report(text="同一句话。" * 40))
        store.refresh()
        ids = [number for number, _ in store.report_chunks("甲/总结.txt")]
        for k in (1, 3, 39):
            assert [number for number, _ in store.search_dense(EMBEDDER.embed_query("同"), k, Scope())] == ids[:k]
            assert [number for number, _ in store.search_lexical("同一句话", k, Scope())] == ids[:k]


def test_a_reader_keeps_to_what_it_opened_until_it_refreshes(address: MilvusAddress) -> None:
    with closing(MilvusStore.open(address)) as reader:
        before, revision = stored(reader), reader.revision
        with closing(MilvusStore.open(address, writable=True)) as writer:
            put(writer, a_report("a.txt", NEW))
            writer.remove("b.txt")
            put(writer, a_report("c.txt"))
            writer.refresh()
            assert texts(reader) == stored(reader) == before
            assert (reader.behind, reader.revision) == (True, revision)
            reader.refresh()
            assert texts(reader) == stored(reader) == texts(writer) == {"a.txt": NEW, "c.txt": TEXT}
            assert (reader.behind, reader.revision) == (False, writer.revision)
            assert writer.revision != revision


def test_what_was_replaced_is_dropped_when_the_next_writer_opens(address: MilvusAddress) -> None:
    with closing(MilvusStore.open(address, writable=True)) as writer:
        put(writer, a_report("a.txt", NEW))
        writer.remove("b.txt")
        revision = writer.revision
    for _ in range(3):
        MilvusStore.open(address, writable=True).close()
    with closing(MilvusStore.open(address, writable=True)) as writer:
        assert stored(writer) == {"a.txt": NEW}
        assert writer.revision == revision
        put(writer, a_report("b.txt"))
    MilvusStore.open(address, writable=True).close()
    with closing(Milvus(address, writable=False)) as milvus:
        assert milvus.count("id >= 0") == 6
        kinds = sorted(row["kind"] for row in milvus.rows("reports", "id >= 0", ["kind"]))
        assert kinds == ["born", "manifest", "opened", "stored", "stored"]


class Stopped(Exception):
    """Stands for the end of the process."""


def test_whichever_write_is_the_last_nothing_is_lost_or_seen_by_half(
    address: MilvusAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = {"a.txt": f"a.txt的临时救助。{TEXT}", "b.txt": f"b.txt的临时救助。{TEXT}"}
    new = {"a.txt": NEW, "b.txt": old["b.txt"]}
    insert, states = Milvus.insert, []
    monkeypatch.setattr("index.store.milvus.store._BATCH", 1)

    for last in range(8):
        done = 0

        def counted(milvus: Milvus, table: Table, rows: Sequence[Row], last: int = last) -> None:
            nonlocal done
            if done == last:
                raise Stopped
            done += 1
            insert(milvus, table, rows)

        with monkeypatch.context() as patch:
            patch.setattr(Milvus, "insert", counted)
            try:
                put(MilvusStore.open(address, writable=True), a_report("a.txt", NEW))
            except Stopped:
                states.append("stopped")
        with closing(MilvusStore.open(address)) as reader:
            assert texts(reader) == stored(reader)
            assert stored(reader) == (new if done == 5 else old)
            assert reader.size == len(reader.search_dense(EMBEDDER.embed_query(TEXT), 99, Scope()))
        assert verify(address) == ()
        if done == 5:
            break
    assert states == ["stopped"] * 5  # opened, begun, two chunks, stored


def test_two_writers_do_not_mix(address: MilvusAddress) -> None:
    first = MilvusStore.open(address, writable=True)
    second = MilvusStore.open(address, writable=True)
    with pytest.raises(StoreError, match="另一个构建正在写"):
        put(first, a_report("c.txt"))
    put(second, a_report("d.txt"))
    with pytest.raises(StoreError, match="另一个构建正在写"):
        first.remove("a.txt")
    assert sorted(second.hashes()) == ["a.txt", "b.txt", "d.txt"]
    assert verify(address) == ()


def test_a_writer_that_was_overtaken_in_mid_report_stores_nothing(
    address: MilvusAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, insert = MilvusStore.open(address, writable=True), Milvus.insert

    def overtaken(milvus: Milvus, table: Table, rows: Sequence[Row]) -> None:
        insert(milvus, table, rows)
        if table == "chunks":
            monkeypatch.undo()
            MilvusStore.open(address, writable=True).close()

    monkeypatch.setattr(Milvus, "insert", overtaken)
    with pytest.raises(StoreError, match="另一个构建正在写"):
        put(first, a_report("c.txt"))
    with closing(MilvusStore.open(address)) as reader:
        assert sorted(texts(reader)) == sorted(reader.hashes()) == ["a.txt", "b.txt"]


def test_a_reader_cannot_write(address: MilvusAddress) -> None:
    with closing(MilvusStore.open(address)) as reader, pytest.raises(StoreError, match="只读"):
        put(reader, a_report("c.txt"))


def test_a_process_that_is_killed_loses_nothing_that_it_told_as_stored(tmp_path: Path) -> None:
    address = MilvusAddress(str(tmp_path / "index.db"), "youju")
    program = (
        "import sys\nfrom index.store.addresses import MilvusAddress\n"
        "from index.store.milvus.store import MilvusStore\n"
        "from tests.helpers.store_contract import MANIFEST, a_report, put\n"
        "store = MilvusStore.create(MilvusAddress(sys.argv[1], 'youju'), MANIFEST)\n"
        "for number in range(10_000):\n"
        "    put(store, a_report(f'{number}.txt', f'{number}。' * 30))\n"
        "    print(number, flush=True)\n"
    )
    command = [sys.executable, "-c", program, address.uri]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout
        told = [child.stdout.readline().strip() for _ in range(4)]
        os.kill(child.pid, signal.SIGKILL)
        told += child.stdout.read().split()
    assert told[0] == "0"
    with closing(MilvusStore.open(address)) as reader:
        assert {f"{number}.txt" for number in told} <= reader.hashes().keys()
        assert texts(reader) == stored(reader)
    assert verify(address) == ()


def test_no_index_names_the_command(tmp_path: Path) -> None:
    address = MilvusAddress(str(tmp_path / "none.db"), "youju")
    with pytest.raises(StoreError, match=r"没有索引.*python -m index build .*--store milvus\+file:"):
        MilvusStore.open(address)
    assert not Path(address.uri).exists()


def test_an_index_is_not_made_over_another(address: MilvusAddress) -> None:
    with pytest.raises(StoreError, match="已有索引"):
        MilvusStore.create(address, MANIFEST)


def test_another_model_and_another_format_name_the_cure(address: MilvusAddress, tmp_path: Path) -> None:
    MilvusStore.open(address, EMBEDDER.fingerprint).close()
    with pytest.raises(StoreError, match=r"另一个向量模型.*python -m index build"):
        MilvusStore.open(address, "another")
    old = MilvusAddress(str(tmp_path / "old.db"), "youju")
    MilvusStore.create(old, Manifest("fake", "f", 64, {}, version=0)).close()
    with pytest.raises(StoreError, match=r"格式 0.*python -m index build"):
        MilvusStore.open(old)


@pytest.mark.parametrize("version", [3, 4])
def test_an_index_of_before_facts_is_told_them_when_it_is_next_written(tmp_path: Path, version: int) -> None:
    old = MilvusAddress(str(tmp_path / "old.db"), "youju")
    with closing(MilvusStore.create(old, replace(MANIFEST, version=version))) as store:
        put(store, a_report())
        vectors = store.vectors([number for number, _ in store.report_chunks("甲/总结.txt")])
    with pytest.raises(StoreError, match=r"升级"):
        MilvusStore.open(old)
    MilvusStore.open(old, writable=True).close()
    with closing(MilvusStore.open(old)) as store:
        assert store.manifest == MANIFEST
        numbered = store.report_chunks("甲/总结.txt")
        plain = [replace(chunk, facts=(), years=frozenset[int]()) for _, chunk in numbered]
        assert plain == [replace(chunk, years=frozenset[int]()) for chunk in chunks_of(a_report())]
        assert 2024 in numbered[1][1].years  # a figure's
        assert np.array_equal(store.vectors([number for number, _ in numbered]), vectors)
        assert [int(told.fact.value) for told in store.facts()] == [855, 42400]
    assert verify(old) == ()


def test_nothing_answers_and_no_token_is_told() -> None:
    address = MilvusAddress("http://127.0.0.1:1", "reports", token="user:secret")
    for use in (MilvusStore.exists, MilvusStore.open, lambda to: MilvusStore.create(to, MANIFEST), verify):
        with pytest.raises(StoreError, match=r"127\.0\.0\.1:1/reports 不能读写.*请检查地址") as told:
            use(address)
        assert "secret" not in str(told.value) + repr(address)


def test_a_file_that_another_process_has_open_says_so(tmp_path: Path) -> None:
    (tmp_path / "file.db").write_text("not a folder of Milvus Lite", encoding="utf-8")
    with pytest.raises(StoreError, match="另一个进程"):
        MilvusStore.open(MilvusAddress(str(tmp_path / "file.db"), "youju"))


def test_without_the_extra_the_command_is_named(address: MilvusAddress, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(StoreError, match="make milvus"):
        MilvusStore.open(address)


def test_verify_tells_chunks_that_are_too_many(address: MilvusAddress) -> None:
    with closing(MilvusStore.open(address)) as store:
        (number, _), *_ = store.report_chunks("a.txt")
    with closing(Milvus(address, writable=True)) as milvus:
        row = milvus.by_id("chunks", [number], ["*"])[number]
        milvus.insert("chunks", [{name: row[name] for name in ("report", *CHECKED)} | {"id": 7}])
    assert verify(address) == ("有 1 个段落不属于任何报告",)


@pytest.mark.parametrize("field", [*CHECKED, "card", "sha256", "all"])
def test_a_report_that_is_not_as_it_was_stored_is_told_and_not_copied(
    address: MilvusAddress, tmp_path: Path, field: str
) -> None:
    with closing(MilvusStore.open(address)) as store:
        (number, _), *_ = store.report_chunks("a.txt")
    table: Table = "reports" if field in {"card", "sha256"} else "chunks"
    with closing(Milvus(address, writable=True)) as milvus:
        (row,) = milvus.rows(
            table, f"id == {number}" if table == "chunks" else 'path == "a.txt" and sha256 != ""', ["*"]
        )
        milvus.delete(table, f"id == {row['id']}")
        if field != "all":
            fields = [name for name in row if name != "words"]
            milvus.insert(table, [{name: row[name] for name in fields} | {field: changed(row[field])}])
    problem, remedy = verify(address)
    assert problem == "a.txt：存下的内容已损坏"
    assert "--prune" in remedy
    with pytest.raises(StoreError, match=r"a\.txt：存下的内容已损坏.*python -m index build"):
        copy(address, tmp_path / "copy")
    assert not list(tmp_path.glob("copy*"))


def test_the_remedy_mends_a_damaged_report(tmp_path: Path) -> None:
    address, reports = MilvusAddress(str(tmp_path / "index.db"), "youju"), tmp_path / "reports"
    for number in range(2):
        write_report(reports / f"{number}.txt", number)
    build([reports], address, model=EMBEDDER, progress=False)
    with closing(MilvusStore.open(address)) as store:
        (number, _), *_ = store.report_chunks("1.txt")
    with closing(Milvus(address, writable=True)) as milvus:
        milvus.delete("chunks", f"id == {number}")
    assert verify(address)[0] == "1.txt：存下的内容已损坏"
    (reports / "1.txt").rename(tmp_path / "1.txt")
    assert build([reports], address, model=EMBEDDER, progress=False, prune=True).removed == ("1.txt",)
    (tmp_path / "1.txt").rename(reports / "1.txt")
    assert build([reports], address, model=EMBEDDER, progress=False).added == ("1.txt",)
    assert verify(address) == ()


def changed(value: Any) -> Any:
    """With one letter or number another."""
    if isinstance(value, list):
        return [changed(value[0]), *value[1:]]
    if isinstance(value, str):
        return ("a" if value[0] != "a" else "b") + value[1:]
    return value / 2 if isinstance(value, float) else value + 1


def test_an_index_of_format_3_is_read_as_it_is(tmp_path: Path) -> None:
    """It lies in Milvus as one of this format does, but for checksums."""
    old = MilvusAddress(str(tmp_path / "old.db"), "youju")
    with closing(MilvusStore.create(old, replace(MANIFEST, version=3))) as store:
        put(store, a_report("a.txt"))
    with closing(MilvusStore.open(old, writable=True)) as store:
        assert store.manifest == MANIFEST
        (stored,) = store._log.state.reports.values()
    with closing(Milvus(old, writable=True)) as milvus:
        (row,) = milvus.rows("reports", f"id == {stored.row}", ["*"])
        card, checksum = parted(whole(row["card"]))
        assert len(checksum) == 32
        milvus.delete("reports", f"id == {stored.row}")
        milvus.insert("reports", [row | {"card": pieces(card)}])
    assert verify(old) == ()
