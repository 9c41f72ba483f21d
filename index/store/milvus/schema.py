"""How an index lies in Milvus: the fields of its two collections, and chunks and records as rows of them.

One schema serves a cluster and Milvus Lite. Records are compressed as in a folder's index and written as text, in
pieces, because a VARCHAR takes 65,535 bytes; read only for what was found, they stay on the nodes' disks (mmap).
"""

from base64 import b85decode, b85encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from index.embedding.embedder import Matrix
from index.model import Chunk
from index.store.damage.checksums import told_years
from index.store.lexical import terms
from index.store.records import encoded, packed, packed_parts, unpacked

Row = dict[str, Any]
Fields = tuple[Mapping[str, Any], ...]

NUMBER_BITS = 20
"""A chunk's id is the number of its report and, in so many bits, where it stands there."""

_LONGEST = 65_535
_PIECE = 60_000
_PIECES = 4_096
_QUERY_TERMS = 256  # distinct terms asked for, as in index.store.lexical
# Terms are cut before Milvus sees them. Its standard tokenizer, which Lite has too, parts a text at whatever is neither
# letter nor figure; º is a letter that no term has, for NFKC makes it an o.
_POINT = "º"
_ID: Mapping[str, Any] = {"field_name": "id", "datatype": "INT64", "is_primary": True}
_RECORD: Mapping[str, Any] = {
    "datatype": "ARRAY",
    "element_type": "VARCHAR",
    "max_capacity": _PIECES,
    "max_length": _LONGEST,
    "mmap_enabled": True,
}
REPORT_FIELDS: Fields = (
    _ID,
    {"field_name": "kind", "datatype": "VARCHAR", "max_length": 16},
    {"field_name": "report", "datatype": "INT64"},
    {"field_name": "path", "datatype": "VARCHAR", "max_length": _LONGEST},
    {"field_name": "sha256", "datatype": "VARCHAR", "max_length": 64},
    {"field_name": "chunks", "datatype": "INT64"},
    {"field_name": "writer", "datatype": "VARCHAR", "max_length": 32},
    {"field_name": "card", **_RECORD},
    {"field_name": "record", **_RECORD},
    {"field_name": "nothing", "datatype": "FLOAT_VECTOR", "dim": 2},  # Milvus takes no collection without a vector
)
REPORT_INDEXES: Mapping[str, Mapping[str, Any]] = {"nothing": {"index_type": "FLAT", "metric_type": "IP"}}
_NOTHING: Row = {"report": 0, "sha256": "", "chunks": 0, "card": [], "record": [], "nothing": [1.0, 0.0]}


def chunk_fields(dimension: int) -> Fields:
    """The fields of the collection that is searched; the engine fills `words` from `terms`."""
    analysed = {"enable_analyzer": True, "enable_match": True, "analyzer_params": {"tokenizer": "standard"}}
    return (
        _ID,
        {"field_name": "report", "datatype": "INT64"},
        {"field_name": "years", "datatype": "ARRAY", "element_type": "INT64", "max_capacity": _PIECES},
        {"field_name": "record", **_RECORD},
        {"field_name": "parts", **_RECORD},
        {"field_name": "vector", "datatype": "FLOAT_VECTOR", "dim": dimension},
        {"field_name": "terms", "datatype": "VARCHAR", "max_length": _LONGEST, "mmap_enabled": True, **analysed},
        {"field_name": "words", "datatype": "SPARSE_FLOAT_VECTOR"},
    )


def chunk_indexes(*, lite: bool) -> dict[str, Mapping[str, Any]]:
    """The indexes of that collection."""
    words = {"bm25_k1": 1.2, "bm25_b": 0.75}  # Tantivy's, so that both engines weigh words alike
    indexes: dict[str, Mapping[str, Any]] = {
        # What AUTOINDEX is, a cluster's keeper says in milvus.yaml; Lite is for few chunks, and exact.
        "vector": {"index_type": "FLAT" if lite else "AUTOINDEX", "metric_type": "IP"},
        "words": {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "BM25", "params": words},
        "report": {"index_type": "INVERTED"},
    }
    return indexes if lite else indexes | {"years": {"index_type": "INVERTED"}}  # Lite indexes no arrays


def log_row(number: int, kind: str, path: str, writer: str, values: Mapping[str, Any]) -> Row:
    """A row of the log; what `values` do not give is empty."""
    return {**_NOTHING, **values, "id": number, "kind": kind, "path": path, "writer": writer}


def chunk_rows(number: int, chunks: Sequence[Chunk], vectors: Matrix, parts: Sequence[Matrix]) -> Iterator[Row]:
    """A report's chunks as rows under its number; vectors are kept as exactly as a folder's index keeps them."""
    for place, (chunk, vector, matrix) in enumerate(zip(chunks, map(packed, vectors), parts, strict=True)):
        yield {
            "id": (number << NUMBER_BITS) + place,
            "report": number,
            "years": sorted(chunk.years),
            "record": pieces(encoded(Chunk, chunk)),
            "parts": pieces(packed_parts(matrix, vector)),
            "vector": unpacked(vector),
            "terms": _text(terms(chunk.indexed_text)),
        }


def checked(row: Row) -> tuple[Any, ...]:
    """What the checksum of a report wants of a row of one of its chunks, the same when it is written and when read."""
    vector = np.asarray(row["vector"], "<f4").tobytes()
    return row["id"], vector, "".join(row["record"]), "".join(row["parts"]), told_years(row["years"]), row["terms"]


CHECKED = ("vector", "record", "parts", "years", "terms")
"""The fields of a chunk that `checked` reads, beside its id."""


def pieces(record: bytes) -> list[str]:
    """A record as text, in pieces that a VARCHAR holds."""
    text = b85encode(record).decode("ascii")
    return [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]


def whole(parts: Sequence[str]) -> bytes:
    """The record of these pieces."""
    return b85decode("".join(parts))


def asked(text: str) -> str:
    """What BM25 is asked for: the terms of a text, each once."""
    return _text(list(dict.fromkeys(terms(text)))[:_QUERY_TERMS])


def _text(found: Sequence[str]) -> str:
    """Terms as a text that Milvus cuts into them again; past 65,535 bytes, thousands of terms, they are dropped."""
    text = " ".join(found).replace(".", _POINT)
    encoded_text = text.encode("utf-8")
    if len(encoded_text) <= _LONGEST:
        return text
    return encoded_text[:_LONGEST].decode("utf-8", "ignore").rpartition(" ")[0]
