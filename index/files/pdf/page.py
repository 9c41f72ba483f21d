"""A page of a PDF → its rows in the order of reading, and whether it holds only what cannot be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pdfplumber.page import Page
from pdfplumber.table import Table
from pdfplumber.utils.text import chars_to_textmap

from index.files.pdf.glyphs import Char, is_garbled, printed
from index.files.pdf.regions import Region, regions
from index.files.pdf.rows import Row, plain
from index.files.pdf.tables import Box, ruled_rows, segments
from index.files.pdf.turned import is_vertical, turned
from index.text.columns import Cells, Printed, aligned_rows

_LEAST = 0.6  # of the width; a shorter line fills nothing
_PICTURE = 0.1  # of the page; smaller pictures are signs and stamps


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's rows; whether a picture stands on it; whether its fonts do not tell what its print says."""

    rows: list[Row]
    pictured: bool
    garbled: bool


def read_page(page: Page) -> PageText:
    """What of the page can be read."""
    area = sum(image["width"] * image["height"] for image in page.images)
    return PageText(_rows(page), area >= _PICTURE * page.width * page.height, is_garbled(page))


def _rows(page: Page) -> list[Row]:
    chars = printed(page)
    if is_vertical(chars):
        return list(_lines(Region(turned(chars, page.width)), _LEAST * page.height))
    kept = {id(char) for char in chars}
    text = page.filter(lambda item: item["object_type"] != "char" or id(item) in kept)
    tables = {table.bbox: table for table in text.find_tables() if len(table.rows) > 1 and len(table.columns) > 1}
    rest = [char for char in chars if not any(_is_inside(char, box) for box in tables)]
    rows: list[Row] = []
    for region in regions(rest, tables):
        rows += _region_rows(region, [tables[box] for box in region.boxes], page.width)
    return rows


def _is_inside(char: Char, box: Box) -> bool:
    left, top, right, bottom = box
    return bool(left <= (char["x0"] + char["x1"]) / 2 <= right and top <= (char["top"] + char["bottom"]) / 2 <= bottom)


def _region_rows(region: Region, tables: Sequence[Table], width: float) -> list[Row]:
    """The rows of a region, and of the tables in it, from top to bottom."""
    least = _LEAST * width
    if region.column:
        left, right = min(char["x0"] for char in region.chars), max(char["x1"] for char in region.chars)
        least = left + _LEAST * (right - left)
    rows = list(_lines(region, least))
    for table in tables:
        rows += [Row(plain(words), top, alone=True, column=region.column) for words, top in ruled_rows(table)]
    return sorted(rows, key=lambda row: row.top)


def _lines(region: Region, least: float) -> Iterator[Row]:
    # Digits of another font stand a little higher or lower; a space is a fifth of the size or more.
    textmap = chars_to_textmap(list(region.chars), y_tolerance=5, x_tolerance_ratio=0.2)
    lines = textmap.extract_text_lines() if region.chars else []
    sizes = [_size(line["chars"]) for line in lines]
    print_ = [Printed(segments(line["chars"]), line["top"], size) for line, size in zip(lines, sizes, strict=True)]
    aligned = {at: row for table in aligned_rows(print_) for at, row in table.items()}
    for at, (line, size) in enumerate(zip(lines, sizes, strict=True)):
        text = _row(aligned[at]) if at in aligned else line["text"]
        yield Row(
            plain(text), line["top"], line["x0"], line["x1"], size, at in aligned, column=region.column, least=least
        )


def _size(chars: Sequence[Char]) -> float:
    sizes = sorted(char["size"] for char in chars)
    return float(sizes[len(sizes) // 2])


def _row(cells: Cells) -> str:
    return " | ".join(" ".join(segment.words for segment in cell) for cell in cells)
