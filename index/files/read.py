"""A file on disk or in a zip file → its text: what is refused, which formats are read in a process of their own."""

import stat
from pathlib import Path

from index.errors import ReportError
from index.files.formats import SUFFIXES, parse_here
from index.files.packed import archive
from index.files.sniff import format_of
from index.files.source import Source

MAX_BYTES = 50 * 2**20
"""The largest file that is read; the reports themselves are far below a megabyte."""

_ADVICE = {
    ".xml": "请用 Word、Excel 或 WPS 打开后另存为 .docx 或 .xlsx",
    **dict.fromkeys((".ppt", ".pptx", ".odp", ".dps"), "请另存为 .pdf"),
    **dict.fromkeys((".eml", ".msg"), "请把邮件的正文和附件各存为文件放入"),
    **dict.fromkeys((".gif", ".heic", ".svg"), "是图片，请另存为 .png 或 .jpg"),
    **dict.fromkeys((".rar", ".7z", ".gz", ".tar"), "请解压后放入"),
    ".zip": "是压缩包：里面的报告用“压缩包名.zip/里面的路径”指明；套得太深或没有报告的请解压后放入",
}
"""What to do with a file of a format that is not read."""


def read(path: Path) -> Source:
    """The file's text and headings. Raises ReportError, with the reason and the cure, for whatever cannot be read."""
    return parse(content(path), path.suffix)


def content(path: Path) -> bytes:
    """The bytes of a file, or of one that `within` found in a zip file.

    Raises ReportError for one that is too large, empty, out of reach, or cannot be unpacked.
    """
    zipped = next((each for each in path.parents if each.suffix.lower() == ".zip" and each.is_file()), path)
    data = _on_disk(zipped)
    if zipped != path:
        data = archive.member(data, path.relative_to(zipped).as_posix())
    if not data:
        raise ReportError("文件是空的（0 字节）；请重新下载或导出")
    return data


def _on_disk(path: Path) -> bytes:
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
    return data


def within(path: Path, levels: int = 2) -> list[Path]:
    """The files in a zip file, and in zip files in it, as paths below its own, for `content`.

    Of any other file, of a zip file deeper inside, and of one that cannot be opened, it is the path itself: to read it
    tells why.
    """
    if path.suffix.lower() != ".zip" or not levels:
        return [path]
    found: list[Path] = []
    try:
        data = content(path)
        if format_of(data, ".zip") != ".zip":
            return [path]
        for name in archive.members(data):
            inner = within(path / name, levels - 1)
            found += inner if len(found) + len(inner) <= archive.MOST_FILES else [path / name]
    except ReportError:
        return [path]
    return found or [path]


def parse(data: bytes, suffix: str) -> Source:
    """The text and headings of a file's bytes, in the format that they are in. Raises ReportError as `read` does."""
    kind = readable(data, suffix)
    if kind in _PLAIN:
        return parse_here(data, kind)
    from index.files.sandbox import parse_isolated

    return parse_isolated(data, kind)


def readable(data: bytes, suffix: str) -> str:
    """The format, one of those that are read, that a file's bytes are in. Raises ReportError for any other."""
    suffix = suffix.lower()
    kind = format_of(data, suffix)
    if kind in SUFFIXES:
        return kind
    if kind == ".zip":
        archive.members(data)  # which tells what is wrong with it
    named = "" if kind == suffix else f"（文件名写的是 {suffix or '没有后缀名'}）"
    advice = _ADVICE.get(kind, f"支持的格式：{'、'.join(sorted(SUFFIXES))}")
    raise ReportError(f"不支持 {kind or '没有后缀名的文件'}{named}；{advice}")


_PLAIN = frozenset({".txt", ".md"})
