"""A file of any supported format → its text and the headings that its format marks as such.

Text files keep every character but these: the byte order mark and NULs are dropped, `\\r\\n` and `\\r` become `\\n`,
and lone surrogates become U+FFFD, because neither SQLite nor a tokenizer takes them.
"""

import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from index.errors import ReportError

MAX_BYTES = 50 * 2**20
"""The largest file that is read; the reports themselves are far below a megabyte."""
MAX_CHARACTERS = 500_000
MAX_LINES = 50_000
"""The longest text that is taken, 300 printed pages; the reports themselves have a tenth of that at most."""

UNSUPPORTED = {
    ".doc": "请在 Word 或 WPS 中另存为 .docx",
    ".wps": "请在 WPS 中另存为 .docx",
    ".rtf": "请在 Word 或 WPS 中另存为 .docx",
    ".odt": "请另存为 .docx",
    ".xls": "请把要查的内容复制到 Word，另存为 .docx",
    ".xlsx": "请把要查的内容复制到 Word，另存为 .docx",
    ".ppt": "请另存为 .pdf",
    ".pptx": "请另存为 .pdf",
    ".ofd": "请另存为 .pdf 或 .docx",
}
"""Document formats that people hand in and that cannot be read, each with what to do."""

_MAGIC = {
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"RIFF": "图片或音视频",
    b"II*\x00": "图片",
    b"MM\x00*": "图片",
    b"%PDF-": "PDF",
    b"PK\x03\x04": "Word（.docx）或压缩包",
    b"\xd0\xcf\x11\xe0": "旧版 Office 文档",
}
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_OTHER_ENCODINGS = ["utf_16_le", "utf_16_be", "big5"]


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


def read(path: Path) -> Source:
    """The file's text and headings. Raises ReportError, with the reason and the cure, for whatever cannot be read."""
    return parse(content(path), path.suffix)


def content(path: Path) -> bytes:
    """The file's bytes. Raises ReportError for a format that is not read, a file too large, empty or out of reach."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        advice = UNSUPPORTED.get(suffix, f"支持的格式：{'、'.join(sorted(SUFFIXES))}")
        raise ReportError(f"不支持 {suffix or '没有后缀名的文件'}；{advice}")
    try:
        status = path.stat()
        size = status.st_size
        if not stat.S_ISREG(status.st_mode):  # a pipe would be waited for, a device read without end
            raise ReportError("文件打不开（不是普通文件）；请检查路径")
        if size <= MAX_BYTES:
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
                size = max(size, len(data))  # it may have grown
    except OSError as error:
        raise ReportError(f"文件打不开（{error.strerror}）；请检查文件是否存在、是否有读取权限") from error
    if size > MAX_BYTES:
        raise ReportError(f"文件太大（{size / 2**20:.0f} MB，上限 {MAX_BYTES // 2**20} MB）；请拆分后再放入")
    if not data:
        raise ReportError("文件是空的（0 字节）；请重新下载或导出")
    return data


def parse(data: bytes, suffix: str) -> Source:
    """The text and headings of a file's bytes, in the format of `suffix`. Raises ReportError as `read` does."""
    if suffix.lower() in _PLAIN:
        return parse_here(data, suffix)
    from index.isolated import parse_isolated

    return parse_isolated(data, suffix)


def parse_here(data: bytes, suffix: str) -> Source:
    """`parse` in this very process, which a hostile HTML, Word or PDF file may stall or bring down."""
    try:
        source = _READERS[suffix.lower()](data)
    except (ReportError, MemoryError):
        raise
    except Exception as error:
        # The one boundary to the format libraries: on damaged input they raise almost anything.
        raise ReportError(f"文件已损坏，无法解析（{type(error).__name__}）；请重新下载或用原软件另存一份") from error
    if not source.text.strip():
        cure = "可能是扫描件，请先做文字识别（OCR）" if suffix.lower() == ".pdf" else "请检查文件内容"
        raise ReportError(f"文件里没有文字；{cure}")
    if len(source.text) > MAX_CHARACTERS or source.text.count("\n") > MAX_LINES:
        raise ReportError(
            f"文字太多（上限 {MAX_CHARACTERS // 10_000} 万字、{MAX_LINES // 10_000} 万行）；请拆成几个文件"
        )
    return source


