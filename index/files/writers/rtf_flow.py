"""What is written of a rich text one after another, the document itself, a note or a text box: its lines and tables."""

from bisect import bisect_left
from dataclasses import dataclass, field

from index.files.merged import MOST_COLUMNS, Rows, Span, indented, repeated
from index.files.source import Line

_SAME = 40  # twips, 0.7 mm: edges of cells nearer than this are one


@dataclass(frozen=True, slots=True)
class Cell:
    """How a cell is defined: its right edge, and whether it begins or goes on a merged one, down or across."""

    right: int = 0
    clvmgf: bool = False
    clvmrg: bool = False
    clmgf: bool = False
    clmrg: bool = False


@dataclass(slots=True)
class State:
    """What holds in a group, and in the groups inside it until they say otherwise."""

    flow: "Flow"
    kind: str = ""
    silent: bool = False
    hidden: bool = False
    deleted: bool = False
    font: int = 0
    encoding: str | None = None  # None: the document's own
    skipped: int = 1  # characters behind a Unicode character that stand for it
    style: int = 0
    depth: int | None = None  # 0: a line of the table of contents, which is told by no paragraph of the document
    in_table: bool = False

    @property
    def shown(self) -> bool:
        """Whether words here are shown."""
        return not (self.silent or self.hidden or self.deleted)


@dataclass(slots=True)
class Flow:
    """Collects words to paragraphs, cells and rows."""

    words: list[str] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)  # of the row that is being read
    cell: Cell = Cell()  # being defined
    _lines: list[Line] = field(default_factory=list)
    _aside: list[Line] = field(default_factory=list)  # stand behind the paragraph or table that is being read
    _cell_lines: list[str] = field(default_factory=list)
    _row: list[str] = field(default_factory=list)
    _rows: list[tuple[list[str], list[Cell]]] = field(default_factory=list)

    def text(self) -> str:
        """The words that no paragraph has taken yet."""
        halves = "".join(self.words)  # rare characters are written as two of UTF-16
        return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def last(self) -> str:
        """The words written last."""
        row = self._row or (self._rows[-1][0] if self._rows else [])
        return self.text() or " ".join(row) or (self._lines[-1].text if self._lines else "")

    def end_paragraph(self, state: State) -> None:
        """The words so far are a paragraph, or one of a cell's."""
        if state.in_table:
            self.end_cell_line()
            return
        self._end_table()
        first, *more = self._taken().split("\n")
        if state.depth == 0:
            return
        self._lines += [Line(first, state.depth), *map(Line, more), *self._aside]
        self._aside.clear()

    def end_cell_line(self) -> None:
        """The words so far are a line of a cell."""
        self._cell_lines += self._taken().split("\n")

    def end_cell(self) -> None:
        """The words so far are the end of a cell."""
        self.end_cell_line()
        told = self._cell_lines
        words = "\n".join(filter(None, (" ".join(line.split()) for line in told)))
        self._row.append(indented(words, told[0]))
        self._cell_lines = []

    def end_row(self) -> None:
        """The cells so far are a row."""
        if self._row:
            self._rows.append((self._row, self.cells))
        self._row = []

    def beside(self, other: "Flow", mark: str = "") -> None:
        """Another flow's lines stand behind the paragraph or table that is being read."""
        told = [line for line in other.ended() if line.text.strip()]
        self._aside += [Line(("" if at else mark) + line.text.strip()) for at, line in enumerate(told)]

    def ended(self) -> list[Line]:
        """All lines, with what no paragraph or row has ended."""
        if self._row or self._cell_lines:
            self.end_cell()
            self.end_row()
        if self.text().strip() or self._aside:
            self.end_paragraph(State(self))
        self._end_table()
        return self._lines

    def _taken(self) -> str:
        text = self.text()
        self.words.clear()
        return text

    def _end_table(self) -> None:
        rows, self._rows = self._rows, []
        if sum(len(row) for row, _ in rows) == 1:  # a frame around paragraphs
            self._lines += [Line(line) for line in rows[0][0][0].split("\n")]
            return
        self._lines += [Line(line) for line in _table(rows)]


def _table(rows: list[tuple[list[str], list[Cell]]]) -> list[str]:
    """The lines of a table: cells are placed by their edges, for one may stand where others have two."""
    edges: list[int] = []
    for edge in sorted({cell.right for _, cells in rows for cell in cells}):
        if not edges or edge - edges[-1] > _SAME:
            edges.append(edge)
    told = Rows()
    above: dict[int, str] = {}
    lines: list[str] = []
    for words, cells in rows:
        spans: list[Span] = []
        defined = cells if len(cells) == len(words) else [Cell(right=edge) for edge in range(len(words))]
        placed: dict[int, str] = {}
        column = 0
        for text, cell in zip(words, defined, strict=True):
            end = column + 1 if defined is not cells else max(column + 1, bisect_left(edges, cell.right - _SAME) + 1)
            across = min(end - column, MOST_COLUMNS)
            if cell.clmrg and spans:
                spans[-1] = spans[-1]._replace(across=min(spans[-1].across + across, MOST_COLUMNS))
            else:
                placed[column] = repeated(above.get(column, "")) if cell.clvmrg else text
                spans.append(Span(placed[column], across, 2 if cell.clvmgf or cell.clvmrg else 1))
            column += across
        above = placed
        if any(placed.values()):
            lines += told.line_of(spans).split("\n")
    return lines
