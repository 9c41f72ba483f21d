"""A file of any supported format → its text and the headings that its format marks as such."""

from collections.abc import Callable

from index.errors import ReportError
from index.files.plain import decode, read_markdown, read_text
from index.files.source import MAX_CHARACTERS, MAX_LINES, Source, assemble


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
        cure = "如是扫描件，请换清楚一些的" if suffix.lower() in (".pdf", ".ofd") else "请检查文件内容"
        raise ReportError(f"文件里没有文字；{cure}")
    if len(source.text) > MAX_CHARACTERS or source.text.count("\n") > MAX_LINES:
        raise ReportError(
            f"文字太多（上限 {MAX_CHARACTERS // 10_000} 万字、{MAX_LINES // 10_000} 万行）；请拆成几个文件"
        )
    return source


def _read_html(data: bytes) -> Source:
    from index.files.webpage import read_webpage

    return assemble(*read_webpage(decode(data)))


def _read_docx(data: bytes) -> Source:
    from index.files.word.read import read_word

    return read_word(data)


def _read_word97(data: bytes) -> Source:
    from index.files.writers.word97 import read_word97

    return read_word97(data)


def _read_rtf(data: bytes) -> Source:
    from index.files.writers.rtf import read_rtf

    return read_rtf(data)


def _read_odt(data: bytes) -> Source:
    from index.files.writers.odt import read_odt

    return read_odt(data)


def _read_pdf(data: bytes) -> Source:
    from index.files.pdf.document import read_pdf

    lines, unread = read_pdf(data)
    return assemble(lines, unread=unread)


def _read_ofd(data: bytes) -> Source:
    from index.files.packed.ofd import read_ofd

    return assemble(*read_ofd(data))


def _read_saved_page(data: bytes) -> Source:
    from index.files.packed.saved_page import read_saved_page

    return assemble(*read_saved_page(data))


def _read_picture(data: bytes) -> Source:
    from index.files.ocr.pictures import read_picture

    lines, unread = read_picture(data)
    return assemble(lines, unread=unread)


def _read_workbook(data: bytes) -> Source:
    from index.files.sheets.workbook import read_workbook

    return read_workbook(data)


def _read_table(data: bytes) -> Source:
    from index.files.sheets.workbook import read_table

    return read_table(data)


_PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp")
_READERS: dict[str, Callable[[bytes], Source]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": _read_html,
    ".htm": _read_html,
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), _read_docx),
    ".doc": _read_word97,
    ".wps": _read_word97,
    ".rtf": _read_rtf,
    ".odt": _read_odt,
    ".pdf": _read_pdf,
    ".ofd": _read_ofd,
    ".mht": _read_saved_page,
    ".mhtml": _read_saved_page,
    **dict.fromkeys(_PICTURES, _read_picture),
    **dict.fromkeys((".xlsx", ".xls", ".et", ".ods"), _read_workbook),
    **dict.fromkeys((".csv", ".tsv"), _read_table),
}
SUFFIXES: frozenset[str] = frozenset(_READERS)
"""The suffixes of files that are read, in lower case."""
