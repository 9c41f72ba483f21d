"""OpenDocument text (.odt) → lines in document order: paragraphs, table rows, text boxes, notes, automatic numbers."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from index.files.merged import MOST_COLUMNS, MOST_ROWS, Rows, Span, indented
from index.files.source import Line, Source, assemble
from index.files.webpage import meaningful_title
from index.files.writers.missed import Missed
from index.files.writers.odt_numbers import Numbers
from index.files.writers.odt_package import Package, Styles, attribute, find, name_of

_MOST_SPACES = 100  # of one run
_SILENT = {
    *(
        "tracked-changes",
        "annotation",
        "annotation-end",
        "hidden-text",
        "hidden-paragraph",
        "ruby-text",
        "note-citation",
    ),
    *("table-of-content", "forms", "sequence-decls", "variable-decls", "desc", "title", "event-listeners", "bookmark"),
}
_OBJECTS = {"object", "object-ole", "plugin", "applet"}
_SHAPES = {"frame", "text-box", "custom-shape", "rect", "ellipse", "g", "line", "path", "polygon", "control"}


def read_odt(data: bytes) -> Source:
    """The document's text, title and page headers, and what was not read. Raises ReportError for no .odt file."""
    package = Package(data)
    reader = _Reader(package.styles)
    lines = list(reader.lines(package.body))
    source = assemble(lines, meaningful_title(package.title), list(reader.missed.told()))
    headers = (line.text.strip() for header in package.headers for line in reader.lines(header))
    return replace(source, letterhead=tuple(dict.fromkeys(filter(None, headers))))


class _Reader:
    """Reads a document once, from its top: numbers are counted on the way."""

    def __init__(self, styles: Styles) -> None:
        self.missed = Missed()
        self._styles = styles
        self._numbers = Numbers(styles)
        self._beside: list[Any] = []  # the notes and shapes met in the paragraph or table that is being read
        self._tables = 0  # that the paragraph being read stands in
        self._last = ""

    def lines(self, container: Any) -> Iterator[Line]:
        """The lines of all paragraphs, lists and tables in a body, a cell, a text box or a note."""
        for child in container.iterchildren("*"):
            name = name_of(child)
            if name in ("p", "h"):
                yield from self._paragraph(child, "" if name == "p" else self._numbers.heading(child))
            elif name == "list":
                yield from self._list(child)
            elif name == "table":
                yield from self._table(child)
            elif name in _SHAPES or name == "image" or name in _OBJECTS:
                yield from self._shape(child)
            elif name not in _SILENT and attribute(child, "text:display") != "none":
                yield from self.lines(child)

    def _paragraph(self, paragraph: Any, label: str) -> Iterator[Line]:
        if self._styles.hidden(paragraph, "paragraph"):
            return
        text = self._words(paragraph)
        first, *more = ((label if text.strip() else "") + text).split("\n")
        self._last = text if text.strip() else self._last
        yield Line(first, self._styles.depth(paragraph))
        yield from (Line(line) for line in more)
        if not self._tables:
            yield from self._aside()

    def _aside(self) -> Iterator[Line]:
        """The lines of the notes and shapes that were met."""
        beside, self._beside = self._beside, []
        place = self._last
        for each in beside:
            self._last = place
            if name_of(each) != "note":
                yield from self._shape(each)
                continue
            told = [line for body in find(each, "./text:note-body") for line in self.lines(body) if line.text.strip()]
            yield from (Line(("" if at else "注：") + line.text.strip()) for at, line in enumerate(told))

    def _shape(self, shape: Any) -> Iterator[Line]:
        """A text box or another shape's words; of what holds a picture or another program's object, nothing."""
        if find(shape, "self::draw:object | self::draw:object-ole | ./draw:object | ./draw:object-ole"):
            self.missed.add("嵌入对象", self._last)
        elif find(shape, "self::draw:image | ./draw:image"):
            self.missed.add("图片", self._last)
        else:
            yield from self.lines(shape)

    def _list(self, node: Any) -> Iterator[Line]:
        self._numbers.enter(node)
        for item in find(node, "./text:list-item | ./text:list-header"):
            numbered = name_of(item) == "list-item"
            for child in item.iterchildren("*"):
                if name_of(child) in ("p", "h"):
                    label = self._numbers.next(item) if numbered else ""
                    numbered = False  # what follows in an item stands under its number
                    yield from self._paragraph(child, label)
                elif name_of(child) == "list":
                    yield from self._list(child)
        self._numbers.leave()

    def _table(self, table: Any) -> Iterator[Line]:
        """A line a row; what stands beside the words of cells follows the table."""
        found = find(table, "./table:table-row | ./*[not(self::table:table-row)]/table:table-row")
        cells = [find(row, "./table:table-cell") for row in found]
        if sum(map(len, cells)) == 1:  # a frame around paragraphs
            yield from (line for row in cells for cell in row for line in self.lines(cell))
            return
        self._tables += 1
        rows = Rows()
        for row, starting in zip(found, cells, strict=True):
            spans = [span for cell in starting for span in self._spans(cell)]
            line = rows.line(spans)
            if any(span.words for span in spans):
                self._last = line
                yield from (Line(each) for each in line.split("\n") * _count(row, "rows-repeated", MOST_ROWS))
        self._tables -= 1
        if not self._tables:
            yield from self._aside()

    def _spans(self, cell: Any) -> list[Span]:
        told = [line.text for line in self.lines(cell)]
        lines = (" ".join(each.split()) for each in told)
        words = indented("\n".join(filter(None, lines)), told[0] if told else "")
        across, down = _count(cell, "columns-spanned", MOST_COLUMNS), _count(cell, "rows-spanned", MOST_ROWS)
        return [Span(words, across, down)] * _count(cell, "columns-repeated", MOST_COLUMNS)

    def _words(self, node: Any) -> str:
        """The words below a node as they are shown; notes and shapes are kept for later."""
        parts = [_collapsed(node.text)]
        for child in node.iterchildren("*"):
            name = name_of(child)
            if name == "s":
                told = attribute(child, "text:c")
                parts.append(" " * (min(int(told), _MOST_SPACES) if re.fullmatch("[0-9]{1,4}", told) else 1))
            elif name in ("tab", "line-break"):
                parts.append("\t" if name == "tab" else "\n")
            elif name == "note" or name in _SHAPES:
                self._beside.append(child)
            elif name not in _SILENT and not self._styles.hidden(child, "text"):
                parts.append(self._words(child))
            parts.append(_collapsed(child.tail))
        return "".join(parts)


def _collapsed(text: str | None) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _count(node: Any, name: str, most: int) -> int:
    told = attribute(node, f"table:number-{name}")
    return max(1, min(int(told), most)) if re.fullmatch("[0-9]{1,7}", told) else 1
