"""A table's rows → lines `cell | cell`, the words of a merged cell in each column and row that it covers."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from index.text.figures import is_figure

LONGEST_REPEATED = 60  # characters; longer words are no head and no figure, and stand in their first place only
MOST_COLUMNS = 200
MOST_ROWS = 1000


class Span(NamedTuple):
    """A cell's words, over how many columns it goes, and over how many rows from this one on."""

    words: str
    across: int = 1
    down: int = 1


class Rows:
    """The rows of one table, from the top; what a cell says is said again in the rows below that it covers."""

    def __init__(self, join: Callable[[str], str] = lambda words: " ".join(words.split("\n"))) -> None:
        """`join` makes one line of the lines of a cell."""
        self._join = join
        self._covered: dict[int, tuple[int, str]] = {}
        self.width = 0

    @property
    def covered(self) -> bool:
        """Whether a cell above covers part of the next row."""
        return bool(self._covered)

    def line(self, cells: Sequence[Span]) -> str:
        """The lines of the next row of which `cells` are those that begin in it."""
        return self.line_of(self._placed(cells))

    def line_of(self, spans: Sequence[Span]) -> str:
        """The lines of a row of all these cells, mostly one; one that is all of the first row stands alone, a title."""
        words = filled(spans)
        if len(spans) == 1:  # the rows below belong to it, or all of them where it is a title above them
            rest = [""] * (max(self.width, len(words)) - 1) if self.width else []
            return " | ".join([self._join(spans[0].words), *rest])
        self.width = max(self.width, len(words))
        return "\n".join(" | ".join(map(self._join, row)) for row in _broken(words))

    def _placed(self, cells: Sequence[Span]) -> list[Span]:
        """The row's cells with those that cover it from above, each in its column."""
        covered, self._covered = self._covered, {}
        placed: list[Span] = []
        waiting = list(reversed(cells))
        column = 0
        while (waiting or column <= max(covered, default=-1)) and column < MOST_COLUMNS:
            if column in covered:
                down, words = covered[column]
                span = Span(words, 1, down)
            elif waiting:
                span = waiting.pop()
            else:
                span = Span("")
            placed.append(span)
            for at in range(column, column + span.across):
                if span.down > 1:
                    self._covered[at] = span.down - 1, repeated(span.words)
            column += span.across
        return placed


def _broken(words: Sequence[str]) -> list[list[str]]:
    """A row whose cells all hold the same number of lines, figures behind the first, is as many rows."""
    lines = [each.split("\n") for each in words]
    counts = {len(each) for each in lines if each != [""]}
    figures = [all(map(is_figure, each)) for each in lines if each != [""]]
    if len(counts) == 1 and counts != {1} and not figures[0] and all(figures[1:]):
        return [[each[at] if len(each) > 1 else "" for each in lines] for at in range(counts.pop())]
    return [list(words)]


def filled(spans: Sequence[Span]) -> list[str]:
    """The words of each column. What goes along the rest of a row behind a single label is said once."""
    once = len(spans) == 2 and spans[0].across == spans[0].down == 1
    words: list[str] = []
    for span in spans:
        words += [span.words, *[repeated(span.words)] * (0 if once else span.across - 1)]
    return words


def repeated(words: str) -> str:
    """What is said again where a cell with these words covers more than its first place."""
    return words if len(words) <= LONGEST_REPEATED else ""


def indented(words: str, told: str) -> str:
    """The words of a cell with the indent of `told`, its text as it stands: a part stands under its whole."""
    indent = re.match(r"[ \t\r\n\f]*([\u3000\xa0\u2002\u2003]*)", told)
    return indent[1] + words if indent and words else words
