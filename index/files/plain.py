"""Plain text and Markdown: the encoding is found, and of Markdown the headings."""

import re

from charset_normalizer import from_bytes

from index.errors import ReportError
from index.files.source import Line, Source, assemble, clean
from index.files.wraps import joined

_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_OTHER_ENCODINGS = ["utf_16_le", "utf_16_be", "big5"]


def decode(data: bytes) -> str:
    """The text of bytes in UTF-8, GBK/GB18030, UTF-16 or Big5. Raises ReportError for a picture or other binary."""
    text = clean(_decoded(data))
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


def read_text(data: bytes) -> Source:
    """The text as it stands, its broken lines joined. Raises ReportError as `decode` does."""
    return Source(joined(decode(data)))


def read_markdown(data: bytes) -> Source:
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
