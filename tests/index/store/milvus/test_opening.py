"""Indexes in Milvus that are not there, are of another model or an older format, or whose engine cannot be asked."""

import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.errors import StoreError
from index.store.addresses import MilvusAddress
from index.store.milvus import opening
from index.store.milvus.client import Milvus
from index.store.milvus.schema import pieces, whole
from index.store.protocol import Manifest
from index.store.records import parted
from index.verify import verify
from tests.helpers.store_contract import EMBEDDER, MANIFEST, a_report, chunks_of, put


def test_no_index_names_the_command(tmp_path: Path) -> None:
    address = MilvusAddress(str(tmp_path / "none.db"), "youju")
    with pytest.raises(StoreError, match=r"没有索引.*python -m index build .*--store milvus\+file:"):
        opening.open(address)
    assert not Path(address.uri).exists()


def test_an_index_is_not_made_over_another(address: MilvusAddress) -> None:
    with pytest.raises(StoreError, match="已有索引"):
        opening.create(address, MANIFEST)


def test_another_model_and_another_format_name_the_cure(address: MilvusAddress, tmp_path: Path) -> None:
    opening.open(address, EMBEDDER.fingerprint).close()
    with pytest.raises(StoreError, match=r"另一个向量模型.*python -m index build"):
        opening.open(address, "another")
    old = MilvusAddress(str(tmp_path / "old.db"), "youju")
    opening.create(old, Manifest("fake", "f", 64, {}, version=0)).close()
    with pytest.raises(StoreError, match=r"格式 0.*python -m index build"):
        opening.open(old)


@pytest.mark.parametrize("version", [3, 4])
def test_an_index_of_before_facts_is_told_them_when_it_is_next_written(tmp_path: Path, version: int) -> None:
    old = MilvusAddress(str(tmp_path / "old.db"), "youju")
    with closing(opening.create(old, replace(MANIFEST, version=version))) as store:
        put(store, a_report())
        vectors = store.vectors([number for number, _ in store.report_chunks("甲/总结.txt")])
    with pytest.raises(StoreError, match=r"升级"):
        opening.open(old)
    opening.open(old, writable=True).close()
    with closing(opening.open(old)) as store:
        assert store.manifest == MANIFEST
        numbered = store.report_chunks("甲/总结.txt")
        plain = [replace(chunk, facts=(), years=frozenset[int]()) for _, chunk in numbered]
        assert plain == [replace(chunk, years=frozenset[int]()) for chunk in chunks_of(a_report())]
        assert 2024 in numbered[1][1].years  # a figure's
        assert np.array_equal(store.vectors([number for number, _ in numbered]), vectors)
        assert [int(told.fact.value) for told in store.facts()] == [855, 42400]
    assert verify(old) == ()


def test_an_index_of_format_5_keeps_all_and_is_of_this_one_when_it_is_next_written(tmp_path: Path) -> None:
    old = MilvusAddress(str(tmp_path / "old.db"), "youju")
    with closing(opening.create(old, replace(MANIFEST, version=5))) as store:
        put(store, a_report())
        numbered = store.report_chunks("甲/总结.txt")
    with pytest.raises(StoreError, match=r"升级"):
        opening.open(old)
    opening.open(old, writable=True).close()
    with closing(opening.open(old)) as store:
        assert store.manifest == MANIFEST
        assert store.report_chunks("甲/总结.txt") == numbered
    assert verify(old) == ()


def test_an_index_of_format_3_is_read_as_it_is(tmp_path: Path) -> None:
    """It lies in Milvus as one of this format does, but for checksums."""
    old = MilvusAddress(str(tmp_path / "old.db"), "youju")
    with closing(opening.create(old, replace(MANIFEST, version=3))) as store:
        put(store, a_report("a.txt"))
    with closing(opening.open(old, writable=True)) as store:
        assert store.manifest == MANIFEST
        (stored,) = store._log.state.reports.values()
    with closing(Milvus(old, writable=True)) as milvus:
        (row,) = milvus.rows("reports", f"id == {stored.row}", ["*"])
        card, checksum = parted(whole(row["card"]))
        assert len(checksum) == 32
        milvus.delete("reports", f"id == {stored.row}")
        milvus.insert("reports", [row | {"card": pieces(card)}])
    assert verify(old) == ()


def test_nothing_answers_and_no_token_is_told() -> None:
    address = MilvusAddress("http://127.0.0.1:1", "reports", token="user:secret")
    for use in (opening.exists, opening.open, lambda to: opening.create(to, MANIFEST), verify):
        with pytest.raises(StoreError, match=r"127\.0\.0\.1:1/reports 不能读写.*请检查地址") as told:
            use(address)
        assert "secret" not in str(told.value) + repr(address)


def test_a_file_that_another_process_has_open_says_so(tmp_path: Path) -> None:
    (tmp_path / "file.db").write_text("not a folder of Milvus Lite", encoding="utf-8")
    with pytest.raises(StoreError, match="另一个进程"):
        opening.open(MilvusAddress(str(tmp_path / "file.db"), "youju"))


def test_without_the_extra_the_command_is_named(address: MilvusAddress, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(StoreError, match="make milvus"):
        opening.open(address)
