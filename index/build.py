"""The pipeline: files → reports → chunks → vectors → store, only for what has changed since the last build.

What was committed stays whatever stops a build, and the same command goes on from there.
"""

import hashlib
import time
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.ahead import BATCH, Parsed, ahead, groups
from index.embedding.embedder import Embedder, Matrix, Vector
from index.embedding.load import load_embedder, model_fingerprint
from index.errors import ReportError, StoreError
from index.figures.extract import with_facts
from index.files.read import content
from index.report.chunks import PARAMETERS, split
from index.report.corrections import NONE, Correction
from index.report.load import corrected, discover, load
from index.store import opening as stores
from index.store.addresses import Address
from index.store.damage.damage import SOUND, Damage
from index.store.local import LocalStore
from index.store.protocol import Manifest, Store
from index.summary import Summary

_REREAD = "索引里存的内容已损坏，已丢弃重读"
_LOST = "索引里存的内容已损坏，而这次没有给出它的文件，已从索引中删除：请用它的文件再建一次"


def build(
    paths: Sequence[Path],
    out: Address,
    *,
    model: str | Embedder = "default",
    prune: bool = False,
    empty: bool = False,
    progress: bool | None = None,
    advance: Callable[[float], None] | None = None,
) -> Summary:
    """Brings the index in `out` up to the reports under `paths`; without `prune`, reports that are gone stay.

    `model` is a setting, or what is loaded already. `progress` None shows the bar on a terminal only; `advance` is told
    the share done, from 0 to 1. A file that cannot be read is listed in the summary and the rest goes on; where none
    can be read and nothing is stored, no index is made. No files at all are an error, for a folder that is mistyped or
    not mounted must not empty an index, unless the caller knows better and says `empty`. Raises ReportError for that
    and for broken corrections, ModelError, and StoreError where the index is of another model, damaged, or being
    written.
    """
    run = _Run(out, model, advance)
    try:
        files = _files(paths)
        if not files and not empty:
            raise ReportError(f"没有找到报告：{'、'.join(map(str, paths))}")
        return run.go(files, corrected(paths), prune, progress)
    finally:
        run.close()


class _File(NamedTuple):
    name: str
    path: Path
    size: int
    correction: Correction


