"""`index copy`: an index from one store to another, whichever each is; from a folder to a folder it is the backup.

A new index appears whole or not at all: a folder is filled under another name, and in Milvus nobody finds the index
before its last report is there. A copy to Milvus that was stopped goes on when it is asked for again.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from index.errors import StoreError
from index.store import opening as stores
from index.store.addresses import Address
from index.store.local import LocalStore
from index.store.protocol import Store
from index.store.sqlite import FILE

_DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class Copied:
    """How many reports and chunks were copied, and how many reports were there already, the same."""

    reports: int
    chunks: int
    present: int = 0

    def describe(self) -> str:
        """For people."""
        present = f"；另有 {self.present} 份报告那里已有，内容相同" if self.present else ""
        return f"已复制 {self.reports} 份报告，共 {self.chunks} 段{present}"


def copy(source: Address, target: Address, progress: bool | None = None) -> Copied:
    """Copies all reports, nothing embedded anew, in the order of their chunks, so that ties are told as before.

    Where `target` holds an index already, the reports are added to it: one of the same model and chunking that has
    none of these paths, or the same file under it. `progress` None shows the bar on a terminal only. Raises StoreError
    where either cannot be used, and before anything is written where the source is damaged or reports would have to be
    replaced.
    """
    with closing(stores.inspect(source)) as origin:
        if damage := origin.damage():
            raise StoreError(f"{source} 已损坏，没有复制。{damage.told()}。{stores.remedy(source, damage)}")
        if stores.exists(target):
            with closing(stores.open(target, writable=True)) as store:
                return _transfer(origin, store, progress)
        if isinstance(target, Path):
            with _appearing(target) as folder:
                if isinstance(source, Path):
                    return _snapshot(source, folder)
                with closing(LocalStore.create(folder, origin.manifest)) as local:
                    return _transfer(origin, local, progress)
        from index.store.milvus import opening

        with closing(opening.begin(target, origin.manifest)) as milvus:
            copied = _transfer(origin, milvus, progress)
            milvus.finish()
            return copied


def _transfer(origin: Store, store: Store, progress: bool | None) -> Copied:
    from tqdm import tqdm

    if store.manifest != origin.manifest:
        raise StoreError("两个索引不是用同样的模型和分段建的，不能合在一起：请换一个地方复制")
    hashes, present = origin.hashes(), store.hashes()
    if others := [path for path in hashes if path in present and hashes[path] != present[path]]:
        raise StoreError(
            f"那里已有 {others[0]} 等 {len(others)} 份同名而内容不同的报告，没有复制：请换一个地方，或先删除它们"
        )
    missing = [path for path in hashes if path not in present]
    count = 0
    for path in tqdm(missing, unit="份", desc="复制索引", disable=None if progress is None else not progress):
        numbered = origin.report_chunks(path)
        ids = [number for number, _ in numbered]
        chunks = [chunk for _, chunk in numbered]
        store.add(origin.report(path), chunks, origin.vectors(ids), origin.parts(ids))
        count += len(chunks)
    if missing:
        store.refresh()
    return Copied(len(missing), count, len(hashes) - len(missing))


def _snapshot(source: Path, folder: Path) -> Copied:
    """A folder's index as it stands between two reports of a build that may be writing it."""
    address = (source / FILE).resolve().as_uri() + "?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True)) as database,
        closing(sqlite3.connect(folder / FILE)) as other,
    ):
        database.backup(other)
    # As large as the database, and quicker to copy than to make again; what a build put elsewhere meanwhile, or is of
    # another state, is made again.
    with suppress(OSError):
        shutil.copytree(source / _DERIVED, folder / _DERIVED)
    with closing(LocalStore.open(folder)) as store:
        return Copied(len(store.hashes()), store.size)


@contextmanager
def _appearing(target: Path) -> Iterator[Path]:
    """A folder that becomes `target` when all went well, and is gone when not."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise StoreError(f"{target} 已有别的东西：请换一个空的或还没有的文件夹")
    folder = target.with_name(target.name + ".copying")
    try:
        shutil.rmtree(folder, ignore_errors=True)  # of a copy that was killed
        folder.mkdir(parents=True)
        yield folder
        if target.exists():
            target.rmdir()
        folder.rename(target)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"不能复制到 {target}（{error}）：请检查磁盘空间和文件夹权限") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
