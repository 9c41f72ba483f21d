"""Rich text (.rtf) → lines in document order, as the words, groups and control words of the file tell them."""

import re
from collections.abc import Callable
from copy import copy
from dataclasses import replace

from index.errors import ReportError
from index.files.source import Source, assemble
from index.files.webpage import meaningful_title
from index.files.writers.missed import Missed
from index.files.writers.rtf_flow import Cell, Flow, State

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+", re.DOTALL
)
_SILENT = re.compile(  # groups that are no words of the document
    "aftncn|aftnsep|aftnsepc|annotation|atnauthor|atnid|author|background|bkmkend|bkmkstart|category|colortbl|"
    "comment|company|doccomm|factoidname|falt|filetbl|fldinst|fontemb|fontfile|footer|footerf|footerl|footerr|"
    "ftncn|ftnsep|ftnsepc|generator|hlinkbase|keycode|keywords|latentstyles|levelnumbers|leveltext|list|"
    "listlevel|listname|listoverride|listoverridetable|listpicture|liststylename|listtable|manager|mmathPr|"
    "nesttableprops|nextfile|nonesttables|nonshppict|objclass|objdata|objname|operator|pgptbl|pntxta|pntxtb|"
    "private|revtbl|rsidtbl|sn|subject|sv|tc|template|themedata|txe|upr|userprops|xe|xmlnstbl"
)
_STARRED = {"shppict", "shpinst", "ud", "nestrow"}  # groups marked as unknown to old programs that hold words
_ASIDE = {"footnote": "注：", "shptxt": "", "dptxbxtext": ""}
_HEADERS = {"header", "headerl", "headerr", "headerf"}
_CHARACTERS = {
    **{"line": "\n", "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“"},
    **{"rdblquote": "”", "emspace": "\u2003", "enspace": "\u2002", "bullet": "•", "~": "\xa0", "_": "-"},
    **{each: each for each in "\\{}"},
}
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 204: "cp1251", 238: "cp1250"}
_PAGES = {932: "cp932", 936: "gb18030", 949: "cp949", 950: "cp950", 65001: "utf-8"}
_DEEPEST = 5000  # groups inside one another


def read_rtf(data: bytes) -> Source:
    """The document's text, title and page headers, and what was not read. Raises ReportError for no rich text."""
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ReportError("不是 .rtf 文件；请用 Word 或 WPS 打开后另存为 .docx")
    reader = _Reader()
    reader.read(data)
    title = meaningful_title(reader.title.text())
    source = assemble(reader.main.ended(), title, list(reader.missed.told()))
    headers = (line.text.strip() for line in reader.headers.ended())
    return replace(source, letterhead=tuple(dict.fromkeys(filter(None, headers))))


