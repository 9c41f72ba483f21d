"""How much of a word a text has."""

from collections.abc import Iterable
from itertools import pairwise

_OTHER = 0.9  # credit for another word of the same meaning
_HALVES = 0.8  # credit for a word of four characters of which both halves stand in the text
_PARTIAL = 0.7  # credit for a long word of which only character pairs stand in the text, times their share


def likeness(word: str, text: str, others: Iterable[str] = ()) -> float:
    """How much of a word a text has, from 0 to 1: itself, one of `others` that mean the same, or a long one's pieces.

    Pieces are halves (粮食总产量 for 粮食产量), or pairs of characters.
    """
    if word in text:
        return 1.0
    if any(other in text for other in others):
        return _OTHER
    if len(word) == 4 and word[:2] in text and word[2:] in text:
        return _HALVES
    pairs = [a + b for a, b in pairwise(word)]
    return _PARTIAL * sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
