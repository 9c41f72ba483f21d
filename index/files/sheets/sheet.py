"""A sheet of any format: what its cells show, which are merged or hidden, and which show nothing that can be read."""

from dataclasses import dataclass, field
from typing import NamedTuple

from index.errors import ReportError
from index.files.merged import indented
from index.files.source import MAX_CHARACTERS

MOST_CELLS = 100_000
"""Cells with words of one sheet; a text as long as any may be has as many where each holds two characters."""

MOST_INDENT = 15
"""Steps; as far as Excel indents."""

Cell = tuple[int, int]
"""Row and column, from 0."""


class Area(NamedTuple):
    """Merged cells, first and last row and column; the first cell's words are those of all."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """`cells` are those with words, as shown; `errors` those of an error (#REF!), `unsaved` formulas without value."""

    name: str
    hidden: bool = False
    cells: dict[Cell, str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: dict[Cell, str] = field(default_factory=dict)
    unsaved: list[Cell] = field(default_factory=list)
    _characters: int = 0

    @property
    def title(self) -> str:
        """What it is called before people."""
        return f"工作表「{self.name}」" if self.name else "表格"

    def put(self, row: int, column: int, words: str, indent: int = 0) -> None:
        """Fills a cell, indented by steps. Raises ReportError once the sheet holds more than a text may."""
        told = "\u3000" * min(indent, MOST_INDENT) + words
        lines = (" ".join(line.split()) for line in words.splitlines())
        if plain := indented("\n".join(filter(None, lines)), told):
            self.cells[row, column] = plain
            self._characters += len(plain)
        if self._characters > MAX_CHARACTERS or len(self.cells) > MOST_CELLS:
            raise ReportError(
                f"{self.title}太大（上限 {MAX_CHARACTERS // 10_000} 万字、{MOST_CELLS // 10_000} 万个单元格）；"
                "请删去不需要的行和列，或拆成几个文件"
            )


def address(cell: Cell) -> str:
    """A cell's name as a spreadsheet shows it: B5."""
    row, column = cell
    letters = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{row + 1}"
