"""What an index in Milvus survives without transactions: readers beside a writer, two writers, kills at any write."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import StoreError
from index.model import Scope
from index.store.addresses import MilvusAddress
from index.store.milvus import opening
from index.store.milvus.client import Milvus, Table
from index.store.milvus.schema import Row
from index.store.protocol import Store
from index.verify import verify
from tests.helpers.paths import ROOT
from tests.helpers.store_contract import EMBEDDER, TEXT, a_report, put

NEW = "一件新的事。又一件新的事。"


def texts(store: Store) -> dict[str, str]:
    """What searches find, put together by report: whole, it is the report's text."""
    found = store.chunks(sorted(number for number, _ in store.search_dense(EMBEDDER.embed_query(TEXT), 9999, Scope())))
    paths = dict.fromkeys(chunk.report for chunk in found)
    return {path: "".join(chunk.text for chunk in found if chunk.report == path) for path in sorted(paths)}


def stored(store: Store) -> dict[str, str]:
    """The texts of the stored reports."""
    return {path: store.report(path).text for path in sorted(store.hashes())}


def test_a_reader_keeps_to_what_it_opened_until_it_refreshes(address: MilvusAddress) -> None:
    with closing(opening.open(address)) as reader:
        before, revision = stored(reader), reader.revision
        with closing(opening.open(address, writable=True)) as writer:
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
    with closing(opening.open(address, writable=True)) as writer:
        put(writer, a_report("a.txt", NEW))
        writer.remove("b.txt")
        revision = writer.revision
    for _ in range(3):
        opening.open(address, writable=True).close()
    with closing(opening.open(address, writable=True)) as writer:
        assert stored(writer) == {"a.txt": NEW}
        assert writer.revision == revision
        put(writer, a_report("b.txt"))
    opening.open(address, writable=True).close()
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
                put(opening.open(address, writable=True), a_report("a.txt", NEW))
            except Stopped:
                states.append("stopped")
        with closing(opening.open(address)) as reader:
            assert texts(reader) == stored(reader)
            assert stored(reader) == (new if done == 5 else old)
            assert reader.size == len(reader.search_dense(EMBEDDER.embed_query(TEXT), 99, Scope()))
        assert verify(address) == ()
        if done == 5:
            break
    assert states == ["stopped"] * 5  # opened, begun, two chunks, stored


def test_two_writers_do_not_mix(address: MilvusAddress) -> None:
    first = opening.open(address, writable=True)
    second = opening.open(address, writable=True)
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
    first, insert = opening.open(address, writable=True), Milvus.insert

    def overtaken(milvus: Milvus, table: Table, rows: Sequence[Row]) -> None:
        insert(milvus, table, rows)
        if table == "chunks":
            monkeypatch.undo()
            opening.open(address, writable=True).close()

    monkeypatch.setattr(Milvus, "insert", overtaken)
    with pytest.raises(StoreError, match="另一个构建正在写"):
        put(first, a_report("c.txt"))
    with closing(opening.open(address)) as reader:
        assert sorted(texts(reader)) == sorted(reader.hashes()) == ["a.txt", "b.txt"]


def test_a_process_that_is_killed_loses_nothing_that_it_told_as_stored(tmp_path: Path) -> None:
    address = MilvusAddress(str(tmp_path / "index.db"), "youju")
    program = (
        "import sys\nfrom index.store.addresses import MilvusAddress\n"
        "from index.store.milvus import opening\n"
        "from tests.helpers.store_contract import MANIFEST, a_report, put\n"
        "store = opening.create(MilvusAddress(sys.argv[1], 'youju'), MANIFEST)\n"
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
    with closing(opening.open(address)) as reader:
        assert {f"{number}.txt" for number in told} <= reader.hashes().keys()
        assert texts(reader) == stored(reader)
    assert verify(address) == ()
