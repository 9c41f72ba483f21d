"""The words that the grammar of figures knows, by what they do, from a list beside the code."""

from functools import cache
from pathlib import Path

_LIST = Path(__file__).parent / "data" / "words.txt"


@cache
def _lists() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    name = ""
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        words = line.split()
        if not line.startswith(" "):
            name, *words = words
        lists.setdefault(name, []).extend(words)
    return lists


def either(name: str) -> str:
    """A pattern for any word of a list; among words that begin alike the one that stands first is tried first."""
    return "(?:" + "|".join(_lists()[name]) + ")"


def words(name: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(_lists()[name])
