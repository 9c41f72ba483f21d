"""Lines of a text that were recognised in pictures, and what people are told of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

RECOGNISED = "扫描识别，请核对原件"
"""What people are told beside such text."""

# How sure a line must be for its figures to be relied upon. Of 44 lines degraded until a figure was misread 3 are surer
# (than .8: 4), and .17 of those that were read rightly are not (.10).
_LOW = 0.9


@dataclass(frozen=True, slots=True)
class Scanned:
    """`text[start:end]`, a line that was recognised in a picture, and how sure that is, from 0 to 1."""

    start: int
    end: int
    confidence: float

    @property
    def unclear(self) -> bool:
        """Whether its figures have to be held against the picture before anybody relies on them."""
        return self.confidence < _LOW


def scanned_in(lines: Sequence[Scanned], start: int, end: int) -> Sequence[Scanned]:
    """Those of a text's lines, which are in its order, that `start:end` holds or cuts through."""
    first = bisect_right(lines, start, key=lambda line: line.end)
    return lines[first : bisect_left(lines, end, key=lambda line: line.start)]
