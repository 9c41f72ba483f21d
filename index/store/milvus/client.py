"""Milvus through pymilvus: the two collections of one index and every call to them.

`NAME_reports` is the log that `log` reads the index's state from; `NAME_chunks` holds what is searched.
"""

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from index.errors import StoreError
from index.store.addresses import TOKEN_VARIABLE, MilvusAddress
from index.store.milvus.schema import REPORT_FIELDS, REPORT_INDEXES, Fields, Row, chunk_fields, chunk_indexes

MOST = 16_384  # rows that Milvus returns at most: https://milvus.io/docs/limitations.md
_PAGE = 1_000
_TIMEOUT = 30.0  # seconds for one call; without it pymilvus tries 75 times
# Of a score. In which order an engine adds up, and so the digits behind, depends on what else it looks at.
_DIGITS = 5

Table = Literal["reports", "chunks"]


class Milvus:
    """The two collections of one index. Safe to use from several threads.

    A writer's reads see its own writes. A reader's see all that had been written when it last read `fresh`: to wait for
    the very last write would cost a cluster's every search up to a time tick.
    """

    def __init__(self, address: MilvusAddress, *, writable: bool) -> None:
        """Connects. Raises StoreError where the extra is not installed or nothing answers at the address."""
        os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # its lines on stderr beside the errors that it raises
        try:
            from pymilvus import MilvusClient

            if address.is_file:
                import milvus_lite  # noqa: F401
        except ImportError as error:
            raise StoreError("没有安装 Milvus 的客户端：请在项目文件夹运行 make milvus") from error
        for name in ("pymilvus", "milvus_lite"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # they print what they raise
        self.address = address
        self._level = "Strong" if writable else "Bounded"
        with self._errors():
            if address.is_file:
                Path(address.uri).parent.mkdir(parents=True, exist_ok=True)
            self._client = MilvusClient(address.uri, token=address.token, timeout=_TIMEOUT)
            self._lite = "lite" in self._client.get_server_version(timeout=_TIMEOUT)

    def exists(self) -> bool:
        """Whether there is a log."""
        with self._errors():
            return bool(self._client.has_collection(self._name("reports"), timeout=_TIMEOUT))

    def make(self, dimension: int) -> None:
        """Makes what there is not of the two collections and their indexes, for vectors of this dimension."""
        self._make("chunks", chunk_fields(dimension), chunk_indexes(lite=self._lite))
        self._make("reports", REPORT_FIELDS, REPORT_INDEXES)

    def load(self) -> None:
        """Has the engine take both into memory, where it has not."""
        with self._errors():
            for table in ("chunks", "reports"):
                self._client.load_collection(self._name(table), timeout=_TIMEOUT)

    def rows(self, table: Table, where: str, fields: Sequence[str], *, fresh: bool = False) -> list[Row]:
        """All rows that meet a condition, in whatever order."""
        level = "Strong" if fresh else self._level
        options = {"filter": where, "output_fields": list(fields), "timeout": _TIMEOUT, "consistency_level": level}
        with self._errors():
            found = self._client.query_iterator(self._name(table), _PAGE, **options)
            try:
                return [row for batch in iter(found.next, []) for row in batch]
            finally:
                found.close()

    def by_id(self, table: Table, ids: Sequence[int], fields: Sequence[str]) -> dict[int, Row]:
        """The rows of these ids, those that there are."""
        found: dict[int, Row] = {}
        options = {"output_fields": ["id", *fields], "timeout": _TIMEOUT, "consistency_level": self._level}
        for start in range(0, len(ids), _PAGE):
            with self._errors():
                page = self._client.query(self._name(table), ids=list(ids[start : start + _PAGE]), **options)
            found.update({row["id"]: row for row in page})
        return found

    def count(self, where: str) -> int:
        """How many chunks meet a condition."""
        options = {"output_fields": ["count(*)"], "timeout": _TIMEOUT, "consistency_level": self._level}
        with self._errors():
            return int(self._client.query(self._name("chunks"), filter=where, **options)[0]["count(*)"])

    def search(self, by: Literal["vector", "words"], query: Any, k: int, where: str) -> list[tuple[int, float]]:
        """(chunk id, score) of the best `k` that meet a condition, best first; which of several equals is open."""
        options = {"filter": where, "timeout": _TIMEOUT, "consistency_level": self._level}
        with self._errors():
            (hits,) = self._client.search(
                self._name("chunks"), data=[query], anns_field=by, limit=min(k, MOST), **options
            )
        sign = -1 if self._lite and by == "words" else 1  # Lite gives BM25 as a distance
        return [(int(hit["id"]), round(sign * float(hit["distance"]), _DIGITS)) for hit in hits]

    def having(self, words: Sequence[str]) -> list[str]:
        """Conditions that a chunk with all these terms meets, and no other."""
        if not self._lite:
            return [f'text_match(terms, "{word}")' for word in words]  # no term holds a quotation mark
        found = [self._found(word) for word in words]
        return [f"id in {sorted(set.intersection(*found))}"] if found else []

    def frequency(self, word: str) -> int:
        """How many chunks have a term; in Lite, up to `MOST`."""
        return len(self._found(word)) if self._lite else self.count(*self.having([word]))

    def _found(self, word: str) -> set[int]:
        """Chunks with a term. Lite has no index for `text_match`: it cuts every chunk's text anew, BM25 does not."""
        return {number for number, _ in self.search("words", word, MOST, "id >= 0")}

    def insert(self, table: Table, rows: Sequence[Row]) -> None:
        """Writes new rows."""
        with self._errors():
            self._client.insert(self._name(table), list(rows), timeout=_TIMEOUT)

    def delete(self, table: Table, where: str) -> None:
        """Drops all rows that meet a condition."""
        with self._errors():
            self._client.delete(self._name(table), filter=where, timeout=_TIMEOUT)

    def settle(self) -> None:
        """Has Lite put what was written beside what there was: BM25 weighs words by all that lies together."""
        if self._lite:
            with self._errors():
                self._client.flush(self._name("chunks"), timeout=_TIMEOUT)

    def close(self) -> None:
        """Lets go of the connection; Lite lets go of its file when the process ends."""
        self._client.close()

    def _name(self, table: str) -> str:
        return f"{self.address.name}_{table}"

    def _make(self, table: Table, fields: Fields, indexes: Mapping[str, Mapping[str, Any]]) -> None:
        from pymilvus import DataType, Function, FunctionType, MilvusClient

        name = self._name(table)
        with self._errors():
            if not self._client.has_collection(name, timeout=_TIMEOUT):
                schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
                for options in fields:
                    types = {key: DataType[options[key]] for key in ("datatype", "element_type") if key in options}
                    schema.add_field(**{**options, **types})
                if table == "chunks":
                    schema.add_function(Function("bm25", FunctionType.BM25, ["terms"], ["words"]))
                self._client.create_collection(name, schema=schema, timeout=_TIMEOUT)
            parameters = MilvusClient.prepare_index_params()
            for column, options in indexes.items():
                if not self._client.list_indexes(name, field_name=column, timeout=_TIMEOUT):
                    parameters.add_index(column, **options)
            if len(parameters):
                # An index of nothing is there at once, and pymilvus would wait half a second for each.
                self._client.create_index(name, parameters, timeout=_TIMEOUT, sync=False)
            self._client.load_collection(name, timeout=_TIMEOUT)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        from grpc import RpcError
        from pymilvus import MilvusException

        try:
            yield
        except (MilvusException, RpcError, OSError) as error:
            reason = " ".join(str(getattr(error, "message", "") or error).split())
            if self.address.token:
                reason = reason.replace(self.address.token, "***")
            remedy = f"请检查地址、服务是否在运行，以及环境变量 {TOKEN_VARIABLE}"
            if self.address.is_file:
                remedy = "可能是另一个进程正在用它（Milvus Lite 一次只许一个进程），或者这个文件夹不能写"
            raise StoreError(f"{self.address} 不能读写（{reason}）：{remedy}") from error
