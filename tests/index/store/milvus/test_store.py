"""The store in Milvus, on Milvus Lite: what every store does, and what only this engine could get wrong in it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import StoreError
from index.model import Scope
from index.store.addresses import MilvusAddress
from index.store.milvus import opening
from index.store.milvus.client import Milvus
from index.store.protocol import Store
from tests.helpers.store_contract import EMBEDDER, MANIFEST, StoreContract, a_report, chunks_of, put


class TestMilvusStore(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        with closing(opening.create(MilvusAddress(str(tmp_path / "索引 50%#?.db"), "youju"), MANIFEST)) as store:
            yield store


def test_a_record_longer_than_a_field_is_cut_and_put_together(address: MilvusAddress) -> None:
    report = a_report("长.txt", "".join(f"{number * 7919 % 100003}。" for number in range(60_000)))
    with closing(opening.open(address, writable=True)) as store:
        (chunk,) = chunks_of(a_report("长.txt", report.text.replace("。", "，")))
        store.add(report, [chunk], *EMBEDDER.embed_parts([chunk.indexed_text], [chunk.indexed_sentences]))
        assert store.report("长.txt") == report
        assert [found for _, found in store.report_chunks("长.txt")] == [chunk]
        assert store.search_lexical(chunk.text[:9], 1, Scope(frozenset({"长.txt"})))


def test_figures_with_a_point_are_one_word(address: MilvusAddress) -> None:
    with closing(opening.open(address)) as store:
        assert store.frequency("4.24") == 2
        assert store.frequency("24") == 0
        assert len(store.containing("4.24万张", 9, Scope())) == 2
        assert store.containing("4.24张", 9, Scope()) == ()


def test_a_cluster_and_lite_count_words_alike(address: MilvusAddress) -> None:
    with closing(opening.open(address)), closing(Milvus(address, writable=False)) as milvus:
        words = ["临时", "4º24", "a", "没有"]
        counts = [milvus.frequency(word) for word in words]
        both = milvus.count(" and ".join(milvus.having(["临时", "时救"])))
        milvus._lite = False  # Lite has what a cluster is asked with, only slower
        assert [milvus.frequency(word) for word in words] == counts == [4, 2, 1, 0]
        assert milvus.count(" and ".join(milvus.having(["临时", "时救"]))) == both


def test_equal_vectors_are_told_by_id_however_many_are_cut(tmp_path: Path) -> None:
    with closing(opening.create(MilvusAddress(str(tmp_path / "i.db"), "youju"), MANIFEST)) as store:
        put(store, a_report(text="同一句话。" * 40))
        store.refresh()
        ids = [number for number, _ in store.report_chunks("甲/总结.txt")]
        for k in (1, 3, 39):
            assert [number for number, _ in store.search_dense(EMBEDDER.embed_query("同"), k, Scope())] == ids[:k]
            assert [number for number, _ in store.search_lexical("同一句话", k, Scope())] == ids[:k]


def test_a_reader_cannot_write(address: MilvusAddress) -> None:
    with closing(opening.open(address)) as reader, pytest.raises(StoreError, match="只读"):
        put(reader, a_report("c.txt"))
