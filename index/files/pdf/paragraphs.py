"""The rows of all pages → paragraphs: tables and sentences that go on over a page, notes after what they belong to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from index.files.pdf.rows import Row, common
from index.files.source import Line
from index.text.markers import line_marker

_CONTINUED = re.compile(r"[（(]?(?:接上页)?续(?:上)?表[\s\d一-十]*[)）]?|[（(]?接?上表[)）]?|[（(]续[)）]")
_ENDS = tuple("。；：！？.;:!?”）》…")
_NOTE = re.compile(r"〔\d{1,3}〕|[①-⑳*＊†‡]|注\s*[\d：:]")
_SMALLER = 0.92  # of the usual size of print; notes are printed so
_SAME_SIZE = 0.12  # of the size; what differs by more is no one paragraph
_RAGGED = 0.3  # of the width; where lines are broken after so many characters, figures leave that much free
_FEWEST = 10  # lines of a page that tell its margins
_BODY = 5  # of the size; lines that begin further in are signatures and titles, which tell nothing of the width


def over_pages(pages: Sequence[Sequence[Row]]) -> list[Row]:
    """The rows of all pages, without the head that a table repeats where it goes on over a page (续表)."""
    rows: list[Row] = []
    head: list[str] = []
    for page in pages:
        goes_on = bool(rows) and rows[-1].alone
        first = next((at for at, row in enumerate(page) if not _CONTINUED.fullmatch(row.text)), len(page))
        new = page[first:] if goes_on and first < len(page) and page[first].alone else page
        if goes_on and new and new[0].alone:
            repeated = sum(1 for _ in takewhile(lambda pair: pair[0].text == pair[1], zip(new, head, strict=False)))
            new = new[repeated:]
        else:
            head = []
        for row in new:
            head = [*head, row.text] if row.alone else []
            rows.append(row)
    return rows


_Place = tuple[int, tuple[int, ...], bool]


@dataclass(frozen=True, slots=True)
class _Margins:
    """Of the lines of running text in one column: where they begin and end, and whether paragraphs begin further in."""

    left: float
    right: float
    indented: bool


def paragraphs(rows: Sequence[Row]) -> Iterator[Line]:
    """Each paragraph, row of a table, and note; notes stand after the paragraph that they interrupt."""
    usual = common([row.size for row in rows if not row.alone], 0.5)
    body, notes = _notes_apart(rows, usual)
    margins = _margins(body, usual)
    waiting: list[Line] = []
    line = Line("")
    for at, row in enumerate(body):
        line = _longer(line, row)
        waiting += notes.get(at, ())
        following = body[at + 1] if at + 1 < len(body) else None
        if following is None or not _goes_on(row, following, margins[_place(row)], margins[_place(following)].left):
            yield from (line, *waiting)
            line, waiting = Line(""), []


def _longer(line: Line, row: Row) -> Line:
    """The line with what follows it; it is as sure as the least sure part of it."""
    apart = re.search(r"[A-Za-z,]$", line.text) and row.text[:1].isascii()
    sure = min((each for each in (line.confidence, row.confidence) if each is not None), default=None)
    return Line(line.text + (" " if apart else "") + row.text, confidence=sure)


def _notes_apart(rows: Sequence[Row], usual: float) -> tuple[list[Row], dict[int, list[Line]]]:
    """The rows that are no notes at the foot, and the notes that stand behind each of them."""
    body: list[Row] = []
    notes: dict[int, list[Line]] = {}
    inside = False
    for row in rows:
        small = not row.alone and row.size <= _SMALLER * usual and bool(body)
        begins = small and _NOTE.match(row.text) is not None
        inside = small and (begins or inside)
        if begins:
            notes.setdefault(len(body) - 1, []).append(_longer(Line(""), row))
        elif inside:
            notes[len(body) - 1][-1] = _longer(notes[len(body) - 1][-1], row)
        else:
            body.append(row)
    return body, notes


def _place(row: Row) -> _Place:
    """The left or the right page, which may have their margins mirrored, the column, and whether it is of a scan."""
    return row.page % 2, row.column, row.confidence is not None


def _margins(rows: Sequence[Row], usual: float) -> dict[_Place, _Margins]:
    found = {}
    for place in {_place(row) for row in rows}:
        lines = [row for row in rows if _place(row)[1:] == place[1:] and not row.alone]
        lines = [row for row in lines if abs(row.size - usual) < _SAME_SIZE * usual] or lines
        here = [row for row in lines if _place(row) == place]
        lines = here if len(here) >= _FEWEST else lines
        left = common([row.left for row in lines], 0.05)
        right = common([row.right for row in lines if row.left < left + _BODY * row.size], 0.95)
        indented = sum(row.size < row.left - left < 3 * row.size for row in lines) * 40 > len(lines)
        found[place] = _Margins(left, right, indented)
    return found


def _goes_on(row: Row, following: Row, margins: _Margins, left: float) -> bool:
    """Whether a line that fills the width goes on in the next, which is not indented, numbered or of another size.

    Where the document indents no first lines, only a line without a mark at its end goes on.
    """
    ended = row.text.endswith(_ENDS)
    ragged = 0 if ended or not margins.indented else _RAGGED * (margins.right - margins.left)
    return (
        not (row.alone or following.alone or (row.parted and following.parted))
        and abs(row.size - following.size) <= _SAME_SIZE * row.size
        and row.right > max(margins.right, row.least) - max(2 * row.size, ragged)
        and following.left < left + following.size
        and (margins.indented or not ended)
        and not line_marker(following.text, 0, len(following.text))
    )
