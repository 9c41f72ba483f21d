"""Sections → Chunks: a leaf section is a chunk, a long one is cut at sentence ends, short siblings are joined.

A table is cut between its rows only, and what of it stands without its heads has them in its context.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil

from index.model import Chunk, Period, Report, Section, overlaps
from index.report.periods import report_period, years_in
from index.report.tables import Table, tables

LONGEST = 400  # characters; longer text is cut at sentence ends
SHORTEST = 160  # characters; siblings are joined while together they stay at or below this
SCRAP = 40  # characters; no part of a section that is cut is shorter
_UNEVEN = 1.2  # how much longer than the even share a part of a long section may be, to end with a sentence
_CLAUSE_END = re.compile(r"[。！？；，,\n]")
HEADING_IN_CONTEXT = 40  # characters of each heading that go into the context line
HEADS_IN_CONTEXT = 80  # characters of a table's heads that do

PARAMETERS: dict[str, int] = {"longest": LONGEST, "shortest": SHORTEST, "heading_in_context": HEADING_IN_CONTEXT}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of text that belongs to the innermost section of `path`; `bare` is a heading without a body."""

    start: int
    end: int
    path: tuple[Section, ...]
    bare: bool = False


def split(report: Report) -> tuple[Chunk, ...]:
    """The chunks of a report, in text order; together they cover its body from `body_start` to its end, once."""
    if report.body_start >= report.body_end:
        return ()
    period = report_period(report.title, report.kind, report.year)
    root = Section("", 0, report.body_start, report.body_start, report.body_end, period, report.sections)
    pieces = _joined(report.text, list(_pieces(report.text, root, ())))
    found = tables(report.text, report.body_start, report.body_end)
    rows = [row for table in found for row in table.rows if row[1] - row[0] < LONGEST]
    whole = _whole_rows(report.text, rows)
    spans = [(span, piece.path) for piece in pieces for span in _cut(whole, piece, rows)]
    # A year that an undated report names anywhere may be that of any part that names none.
    years = frozenset() if report.year else frozenset(years_in(report.text))
    return tuple(
        _chunk(report, ordinal, span, path, period, years, found) for ordinal, (span, path) in enumerate(spans)
    )


def _pieces(text: str, section: Section, path: tuple[Section, ...]) -> Iterator[_Piece]:
    """The section's own text before, between and after its children, and theirs."""
    position = section.start
    for child in section.children:
        if child.start > position:
            bare = not text[max(position, section.heading_end) : child.start].strip()
            yield _Piece(position, child.start, path, bare)
        yield from _pieces(text, child, (*path, child))
        position = child.end
    if section.end > position:
        yield _Piece(position, section.end, path)


