"""Pages written from top to bottom: their characters turned, so that they stand in lines from left to right."""

from collections.abc import Sequence
from itertools import pairwise

from index.files.pdf.glyphs import Char

_FEWEST = 10  # characters that follow one below the other
_NEAR = 2.0  # of the size of print


def is_vertical(chars: Sequence[Char]) -> bool:
    """Whether most characters are drawn one below the other."""
    down = across = 0
    for char, following in pairwise(chars):
        right, below = abs(following["x0"] - char["x0"]), following["top"] - char["top"]
        reach = _NEAR * char["size"]
        down += right < 0.5 * char["size"] <= below < reach
        across += abs(below) < 0.5 * char["size"] <= right < reach
    return down >= _FEWEST and down > across


def turned(chars: Sequence[Char], width: float) -> list[Char]:
    """The characters of a vertical page of this width as a page of lines, the rightmost column the first line."""
    return [
        char
        | {
            "x0": char["top"],
            "x1": char["bottom"],
            "top": width - char["x1"],
            "bottom": width - char["x0"],
            "doctop": width - char["x1"],
            "upright": True,
        }
        for char in chars
    ]
