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
        cure = "可能是扫描件，请先做文字识别（OCR）" if suffix.lower() == ".pdf" else "请检查文件内容"
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
    from index.files.word import read_word

    return assemble(*read_word(data))


def _read_pdf(data: bytes) -> Source:
    from index.files.pdf import read_pdf

    return assemble(read_pdf(data))


def _read_workbook(data: bytes) -> Source:
    from index.files.sheets.workbook import read_workbook

    return read_workbook(data)


def _read_table(data: bytes) -> Source:
    from index.files.sheets.workbook import read_table

    return read_table(data)


_READERS: dict[str, Callable[[bytes], Source]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": _read_html,
    ".htm": _read_html,
    ".docx": _read_docx,
    ".pdf": _read_pdf,
    ".xlsx": _read_workbook,
    ".xls": _read_workbook,
    ".et": _read_workbook,
    ".ods": _read_workbook,
    ".csv": _read_table,
    ".tsv": _read_table,
}
SUFFIXES: frozenset[str] = frozenset(_READERS)
"""The suffixes of files that are read, in lower case."""
