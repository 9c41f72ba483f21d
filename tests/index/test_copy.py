"""Copies of an index: whole or not at all, and the same."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.__main__ import main
from index.build import build
from index.copy import Copied, copy
from index.errors import StoreError
from index.model import Report, Scope
from index.store import opening as stores
from index.store.addresses import Address, MilvusAddress
from index.store.local import LocalStore
from index.store.milvus.store import MilvusStore
from index.store.protocol import Store
from index.verify import verify
from tests.helpers.store_contract import EMBEDDER, MANIFEST, TEXT, a_report, put

Place = Callable[[Path], Address]


def folder(at: Path) -> Address:
    return at


def milvus(at: Path) -> Address:
    pytest.importorskip("pymilvus")
    pytest.importorskip("milvus_lite")
    return MilvusAddress(f"{at}.db", "youju")


PLACES = [folder, milvus]


def an_index(address: Address, *names: str) -> Address:
    with closing(stores.create(address, MANIFEST)) as store:
        for name in names:
            put(store, a_report(name, f"{name}的临时救助。{TEXT}"), frozenset({2023}))
        store.add(a_report("空.txt", ""), (), np.zeros((0, EMBEDDER.dimension), np.float32), [])
        store.refresh()
    return address


def contents(address: Address) -> object:
    """All that can be asked of an index, chunk ids aside."""
    with closing(stores.open(address)) as store:
        paths = list(store.hashes())
        ids = [[number for number, _ in store.report_chunks(path)] for path in paths]
        flat = [number for numbers in ids for number in numbers]
        found = [store.search_dense(EMBEDDER.embed_query("临时救助"), 99, Scope(years=frozenset({2023})))]
        found.append(store.search_lexical("a 临时救助", 99, Scope()))
        return (
            (store.manifest, paths, store.catalogue(), [store.report(path) for path in paths], store.size),
            [store.chunks(numbers) for numbers in ids],
            store.vectors(flat).tolist(),
            [matrix.round(6).tolist() for matrix in store.parts(flat)],
            [[flat.index(number) for number, _ in hits] for hits in found],
        )


@pytest.mark.parametrize("source", PLACES)
@pytest.mark.parametrize("target", PLACES)
def test_a_copy_is_the_same_and_a_copy_of_it_too(tmp_path: Path, source: Place, target: Place) -> None:
    first = an_index(source(tmp_path / "first"), "b.txt", "a.txt")
    second, third = target(tmp_path / "deep/second"), source(tmp_path / "third")
    assert copy(first, second) == Copied(3, 10)
    assert copy(second, third) == Copied(3, 10)
    assert contents(first) == contents(second) == contents(third)
    assert verify(second) == verify(third) == ()


@pytest.mark.parametrize("target", PLACES)
def test_a_second_index_is_added_and_nothing_is_replaced(tmp_path: Path, target: Place) -> None:
    first, second = an_index(tmp_path / "1", "a.txt"), an_index(tmp_path / "2", "b.txt", "c.txt")
    both = target(tmp_path / "both")
    copy(first, both)
    assert copy(second, both) == Copied(2, 10, present=1)
    assert copy(second, both) == Copied(0, 0, present=3)
    assert verify(both) == ()
    with closing(stores.open(both, writable=True)) as store:
        put(store, replace(a_report("b.txt", "别的。"), sha256="cd" * 32))
    before = contents(both)
    with pytest.raises(StoreError, match=r"已有 b\.txt 等 1 份"):
        copy(second, both)
    assert contents(both) == before


def test_indexes_of_two_models_are_not_put_together(tmp_path: Path) -> None:
    first = an_index(tmp_path / "1", "a.txt")
    LocalStore.create(tmp_path / "2", replace(MANIFEST, fingerprint="another")).close()
    with pytest.raises(StoreError, match="同样的模型"):
        copy(first, tmp_path / "2")


class Stopped(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("target", PLACES)
def test_a_copy_that_was_stopped_is_no_index_and_can_be_asked_for_again(
    tmp_path: Path, target: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = an_index(milvus(tmp_path / "first"), "a.txt", "b.txt"), target(tmp_path / "second")
    kind = LocalStore if isinstance(second, Path) else MilvusStore
    with monkeypatch.context() as patch:
        patch.setattr(kind, "add", stopping_at("b.txt", kind.add))
        with pytest.raises(Stopped):
            copy(first, second)
    assert not stores.exists(second)
    with pytest.raises(StoreError, match="没有索引"):
        stores.open(second)
    if isinstance(second, MilvusAddress):
        with pytest.raises(StoreError, match="没有做完的复制"):
            stores.create(second, MANIFEST)
        LocalStore.create(tmp_path / "other", replace(MANIFEST, fingerprint="another")).close()
        with pytest.raises(StoreError, match="没有做完的复制"):
            copy(tmp_path / "other", second)
    copy(first, second)
    assert contents(first) == contents(second)


def stopping_at(path: str, add: Callable[..., None]) -> Callable[..., None]:
    def added(store: Store, report: Report, *rest: object) -> None:
        if report.path == path:
            raise Stopped
        add(store, report, *rest)

    return added


def test_a_backup_while_a_build_writes_is_one_state(tmp_path: Path) -> None:
    an_index(tmp_path / "index", "0.txt")
    names = [f"{number}.txt" for number in range(1, 12)]

    def write() -> None:
        with closing(LocalStore.open(tmp_path / "index", writable=True)) as writer:
            for name in names:
                put(writer, a_report(name))
                writer.refresh()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        copies: list[Path] = []
        while not writing.done():
            copies.append(tmp_path / f"copy{len(copies)}")
            copy(tmp_path / "index", copies[-1])
        writing.result()
    sizes = []
    for at in copies:
        assert verify(at) == ()
        with closing(LocalStore.open(at)) as store:
            assert list(store.hashes()) == ["0.txt", "空.txt", *names][: len(store.hashes())]
            sizes.append(store.size)
    assert sizes == sorted(sizes)


@pytest.mark.parametrize("derived", [True, False])
def test_a_backup_needs_no_derived_files(tmp_path: Path, derived: bool) -> None:
    an_index(tmp_path / "index", "a.txt")
    before = contents(tmp_path / "index")
    shutil.rmtree(tmp_path / "index/derived")
    if derived:
        (tmp_path / "index/derived").mkdir()
    copy(tmp_path / "index", tmp_path / "copy")
    assert contents(tmp_path / "copy") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "index"]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    an_index(tmp_path / "index", "a.txt")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/note").write_text("", encoding="utf-8")
    for taken in ("full", "full/note"):
        with pytest.raises(StoreError, match="已有别的东西"):
            copy(tmp_path / "index", tmp_path / taken)
    (tmp_path / "empty").mkdir()
    copy(tmp_path / "index", tmp_path / "empty")
    assert contents(tmp_path / "empty") == contents(tmp_path / "index")


def test_a_copy_that_fails_leaves_nothing(tmp_path: Path) -> None:
    an_index(tmp_path / "index", "a.txt")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="不能复制到"):
        copy(tmp_path / "index", tmp_path / "file/copy")
    with pytest.raises(StoreError, match="没有索引"):
        copy(tmp_path / "none", tmp_path / "copy")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "index"]


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    an_index(tmp_path / "index", "a.txt")
    assert main(["copy", str(tmp_path / "index"), str(tmp_path / "copy")]) == 0
    assert "已复制 2 份报告，共 5 段" in capsys.readouterr().out
    assert main(["verify", str(tmp_path / "copy")]) == 0
    assert main(["copy", str(tmp_path / "none"), str(tmp_path / "other")]) == 2
    assert "没有索引" in capsys.readouterr().err


def test_a_build_into_milvus(tmp_path: Path) -> None:
    address = milvus(tmp_path / "index")
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/a.txt").write_text("甲市民政局2023年工作总结\n一、救助\n发放855元。", encoding="utf-8")
    assert build([tmp_path / "reports"], address, model=EMBEDDER).added == ("a.txt",)
    assert build([tmp_path / "reports"], address, model=EMBEDDER).unchanged == ("a.txt",)
    (tmp_path / "reports/a.txt").write_text("甲市民政局2023年工作总结\n一、救助\n发放856元。", encoding="utf-8")
    (tmp_path / "reports/b.txt").write_text("乙市民政局2023年工作总结\n一、救助\n发放9元。", encoding="utf-8")
    done = build([tmp_path / "reports"], address, model=EMBEDDER)
    assert (done.added, done.refreshed) == (("b.txt",), ("a.txt",))
    (tmp_path / "reports/b.txt").unlink()
    assert build([tmp_path / "reports"], address, model=EMBEDDER, prune=True).removed == ("b.txt",)
    assert verify(address) == ()
