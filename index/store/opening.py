"""The store at an address: `LocalStore` in a folder, `MilvusStore` in Milvus."""

from contextlib import closing
from pathlib import Path
from typing import cast

from index.store import sqlite as opening
from index.store.addresses import Address
from index.store.damage.damage import Damage
from index.store.database import Database
from index.store.local import LocalStore
from index.store.protocol import Manifest, Store


def exists(address: Address) -> bool:
    """Whether there is an index, of whatever state. Raises StoreError where Milvus does not answer."""
    if isinstance(address, Path):
        return LocalStore.exists(address)
    from index.store.milvus import opening as milvus

    return milvus.exists(address)


def create(address: Address, manifest: Manifest) -> Store:
    """Makes an empty index and opens it for writing. Raises StoreError where there is one or it cannot be made."""
    if isinstance(address, Path):
        return LocalStore.create(address, manifest)
    from index.store.milvus import opening as milvus

    return milvus.create(address, manifest)


def open(address: Address, fingerprint: str | None = None, *, writable: bool = False) -> Store:
    """Opens an index to read or, alone, to write.

    Raises StoreError where it is missing, damaged, out of reach, of another format, of another model than
    `fingerprint`, or where another build is writing.
    """
    if isinstance(address, Path):
        return LocalStore.open(address, fingerprint, writable=writable)
    from index.store.milvus import opening as milvus

    return milvus.open(address, fingerprint, writable=writable)


def inspect(address: Address) -> Store:
    """Opens it to read what is stored, even where damage forbids to search it. Raises StoreError as `open` does."""
    return LocalStore.inspect(address) if isinstance(address, Path) else open(address)


def moved(address: Address, store: Store) -> bool:
    """Whether the index is no longer as this store of it sees it. Raises StoreError where it cannot be looked at."""
    if isinstance(address, Path):
        with closing(Database.open(address, writable=False)) as now:
            return now.meta("revision") != store.revision
    from index.store.milvus.store import MilvusStore

    return cast(MilvusStore, store).behind


def cure(address: Address) -> str:
    """What a user does about an index that cannot be used."""
    return opening.cure(address) if isinstance(address, Path) else address.cure


def remedy(address: Address, damage: Damage) -> str:
    """What a user does about an index of which this is damaged."""
    if "manifest" in damage.parts:
        return cure(address)
    if isinstance(address, Path):
        return f"请再运行 python -m index build 报告文件夹 --out {address}：只会重读损坏的报告"
    command = f"python -m index build 报告文件夹 --store {address}"
    return f"请移走这些报告的文件，运行 {command} --prune，再放回来运行一次"
