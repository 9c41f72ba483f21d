"""What pages carry around their text: page numbers, running heads and feet."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from index.files.pdf.rows import Row, common

_PAGE_NUMBER = re.compile(r"[-—–－·•\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／共]\s*\d{1,4}\s*页?)?[-—–－·•\s]*")
_OFTEN = 0.25  # of the pages; left and right pages may differ, and the first have none
_SAME_HEIGHT = 3.0  # points


def without_furniture(pages: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """All rows but page numbers, and heads and feet: first or last lines that pages share at the same height.

    What is printed larger than most lines is a title, though later pages may carry it as their head. What is printed
    smaller where other pages have their heads is one that no other page has. A second line of a head is smaller too:
    else it is the text.
    """
    usual = common([row.size for rows in pages for row in rows if not row.alone], 0.5)
    first = _peeled(pages, lambda row: row.size <= usual, usual)
    return _peeled(first, lambda row: row.size < usual, usual)


def _peeled(pages: Sequence[Sequence[Row]], may_be: Callable[[Row], bool], usual: float) -> list[list[Row]]:
    """The pages without one line of furniture above and below, which `may_be` so by its size."""
    edges = [_edges(rows) for rows in pages]
    counts = Counter((_words(row), _height(row)) for each in edges for row in each if may_be(row))
    shared = {key for key, often in counts.items() if often >= max(2, _OFTEN * len(pages))}
    heights = {height for _, height in shared}

    def is_furniture(row: Row) -> bool:
        if _PAGE_NUMBER.fullmatch(row.text):
            return True
        return may_be(row) and ((_words(row), _height(row)) in shared or (_height(row) in heights and row.size < usual))

    return [
        [row for row in rows if row not in edge or not is_furniture(row)]
        for rows, edge in zip(pages, edges, strict=True)
    ]


def _edges(rows: Sequence[Row]) -> list[Row]:
    """The first and the last lines of a page."""
    tops = [row.top for row in rows]
    return [
        row
        for row in rows
        if not row.alone and (row.top < min(tops) + _SAME_HEIGHT or row.top > max(tops) - _SAME_HEIGHT)
    ]


def _words(row: Row) -> str:
    return re.sub(r"\d+", "0", row.text)


def _height(row: Row) -> int:
    return round(row.top / _SAME_HEIGHT)
