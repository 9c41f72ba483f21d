"""Text → Tables: the cells of a report's tables, each with its column heads, row heads and unit.

A table is told from the text alone, whatever format it came in: lines of cells between bars, tabs or aligned spaces.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from index.report.grids import Grid, Slot, grids
from index.report.table_heads import (
    banner,
    columns,
    head_rows,
    is_numbering,
    is_total,
    parted,
    plain,
    rank,
    row_head,
    unit_line,
    unit_of,
)
from index.report.table_lines import is_rule
from index.text.figures import is_blank, is_unit
from index.text.markers import line_marker

_LONGEST_TITLE = 60  # characters
_LINES_ABOVE = 3  # among which title and unit line are looked for
_NUMBERED = re.compile(r"附?表\s*[\d一二三四五六七八九十]")
_NO_TITLE = re.compile(r"[。！？；]|[:：]$|[如见]下|[\t|]")
_FIELD = re.compile(r"[\u4e00-\u9fff]{1,8}[:：][^，。；：:]{1,30}")  # 填报日期：… between title and table
_BETWEEN = re.compile(r"[ \u3000]*[|｜│┃║\t][ \u3000]*|[ \u3000\xa0]{2,}")
_UNIT_PART = re.compile(r"[(（]?\s*(?:计量)?单\s*位\s*[:：][^)）]*[)）]?")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with words in a table's body: `text[start:end]`, in the `row` and `column` of the table.

    `heads` are its column heads without units and `side` its row heads, outermost first; a row of 其中： stands under
    the row that it is part of. `unit` is what column head, row head, unit column or the table's line of units says, as
    written. `total` tells that it stands in a row or a column of totals.
    """

    start: int
    end: int
    row: int
    column: int
    heads: tuple[str, ...]
    side: tuple[str, ...]
    unit: str | None
    total: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows are `text[start:end]`, of which `text[slice(*head)]` are its column heads.

    `title` is the line above that names it, without 单位; `unit` what 单位： says there. `cells` are those of the body
    that are neither row heads nor units, row by row; `rows` are the spans of all rows, heads included.
    """

    start: int
    end: int
    head: tuple[int, int]
    title: str | None
    cells: tuple[Cell, ...]
    unit: str | None = None
    rows: tuple[tuple[int, int], ...] = ()

    def heads(self, text: str) -> str:
        """The column heads as one line: cells between bars, rows between slashes."""
        rows = (text[start:end] for start, end in self.rows if self.head[0] <= start < self.head[1])
        cells = ([plain(cell) for cell in _BETWEEN.split(row.strip(" \t|\n"))] for row in rows)
        return " / ".join(" | ".join(cell for cell, _ in groupby(row)) for row in cells)


@lru_cache(maxsize=4)  # headings, chunks and facts of one report ask in turn
def tables(text: str, start: int, end: int) -> tuple[Table, ...]:
    """The tables of `text[start:end]`, in text order."""
    found: list[Table] = []
    for grid in grids(text, start, end):
        above = text[found[-1].end if found else start : grid.lines[0][0]]
        if table := _table(grid, above):
            found.append(table)
    return tuple(found)


def _table(grid: Grid, above: str) -> Table | None:
    """The table of a grid, or None for one whose rows are no data."""
    banners = 0
    lines = above.rstrip().split("\n")[-_LINES_ABOVE:]
    while banners < len(grid.rows) - 1 and (words := banner(grid.rows[banners])):
        lines.append(words)
        banners += 1
    count = max(head_rows(grid, banners), grid.ruled - banners)
    heads, body = grid.rows[banners : banners + count], grid.rows[banners + count :]
    if not body:
        return None
    title, unit = _title_and_unit(lines[::-1], [slot.words for row in heads for slot in row])
    start = grid.lines[banners][0]
    head = (start, grid.lines[banners + count - 1][1] if count else start)
    cells = tuple(_cells(heads, body, banners + count, unit))
    return (
        Table(grid.lines[0][0], grid.lines[-1][1], head, title, cells, unit, tuple(dict.fromkeys(grid.lines)))
        if cells
        else None
    )


def _title_and_unit(lines: Sequence[str], heads: Sequence[str]) -> tuple[str | None, str | None]:
    """The title and the unit line among the lines above a table, the nearest first, and the unit in a head."""
    title: str | None = None
    unit = next((unit for words in heads if (unit := unit_line(words))), None)
    for words in (line.strip() for line in lines if not is_rule(line)):
        told = unit_line(words)
        unit = unit or told
        rest = _UNIT_PART.sub("", words).strip() if told else words
        if not rest:
            continue
        named = _NUMBERED.match(rest) is not None
        if not named and _FIELD.fullmatch(rest):
            continue
        if not named and (len(rest) > _LONGEST_TITLE or _NO_TITLE.search(rest) or line_marker(rest, 0, len(rest))):
            break
        title = title or (rest if named or ("：" not in rest and ":" not in rest) else None)
        if not re.search(r"[)）]$", rest) or title != rest:
            break
    return title, unit


def _cells(
    heads: Sequence[Sequence[Slot]], body: Sequence[Sequence[Slot]], first: int, told: str | None
) -> Iterator[Cell]:
    labels, units, serial = columns(heads, body)
    named = _column_heads(heads, labels, len(body[0]))
    said = [[slot.words for slot in row] for row in heads]
    sides = _Sides(body, labels, serial)
    for number, row in enumerate(body):
        if [slot.words for slot in row] in said or (heads and is_numbering(row)):
            continue  # the head again, on a new page
        skipped = {*labels, *serial} | ({units} if units is not None else set())
        values = [at for at, slot in enumerate(row) if slot.words and at not in skipped]
        side, of_row = sides.of(row, bare=all(is_blank(row[at].words) for at in range(len(row)) if at not in skipped))
        by_unit = row[units].words if units is not None and not is_blank(row[units].words) else None
        for at in values:
            names, of_column = named[at]
            fallback = of_row or by_unit or told
            unit = of_column or unit_of(fallback, (*side, *names))
            total = is_total(side[-1] if side else "") or any(map(is_total, names))
            yield Cell(row[at].start, row[at].end, first + number, at, names, side, unit, total)


def _column_heads(
    heads: Sequence[Sequence[Slot]], labels: Sequence[int], width: int
) -> list[tuple[tuple[str, ...], str | None]]:
    """Each column's heads from the top, and its unit; a blank one in an upper row is the merged one on its left."""
    rows = []
    for number, row in enumerate(heads):
        if is_numbering(row):
            continue
        words = [_UNIT_PART.sub("", slot.words) if unit_line(slot.words) else slot.words for slot in row]
        below = heads[number + 1] if number + 1 < len(heads) else None
        for at in range(1, width):
            if below and not words[at] and below[at].words and at - 1 not in labels:
                words[at] = words[at - 1]
        rows.append(words)
    named: list[tuple[tuple[str, ...], str | None]] = []
    for at in range(width):
        names: list[str] = []
        unit = None
        for words in rows:
            name, own = parted(words[at])
            if names and own is None and is_unit(name):  # a row of units below the heads
                name, own = "", name
            unit = own or unit
            if name and (not names or names[-1] != name):
                names.append(name)
        named.append((tuple(names), unit))
    return named