def decode(data: bytes) -> str:
    """The text of bytes in UTF-8, GBK/GB18030, UTF-16 or Big5. Raises ReportError for a picture or other binary."""
    kind = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)
    if kind:
        raise ReportError(f"内容不是文本而是{kind}，后缀名有误；请改正后缀名或换成文本文件")
    text = _clean(_decoded(data))
    odd = sum(map(text.count, map(chr, (*range(9), *range(14, 32), 127, 0xFFFD))))
    if odd > max(1, len(text) // 200):
        raise ReportError("内容不是文本（像图片或其他二进制文件）；请换成文本文件")
    return text


def _decoded(data: bytes) -> str:
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    lenient = data.decode("utf-8", errors="replace")
    bad, wide = lenient.count("\ufffd"), len(lenient) - sum(map(lenient.count, map(chr, range(128))))
    zeros = data.count(0)
    if bad * 100 <= wide and zeros * 10 <= len(data):
        # A cut or damaged byte in a long UTF-8 text stays visible as U+FFFD; as GB18030 all of it would be garbled.
        return lenient
    if zeros * 50 > len(data):
        # UTF-16 without its mark: the zero byte of each line end and Latin letter tells the byte order.
        return data.decode("utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be", errors="replace")
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        best = from_bytes(data, cp_isolation=_OTHER_ENCODINGS).best()
    if best is None:
        raise ReportError("认不出文字编码；请用记事本打开后另存为 UTF-8")
    return str(best)


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def assemble(lines: list[Line], title: str | None = None) -> Source:
    """One text of many lines, with the offsets of those that are headings."""
    headings: list[StyledHeading] = []
    start = 0
    cleaned = [_clean(line.text) for line in lines]
    for line, text in zip(lines, cleaned, strict=True):
        if line.depth and text.strip():
            headings.append(StyledHeading(start, start + len(text), line.depth))
        start += len(text) + 1
    return Source("\n".join(cleaned), tuple(headings), _clean(title) if title else None)


def _read_text(data: bytes) -> Source:
    return Source(decode(data))


def _read_markdown(data: bytes) -> Source:
    """Heading and bold marks are dropped; everything else stays as typed, table rows included."""
    lines: list[Line] = []
    fenced = False
    for line in decode(data).split("\n"):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        plain = line if fenced else re.sub(r"\*\*(.+?)\*\*", r"\1", line)
        heading = None if fenced else re.match(r" {0,3}(#{1,6})(?!#)[ \t　]*(?=\S)(?!#)", plain)
        words = plain[heading.end() :].rstrip().rstrip("#").rstrip(" \t") if heading else plain
        lines.append(Line(words, len(heading[1]) if heading else None))
    return assemble(lines)


def _read_html(data: bytes) -> Source:
    from index.webpage import read_webpage

    return assemble(*read_webpage(decode(data)))


def _read_docx(data: bytes) -> Source:
    from index.word import read_word

    return assemble(*read_word(data))


def _read_pdf(data: bytes) -> Source:
    from index.pdf import read_pdf

    return assemble(read_pdf(data))


_READERS: dict[str, Callable[[bytes], Source]] = {
    ".txt": _read_text,
    ".md": _read_markdown,
    ".html": _read_html,
    ".htm": _read_html,
    ".docx": _read_docx,
    ".pdf": _read_pdf,
}
_PLAIN = frozenset({".txt", ".md"})
SUFFIXES: frozenset[str] = frozenset(_READERS)
"""The suffixes of files that are read, in lower case."""
