"""OFD (GB/T 33190), the format of official documents → lines, by where the text stands on its pages."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import ofdkit
from ofdkit.package import Package

from index.errors import ReportError
from index.files.limits import page_read
from index.files.packed import archive
from index.files.source import Line
from index.files.webpage import meaningful_title
from index.text.columns import Printed, Segment, aligned_rows
from index.text.markers import line_marker

MAX_PAGES = 1000
_CIPHERS = ("encryptions.xml", "decryptseed.dat")  # the files that tell how the others are encrypted
_PICTURE = re.compile(rb"<(?:\w+:)?ImageObject\b[^>]*?\bBoundary\s*=\s*[\"']([-\d.\s]+)[\"']")
_LARGE = 0.05  # of the page; seals, codes and logos are smaller
_PAGE_NUMBER = re.compile(r"[-—–－·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／共]\s*\d{1,4}\s*页?)?[-—–－·\s]*")
_ENDS = tuple("。；：！？.;:!?”）》…")


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of print of so many `pieces`, or a row of a table, which stands alone (positions in millimetres)."""

    text: str
    left: float
    right: float
    size: float
    pieces: int
    alone: bool


def read_ofd(data: bytes) -> tuple[list[Line], str | None, list[str]]:
    """The document's lines, its title, and what is not read, a sentence each; annotations and seals are left out.

    Raises ReportError for one that is damaged, encrypted or too long.
    """
    if any(name.lower().endswith(_CIPHERS) for name in archive.names(data)):
        raise ReportError("OFD 文件已加密；请在 OFD 阅读器中解除加密后另存")
    try:
        document = ofdkit.open(data)
    except ofdkit.OFDError as error:
        raise ReportError("OFD 已损坏，无法打开；请重新下载") from error
    if len(document.pages) > MAX_PAGES:
        raise ReportError(f"OFD 有 {len(document.pages)} 页（上限 {MAX_PAGES} 页）；请拆成几个文件")
    package = Package(data)
    pages: list[list[_Row]] = []
    unread: list[str] = []
    for number, page in enumerate(document.pages, start=1):
        rows, fault = _read_page(page, package)
        pages.append(rows)
        if fault:
            unread.append(f"第{number}页{fault}")
        page_read(number)
    lines = [Line(text) for text in _paragraphs(_without_furniture(pages))]
    return lines, meaningful_title(document.info.title or ""), unread


def _read_page(page: ofdkit.Page, package: Package) -> tuple[list[_Row], str | None]:
    """The lines of a page, and what of it is not read."""
    try:
        rows, pictures = _rows(_visible(page)), _pictures(page, package)
    except ofdkit.OFDError:
        return [], "已损坏，没有读出文字；请重新下载"
    if pictures and rows:
        return rows, f"有{pictures}张图片，没有读出其中的文字；如有要查的内容，请补成文字"
    return rows, "是图片，没有读出文字；请找文字版，或先做文字识别（OCR）" if pictures else None


def _visible(page: ofdkit.Page) -> list[ofdkit.TextRun]:
    left, top, width, height = page.box
    inside = (run for run in page.runs if left <= run.x <= left + width and top <= run.y <= top + height)
    return [run for run in inside if run.text.strip()]


def _pictures(page: ofdkit.Page, package: Package) -> int:
    """How many pictures of a page are large enough to hold text."""
    if page.location is None:
        raise ofdkit.OFDFormatError("no content")
    boxes = [box.split() for box in _PICTURE.findall(package.read(page.location))]
    areas = [float(box[2]) * float(box[3]) for box in boxes if len(box) == 4]
    return sum(area > _LARGE * page.width * page.height for area in areas)


def _rows(runs: Sequence[ofdkit.TextRun]) -> list[_Row]:
    """The lines of a page from the top, those of tables as rows."""
    lines: list[list[ofdkit.TextRun]] = []
    for run in sorted(runs, key=lambda run: (run.y, run.x)):
        if lines and run.y - lines[-1][0].y <= 0.5 * min(run.size, lines[-1][0].size):
            lines[-1].append(run)
        else:
            lines.append([run])
    sizes = [max(run.size for run in line) for line in lines]
    printed = [Printed(_segments(line), line[0].y, size) for line, size in zip(lines, sizes, strict=True)]
    aligned = {at: row for table in aligned_rows(printed) for at, row in table.items()}
    rows: list[_Row] = []
    for at, (line, size) in enumerate(zip(printed, sizes, strict=True)):
        cells = aligned.get(at, [[segment] for segment in line.segments])
        words = (" ".join(segment.words for segment in cell) for cell in cells)
        text = (" | " if at in aligned else " ").join(words)
        rows.append(_Row(text, line.segments[0].left, line.segments[-1].right, size, len(line.segments), at in aligned))
    return rows


def _segments(line: Sequence[ofdkit.TextRun]) -> list[Segment]:
    """The runs of a line from left to right, joined where no wide gap is between them; what is printed twice, once."""
    found: list[Segment] = []
    before: ofdkit.TextRun | None = None
    for run in sorted(line, key=lambda run: run.x):
        if before is not None and run.text == before.text and run.x - before.x < 0.3 * run.size:
            continue
        gap = run.x - found[-1].right if found else run.size
        right = run.x + run.width
        if not found or gap >= run.size:
            found.append(Segment(run.text.strip(), run.x, right))
        else:
            apart = " " if gap > 0.2 * run.size and run.text[:1].isascii() and found[-1].words[-1:].isascii() else ""
            found[-1] = Segment(found[-1].words + apart + run.text.strip(), found[-1].left, right)
        before = run
    return found


def _without_furniture(pages: Sequence[Sequence[_Row]]) -> list[_Row]:
    """All rows but page numbers, and first or last lines that half of the pages share and that are no larger than most.

    A larger one is the title, though later pages may carry it as their header.
    """
    sizes = sorted(row.size for rows in pages for row in rows)
    edges = [{rows[0].text, rows[-1].text} for rows in pages if rows]
    shared = Counter(text for each in edges for text in each)
    often = {text for text, count in shared.items() if count >= max(2, len(pages) / 2)}
    kept: list[_Row] = []
    for rows in pages:
        for at, row in enumerate(rows):
            repeated = row.text in often and row.size <= sizes[len(sizes) // 2]
            furniture = repeated or _PAGE_NUMBER.fullmatch(row.text)
            if at not in (0, len(rows) - 1) or row.alone or not furniture:
                kept.append(row)
    return kept


def _paragraphs(rows: Sequence[_Row]) -> Iterator[str]:
    """A line that fills the width goes on in the next, unless that is indented, numbered or of another size.

    Where the document indents no first lines, only a line without a mark at its end goes on.
    """
    lines = [row for row in rows if row.pieces == 1]
    left = sorted(row.left for row in lines)[len(lines) // 20] if lines else 0
    right = sorted(row.right for row in lines)[-1 - len(lines) // 20] if lines else 0
    indented = sum(row.size < row.left - left < 3 * row.size for row in lines) * 40 > len(lines)
    text = ""
    for row, following in pairwise([*rows, None]):
        assert row is not None
        text += row.text
        if (
            following is not None
            and not (row.alone or following.alone or min(row.pieces, following.pieces) > 1)
            and row.right > right - 2 * row.size
            and following.left < left + following.size
            and abs(row.size - following.size) < 0.1 * row.size
            and (indented or not row.text.endswith(_ENDS))
            and not line_marker(following.text, 0, len(following.text))
        ):
            text += " " if re.search(r"[A-Za-z,]$", text) and following.text[:1].isascii() else ""
        else:
            yield text
            text = ""
