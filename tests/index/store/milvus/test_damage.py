"""Chunks and reports in Milvus that are not as they were stored: told, not copied, and mended by the remedy."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from index.build import build
from index.copy import copy
from index.errors import StoreError
from index.store.addresses import MilvusAddress
from index.store.milvus import opening
from index.store.milvus.client import Milvus, Table
from index.store.milvus.schema import CHECKED
from index.verify import verify
from tests.helpers.generated import write_report
from tests.helpers.store_contract import EMBEDDER


def changed(value: Any) -> Any:
    """With one letter or number another."""
    if isinstance(value, list):
        return [changed(value[0]), *value[1:]]
    if isinstance(value, str):
        return ("a" if value[0] != "a" else "b") + value[1:]
    return value / 2 if isinstance(value, float) else value + 1


def test_verify_tells_chunks_that_are_too_many(address: MilvusAddress) -> None:
    with closing(opening.open(address)) as store:
        (number, _), *_ = store.report_chunks("a.txt")
    with closing(Milvus(address, writable=True)) as milvus:
        row = milvus.by_id("chunks", [number], ["*"])[number]
        milvus.insert("chunks", [{name: row[name] for name in ("report", *CHECKED)} | {"id": 7}])
    assert verify(address) == ("有 1 个段落不属于任何报告",)


@pytest.mark.parametrize("field", [*CHECKED, "card", "sha256", "all"])
def test_a_report_that_is_not_as_it_was_stored_is_told_and_not_copied(
    address: MilvusAddress, tmp_path: Path, field: str
) -> None:
    with closing(opening.open(address)) as store:
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
    with closing(opening.open(address)) as store:
        (number, _), *_ = store.report_chunks("1.txt")
    with closing(Milvus(address, writable=True)) as milvus:
        milvus.delete("chunks", f"id == {number}")
    assert verify(address)[0] == "1.txt：存下的内容已损坏"
    (reports / "1.txt").rename(tmp_path / "1.txt")
    assert build([reports], address, model=EMBEDDER, progress=False, prune=True).removed == ("1.txt",)
    (tmp_path / "1.txt").rename(reports / "1.txt")
    assert build([reports], address, model=EMBEDDER, progress=False).added == ("1.txt",)
    assert verify(address) == ()
