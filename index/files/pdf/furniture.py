"""What pages carry around their text: page numbers, running heads and feet."""

import re
from collections import Counter
from collections.abc import Sequence

from index.files.pdf.rows import Row, common

_PAGE_NUMBER = re.compile(r"[-—–－·•\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／共]\s*\d{1,4}\s*页?)?[-—–－·•\s]*")
_OFTEN = 0.25  # of the pages; left and right pages may differ, and the first have none
_LAYERS = 2  # lines above and below the text that may be peeled off
_SAME_HEIGHT = 3.0  # points


def without_furniture(pages: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """All rows but page numbers, and heads and feet: first or last lines that pages share at the same height.

    What is printed larger than most lines is a title, though later pages may carry it as their head.
    """
    kept = [list(rows) for rows in pages]
    usual = common([row.size for rows in pages for row in rows if not row.alone], 0.5)
    for _ in range(_LAYERS):
        edges = [[row for row in rows if _at_edge(row, rows)] for rows in kept]
        shared = Counter(key for each in edges for key in {_key(row) for row in each})
        least = max(2, _OFTEN * len(pages))
        kept = [
            [
                row
                for row in rows
                if not _at_edge(row, rows)
                or not (_PAGE_NUMBER.fullmatch(row.text) or (shared[_key(row)] >= least and row.size <= usual))
            ]
            for rows in kept
        ]
    return kept


def _at_edge(row: Row, rows: Sequence[Row]) -> bool:
    first, last = min(each.top for each in rows), max(each.top for each in rows)
    return not row.alone and (row.top - first < _SAME_HEIGHT or last - row.top < _SAME_HEIGHT)


def _key(row: Row) -> tuple[str, int]:
    return re.sub(r"\d+", "0", row.text), round(row.top / _SAME_HEIGHT)
