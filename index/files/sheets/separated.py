"""Tables as text, a row a line (.csv, .tsv) → a Sheet: which mark sets the cells apart is told from the lines."""

import csv
import re
from collections import Counter
from io import StringIO
from itertools import islice

from index.files.plain import decode
from index.files.sheets.sheet import Sheet

MARKS = ("\t", ",", ";", "，")
_LOOKED_AT = 200  # rows
_NAMED = re.compile(r"sep=(.)\r?\n")  # a first line that Excel takes, and shows to nobody
_LONGEST_CELL = 500_000


def read_separated(data: bytes) -> Sheet:
    """The table. Raises ReportError as `decode` does, and csv.Error for a cell without end."""
    text = decode(data)
    named = _NAMED.match(text)
    text = text[named.end() :] if named else text
    sheet = Sheet("")
    csv.field_size_limit(_LONGEST_CELL)
    for row, cells in enumerate(csv.reader(StringIO(text), delimiter=named[1] if named else _mark(text))):
        for column, words in enumerate(cells):
            sheet.put(row, column, words)
    return sheet


def _mark(text: str) -> str:
    """The mark that gives most rows the same number of cells, more than one."""
    return max(MARKS, key=lambda mark: _evenness(text, mark))


def _evenness(text: str, mark: str) -> int:
    try:
        rows = list(islice(csv.reader(StringIO(text), delimiter=mark), _LOOKED_AT))
    except csv.Error:
        return 0
    return max((count for width, count in Counter(map(len, rows)).items() if width > 1), default=0)
