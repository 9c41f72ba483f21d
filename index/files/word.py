"""Word (.docx) → lines in document order: paragraphs, table rows, and the numbers that Word writes by itself."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from index.errors import ReportError
from index.files.merged import MOST_COLUMNS, Rows, Span, indented, repeated
from index.files.source import Line
from index.files.webpage import meaningful_title

MAX_UNPACKED = 300 * 2**20
"""How large the parts of a document may be together when unpacked; real reports stay below 10 MB."""

_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
}
_LEVELS = tuple("012345678")  # of outlines and lists: Word has nine
_LONGEST_LABEL = 40  # characters of a list's label, 第%1章 or （%2）
_TEXT = (
    ".//*[self::w:t or self::w:tab or self::w:br or self::w:cr or self::w:noBreakHyphen]"
    "[not(ancestor::*[local-name()='Fallback' or local-name()='txbxContent' or local-name()='moveFrom'])]"
)


def read_word(data: bytes) -> tuple[list[Line], str | None]:
    """The document's lines and the title among its properties. Raises ReportError for what is no Word document."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        whole = data.startswith(b"PK")
        reason = (
            "Word 文件不完整（可能没有下载完）；请重新下载"
            if whole
            else "不是 Word（.docx）文件；请用 Word 另存为 .docx"
        )
        raise ReportError(reason) from error
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise ReportError(f"Word 文件解压后超过 {MAX_UNPACKED // 2**20} MB；请去掉图片等附件后另存")
    if "[Content_Types].xml" not in (names := {entry.filename for entry in entries}):
        raise ReportError("是压缩包而不是 Word（.docx）文件；请解压后放入里面的文件")
    if not any(name.startswith("word/") for name in names):
        raise ReportError("是其他 Office 文件而不是 Word（.docx）；请另存为 .docx 或 .pdf")
    document = Document(BytesIO(data))  # its XML parser resolves no entities
    return list(_lines(document)), meaningful_title(document.core_properties.title)


def _lines(document: WordDocument) -> Iterator[Line]:
    styles = _Styles(document)
    numbering = _Numbering(document, styles)
    for block in document.element.body.xpath("./w:p | ./w:tbl | ./w:sdt/w:sdtContent//*[self::w:p or self::w:tbl]"):
        if block.tag == qn("w:tbl"):
            yield from (Line(row) for row in _rows(block))
        elif block.getparent().tag != qn("w:tc") and not styles.name(block).startswith("toc "):
            depth = styles.depth(block)
            text = numbering.prefix(block) + _text(block)
            first, *more = text.split("\n")
            yield Line(first, depth)
            yield from (Line(line) for line in more)


def _text(paragraph: Any) -> str:
    breaks = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}
    return "".join(breaks.get(node.tag) or node.text or "" for node in paragraph.xpath(_TEXT))


def _rows(table: Any) -> Iterator[str]:
    """A line a row; the text of a cell, of tables inside it too, is joined by spaces."""
    rows = Rows()
    above: dict[int, str] = {}
    for row in table.xpath("./w:tr | ./w:sdt/w:sdtContent/w:tr"):
        spans = [Span("")] * _number(row, "./w:trPr/w:gridBefore/@w:val", 0)
        column = len(spans)
        words: dict[int, str] = {}
        for cell in row.xpath("./w:tc | ./w:sdt/w:sdtContent/w:tc"):
            merged = cell.xpath("./w:tcPr/w:vMerge")
            goes_on = bool(merged) and merged[0].get(qn("w:val")) != "restart"
            words[column] = repeated(above.get(column, "")) if goes_on else _cell(cell)
            spans.append(Span(words[column], _number(cell, "./w:tcPr/w:gridSpan/@w:val", 1), 2 if merged else 1))
            column += spans[-1].across
        above = words
        if any(words.values()):
            yield from rows.line_of(spans).split("\n")


def _number(node: Any, path: str, default: int) -> int:
    told = node.xpath(path)
    return min(int(told[0]), MOST_COLUMNS) if told and re.fullmatch("[0-9]{1,4}", told[0]) else default


def _cell(cell: Any) -> str:
    told = [_text(paragraph) for paragraph in cell.xpath(".//w:p")]
    lines = (" ".join(each.split()) for words in told for each in words.split("\n"))
    return indented("\n".join(filter(None, lines)), told[0] if told else "")


