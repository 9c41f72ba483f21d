"""OFD (GB/T 33190), the format of official documents → lines, by where the text stands on its pages."""

import re
from dataclasses import replace

import ofdkit
from ofdkit.package import Package

from index.errors import ReportError
from index.files.limits import page_read
from index.files.packed import archive
from index.files.pdf.document import lines_of
from index.files.pdf.glyphs import Char, once, set_side_by_side
from index.files.pdf.page import PageText, rows_of
from index.files.pdf.rows import Row
from index.files.source import Line
from index.files.webpage import meaningful_title

MAX_PAGES = 1000
_CIPHERS = ("encryptions.xml", "decryptseed.dat")  # the files that tell how the others are encrypted
_PICTURE = re.compile(rb"<(?:\w+:)?ImageObject\b[^>]*?\bBoundary\s*=\s*[\"']([-\d.\s]+)[\"']")
_LARGE = 0.05  # of the page; seals, codes and logos are smaller
_POINTS = 72 / 25.4  # a millimetre
_ABOVE = 0.38  # of its size; how far the middle of a character is above the baseline


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
    pages: list[PageText] = []
    unread: list[str] = []
    for number, page in enumerate(document.pages, start=1):
        rows, fault = _read_page(page, package)
        pages.append(PageText([replace(row, page=number) for row in rows], pictured=False))
        if fault:
            unread.append(f"第{number}页{fault}")
        page_read(number)
    return lines_of(pages)[0], meaningful_title(document.info.title or ""), unread


def _read_page(page: ofdkit.Page, package: Package) -> tuple[list[Row], str | None]:
    """The lines of a page, and what of it is not read."""
    try:
        rows, pictures = _rows(page), _pictures(page, package)
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


def _rows(page: ofdkit.Page) -> list[Row]:
    """The lines of a page, by the characters of its runs; `y` of a run is its baseline."""
    chars: list[Char] = []
    for run in _visible(page):
        left, size = _POINTS * run.x, _POINTS * run.size
        middle = _POINTS * run.y - _ABOVE * size
        chars += set_side_by_side(run.text, left, left + _POINTS * run.width, middle, size)
    return rows_of(once(chars), _POINTS * page.width, _POINTS * page.height)
