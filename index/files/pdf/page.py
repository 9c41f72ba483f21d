"""A page of a PDF → its rows in the order of reading, and whether it holds only what cannot be read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pdfplumber.page import Page
from pdfplumber.table import Table
from pdfplumber.utils.text import chars_to_textmap

from index.files.ocr.scans import is_pictured, scanned_chars
from index.files.pdf.glyphs import Char, is_garbled, printed
from index.files.pdf.regions import Region, regions
from index.files.pdf.rows import Row, common, plain
from index.files.pdf.tables import Box, ruled_rows, segments
from index.files.pdf.turned import is_vertical, turned
from index.text.columns import Cells, Printed, aligned_rows

_LEAST, _LEAST_DOWN = 0.6, 0.5  # of the width, or height of a vertical page; a shorter line fills nothing
_SPACE = 0.2  # of the size of print
_FEWEST_SPREAD, _UNEVEN = 4, 1.8  # spaces of a spread line; so much wider is one that is between words
_WIDE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's rows; whether a picture stands on it; whether its fonts do not tell what its print says."""

    rows: list[Row]
    pictured: bool
    garbled: bool = False


def read_page(page: Page) -> PageText:
    """What of the page can be read."""
    chars = printed(page)
    chars += scanned_chars(page, chars)
    rows = [replace(row, page=page.page_number) for row in rows_of(chars, page.width, page.height, page)]
    return PageText(rows, is_pictured(page), is_garbled(page))


def rows_of(chars: list[Char], width: float, height: float, page: Page | None = None) -> list[Row]:
    """The rows of these characters, of a page of this size, and of the ruled tables of `page`."""
    if is_vertical(chars):
        return list(_lines(Region(turned(chars, width)), _LEAST_DOWN * height))
    tables = {table.bbox: table for table in (_tables(page, chars) if page is not None else ())}
    rest = [char for char in chars if not any(_is_inside(char, box) for box in tables)]
    rows: list[Row] = []
    for region in regions(rest, tables):
        rows += _region_rows(region, [tables[box] for box in region.boxes], width)
    return rows


def _tables(page: Page, chars: Sequence[Char]) -> list[Table]:
    kept = {id(char) for char in chars}
    text = page.filter(lambda item: item["object_type"] != "char" or id(item) in kept)
    return [table for table in text.find_tables() if len(table.rows) > 1 and len(table.columns) > 1]


def _is_inside(char: Char, box: Box) -> bool:
    left, top, right, bottom = box
    return bool(left <= (char["x0"] + char["x1"]) / 2 <= right and top <= (char["top"] + char["bottom"]) / 2 <= bottom)


def _region_rows(region: Region, tables: Sequence[Table], width: float) -> list[Row]:
    """The rows of a region, and of the tables in it, from top to bottom."""
    least = _LEAST * width
    if region.column and region.chars:
        left, right = min(char["x0"] for char in region.chars), max(char["x1"] for char in region.chars)
        least = left + _LEAST * (right - left)
    rows = list(_lines(region, least))
    for table in tables:
        rows += [Row(plain(words), top, alone=True, column=region.column) for words, top in ruled_rows(table)]
    return sorted(rows, key=lambda row: row.top)


def _lines(region: Region, least: float) -> Iterator[Row]:
    if not region.chars:
        return
    # Digits of another font stand a little higher or lower; a space is a fifth of the size or more.
    lines = chars_to_textmap(list(region.chars), y_tolerance=5, x_tolerance_ratio=_SPACE).extract_text_lines()
    sizes = [_size(line["chars"]) for line in lines]
    print_ = [Printed(segments(line["chars"]), line["top"], size) for line, size in zip(lines, sizes, strict=True)]
    aligned = {at: row for table in aligned_rows(print_) for at, row in table.items()}
    for at, (line, size) in enumerate(zip(lines, sizes, strict=True)):
        text = _row(aligned[at]) if at in aligned else _spread(line["chars"], size) or line["text"]
        place = line["top"], line["x0"], line["x1"]
        parted = len(print_[at].segments) > 1
        sure = min((char["confidence"] for char in line["chars"] if "confidence" in char), default=None)
        yield Row(plain(text), *place, size, at in aligned, parted, region.column, least, confidence=sure)


def _spread(chars: Sequence[Char], size: float) -> str | None:
    """The words of a line whose characters are spread evenly, as to fill a width, without the spaces between them."""
    shown = [char for char in chars if char["text"].strip()]
    gaps = [char["x0"] - before["x1"] for before, char in pairwise(shown)]
    wide = [
        gap for gap, pair in zip(gaps, pairwise(shown), strict=True) if all(_WIDE.match(each["text"]) for each in pair)
    ]
    usual = common(wide, 0.5)
    if len(wide) < _FEWEST_SPREAD or usual <= _SPACE * size:
        return None
    after = [" " if gap > _UNEVEN * usual else "" for gap in gaps]
    return "".join(char["text"] + space for char, space in zip(shown, [*after, ""], strict=True))


def _size(chars: Sequence[Char]) -> float:
    sizes = sorted(char["size"] for char in chars)
    return float(sizes[len(sizes) // 2])


def _row(cells: Cells) -> str:
    return " | ".join(" ".join(segment.words for segment in cell) for cell in cells)
