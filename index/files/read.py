"""A file on disk → its text: what is refused unread, and which formats are read in a process of their own."""

import stat
from pathlib import Path

from index.errors import ReportError
from index.files.formats import SUFFIXES, parse_here
from index.files.source import Source

MAX_BYTES = 50 * 2**20
"""The largest file that is read; the reports themselves are far below a megabyte."""

UNSUPPORTED = {
    ".doc": "请在 Word 或 WPS 中另存为 .docx",
    ".wps": "请在 WPS 中另存为 .docx",
    ".rtf": "请在 Word 或 WPS 中另存为 .docx",
    ".odt": "请另存为 .docx",
    ".ppt": "请另存为 .pdf",
    ".pptx": "请另存为 .pdf",
    ".ofd": "请另存为 .pdf 或 .docx",
}
"""Document formats that people hand in and that cannot be read, each with what to do."""


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
    from index.files.sandbox import parse_isolated

    return parse_isolated(data, suffix)


_PLAIN = frozenset({".txt", ".md"})
