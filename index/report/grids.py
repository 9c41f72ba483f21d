"""Text → Grids: runs of lines that stand in columns, told by bars, tabs or aligned spaces."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from unicodedata import east_asian_width

from index.report.table_lines import BARS, Row, Run, runs
from index.text.columns import Printed, Segment, aligned_rows
from index.text.figures import is_figure

_WIDE_GAP = re.compile(r"[ \u3000\xa0]{2,}")
_ANY_GAP = re.compile(r"[ \u3000\xa0]+")
_SPREAD = re.compile(r"(?<![^\s])([\u4e00-\u9fff])[ \u3000\xa0]+(?=[\u4e00-\u9fff](?![^\s]))")  # 合  计 is one word
_SENTENCE = re.compile(r"[。！？；]")
_MARK = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]+")  # a list whose numbers a tab sets off
_BREAK = re.compile(r"<br\s*/?>|\n")


class Slot(NamedTuple):
    """A cell at `text[start:end]`, without the white space around it, of which `indent` columns stand before it."""

    start: int
    end: int
    words: str
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of as many cells each, the line that each row is, and how many rows stand above a Markdown rule."""

    rows: tuple[tuple[Slot, ...], ...]
    lines: tuple[tuple[int, int], ...]
    ruled: int = 0


def grids(text: str, start: int, end: int) -> Iterator[Grid]:
    """The grids of `text[start:end]`, in text order: at least two rows of at least two cells."""
    for run in runs(text, start, end):
        if len(run.rows) > 1:
            yield from _told(text, run)


def _told(text: str, told: Run) -> Iterator[Grid]:
    """The grids of a run of lines of one kind, cells split in the way that gives most rows the same number."""
    run, rules = told.rows, told.rules
    if told.kind == " ":
        yield from next(filter(None, (_aligned(text, run, gap) for gap in (_WIDE_GAP, _ANY_GAP))), [])
        return
    ways = (BARS,) if told.kind == "|" else (re.compile("\t"), re.compile("\t+"))
    best = max(([_split(text, row, way) for row in run] for way in ways), key=_evenness)
    for first, last in _shapes(best, run):
        broken = [(slots, row) for at in range(first, last) for slots, row in _broken(text, best[at], run[at])]
        rows, lines = _squared([slots for slots, _ in broken]), [(row.start, row.end) for _, row in broken]
        ruled = sum(line[1] <= rule for line in lines for rule in rules[:1])
        if rows and _is_table(rows, told.kind):
            yield Grid(tuple(map(tuple, rows)), tuple(lines), 0 if ruled == len(rows) else ruled)


def _aligned(text: str, run: Sequence[Row], gap: re.Pattern[str]) -> list[Grid]:
    """The grids of lines that only spaces set in columns."""
    printed = [Printed(_segments(text, row, gap), number, 2) for number, row in enumerate(run)]
    return [
        Grid(
            tuple(tuple(_joined(text, cell, run[at]) for cell in table[at]) for at in sorted(table)),
            tuple((run[at].start, run[at].end) for at in sorted(table)),
        )
        for table in aligned_rows(printed)
    ]


def _segments(text: str, row: Row, gap: re.Pattern[str]) -> list[Segment]:
    line = text[row.start : row.end].rstrip()
    whole = {match.end(1) for match in _SPREAD.finditer(line)}
    first = len(line) - len(line.lstrip())
    cuts = [match.span() for match in gap.finditer(line, first) if match.start() not in whole]
    starts, ends = [first, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(line)]
    return [
        Segment(line[start:end], _width(line[:start]), _width(line[:end]), row.start + start)
        for start, end in zip(starts, ends, strict=True)
    ]


def _joined(text: str, cell: Sequence[Segment], row: Row) -> Slot:
    if not cell:
        return Slot(row.end, row.end, "")
    start, end = cell[0].start, cell[-1].start + len(cell[-1].words)
    return Slot(start, end, text[start:end], int(cell[0].left))


def _split(text: str, row: Row, mark: re.Pattern[str]) -> list[Slot]:
    borders = [match.span() for match in mark.finditer(text, row.start, row.end)]
    starts = [row.start, *(end for _, end in borders)]
    ends = [*(start for start, _ in borders), row.end]
    return [_slot(text, start, end) for start, end in zip(starts, ends, strict=True)]