class _Sides:
    """The row heads of row after row: merged ones filled from above, and 其中：, numbered and indented ones nested."""

    def __init__(self, body: Sequence[Sequence[Slot]], labels: Sequence[int], serial: set[int]) -> None:
        self._labels = labels
        self._serial = serial
        self._least = min((row[labels[0]].indent for row in body if row[labels[0]].words), default=0) if labels else 0
        self._above: list[tuple[tuple[int, int], str, str | None]] = []
        self._last: list[Slot] = []

    def of(self, row: Sequence[Slot], bare: bool) -> tuple[tuple[str, ...], str | None]:
        """The row's heads and the unit that they name; `bare` says that it holds no values."""
        if not self._labels:
            return (), None
        slots = [row[at] for at in self._labels]
        if all(is_blank(slot.words) for slot in slots):  # 合计 may stand below the serial numbers
            slots[0] = next((row[at] for at in self._serial if not row[at].words.isdecimal()), slots[0])
        if not slots[0].words and self._last and any(slot.words for slot in slots):
            slots[0] = self._last[0]
        self._last = slots
        outer, unit = self._nested(slots[0], bare)
        names = list(outer)
        for slot in slots[1:]:
            if not is_blank(slot.words):
                name, own = row_head(slot.words)
                unit = own or unit
                names += [name] if names[-1:] != [name] else []
        return tuple(names), unit

    def _nested(self, slot: Slot, bare: bool) -> tuple[list[str], str | None]:
        if is_blank(slot.words):
            return [], None
        name, unit = row_head(slot.words)
        depth = rank(slot, self._least, bare)
        if is_total(name) and not name.startswith("小"):
            self._above = []
        while self._above and self._above[-1][0] >= depth:
            self._above.pop()
        if unit is None and not bare and self._above and depth[0] > 1:  # 其中：女 is counted as its whole is
            unit = self._above[-1][2] if self._above[-1][0][0] > 1 else None
        self._above.append((depth, name, unit))
        return [each for _, each, _ in self._above], unit
