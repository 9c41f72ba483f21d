"""PDF → lines: lines broken at the page's width are joined to paragraphs, page numbers dropped, tables kept as rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from index.errors import ReportError
from index.formats import Line

_PAGE_NUMBER = re.compile(r"[-—–－·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／共]\s*\d{1,4}\s*页?)?[-—–－·\s]*")
_ENDS = tuple("。；：！？.;:!?”）》…")
_MARKER = re.compile(
    r"\s*(?:第[一二三四五六七八九十百\d]+[章节条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.、．])"
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of print (positions in points) or a row of a table, which stands alone."""

    text: str
    top: float
    left: float
    right: float
    size: float
    alone: bool = False


def read_pdf(data: bytes) -> list[Line]:
    """The document's lines. Raises ReportError for one that is damaged or wants a password."""
    if b"%PDF-" not in data[:1024]:
        raise ReportError("不是 PDF 文件；请改正后缀名或重新下载")
    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            pages = []
            for page in pdf.pages:
                pages.append(_rows(page))
                page.close()  # frees what pdfplumber caches for the page
    except PdfminerException as error:
        if any(isinstance(each, PDFPasswordIncorrect) for each in error.args):
            raise ReportError("PDF 有密码保护；请解除密码后另存") from error
        raise ReportError("PDF 已损坏，无法打开；请重新下载") from error
    return [Line(text) for text in _paragraphs([row for page in pages for row in _without_number(page)])]


def _rows(page: Page) -> list[_Row]:
    tables = [table for table in page.find_tables() if len(table.rows) > 1 and len(table.columns) > 1]
    rows: list[_Row] = []
    for table in tables:
        for row, cells in zip(table.rows, table.extract(), strict=True):
            text = " | ".join("".join((cell or "").split("\n")) for cell in cells)
            if text.strip(" |"):
                rows.append(_Row(text, row.bbox[1], 0, 0, 0, alone=True))
    boxes = [table.bbox for table in tables]

    def outside(item: dict[str, float]) -> bool:
        x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        return not any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)

    for line in page.filter(lambda item: item["object_type"] != "char" or outside(item)).extract_text_lines():
        size = max(char["size"] for char in line["chars"])
        rows.append(_Row(line["text"], line["top"], line["x0"], line["x1"], size))
    return sorted(rows, key=lambda row: row.top)


def _without_number(rows: list[_Row]) -> list[_Row]:
    """Page numbers stand alone on a page's first or last line."""
    edges = {0, len(rows) - 1}
    return [row for at, row in enumerate(rows) if at not in edges or row.alone or not _PAGE_NUMBER.fullmatch(row.text)]


def _paragraphs(rows: list[_Row]) -> Iterator[str]:
    """A line that fills the width and ends in no mark goes on in the next, unless that is indented or numbered."""
    print_rows = [row for row in rows if not row.alone]
    right = max((row.right for row in print_rows), default=0.0)
    left = min((row.left for row in print_rows), default=0.0)
    text = ""
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        text += row.text
        runs_on = (
            following is not None
            and not row.alone
            and not following.alone
            and row.right > right - 2 * row.size
            and not row.text.endswith(_ENDS)
            and following.left < left + following.size
            and not _MARKER.match(following.text)
        )
        if runs_on:
            text += (
                " "
                if text[-1:].isascii() and text[-1:].isalpha() and following and following.text[:1].isascii()
                else ""
            )
            continue
        yield text
        text = ""
