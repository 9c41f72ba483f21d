"""Which lines of a text may be rows of one table: runs of them in which bars, tabs or spaces set cells apart."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from index.text.figures import is_figure, is_year

BARS = re.compile(r"[|｜│┃║]")
_LONGEST_ALIGNED = 160  # characters of a line of cells that spaces set apart
_LONGEST_GROUP = 30  # characters of a line inside a table that names the rows below it
_MOST_BROKEN = 8  # line breaks in the cells of a row
_RULES = frozenset("-=—─━═")
_RULED = _RULES | set(" \t\u3000|:+│┃║┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬")
_GAP = re.compile(r"[ \u3000\xa0]")
_SENTENCE = re.compile(r"[。！？；]")


class Row(NamedTuple):
    """A line at `start` to `end` of the text."""

    start: int
    end: int
    gap: bool  # a blank line stands before it


@dataclass(slots=True)
class Run:
    """Lines in which the same kind of mark sets cells apart, and where rules stand between them."""

    kind: str = ""
    rows: list[Row] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)


def runs(text: str, start: int, end: int) -> Iterator[Run]:
    """The runs of `text[start:end]`, in text order, of one line too."""
    run = Run()
    lines = _lines(text, start, end)
    for at, (left, right) in enumerate(lines):
        line = text[left:right]
        if not line.strip():
            continue
        if run.rows and is_rule(line):
            run.rules.append(left)
            continue
        kind = _kind(line)
        gap = bool(run.rows) and _blank_between(text, run.rows[-1].end, left)
        if kind != run.kind and run.rows and not gap and _groups(text, run, line, lines[at + 1 : at + 2]):
            kind = run.kind
        if kind != run.kind or (kind == " " and gap):
            yield run
            run = Run(kind)
        if kind:
            run.rows.append(Row(left, right, gap))
    yield run


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The lines, those as one that a spreadsheet's quotation marks hold together: "231⏎268"."""
    lines: list[tuple[int, int]] = []
    for left, right in (match.span() for match in re.compile(r"[^\n]+").finditer(text, start, end)):
        last = lines[-1] if lines else (0, 0)
        if last[1] + 1 == left and _is_open(text[slice(*last)]) and text.find('"', left, right) >= 0:
            lines[-1] = (last[0], right)
        else:
            lines.append((left, right))
    return lines


def _is_open(words: str) -> bool:
    """Whether a cell in quotation marks, after a tab or at the line's start, goes on in the next line."""
    return words.count('"') % 2 == 1 and (words.startswith('"') or '\t"' in words) and words.count("\n") < _MOST_BROKEN


def is_rule(line: str) -> bool:
    """Whether a line only draws one: |---|---|, ═════."""
    return len(_RULES.intersection(line)) > 0 and _RULED.issuperset(line)


def _blank_between(text: str, start: int, end: int) -> bool:
    return any(not line.strip() for line in text[start:end].split("\n")[1:-1])


def _groups(text: str, run: Run, line: str, following: Sequence[tuple[int, int]]) -> bool:
    """Whether a line without cells names the rows below it, in a table that goes on with figures there."""
    if run.kind == " " or not following or len(line) > _LONGEST_GROUP or _SENTENCE.search(line):
        return False
    after, first = text[slice(*following[0])], text[run.rows[0].start : run.rows[0].end]
    return _kind(after) == run.kind and _has_figure(after, run.kind) and not _has_figure(first, run.kind)


def _has_figure(line: str, kind: str) -> bool:
    cells = (cell.strip() for cell in re.split(BARS if kind == "|" else "\t", line))
    return any(is_figure(cell) and not is_year(cell) for cell in cells)


def _kind(line: str) -> str:
    """What sets the cells of a line apart: a bar, a tab, a space; nothing where it is no row."""
    if BARS.search(line):
        return "|"
    if "\t" in line.lstrip():
        return "\t"
    words = line.strip()
    aligned = len(words) <= _LONGEST_ALIGNED and not _SENTENCE.search(words)
    return " " if aligned and _GAP.search(words) else ""
