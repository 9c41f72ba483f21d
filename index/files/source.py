"""What reading a file gives: its text and the headings that its format marks as such.

Text files keep every character but these: the byte order mark and NULs are dropped, `\\r\\n` and `\\r` become `\\n`,
and lone surrogates become U+FFFD, because neither SQLite nor a tokenizer takes them.
"""

import re
from collections.abc import Sequence
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
class Scanned:
    """`text[start:end]`, a line that was recognised in a picture, and how sure that is, from 0 to 1."""

    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document's text.

    `depth` is that of a heading, from 1, where the format marks the line as one; `confidence` is how sure a line is that
    was recognised in a picture, from 0 to 1.
    """

    text: str
    depth: int | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What a file holds: its text, its styled headings in order, and the title that its format names, if any.

    `scanned` are the lines that were recognised in pictures. `unread` says what of the file is not in the text, a
    sentence each, for people: where it stands and what to do. `letterhead` are the lines at the head of its pages,
    which are no part of the text.
    """

    text: str
    headings: tuple[StyledHeading, ...] = ()
    title: str | None = None
    scanned: tuple[Scanned, ...] = ()
    unread: tuple[str, ...] = ()
    letterhead: tuple[str, ...] = ()


def clean(text: str) -> str:
    """A text as every part of 有据 takes it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def assemble(lines: list[Line], title: str | None = None, unread: Sequence[str] = ()) -> Source:
    """One text of many lines, with the offsets of those that are headings and of those recognised in pictures."""
    headings: list[StyledHeading] = []
    scanned: list[Scanned] = []
    start = 0
    cleaned = [clean(line.text) for line in lines]
    for line, text in zip(lines, cleaned, strict=True):
        if line.depth and text.strip():
            headings.append(StyledHeading(start, start + len(text), line.depth))
        if line.confidence is not None and text.strip():
            scanned.append(Scanned(start, start + len(text), line.confidence))
        start += len(text) + 1
    title = clean(title) if title else None
    return Source("\n".join(cleaned), tuple(headings), title, tuple(scanned), tuple(unread))
