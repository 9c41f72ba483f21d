"""Other words for a word, and how much of one a text has."""

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path

_SYNONYM = 0.9  # credit for another word of the same meaning
_HALVES = 0.8  # credit for a word of four characters of which both halves stand in the text
_PARTIAL = 0.7  # credit for a long word of which only character pairs stand in the text, times their share


def likeness(word: str, text: str) -> float:
    """How much of a word a text has, from 0 to 1: itself, another word for it, or a long one's pieces.

    Pieces are halves (粮食总产量 for 粮食产量), or pairs of characters.
    """
    if word in text:
        return 1.0
    if any(other in text for other in synonyms().get(word, ())):
        return _SYNONYM
    if len(word) == 4 and word[:2] in text and word[2:] in text:
        return _HALVES
    pairs = [a + b for a, b in pairwise(word)]
    return _PARTIAL * sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """For each word of `data/synonyms.txt` the others of its lines; for one before `>` those behind it.

    A word of one character stands for others in a question only: in a text it is mostly part of another word.
    """
    text = (Path(__file__).parent / "data" / "synonyms.txt").read_text(encoding="utf-8")
    merged: dict[str, dict[str, None]] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        words, _, wider = (part.split() for part in line.partition(">"))
        for word in words:
            merged.setdefault(word, {}).update(dict.fromkeys(other for other in wider or words if other != word))
    return {word: tuple(other for other in others if len(other) > 1) for word, others in merged.items()}
