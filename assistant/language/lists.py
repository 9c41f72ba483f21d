"""Lists of words kept as text beside the code: one group a line, words apart by blanks, `#` opens a comment line."""

from functools import cache
from pathlib import Path


@cache
def groups(path: Path) -> tuple[tuple[str, ...], ...]:
    """The words of each line in order, without comments and empty lines. Raises OSError where the file is missing."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split()) for line in lines if line.strip() and not line.startswith("#"))


def words(path: Path) -> tuple[str, ...]:
    """All words of a list in order."""
    return tuple(word for group in groups(path) for word in group)
