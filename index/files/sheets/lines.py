"""A Sheet → lines: names and notes as they stand, tables as `cell | cell`, blank and hidden rows and columns left out.

Rows belong to one table until a blank row, or one of a single cell, stands before another row of heads.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from index.errors import ReportError
from index.files.merged import Rows, Span, repeated
from index.files.sheets.sheet import Area, Sheet
from index.files.source import MAX_CHARACTERS
from index.text.figures import is_figure, is_year

_COLONS = ("：", ":")
_FIELD = re.compile(r"[\u4e00-\u9fff]\s*[:：]")
_NEVER = 10**6  # a column
_UNIT = re.compile(r"单\s*位\s*[:：]")


class _Row(NamedTuple):
    """A row with words: those of its own cells by column, the merged areas that lie over it, whether blank above."""

    cells: Mapping[int, str]
    areas: Sequence[tuple[Area, str]]
    number: int
    gap: bool

    @property
    def loose(self) -> list[str] | None:
        """The lines of a row that is none of a table, a single cell or 填报单位：…, 单位：… side by side; else None."""
        lines: list[str] = []
        for words in self.cells.values():
            if lines and lines[-1].endswith(_COLONS):
                lines[-1] += words
            else:
                lines.append(words)
        titled = len(lines) == 2 and _UNIT.search(lines[1]) is not None
        if len(self.cells) > 1 and not titled and not all(map(_FIELD.search, lines)):
            return None
        return [line for words in lines for line in words.split("\n")]

    @property
    def valued(self) -> bool:
        return any(is_figure(words) and not is_year(words) for words in self.cells.values())


def lines_of(sheet: Sheet) -> list[str]:
    """The sheet's lines, a blank one between tables. Raises ReportError for a table larger than any text may be."""
    found: list[str] = []
    for block in _blocks(_rows(sheet)):
        found += ["", *_block(block)] if found else _block(block)
    return found


def _rows(sheet: Sheet) -> list[_Row]:
    """The rows that are shown and have words, from the top."""
    words: dict[int, dict[int, str]] = {}
    areas: list[tuple[Area, str]] = []
    merged = {(area.top, area.left): area for area in sheet.merged}
    for cell, told in sorted(sheet.cells.items()):
        row, column = cell
        if area := merged.get(cell):  # its words stand where it is first seen
            row = _first_shown(area.top, area.bottom, sheet.hidden_rows)
            column = _first_shown(area.left, area.right, sheet.hidden_columns)
            areas.append((Area(row, column, area.bottom, area.right), told))
        if row not in sheet.hidden_rows and column not in sheet.hidden_columns:
            words.setdefault(row, {})[column] = told
    numbers = sorted(words)
    over: dict[int, list[tuple[Area, str]]] = {}
    for area, told in areas:
        for number in numbers[bisect_left(numbers, area.top) : bisect_right(numbers, area.bottom)]:
            over.setdefault(number, []).append((area, told))
    hidden = sorted(sheet.hidden_rows)
    rows: list[_Row] = []
    for above, number in pairwise([-1, *numbers]):
        blank = number - above - 1 - (bisect_left(hidden, number) - bisect_left(hidden, above))
        covered = any(area.bottom >= number - 1 for area, _ in over.get(above, ()))
        rows.append(_Row(dict(sorted(words[number].items())), over.get(number, ()), number, blank > 0 and not covered))
    return rows


def _first_shown(first: int, last: int, hidden: set[int]) -> int:
    return next((at for at in range(first, last + 1) if at not in hidden), first)


def _blocks(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """The rows of each table with the titles and notes around it."""
    rest: list[_Row | None] = [None]  # at or after each row, the next of a table
    for row in reversed(rows):
        rest.append(row if row.loose is None else rest[-1])
    block: list[_Row] = []
    valued = False
    for row, following in zip(rows, reversed(rest), strict=False):
        headed = following is not None and not following.valued and valued
        if block and ((headed and (row.gap or row.loose is not None)) or (row.gap and following is None)):
            yield block
            block, valued = [], False
        block.append(row)
        valued = valued or (row.valued and row.loose is None)
    if block:
        yield block


def _block(rows: Sequence[_Row]) -> list[str]:
    table = [at for at, row in enumerate(rows) if row.loose is None]
    first, last = (table[0], table[-1] + 1) if table else (len(rows), len(rows))
    lines = [line for row in rows[:first] for line in row.loose or ()]
    parts = _side_by_side(rows[first:last])
    for number, part in enumerate(parts):
        lines += [""] * (number > 0)
        lines += _table(part) if len(parts) == 1 else _block(part)
    return lines + [line for row in rows[last:] for line in row.loose or ()]


def _columns(rows: Sequence[_Row]) -> list[int]:
    return sorted({column for row in rows for column in row.cells})


def _side_by_side(rows: Sequence[_Row]) -> list[list[_Row]]:
    """The rows cut at columns that are blank in all of them, where two columns or more stand on both sides."""
    columns = _columns(rows)
    spans = {(area.left, area.right) for row in rows for area, _ in row.areas}
    cuts = [
        right
        for left, right in pairwise(columns)
        if right - left > 1 and not any(first <= left and last >= right - 1 for first, last in spans)
    ]
    parts: list[list[_Row]] = []
    for first, last in pairwise([0, *cuts, _NEVER]):
        part = [
            row._replace(cells={at: words for at, words in row.cells.items() if first <= at < last}) for row in rows
        ]
        parts.append([row for row in part if row.cells])
    return parts if all(len(_columns(part)) > 1 for part in parts) else [list(rows)]


def _table(rows: Sequence[_Row]) -> list[str]:
    columns = _columns(rows)
    if len(rows) * (len(columns) - 1) * len(" | ") > MAX_CHARACTERS:
        raise ReportError(f"表格太大（{len(rows)} 行、{len(columns)} 列）；请删去不需要的行和列，或拆成几个文件")
    table = Rows()
    return [line for row in rows for line in table.line_of(_spans(row, columns)).split("\n")]


def _spans(row: _Row, columns: Sequence[int]) -> list[Span]:
    """The row's cells, each over as many of the columns as it is merged over."""
    over: dict[int, tuple[Area, str]] = {}
    for area, words in row.areas:
        for column in columns[bisect_left(columns, area.left) : bisect_right(columns, area.right)]:
            over.setdefault(column, (area, words))
    spans = []
    for told, group in groupby(columns, key=lambda column: over.get(column, column)):
        if isinstance(told, int):
            spans.append(Span(row.cells.get(told, "")))
        else:
            area, words = told
            words = words if area.top == row.number else repeated(words)
            spans.append(Span(words, len(list(group)), area.bottom - row.number + 1))
    return spans
