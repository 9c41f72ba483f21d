"""A piece of print as it is recognised in a picture."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand close together in one line of a picture.

    `corners` are in pixels, clockwise from where the words begin at the top; `confidence` is how sure the words and
    their figures are, from 0 to 1.
    """

    words: str
    corners: Sequence[tuple[float, float]]
    confidence: float
