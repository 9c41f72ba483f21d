"""PDF → lines: lines broken at the page's width are joined, tables kept as rows, page numbers and headers dropped."""

import logging
from collections.abc import Sequence
from io import BytesIO
from itertools import groupby

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from index.errors import ReportError
from index.files.limits import page_read
from index.files.pdf.furniture import without_furniture
from index.files.pdf.page import PageText, read_page
from index.files.pdf.paragraphs import over_pages, paragraphs
from index.files.source import Line

# Its warnings about odd fonts, one a character, are nothing that a user can act on.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

MAX_PAGES = 1000
"""How many pages are read; the longest reports have two hundred."""


def read_pdf(data: bytes) -> tuple[list[Line], list[str]]:
    """The document's lines, and what of it was not read. Raises ReportError for one damaged or locked by a password."""
    if b"%PDF-" not in data[:1024]:
        raise ReportError("不是 PDF 文件；请改正后缀名或重新下载")
    return lines_of(_pages(data))


def lines_of(pages: Sequence[PageText]) -> tuple[list[Line], list[str]]:
    """The lines of a document of these pages, and what of it was not read."""
    rows = without_furniture([page.rows for page in pages])
    pictures = [at for at, page in enumerate(pages) if page.pictured and not rows[at]]
    garbled = [at for at, page in enumerate(pages) if page.garbled]
    unread = []
    if pictures:
        unread.append(f"第{_numbers(pictures)}页是图片，没有读出文字；请换清楚一些的扫描件")
    if garbled:
        unread.append(f"第{_numbers(garbled)}页的字体没有注明文字，没有读全；请用原软件另存一份，或先做文字识别（OCR）")
    return list(paragraphs(over_pages(rows))), unread


def _pages(data: bytes) -> list[PageText]:
    pages: list[PageText] = []
    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise ReportError(f"PDF 有 {len(pdf.pages)} 页（上限 {MAX_PAGES} 页）；请拆成几个文件")
            for page in pdf.pages:
                pages.append(read_page(page))
                page.close()  # frees what pdfplumber caches for the page
                page_read(len(pages))
    except PdfminerException as error:
        if any(isinstance(each, PDFPasswordIncorrect) for each in error.args):
            raise ReportError("PDF 有密码保护；请解除密码后另存") from error
        raise ReportError("PDF 已损坏，无法打开；请重新下载") from error
    return pages


def _numbers(indexes: Sequence[int]) -> str:
    """The numbers of these pages: 2、5—8."""
    told = []
    for _, group in groupby(enumerate(indexes), lambda pair: pair[1] - pair[0]):
        pages = [index + 1 for _, index in group]
        told.append(f"{pages[0]}" if len(pages) == 1 else f"{pages[0]}—{pages[-1]}")
    return "、".join(told)
