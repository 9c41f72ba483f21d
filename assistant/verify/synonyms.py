"""Other words for a word, which a statement may use where its evidence has the one."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path


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
