"""An answer's Markdown as lines, items of lists and tables: only `**bold**`, tables, lists and `[1]` mean something."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt

BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
MARK = re.compile(r"\[([0-9]{1,4})\]")
# Outside XML 1.0's Char, or overriding the direction of what follows: neither is ever seen, both do harm.
_UNWANTED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")
_markdown = MarkdownIt("zero", {"html": False}).enable(["table", "list", "newline"])


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; in a list `depth` is from 1, and `marker` is its item's "•" or number, "" where the item goes on."""

    text: str
    depth: int = 0
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the first of which is the heading; all are of one length."""

    rows: tuple[tuple[str, ...], ...]


def clean(text: str) -> str:
    """A text without characters that no file takes or that hide what it says."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n"))


def blocks(markdown: str) -> Iterator[Line | Table]:
    """The paragraphs, items of lists and tables of an answer, in order."""
    depth, marker = 0, ""
    rows: list[list[str]] = []
    for token in _markdown.parse(clean(markdown)):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            depth += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            depth -= 1
        elif token.type in {"list_item_open", "list_item_close"}:
            if marker:  # an item without words of its own
                yield Line("", depth, marker)
            number = f"{token.info}{token.markup}" if token.info else "•"
            marker = number if token.nesting == 1 else ""
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            yield Table(tuple(map(tuple, rows)))
            rows = []
        elif token.type == "inline" and rows:
            rows[-1].append(token.content)
        elif token.type == "inline":
            yield Line("\n".join(line.strip() for line in token.content.splitlines()), depth, marker)
            marker = ""
