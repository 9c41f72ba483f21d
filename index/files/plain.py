"""Plain text and Markdown: the encoding is found, and of Markdown the headings."""

import re

from index.errors import ReportError
from index.files.encoding import Decoded, decoded
from index.files.source import Line, Source, assemble, clean
from index.files.wraps import joined

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


def decode(data: bytes) -> str:
    """The text of bytes in UTF-8, GBK/GB18030, Big5, UTF-16 or UTF-32. Raises ReportError for a picture or binary."""
    return _decode(data).text


def _decode(data: bytes) -> Decoded:
    kind = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)
    if kind:
        raise ReportError(f"内容不是文本而是{kind}，后缀名有误；请改正后缀名或换成文本文件")
    found = decoded(data)
    text = clean(found.text)
    controls = sum(map(text.count, map(chr, (*range(9), *range(14, 32), 127))))
    if controls > max(1, len(text) // 200) or text.count("\ufffd") > max(3, len(text) // 20):
        raise ReportError("内容不是文本（像图片或其他二进制文件）；请换成文本文件")
    return Decoded(text, found.told)


def read_text(data: bytes) -> Source:
    """The text as it stands, its broken lines joined. Raises ReportError as `decode` does."""
    text, told = _decode(data)
    return Source(joined(text), unread=told)


def read_markdown(data: bytes) -> Source:
    """Heading and bold marks are dropped; everything else stays as typed, table rows included."""
    lines: list[Line] = []
    fenced = False
    text, told = _decode(data)
    for line in text.split("\n"):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        plain = line if fenced else re.sub(r"\*\*(.+?)\*\*", r"\1", line)
        heading = None if fenced else re.match(r" {0,3}(#{1,6})(?!#)[ \t　]*(?=\S)(?!#)", plain)
        words = plain[heading.end() :].rstrip().rstrip("#").rstrip(" \t") if heading else plain
        lines.append(Line(words, len(heading[1]) if heading else None))
    return assemble(lines, unread=told)
