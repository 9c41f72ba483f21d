"""PDF → lines: lines broken at the page's width are joined, tables kept as rows, page numbers and headers dropped."""

import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import takewhile
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from index.errors import ReportError
from index.files.limits import page_read
from index.files.pdf_tables import ruled_rows, segments
from index.files.source import Line
from index.text.columns import Cells, Printed, aligned_rows
from index.text.markers import line_marker

# Its warnings about odd fonts, one a character, are nothing that a user can act on.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

MAX_PAGES = 1000
"""How many pages are read; the longest reports have two hundred."""

_PAGE_NUMBER = re.compile(r"[-—–－·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／共]\s*\d{1,4}\s*页?)?[-—–－·\s]*")
_CONTINUED = re.compile(r"[（(]?(?:接上页)?续(?:上)?表[\s\d一-十]*[)）]?|[（(]?接?上表[)）]?|[（(]续[)）]")
_ENDS = tuple("。；：！？.;:!?”）》…")
# Many programs write 民 as the radical ⺠: those that Unicode's own normalisation leaves as they are.
_RADICALS = str.maketrans(
    "⼾⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⻁⺁⺇⺎⺓",
    "户民西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟虎厂几兀幺",
)
_COMPATIBLE = re.compile("[\u2f00-\u2fdf\uf900-\ufaff]")
_HAN = r"[\u3007\u4e00-\u9fff]"
_AUTOMATIC_SPACE = re.compile(rf"(?<={_HAN}) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) (?={_HAN})")


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of print (positions in points) or a row of a table, which stands alone."""

    text: str
    top: float
    left: float = 0
    right: float = 0
    size: float = 0
    alone: bool = False


def read_pdf(data: bytes) -> list[Line]:
    """The document's lines. Raises ReportError for one that is damaged or wants a password."""
    if b"%PDF-" not in data[:1024]:
        raise ReportError("不是 PDF 文件；请改正后缀名或重新下载")
    pages: list[list[_Row]] = []
    width = 0.0
    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise ReportError(f"PDF 有 {len(pdf.pages)} 页（上限 {MAX_PAGES} 页）；请拆成几个文件")
            for page in pdf.pages:
                pages.append(_rows(page))
                width = max(width, page.width)
                page.close()  # frees what pdfplumber caches for the page
                page_read(len(pages))
    except PdfminerException as error:
        if any(isinstance(each, PDFPasswordIncorrect) for each in error.args):
            raise ReportError("PDF 有密码保护；请解除密码后另存") from error
        raise ReportError("PDF 已损坏，无法打开；请重新下载") from error
    return [Line(text) for text in _paragraphs(_over_pages(_without_furniture(pages)), width)]


def _rows(page: Page) -> list[_Row]:
    tables = [table for table in page.find_tables() if len(table.rows) > 1 and len(table.columns) > 1]
    rows: list[_Row] = []
    for table in tables:
        rows += [_Row(_plain(text), top, alone=True) for text, top in ruled_rows(table)]
    boxes = [table.bbox for table in tables]

    def outside(item: dict[str, Any]) -> bool:
        x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        return not any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)

    rest = page.filter(lambda item: item["object_type"] != "char" or outside(item))
    # Digits of another font stand a little higher or lower; a space is a fifth of the size or more.
    lines = rest.extract_text_lines(y_tolerance=5, x_tolerance_ratio=0.2)
    sizes = [max(char["size"] for char in line["chars"]) for line in lines]
    printed = [Printed(segments(line["chars"]), line["top"], size) for line, size in zip(lines, sizes, strict=True)]
    aligned = {at: row for table in aligned_rows(printed) for at, row in table.items()}
    for at, (line, size) in enumerate(zip(lines, sizes, strict=True)):
        text = _row(aligned[at]) if at in aligned else line["text"]
        rows.append(_Row(_plain(text), line["top"], line["x0"], line["x1"], size, alone=at in aligned))
    return sorted(rows, key=lambda row: row.top)


def _row(cells: Cells) -> str:
    return " | ".join(" ".join(segment.words for segment in cell) for cell in cells)


def _plain(text: str) -> str:
    text = _COMPATIBLE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text.translate(_RADICALS))
    return _AUTOMATIC_SPACE.sub("", text)


def _without_furniture(pages: list[list[_Row]]) -> list[list[_Row]]:
    """All rows but page numbers, and headers and footers: first or last lines that half of the pages share.

    What is printed larger than most lines is a title, though later pages may carry it as their header.
    """
    edges = [{rows[0].text, rows[-1].text} for rows in pages if rows]
    shared = Counter(re.sub(r"\d+", "0", text) for each in edges for text in each)
    usual = _common([row.size for rows in pages for row in rows if not row.alone], 0.5)
    kept: list[list[_Row]] = []
    for rows in pages:
        kept.append([])
        for at, row in enumerate(rows):
            often = shared[re.sub(r"\d+", "0", row.text)] >= max(2, len(pages) / 2) and row.size <= usual
            at_edge = at in (0, len(rows) - 1) and not row.alone
            if not at_edge or not (often or _PAGE_NUMBER.fullmatch(row.text)):
                kept[-1].append(row)
    return kept


def _over_pages(pages: list[list[_Row]]) -> list[_Row]:
    """The rows of all pages, without the head that a table repeats where it goes on over a page (续表)."""
    rows: list[_Row] = []
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


def _paragraphs(rows: list[_Row], width: float) -> Iterator[str]:
    """A line that fills the width goes on in the next, unless that is indented or numbered.

    Where the document indents no first lines, only a line without a mark at its end goes on.
    """
    lines = [row for row in rows if not row.alone]
    left = _common([row.left for row in lines], 0.05)
    right = max(_common([row.right for row in lines], 0.95), 0.6 * width)  # a list of short lines fills nothing
    indented = sum(row.size < row.left - left < 3 * row.size for row in lines) * 40 > len(lines)
    text = ""
    for row, following in zip(rows, [*rows[1:], None], strict=False):
        text += row.text
        if (
            following is not None
            and not (row.alone or following.alone)
            and row.right > right - 2 * row.size
            and following.left < left + following.size
            and (indented or not row.text.endswith(_ENDS))
            and not line_marker(following.text, 0, len(following.text))
        ):
            text += " " if re.search(r"[A-Za-z,]$", text) and following.text[:1].isascii() else ""
        else:
            yield text
            text = ""


def _common(edges: list[float], share: float) -> float:
    return sorted(edges)[int(share * (len(edges) - 1))] if edges else 0
