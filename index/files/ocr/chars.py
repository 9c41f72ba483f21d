"""Recognised pieces of print → the characters of a page, as pdfplumber gives them for a page that has its text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import atan2, cos, hypot, sin
from statistics import median

from PIL import Image

from index.files.ocr import engine
from index.files.ocr.pieces import Piece
from index.files.pdf.glyphs import Char, set_side_by_side, width_of

_LONG = 2.0  # as wide as high; the direction of shorter pieces tells nothing
_SAME_LINE = 0.5  # of the height; how far apart the middles of its pieces are
_SAME_SIZE = 0.65  # of the usual size of print; what differs less is of that size, as boxes of two characters do
_TELLING = 5  # characters; shorter pieces tell nothing of the size


@dataclass(frozen=True, slots=True)
class _Box:
    """A piece on the page set straight, in points."""

    words: str
    confidence: float
    left: float
    right: float
    middle: float
    height: float


def chars_in(picture: Image.Image, scale: float, left: float = 0, top: float = 0) -> list[Char]:
    """The characters that a picture shows, line by line, each with the `confidence` of the words that it is of.

    `scale` is points a pixel; `left` and `top` are where the picture stands on the page. What lies askew is set
    straight.
    """
    pieces = engine.recognise(picture)
    if not pieces:
        return []
    tilt = _tilt(pieces)
    boxes = [_straight(piece, tilt, scale) for piece in pieces]
    usual, height = _usual_size(boxes), median(box.height for box in boxes)
    chars: list[Char] = []
    for line in _lines(boxes):
        size = usual * median(box.height for box in line) / height
        size = usual if _SAME_SIZE < size / usual < 1 / _SAME_SIZE else size
        middle = top + median(box.middle for box in line)
        for box in line:
            spread = set_side_by_side(box.words, left + box.left, left + box.right, middle, size)
            chars += [char | {"confidence": box.confidence} for char in spread]
    return chars


def _tilt(pieces: Iterable[Piece]) -> float:
    """By how much the lines fall to the right, in radians; the longer a piece, the more it tells."""
    found: list[tuple[float, float]] = []
    for piece in pieces:
        (x, y), (right, below), _, (_, low) = piece.corners
        width = hypot(right - x, below - y)
        if width > _LONG * (low - y):
            found.append((atan2(below - y, right - x), width))
    found.sort()
    half = sum(width for _, width in found) / 2
    for angle, width in found:
        half -= width
        if half <= 0:
            return angle
    return 0.0


def _straight(piece: Piece, tilt: float, scale: float) -> _Box:
    corners = [
        (scale * (x * cos(tilt) + y * sin(tilt)), scale * (y * cos(tilt) - x * sin(tilt))) for x, y in piece.corners
    ]
    xs, ys = zip(*corners, strict=True)
    return _Box(
        piece.words.strip(),
        piece.confidence,
        left=(xs[0] + xs[3]) / 2,
        right=(xs[1] + xs[2]) / 2,
        middle=sum(ys) / 4,
        height=(ys[2] + ys[3] - ys[0] - ys[1]) / 2,
    )


def _usual_size(boxes: Sequence[_Box]) -> float:
    """The size of most of the print: how wide its Chinese characters are."""
    told = [(box.right - box.left) / width_of(box.words) for box in boxes if len(box.words) >= _TELLING]
    return median(told or [box.height for box in boxes])


def _lines(boxes: Iterable[_Box]) -> Iterator[list[_Box]]:
    """The boxes of each line from left to right, the lines from top to bottom."""
    line: list[_Box] = []
    for box in sorted(boxes, key=lambda each: each.middle):
        if line and box.middle - line[0].middle > _SAME_LINE * min(box.height, line[0].height):
            yield sorted(line, key=lambda each: each.left)
            line = []
        line.append(box)
    if line:
        yield sorted(line, key=lambda each: each.left)