@dataclass(slots=True)
class _Run:
    """One build under way."""

    out: Address
    model: str | Embedder
    advance: Callable[[float], None] | None = None
    store: Store | None = None
    damage: Damage = SOUND
    known: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    chunks: int = 0

    def go(
        self, files: dict[str, Path], corrections: dict[Path, Correction], prune: bool, progress: bool | None
    ) -> Summary:
        started = time.monotonic()
        self._open()
        pending = self._changed(files, corrections)
        if self.damage:
            self._mend(files, pending)
        if pending:
            self._take_in(pending, progress)
        if self.store is not None:
            if prune:
                self._prune(files.keys())
            if self.done or self.removed or not self.store.settled:
                self.store.refresh()
        return self._summary(time.monotonic() - started)

    def close(self) -> None:
        if self.store is not None:
            self.store.close()

    def _open(self) -> None:
        if not stores.exists(self.out):
            return
        told = model_fingerprint(self.model) if isinstance(self.model, str) else self.model.fingerprint
        self.store = stores.open(self.out, told, writable=True)
        if self.store.manifest.chunking != PARAMETERS:
            raise StoreError(f"{self.out} 是用另一种分段参数建的。{stores.cure(self.out)}")
        if isinstance(self.store, LocalStore):  # of Milvus all would have to come over the network
            self.damage = self.store.damage()
        if "manifest" in self.damage.parts:
            raise StoreError(f"{self.out} 的清单（模型、分段、格式）已损坏。{stores.cure(self.out)}")
        damaged = self.damage.reports.values()
        self.known = {path: digest for path, digest in self.store.hashes().items() if path not in damaged}

    def _changed(self, files: dict[str, Path], corrections: dict[Path, Correction]) -> list[_File]:
        """The files whose content, or its correction, is not what is stored."""
        pending = []
        for name, path in files.items():
            try:
                data = content(path)
            except ReportError as error:
                self.failed.append((name, str(error)))
                continue
            digest = hashlib.sha256(data).hexdigest()
            correction = corrections.get(path.resolve(), NONE)
            if self.known.get(name) == correction.stamp(digest):
                self.unchanged.append(name)
            else:
                pending.append(_File(name, path, len(data), correction))
        return pending

    def _mend(self, files: Container[str], pending: Sequence[_File]) -> None:
        """Drops what is damaged; reports whose files are at hand are pending, and read again."""
        assert isinstance(self.store, LocalStore)
        if pending:
            self._embedder()  # where it cannot be loaded, nothing is dropped
        self.store.mend(self.damage)
        for path in self.damage.reports.values():
            self.warnings.append((path, _REREAD if path in files else _LOST))
            if path not in files:
                self.removed.append(path)
        self.warnings.extend((str(self.out), f"{line}，已修复") for line in self.damage.of_no_report())

    def _take_in(self, pending: Sequence[_File], progress: bool | None) -> None:
        """Reads, embeds and stores, a group of reports at a time; progress counts bytes, for files differ in size."""
        from tqdm import tqdm  # not needed by a build that has nothing to do

        sizes = {file.name: file.size for file in pending}
        total, done = sum(sizes.values()), 0.0
        hidden = None if progress is None else not progress
        with tqdm(total=total, unit="B", unit_scale=True, desc="建立索引", disable=hidden) as bar:
            for group in ahead(groups(self._read(pending))):
                chunks = [chunk for _, chunks in group for chunk in chunks]
                share = sum(sizes[report.path] for report, _ in group) / max(1, len(chunks))
                vectors: list[Vector] = []
                parts: list[Matrix] = []
                for start in range(0, len(chunks), BATCH):
                    batch = chunks[start : start + BATCH]
                    rows, matrices = self._embedder().embed_parts(
                        [chunk.indexed_text for chunk in batch], [chunk.indexed_sentences for chunk in batch]
                    )
                    vectors += list(rows)
                    parts += matrices
                    bar.update(share * len(batch))
                    done += share * len(batch)
                    if self.advance:
                        self.advance(min(1.0, done / max(1, total)))
                self._commit(group, vectors, parts)

    def _read(self, pending: Iterable[_File]) -> Iterator[Parsed]:
        for file in pending:
            try:
                report = load(file.path, file.name, file.correction)
            except ReportError as error:
                self.failed.append((file.name, str(error)))
                continue
            self.warnings.extend((file.name, warning) for warning in report.warnings)
            yield Parsed(report, with_facts(report, split(report)))

    def _commit(self, group: Sequence[Parsed], vectors: Sequence[Vector], parts: Sequence[Matrix]) -> None:
        embedder = self._embedder()
        if self.store is None:
            manifest = Manifest(embedder.name, embedder.fingerprint, embedder.dimension, PARAMETERS)
            self.store = stores.create(self.out, manifest)
        rows = np.stack(vectors) if vectors else np.zeros((0, embedder.dimension), np.float32)
        start = 0
        for report, chunks in group:
            end = start + len(chunks)
            self.store.add(report, chunks, rows[start:end], parts[start:end])
            start = end
            self.done.append(report.path)
        self.chunks += start

    def _embedder(self) -> Embedder:
        if isinstance(self.model, str):
            self.model = load_embedder(self.model)  # only now: a build that has nothing to do needs none
        return self.model

    def _prune(self, names: Iterable[str]) -> None:
        assert self.store is not None
        unopened = tuple(f"{name}/" for name, _ in self.failed)  # of a zip file all reports stay, as a report would
        gone = sorted(name for name in self.known.keys() - set(names) if not name.startswith(unopened))
        for name in gone:
            self.store.remove(name)
        self.removed += gone

    def _summary(self, seconds: float) -> Summary:
        before = {*self.known, *self.damage.reports.values()}
        return Summary(
            added=tuple(name for name in self.done if name not in before),
            refreshed=tuple(name for name in self.done if name in before),
            unchanged=tuple(self.unchanged),
            removed=tuple(self.removed),
            failed=tuple(sorted(self.failed)),
            warnings=tuple(self.warnings),
            chunks=self.chunks,
            reports=len(self.known.keys() - set(self.removed) | set(self.done)),
            seconds=seconds,
        )


def _files(paths: Sequence[Path]) -> dict[str, Path]:
    """The files to read, by report name, in the order of their names. Raises ReportError for two of one name."""
    files: dict[str, Path] = {}
    for path, name in discover(paths):
        if files.setdefault(name, path) != path:
            raise ReportError(f"两个文件同名 {name}：{files[name]} 和 {path}。请只给出它们的上级文件夹")
    return dict(sorted(files.items()))
