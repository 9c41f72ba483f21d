"""How one comes by an index in Milvus: made empty, begun as a copy, opened to read or to write, or found to be none."""

import json
from dataclasses import asdict
from pathlib import Path

from index.errors import StoreError
from index.store.addresses import MilvusAddress
from index.store.milvus import facts
from index.store.milvus.client import Milvus
from index.store.milvus.log import Log
from index.store.milvus.schema import pieces
from index.store.milvus.store import MilvusStore
from index.store.protocol import FORMAT_VERSION, Manifest, read_manifest

_WITHOUT_FACTS = (3, 4)  # 4 has checksums, which here lie where 3 does not look
_OLD = (*_WITHOUT_FACTS, 5)  # whose records do not tell what was not read, or recognised in pictures


def create(address: MilvusAddress, manifest: Manifest) -> MilvusStore:
    """Makes an empty index and opens it for writing. Raises StoreError where there is one or it cannot be made."""
    store = begin(address, manifest)
    if store.hashes():
        store.close()
        raise StoreError(f"{address} 里有一次没有做完的复制：请再运行一次那条 index copy 命令，或换一个名字")
    store.finish()
    return store


def begin(address: MilvusAddress, manifest: Manifest) -> MilvusStore:
    """Makes an index that is none for anybody else before its `finish`, or goes on with one that was begun so."""
    milvus = Milvus(address, writable=True)
    try:
        milvus.make(manifest.dimension)
        log = Log(milvus, writable=True)
        record = log.manifest()
        if log.state.born:
            raise StoreError(f"{address} 里已有索引：请换一个名字。不要它了，{address.cure}")
        if record is None:
            log.append("manifest", record=_manifest_record(manifest))
        elif read_manifest(record, str(address), address.cure) != manifest:
            raise StoreError(f"{address} 里有一次没有做完的复制，它来自另一种模型或分段的索引。{address.cure}")
        log.take_over()
    except BaseException:
        milvus.close()
        raise
    return MilvusStore(milvus, log, manifest)


def open(address: MilvusAddress, fingerprint: str | None = None, *, writable: bool = False) -> MilvusStore:
    """Opens an index to read or, alone, to write.

    To write, one of a format before this one is brought up to it first. Raises StoreError where nothing answers,
    where there is none or a copy under way, and where it is damaged, of another format or of another model than
    `fingerprint`.
    """
    if not exists(address):
        raise StoreError(f"{address} 里没有索引：请先运行 python -m index build 报告文件夹 --store {address}")
    milvus = Milvus(address, writable=writable)
    try:
        milvus.load()
        log = Log(milvus, writable=writable)
        record = log.manifest() or ""
        manifest = read_manifest(record, str(address), address.cure, (*_OLD, FORMAT_VERSION))
        version = json.loads(record)["version"]
        if fingerprint not in {None, manifest.fingerprint}:
            raise StoreError(f"{address} 是用另一个向量模型（{manifest.model}）建的。{address.cure}")
        if version in _OLD and not writable:
            command = f"python -m index build 报告文件夹 --store {address}"
            raise StoreError(f"{address} 是上一版本建的索引：请运行 {command}，会自动升级，不必重新计算")
        store = MilvusStore(milvus, log, manifest)
        if writable:
            log.take_over()
        if version in _WITHOUT_FACTS:
            facts.tell(store)
        if version in _OLD:
            log.append("manifest", record=_manifest_record(manifest))
    except BaseException:
        milvus.close()
        raise
    return store


def exists(address: MilvusAddress) -> bool:
    """Whether there is an index, of whatever state; a copy under way is none. Raises StoreError."""
    if address.is_file and not Path(address.uri).exists():
        return False  # asking Lite would make it
    milvus = Milvus(address, writable=False)
    try:
        if not milvus.exists():
            return False
        milvus.load()
        return bool(milvus.rows("reports", 'kind == "born"', ["id"], fresh=True))
    finally:
        milvus.close()


def _manifest_record(manifest: Manifest) -> list[str]:
    return pieces(json.dumps(asdict(manifest)).encode("utf-8"))