def _joined(text: str, pieces: list[_Piece]) -> list[_Piece]:
    """Joins headings without a body to what follows, blank pieces to what is before, and short neighbours."""
    joined: list[_Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and (last.bare or not text[piece.start : piece.end].strip() or _short_together(last, piece)):
            path = piece.path if last.bare else _common(last.path, piece.path)
            joined[-1] = _Piece(last.start, piece.end, path, last.bare and piece.bare)
        else:
            joined.append(piece)
    return joined


def _short_together(last: _Piece, piece: _Piece) -> bool:
    """Whether two pieces under the same parent are short enough to be one chunk."""
    siblings = last.path[:-1] == piece.path[:-1] or last.path == piece.path[:-1] or last.path[:-1] == piece.path
    return siblings and bool(piece.path) and not piece.bare and piece.end - last.start <= SHORTEST


def _common(one: tuple[Section, ...], other: tuple[Section, ...]) -> tuple[Section, ...]:
    return tuple(a for a, b in zip(one, other, strict=False) if a is b)


def _whole_rows(text: str, rows: Sequence[tuple[int, int]]) -> str:
    """The text without the marks inside rows of tables at which it could be cut."""
    parts, position = [], 0
    for start, end in rows:
        parts += [text[position:start], _CLAUSE_END.sub("|", text[start:end])]
        position = end
    return "".join([*parts, text[position:]])


def _cut(text: str, piece: _Piece, rows: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of at most LONGEST characters and of about one length; cuts stand at sentence ends where there are any."""
    length = piece.end - piece.start
    if length <= LONGEST:
        return [(piece.start, piece.end)]
    # Imported here: it brings in langchain-core, which a question does not need.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    even = ceil(length / ceil(length / LONGEST))
    inside = [row for row in rows if piece.start <= row[0] < piece.end]
    longest = max((end - start + 1 for start, end in inside), default=0)
    splitter = RecursiveCharacterTextSplitter(
        separators=[r"(?<=[。！？；\n])", "(?<=，)", ""],
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=min(LONGEST, max(longest, ceil(even * _UNEVEN))),
        chunk_overlap=0,
        strip_whitespace=False,
    )
    borders = list(accumulate(map(len, splitter.split_text(text[piece.start : piece.end])), initial=piece.start))
    return _without_scraps(text, list(pairwise(borders)), inside)


def _without_scraps(text: str, spans: list[tuple[int, int]], rows: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Joins a heading cut off alone, or a last short sentence, to its neighbour; what is too long then is cut anew."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        long = kept and end - kept[-1][0] > 2 * LONGEST  # white space, mostly
        if not kept or long or min(_width(text, *kept[-1]), _width(text, start, end)) >= SCRAP:
            kept.append((start, end))
            continue
        first = kept.pop()[0]
        if _width(text, first, end) <= LONGEST:
            kept.append((first, end))
        else:
            middle = (first + end) // 2
            ends = [match.end() for match in _CLAUSE_END.finditer(text, first + SCRAP, end - SCRAP)]
            uncut = overlaps(rows, middle - 1, middle + 1)  # a long row and a short one stay as they are
            border = min(ends, key=lambda each: abs(each - middle), default=start if uncut else middle)
            kept += [(first, border), (border, end)]
    return kept


def _width(text: str, start: int, end: int) -> int:
    return len(text[start:end].strip())


def _chunk(
    report: Report,
    ordinal: int,
    span: tuple[int, int],
    path: tuple[Section, ...],
    default: Period | None,
    years_of_report: frozenset[int],
    found: Sequence[Table],
) -> Chunk:
    start, end = span
    text = report.text[start:end]
    period = path[-1].period if path else default
    headings = tuple(section.heading for section in path)
    table = _table_context(report.text, found, start, end)
    years = frozenset(years_in(text + table)) | ({period.year} if period and period.year else frozenset())
    return Chunk(
        report=report.path,
        ordinal=ordinal,
        start=start,
        end=end,
        text=text,
        section=headings,
        period=period,
        context=_context(report, period, headings) + table,
        years=years or years_of_report,
    )


def _context(report: Report, period: Period | None, headings: tuple[str, ...]) -> str:
    """`地区·时段·标题（或开头的话） > 一、… > （一）…`, what is not known left out."""
    source = [report.region.name if report.region else report.agency, period_label(period, report.year), report.opening]
    parts = ["·".join(part for part in source if part), *(heading[:HEADING_IN_CONTEXT] for heading in headings)]
    return " > ".join(part for part in parts if part)


def _table_context(text: str, found: Sequence[Table], start: int, end: int) -> str:
    """` > 表1 …（单位：万元） > 表头：项目 | 人数（人） > …`: title, heads and outer row heads not in the chunk."""
    table = next((each for each in found if each.start < end and start < each.end), None)
    if table is None:
        return ""
    shown = text[start:end]
    title = table.title[:HEADING_IN_CONTEXT] if table.title and table.title not in shown else ""
    unit = f"（单位：{table.unit}）" if table.unit and table.unit not in shown else ""
    parts = [f"{title or '表'}{unit}"] if title or unit else []
    if table.head[0] < start and table.head[0] < table.head[1]:
        parts.append(f"表头：{table.heads(text)[:HEADS_IN_CONTEXT]}")
    outer = next((cell.side[:-1] for cell in table.cells if cell.start >= start), ())
    parts += [head[:HEADING_IN_CONTEXT] for head in outer if head not in shown]
    return "".join(f" > {part}" for part in parts)


def period_label(period: Period | None, year: int | None) -> str:
    """`2024年`, `2024年下半年计划`; the report's year where the section has none; empty where nothing is known."""
    known = period.year if period and period.year else year
    half = {1: "上半年", 2: "下半年"}[period.half] if period and period.half else ""
    plan = "计划" if period and period.planned else ""
    return (f"{known}年" if known else "") + half + plan
