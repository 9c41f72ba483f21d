"""Facts as an Excel workbook: a sheet of values, each of which leads to its paragraph on a sheet of sources."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, BinaryIO

from index.errors import ExportError
from index.export.sourced import Sourced
from index.export.wording import COLUMNS, cells, value_of
from index.model import Fact

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# Nothing that is written as text is taken for a formula, an address or a number.
TEXT_IS_TEXT = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
VALUES = "指标值"
SOURCES = "来源"
_SOURCE_COLUMNS = ("报告", "文件", "章节", "段落", "备注")
_RECOGNISED = "文件里有扫描识别的文字，请核对原件"
_MOST = 1_048_575  # rows below the heads
_LINKS = 65_530  # links that Excel takes on a sheet; the column of sources tells the row of all
_VALUE = COLUMNS.index("数值")
_WIDTHS = {VALUES: (28, 16, 12, 12, 18, 14, 8, 8, 16, 36, 60, 10), SOURCES: (36, 36, 40, 100, 36)}


def write_workbook(facts: Iterable[Sourced], out: BinaryIO) -> None:
    """Writes facts, in their order, to a stream that is open for bytes, row by row: few of them are ever in memory.

    Values are numbers, in the base unit. Texts are texts whatever they begin with: no report can put a formula in.
    Raises ExportError for more facts than a sheet has rows.
    """
    import xlsxwriter

    with xlsxwriter.Workbook(out, {"constant_memory": True, **TEXT_IS_TEXT}) as book:  # rows go to files beside
        bold = book.add_format({"bold": True, "bottom": 1})
        values = _sheet(book, VALUES, (*COLUMNS, "来源行"), bold)
        sources = _sheet(book, SOURCES, _SOURCE_COLUMNS, bold)
        formats: dict[str, Format] = {}
        rows: dict[tuple[str, int], int] = {}
        for row, one in enumerate(facts, start=1):
            if row > _MOST:
                raise ExportError(f"指标值多于一张 Excel 表能装下的 {_MOST:,} 行：请缩小范围，或改存 CSV")
            paragraph = one.chunk.report, one.chunk.ordinal
            if paragraph not in rows:
                rows[paragraph] = len(rows) + 1
                _write(sources, rows[paragraph], _source(one))
            _write(values, row, cells(one))
            number = _number_format(one.fact)
            if number not in formats:
                formats[number] = book.add_format({"num_format": number, "font_color": "blue", "underline": 1})
            if row <= _LINKS:
                values.write_url(row, _VALUE, f"internal:'{SOURCES}'!A{rows[paragraph] + 1}")
            values.write_number(row, _VALUE, float(one.fact.value), formats[number])  # the link stays
            values.write_number(row, len(COLUMNS), rows[paragraph] + 1)


def _sheet(book: "Workbook", name: str, heads: Sequence[str], bold: "Format") -> "Worksheet":
    sheet = book.add_worksheet(name)
    for column, width in enumerate(_WIDTHS[name]):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    return sheet


def _write(sheet: "Worksheet", row: int, texts: Sequence[str]) -> None:
    for column, text in enumerate(texts):
        if text:
            sheet.write_string(row, column, text)


def _source(one: Sourced) -> tuple[str, ...]:
    card, section = one.card, " > ".join(one.chunk.section)
    return card.title or card.path, card.path, section, one.chunk.text, _RECOGNISED if card.scanned else ""


def _number_format(fact: Fact) -> str:
    """As many digits behind the point as the value has."""
    _, _, digits = value_of(fact).partition(".")
    return "#,##0" + (f".{'0' * len(digits)}" if digits else "")
