"""Word → lines in document order: paragraphs, table rows, text boxes and notes after what they stand by."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from index.errors import ReportError
from index.files.merged import indented
from index.files.ocr.pictures import read_picture
from index.files.source import Line, Source, assemble
from index.files.webpage import meaningful_title
from index.files.word.numbering import Numbering
from index.files.word.package import Package, find, w
from index.files.word.runs import Unread, Words, within, words_of
from index.files.word.styles import Styles
from index.files.word.tables import is_frame, table_lines

_COUNTED: dict[Unread, str] = {"图片": "张", "图表": "张", "图示": "个", "公式": "个", "嵌入对象": "个"}
_PLACES, _PLACE = 3, 12  # how many places of things unread are told, and how many characters of the words before them


def read_word(data: bytes) -> Source:
    """The document's text, its title, its page headers, and what was not read. Raises ReportError for no Word file."""
    package = Package(data)
    reader = _Reader(package)
    lines = list(reader.lines(package.document))
    source = assemble(lines, meaningful_title(package.title), list(reader.unread()))
    return replace(source, letterhead=tuple(reader.headers()))


class _Reader:
    """Reads a document once, from its top: numbers are counted on the way, and each note is told once."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles = Styles(package)
        self._numbering = Numbering(package, self._styles)
        self._notes = {
            (kind, note.get(w("id"))): note
            for kind in ("footnotes", "endnotes")
            for root in package.related(kind).values()
            for note in find(root, "./*[self::w:footnote or self::w:endnote]")
        }
        self._last = ""  # the last words told
        self._unread: dict[Unread, list[str]] = {}

    def lines(self, container: Any) -> Iterator[Line]:
        """The lines of all paragraphs and tables in a body, a cell, a text box or a note."""
        for block in within(container, "p", "tbl", "altChunk"):
            if block.tag == w("tbl"):
                yield from self._table(block)
            elif block.tag == w("altChunk"):
                self._miss("嵌入对象")
            elif not self._styles.name(block).startswith("toc "):
                yield from self._paragraph(block)

    def headers(self) -> Iterator[str]:
        """The lines of the pages' headers, in the order of the sections that show them."""
        parts = self._package.related("header")
        shown = dict.fromkeys(find(self._package.document, ".//w:sectPr/w:headerReference/@r:id"))
        for line in (line for name in shown if name in parts for line in self.lines(parts[name])):
            yield from filter(None, [line.text.strip()])

    def unread(self) -> Iterator[str]:
        """What was met and not read, a sentence for each kind."""
        for kind, places in self._unread.items():
            told = "、".join(f"「{each}」" for each in dict.fromkeys(filter(None, places[:_PLACES])))
            where = f"（在{told}{'等处' if len(places) > _PLACES else ''}之后）" if told else ""
            yield f"文中有{len(places)}{_COUNTED[kind]}{kind}未读{where}；其中要查的内容请打成文字"

    def _paragraph(self, paragraph: Any) -> Iterator[Line]:
        words = words_of(paragraph, self._styles)
        text = words.text
        if text.strip():
            text = self._numbering.prefix(paragraph) + text
        boxes = self._boxes(words.boxes)
        if not self._last:  # a box at the top is a letterhead above the title
            yield from boxes
        first, *more = text.split("\n")
        self._last = text.strip() or self._last
        yield Line(first, self._styles.depth(paragraph))
        yield from (Line(line) for line in more)
        yield from boxes
        yield from self._beside(words)

    def _boxes(self, boxes: Iterable[Any]) -> Iterator[Line]:
        """The lines of text boxes, and of words drawn as a picture (WordArt)."""
        for box in boxes:
            yield from [Line(box.get("string"))] if box.get("string") else self.lines(box)

    def _beside(self, words: Words) -> Iterator[Line]:
        """What stands by the words of a paragraph or table, in notes and pictures."""
        for key in words.notes:
            if (note := self._notes.pop(key, None)) is not None:
                told = [line for line in self.lines(note) if line.text.strip()]
                yield from (Line(("" if at else "注：") + line.text.strip()) for at, line in enumerate(told))
        yield from self._pictures(words.pictures)
        for kind in words.others:
            self._miss(kind)

    def _pictures(self, ids: Iterable[str]) -> Iterator[Line]:
        """The lines in pictures, by the ids of their relationships."""
        for name in ids:
            try:
                lines, _ = read_picture(self._package.picture(name))
            except ReportError:
                self._miss("图片")
                continue
            yield from lines

    def _miss(self, kind: Unread) -> None:
        self._unread.setdefault(kind, []).append(self._last.split("\n")[-1][-_PLACE:])

    def _table(self, table: Any) -> Iterator[Line]:
        """A line a row; what stands beside the words of cells follows the table."""
        if is_frame(table):
            yield from (line for cell in within(table, "tc") for line in self.lines(cell))
            return
        met: list[Words] = []

        def words_in(cell: Any) -> str:
            found = [words_of(paragraph, self._styles) for paragraph in within(cell, "p")]
            met.extend(found)
            lines = (" ".join(each.split()) for words in found for each in words.text.split("\n"))
            return indented("\n".join(filter(None, lines)), found[0].text if found else "")

        for row in table_lines(table, words_in):
            self._last = row
            yield Line(row)
        for words in met:
            yield from self._boxes(words.boxes)
            yield from self._beside(words)
