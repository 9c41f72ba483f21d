"""What the tests of the store in Milvus start from."""

from contextlib import closing
from pathlib import Path

import pytest

from index.store.addresses import MilvusAddress
from index.store.milvus import opening
from tests.helpers.store_contract import MANIFEST, TEXT, a_report, put


@pytest.fixture(autouse=True)
def _engine() -> None:
    """Milvus Lite, without which these tests are skipped."""
    pytest.importorskip("pymilvus")
    pytest.importorskip("milvus_lite")


@pytest.fixture
def address(tmp_path: Path) -> MilvusAddress:
    """An index of two reports, closed."""
    address = MilvusAddress(str(tmp_path / "index.db"), "youju")
    with closing(opening.create(address, MANIFEST)) as store:
        for name in ("a.txt", "b.txt"):
            put(store, a_report(name, f"{name}的临时救助。{TEXT}"), frozenset({2023}))
        store.refresh()
    return address