def _broken(text: str, slots: Sequence[Slot], row: Row) -> Iterator[tuple[Sequence[Slot], Row]]:
    """A row whose cells all hold the same number of lines, figures behind the first, is as many rows."""
    parts = [_parts(text, slot) for slot in slots]
    counts = {len(each) for each, slot in zip(parts, slots, strict=True) if slot.words}
    figures = [
        all(is_figure(part.words) for part in each) for each, slot in zip(parts, slots, strict=True) if slot.words
    ]
    if len(counts) == 1 and counts != {1} and not figures[0] and all(figures[1:]):
        for number in range(counts.pop()):
            yield [each[number] if len(each) > 1 else each[0] for each in parts], row
    else:
        yield slots, row


def _parts(text: str, slot: Slot) -> list[Slot]:
    borders = [match.span() for match in _BREAK.finditer(text, slot.start, slot.end)]
    starts, ends = [slot.start, *(end for _, end in borders)], [*(start for start, _ in borders), slot.end]
    return [_slot(text, start, end) for start, end in zip(starts, ends, strict=True)]


def _slot(text: str, start: int, end: int) -> Slot:
    told = text[start:end]
    words = told.strip()
    if not words:
        return Slot(start, start, "")
    left = start + len(told) - len(told.lstrip())
    indent = _width(text[start:left])
    if len(words) > 2 and words[0] == words[-1] == '"':
        left, words = left + 1, words[1:-1]
    return Slot(left, left + len(words), _BREAK.sub(" ", words), indent)


def _width(words: str) -> int:
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in words)


def _evenness(rows: Sequence[Sequence[Slot]]) -> float:
    counts = Counter(map(len, rows))
    usual, often = counts.most_common(1)[0]
    return often / len(rows) if usual > 1 else 0


def _shapes(rows: Sequence[Sequence[Slot]], run: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Where the rows of one shape begin and end: an odd row among like ones stays, and so does a table's own gap."""
    first = 0
    counts = Counter([len(rows[0])])
    for at in range(1, len(rows) + 1):
        if at < len(rows):
            usual = counts.most_common(1)[0][0]
            goes_on = len(rows[at]) == usual or (at + 1 < len(rows) and len(rows[at + 1]) == usual)
            if goes_on and not (run[at].gap and _begins(rows[first], rows[at - 1], rows[at])):
                counts[len(rows[at])] += 1
                continue
            counts = Counter([len(rows[at])])
        if at - first > 1:
            yield first, at
        first = at


def _begins(first: Sequence[Slot], above: Sequence[Slot], row: Sequence[Slot]) -> bool:
    """Whether a row after a blank line is the head of another table: words only, below a row with figures."""
    words = [slot.words for slot in row]
    return (
        sum(map(bool, words)) > 1
        and not any(map(is_figure, words))
        and any(is_figure(slot.words) for slot in above)
        and words != [slot.words for slot in first]
    )


def _squared(rows: Sequence[Sequence[Slot]]) -> list[list[Slot]]:
    """The rows made equally long, without outer columns that are blank throughout (Markdown's outer bars)."""
    width = max(map(len, rows))
    filled = [[*row, *[Slot(row[-1].end, row[-1].end, "")] * (width - len(row))] for row in rows]
    used = [at for at in range(width) if any(row[at].words for row in filled)]
    return [row[used[0] : used[-1] + 1] for row in filled] if used else []


def _is_table(rows: Sequence[Sequence[Slot]], kind: str) -> bool:
    """Whether rows of columns are data, and no list, form, or letterhead."""
    width, cells = len(rows[0]), [slot.words for row in rows for slot in row if slot.words]
    like = sum(len([slot for slot in row if slot.words]) > 1 for row in rows)
    if width < 2 or like < 2 or sum(words.endswith(("：", ":")) for words in cells) * 2 >= len(rows):
        return False
    figures = sum(map(is_figure, cells))
    marks = sum(_MARK.fullmatch(row[0].words) is not None for row in rows)
    if kind == "|" or (kind == "\t" and figures):
        return marks < len(rows) or figures > 0
    prose = sum(_SENTENCE.search(words) is not None or len(words) > 60 for words in cells)
    return marks * 2 < len(rows) and prose * 4 < len(cells)