class _Styles:
    """Looks up what a paragraph says of itself, or inherits through its style and the styles that this is based on."""

    def __init__(self, document: WordDocument) -> None:
        found = document.styles.element.xpath("./w:style")
        self._styles = {style.get(qn("w:styleId")): style for style in found}
        default = (each for each in found if each.xpath("self::*[@w:type='paragraph'][@w:default='1']"))
        self._default = next((each.get(qn("w:styleId")) for each in default), None)
        self._found: dict[tuple[str | None, str], str | None] = {}

    def name(self, paragraph: Any) -> str:
        return (self._inherited(self._id(paragraph), "./w:name/@w:val", 1) or "").lower()

    def depth(self, paragraph: Any) -> int | None:
        """The paragraph's outline level from 1, or None for body text; Word's own title style counts as level 1."""
        if self.name(paragraph) == "title":
            return 1
        level = self.property(paragraph, "./w:pPr/w:outlineLvl/@w:val")
        return int(level) + 1 if level and level in _LEVELS else None

    def property(self, paragraph: Any, path: str) -> str | None:
        """The first value at `path` in the paragraph or along its styles."""
        own = paragraph.xpath(path)
        return str(own[0]) if own else self._inherited(self._id(paragraph), path)

    def _id(self, paragraph: Any) -> str | None:
        named = paragraph.xpath("./w:pPr/w:pStyle/@w:val")
        return str(named[0]) if named else self._default

    def _inherited(self, style: str | None, path: str, reach: int | None = None) -> str | None:
        """The first value along a style's first `reach` styles; looked up once, for the chain may be long."""
        if (style, path) not in self._found:
            found = (values[0] for each in islice(self._chain(style), reach) if (values := each.xpath(path)))
            self._found[style, path] = next(map(str, found), None)
        return self._found[style, path]

    def _chain(self, name: str | None) -> Iterator[Any]:
        """The style of this id, the style that it is based on, and so on."""
        seen: set[str | None] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            base = self._styles[name].xpath("./w:basedOn/@w:val")
            name = base[0] if base else None


class _Numbering:
    """Counts the automatic numbers (一、 1. ①) of paragraphs in document order."""

    def __init__(self, document: WordDocument, styles: _Styles) -> None:
        self._styles = styles
        parts = [rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")]
        root = parts[0].element if parts else None
        abstract = (
            {} if root is None else {each.get(qn("w:abstractNumId")): each for each in root.xpath("./w:abstractNum")}
        )
        nums = [] if root is None else root.xpath("./w:num")
        self._lists = {
            num.get(qn("w:numId")): abstract[value[0]]
            for num in nums
            if (value := num.xpath("./w:abstractNumId/@w:val")) and value[0] in abstract
        }
        self._restarts = {num.get(qn("w:numId")) for num in nums if num.xpath("./w:lvlOverride/w:startOverride")}
        self._counts: dict[Any, dict[int, int]] = {}

    def prefix(self, paragraph: Any) -> str:
        """The number that Word shows before the paragraph, or nothing."""
        number = self._styles.property(paragraph, "./w:pPr/w:numPr/w:numId/@w:val") or ""
        definition = self._lists.get(number)
        if definition is None or not _text(paragraph).strip():
            return ""
        told = self._styles.property(paragraph, "./w:pPr/w:numPr/w:ilvl/@w:val") or "0"
        if told not in _LEVELS:
            return ""
        level = int(told)
        if number in self._restarts:
            self._restarts.discard(number)
            self._counts.pop(definition, None)
        counts = self._counts.setdefault(definition, {})
        counts[level] = counts.get(level, self._start(definition, level) - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        label = self._value(definition, level, "lvlText")
        if len(label) > _LONGEST_LABEL or self._value(definition, level, "numFmt") in ("bullet", "none"):
            return ""
        for each in range(level + 1):
            count = counts.get(each, self._start(definition, each))
            label = label.replace(f"%{each + 1}", _numeral(count, self._value(definition, each, "numFmt")))
        return f"{label} " if label[-1:].isalnum() and label.isascii() else label

    def _start(self, definition: Any, level: int) -> int:
        start = self._value(definition, level, "start")
        return int(start) if re.fullmatch(r"[0-9]{1,4}", start) else 1

    @staticmethod
    def _value(definition: Any, level: int, name: str) -> str:
        levels = (each for each in definition.findall(qn("w:lvl")) if each.get(qn("w:ilvl")) == str(level))
        found = next((each.find(qn(f"w:{name}")) for each in levels), None)
        return str(found.get(qn("w:val"), "")) if found is not None else ""


def _numeral(number: int, style: str) -> str:
    if style in _CHINESE and 0 < number < 100:
        tens, ones = divmod(number, 10)
        digits = "零一二三四五六七八九"
        return ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + (digits[ones] if ones else "")
    if style.startswith("decimalEnclosedCircle") and 0 < number <= 20:
        return chr(ord("①") + number - 1)
    if style in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr(ord("a" if style == "lowerLetter" else "A") + number - 1)
    return str(number)
