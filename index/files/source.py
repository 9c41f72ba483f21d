"""What reading a file gives: its text and the headings that its format marks as such.

Text files keep every character but these: the byte order mark and NULs are dropped, `\\r\\n` and `\\r` become `\\n`,
and lone surrogates become U+FFFD, because neither SQLite nor a tokenizer takes them.
"""

import re
from dataclasses import dataclass

MAX_CHARACTERS = 500_000
MAX_LINES = 50_000
"""The longest text that is taken, 300 printed pages; the reports themselves have a tenth of that at most."""


@dataclass(frozen=True, slots=True)
class StyledHeading:
    """A heading that the format itself marks: `text[start:end]`, at `depth` from 1 (`#`, h1, Word's heading 1)."""

    start: int
    end: int
    depth: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document's text, with its depth from 1 where the format marks it as a heading."""

    text: str
    depth: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What a file holds: its text, its styled headings in order, and the title that its format names, if any."""

    text: str
    headings: tuple[StyledHeading, ...] = ()
    title: str | None = None


def clean(text: str) -> str:
    """A text as every part of 有据 takes it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def assemble(lines: list[Line], title: str | None = None) -> Source:
    """One text of many lines, with the offsets of those that are headings."""
    headings: list[StyledHeading] = []
    start = 0
    cleaned = [clean(line.text) for line in lines]
    for line, text in zip(lines, cleaned, strict=True):
        if line.depth and text.strip():
            headings.append(StyledHeading(start, start + len(text), line.depth))
        start += len(text) + 1
    return Source("\n".join(cleaned), tuple(headings), clean(title) if title else None)