class _Reader:
    """Goes through the file once; the groups that are open stand on a stack, of which the last is `state`."""

    def __init__(self) -> None:
        self.main, self.headers, self.title, self.missed = Flow(), Flow(), Flow(), Missed()
        self.state = State(self.main)
        self._stack: list[State] = []
        self._fonts: dict[int, str] = {}
        self._styles: dict[int, int | None] = {}
        self._page = "cp1252"
        self._bytes = bytearray()  # of characters that are not decoded yet: one may be several tokens
        self._skip = 0  # characters that stand for the Unicode character before them
        self._fresh = self._star = False  # a group has just begun; and with a mark for old programs to skip it
        self._by_word: dict[str, Callable[[str, int | None], None]] = self._control_words()

    def read(self, data: bytes) -> None:
        """All tokens of the file, to the end of its outermost group."""
        at = 0
        while match := _TOKEN.search(data, at):
            at = match.end()
            word, number, code, symbol, brace, text = match.groups()
            if code is not None:
                self._plain(bytes.fromhex(code.decode()))
            elif text is not None:
                self._plain(text)
            elif word is not None:
                value = None if number is None else int(number)
                if word == b"bin":
                    at += max(0, value or 0)
                self._word(word.decode(), value)
            elif brace == b"{":
                self._open()
            elif brace == b"}":
                self._close()
                if not self._stack:
                    return
            elif symbol is not None:
                self._symbol(symbol.decode("latin-1"))
            else:  # the end of a line, which means nothing
                continue
            self._fresh = brace == b"{"

    def _plain(self, text: bytes) -> None:
        skipped = min(self._skip, len(text))
        self._skip -= skipped
        self._star = False
        self._bytes += text[skipped:]

    def _decode(self) -> None:
        if self._bytes:
            self._write(self._bytes.decode(self.state.encoding or self._page, errors="replace"))
            self._bytes.clear()

    def _write(self, text: str) -> None:
        if self.state.shown:
            self.state.flow.words.append(text)

    def _open(self) -> None:
        self._decode()
        if len(self._stack) > _DEEPEST:
            raise ReportError("文件结构嵌套过深；请用 Word 或 WPS 打开后另存为 .docx")
        self._stack.append(self.state)
        self.state = copy(self.state)
        self._skip, self._star = 0, False

    def _close(self) -> None:
        self._decode()
        inner, self.state = self.state, self._stack.pop() if self._stack else self.state
        self._skip, self._star = 0, False
        if inner.kind == self.state.kind:
            if inner.kind == "stylesheet":
                self._name_style(inner.style, inner.flow)
            return
        if inner.kind in _ASIDE:
            self.state.flow.beside(inner.flow, _ASIDE[inner.kind])
        elif inner.kind == "listtext":
            label = inner.flow.text().strip()
            space = " " if label.isascii() and label[-1:].isalnum() else ""
            self._write(label + space if re.search(r"\w", label) else "")  # a bullet is no number
        elif inner.kind in _HEADERS:
            self.headers.beside(inner.flow)

    def _name_style(self, style: int, sheet: Flow) -> None:
        """A style ends: where it has no outline level its name tells a heading, or (0) a table of contents."""
        named = re.match("(?:heading|标题) ?([1-9]);|(title);|(?:toc|目录) ?[1-9];", sheet.text(), re.IGNORECASE)
        sheet.words.clear()
        if named and self._styles.get(style) is None:
            self._styles[style] = int(named[1] or bool(named[2]))

    def _symbol(self, symbol: str) -> None:
        self._decode()
        if symbol == "*":
            self._star = self._fresh
        elif symbol in "\r\n":
            self._word("par", None)
        else:
            self._write(_CHARACTERS.get(symbol, ""))

    def _word(self, word: str, value: int | None) -> None:
        self._decode()
        star, self._star = self._star, False
        if _SILENT.fullmatch(word) or (star and word not in _STARRED and word not in _ASIDE):
            self.state.silent = True
        elif word in _STARRED or word in _ASIDE:
            self.state.silent = False
        if word in _CHARACTERS:
            self._write(_CHARACTERS[word])
        elif word in self._by_word:
            self._by_word[word](word, value)

    def _control_words(self) -> dict[str, Callable[[str, int | None], None]]:
        kinds = ["listtext", "pntext", "stylesheet", "info", "fonttbl", "title", *_ASIDE, *_HEADERS]
        return {
            **dict.fromkeys(kinds, self._begin),
            **dict.fromkeys(("pict", "object"), self._miss),
            **dict.fromkeys(("v", "deleted", "plain"), self._show),
            **dict.fromkeys(("u", "uc", "ansicpg", "f", "fcharset"), self._encode),
            **dict.fromkeys(("pard", "s", "outlinelevel", "intbl", "par", "sect", "page"), self._paragraph),
            **dict.fromkeys(("trowd", "cell", "nestcell", "nestrow", "row", "cellx"), self._table),
            **dict.fromkeys(("clvmgf", "clvmrg", "clmgf", "clmrg"), self._merge),
        }

    def _begin(self, word: str, _: int | None) -> None:
        """A group whose words stand elsewhere, or are none of the document's."""
        self.state.kind = "listtext" if word == "pntext" else word
        self.state.in_table = False
        self.state.flow = self.title if word == "title" else Flow()

    def _miss(self, word: str, _: int | None) -> None:
        if self.state.shown and self.state.flow is not self.title and self.state.kind not in _HEADERS:
            self.missed.add("图片" if word == "pict" else "嵌入对象", self.main.last())
        self.state.silent = True

    def _show(self, word: str, value: int | None) -> None:
        if word in ("v", "plain"):
            self.state.hidden = word == "v" and value != 0
        if word in ("deleted", "plain"):
            self.state.deleted = word == "deleted" and value != 0

    def _encode(self, word: str, value: int | None) -> None:
        number = value or 0
        if word == "u":
            self._write(chr(number % 0x10000))
            self._skip = self.state.skipped
        elif word == "uc":
            self.state.skipped = max(0, min(number, 9))
        elif word == "ansicpg":
            self._page = _PAGES.get(number, f"cp{number}" if number in range(1250, 1259) else "cp1252")
        elif word == "f":
            self.state.font = number
            self.state.encoding = self._fonts.get(number)
        elif number in _CHARSETS:
            self._fonts[self.state.font] = _CHARSETS[number]

    def _paragraph(self, word: str, value: int | None) -> None:
        if word == "pard":
            self.state.in_table, self.state.depth = False, None
        elif word == "s":
            self.state.style = value or 0
            self.state.depth = self._styles.get(self.state.style)
        elif word == "outlinelevel":
            self.state.depth = (value or 0) + 1 if (value or 0) in range(9) else None
            if self.state.kind == "stylesheet":
                self._styles[self.state.style] = self.state.depth
        elif word == "intbl":
            self.state.in_table = True
        elif not self.state.silent:
            self.state.flow.end_paragraph(self.state)

    def _table(self, word: str, value: int | None) -> None:
        flow = self.state.flow
        if self.state.silent:
            return
        if word == "trowd":
            flow.cells = []
            flow.cell = Cell()
        elif word == "cellx":
            flow.cells.append(replace(flow.cell, right=value or 0))
            flow.cell = Cell()
        elif word == "cell":
            flow.end_cell()
        elif word == "row":
            flow.end_row()
        else:  # of a table in a cell
            flow.end_cell_line()

    def _merge(self, word: str, _: int | None) -> None:
        self.state.flow.cell = replace(self.state.flow.cell, **{word: True})
