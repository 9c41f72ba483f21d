"""Finding which reports in Milvus are not as they were stored.

A report's checksum lies behind its card in the row that stores it, where whoever reads the card does not look: so an
index of before there were checksums needs no other fields, and its reports pass.
"""

from collections.abc import Iterator, Mapping

from index.store.damage.checksums import of_chunks, of_report
from index.store.damage.damage import Damage
from index.store.milvus.client import Milvus
from index.store.milvus.log import Stored
from index.store.milvus.schema import CHECKED, NUMBER_BITS, Row, checked, whole
from index.store.records import parted

_BATCH = 200  # chunks to a call, as they are written


def find(milvus: Milvus, reports: Mapping[str, Stored]) -> Damage:
    """Reads all that is stored, some at a time, and holds it against its checksums. Raises StoreError."""
    damaged = (item for item in sorted(reports.items()) if not _sound(milvus, *item))
    return Damage({stored.number: path for path, stored in damaged})


def _sound(milvus: Milvus, path: str, stored: Stored) -> bool:
    rows = milvus.by_id("reports", [stored.row], ["card", "record"])
    try:
        card, checksum = parted(whole(rows[stored.row]["card"]))
        record = whole(rows[stored.row]["record"])
        told = of_chunks(map(checked, _chunks(milvus, stored)))
    except (KeyError, ValueError):  # a row that is gone, what is no text or no record of ours
        return False
    return checksum in {b"", of_report((path, stored.sha256, card, record), told)}


def _chunks(milvus: Milvus, stored: Stored) -> Iterator[Row]:
    ids = [(stored.number << NUMBER_BITS) + place for place in range(stored.chunks)]
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        found = milvus.by_id("chunks", batch, CHECKED)
        yield from (found[number] for number in batch)
