"""What an index in Milvus holds, as a log: rows are only added to it, and the last one of a path is what the path is.

Milvus has no transactions, but one row is there or not. So a report's chunks are written first, under a number that no
reader looks for, and the row that makes it a stored report comes last. Whatever kills a writer, every report that was
told to be stored is there, whole, and no reader ever sees a part of one: of numbers up to the last row that it has read
it looks for those that are neither unfinished nor replaced nor removed.
"""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

from index.errors import StoreError
from index.model import Scope
from index.store.milvus.client import Milvus
from index.store.milvus.schema import Row, log_row, whole

# `manifest` is the first row, and another one where the format changed: the last holds. `born` says that the index is
# whole, which a copy under way is not yet; `opened`, that a writer has taken over; `begun`, that chunks are being
# written under the row's id; `stored`, that those of the row's `report` are all there; `removed`, that the path has no
# report.
Kind = Literal["manifest", "born", "opened", "begun", "stored", "removed"]
_FIELDS = ("id", "kind", "report", "path", "sha256", "chunks", "writer")
_BATCH = 1_000  # numbers to a condition


class Stored(NamedTuple):
    """A stored report: its row, the number that its chunks have, its file's SHA-256 and how many chunks it has."""

    row: int
    number: int
    sha256: str
    chunks: int


class Written(NamedTuple):
    """A row by its id, and who wrote it."""

    row: int
    writer: str


_NEVER = Written(-1, "")


@dataclass(slots=True)
class State:
    """What the rows read so far add up to.

    `end` is the last row, `change` the last one that changed what the index holds. `dead` are numbers whose chunks
    nobody may see; `replaced`, rows of reports that later rows replaced or removed; `chunks`, how many may be seen.
    """

    end: Written = _NEVER
    change: Written = _NEVER
    born: bool = False
    chunks: int = 0
    reports: dict[str, Stored] = field(default_factory=dict)
    dead: set[int] = field(default_factory=set)
    replaced: set[int] = field(default_factory=set)

    def sees(self, number: int) -> bool:
        """Whether chunks under this number may be seen."""
        return number <= self.end.row and number not in self.dead

    def conditions(self, scope: Scope) -> list[str]:
        """What a chunk must meet to be seen and in scope; an empty condition is met by none."""
        conditions = [f"report <= {self.end.row}"]
        if self.dead:
            conditions.append(f"report not in {sorted(self.dead)}")
        if scope.reports is not None:
            numbers = sorted(self.reports[path].number for path in scope.reports if path in self.reports)
            conditions.append(f"report in {numbers}" if numbers else "")
        if scope.years is not None:
            conditions.append(f"array_contains_any(years, {sorted(scope.years)})" if scope.years else "")
        return conditions

    def after(self, rows: Iterable[Row]) -> "State":
        """What it is with the rows that follow."""
        state = replace(self, reports=dict(self.reports), dead=set(self.dead), replaced=set(self.replaced))
        for row in sorted(rows, key=lambda row: int(row["id"])):
            state.apply(row)
        return state

    def apply(self, row: Row) -> None:
        """Takes up the row that follows."""
        kind, path = row["kind"], row["path"]
        self.end = Written(row["id"], row["writer"])
        if kind == "begun":
            self.dead.add(self.end.row)
        if kind in {"opened", "begun"}:
            return
        self.change = self.end
        if kind == "born":
            self.born = True
        elif old := self.reports.pop(path, None):
            self.dead.add(old.number)
            self.replaced.add(old.row)
            self.chunks -= old.chunks
        if kind == "stored":
            self.reports[path] = Stored(self.end.row, row["report"], row["sha256"], row["chunks"])
            self.dead.discard(row["report"])
            self.chunks += row["chunks"]


class Log:
    """The log of one index, read so far, and written to by one at a time."""

    def __init__(self, milvus: Milvus, *, writable: bool) -> None:
        self._milvus = milvus
        self._writer = secrets.token_hex(16) if writable else None
        self.state = State()
        self.read_on()

    @property
    def writable(self) -> bool:
        """Whether rows may be added."""
        return self._writer is not None

    def manifest(self) -> str | None:
        """What the log says last of how the index is built, as JSON, if it has begun."""
        rows = self._milvus.rows("reports", 'kind == "manifest"', ["id", "record"], fresh=True)
        last = max(rows, key=lambda row: int(row["id"]), default=None)
        return whole(last["record"]).decode("utf-8") if last else None

    def behind(self) -> bool:
        """Whether rows that change what the index holds have been written since."""
        where = f'id > {self.state.end.row} and kind in ["born", "stored", "removed"]'
        return bool(self._milvus.rows("reports", where, ["id"], fresh=True))

    def read_on(self) -> None:
        """Takes up what has been written since."""
        if rows := self._milvus.rows("reports", f"id > {self.state.end.row}", _FIELDS, fresh=True):
            self.state = self.state.after(rows)
        # What this process reads from now on has all the chunks that the log names, for the engine has caught up once.
        self._milvus.rows("chunks", "id < 0", ["id"], fresh=True)

    def append(self, kind: Kind, path: str = "", **values: Any) -> int:
        """Adds a row and returns its id. Raises StoreError where another writer has added to the log."""
        if self._writer is None:
            raise StoreError(f"{self._milvus.address} 是以只读方式打开的，不能写入")
        end = self.state.end
        found = self._milvus.rows("reports", f"id >= {end.row}", ["id", "writer"], fresh=True)
        if [Written(row["id"], row["writer"]) for row in found] != ([] if end == _NEVER else [end]):
            raise StoreError(f"另一个构建正在写 {self._milvus.address}：请等它结束后再运行")
        row = log_row(end.row + 1, kind, path, self._writer, values)
        self._milvus.insert("reports", [row])
        self.state.apply(row)
        return self.state.end.row

    def take_over(self) -> None:
        """Ends any other writer, and drops what no reader looks for: chunks left unfinished, replaced or removed.

        A writer that is at it finds another row than its own at the log's end, and stops. Rows that were replaced go
        before those that removed them, so that nothing comes back; from the last change on all stay, so that no id is
        given twice.
        """
        self.append("opened")
        change = self.state.change.row
        for numbers in _batches(self.state.dead):
            self._milvus.delete("chunks", f"report in {numbers}")
        for rows in _batches(row for row in self.state.replaced if row < change):
            self._milvus.delete("reports", f"id in {rows}")
        self._milvus.delete("reports", f'kind in ["opened", "begun", "removed"] and id < {change}')


def _batches(numbers: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(numbers)
    for start in range(0, len(ordered), _BATCH):
        yield ordered[start : start + _BATCH]
