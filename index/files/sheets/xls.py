"""Excel's workbooks of 1997 and before (.xls), which WPS writes as .et too → Sheets, through xlrd."""

from collections.abc import Iterator
from io import StringIO

import xlrd
from xlrd.biffh import error_text_from_code

from index.errors import ReportError
from index.files.sheets.sheet import Area, Sheet
from index.files.sheets.shown import GENERAL, shown

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_xls(data: bytes) -> Iterator[Sheet]:
    """The workbook's sheets in order. Raises ReportError for one that wants a password or is none."""
    if _ENCRYPTED in data:
        raise ReportError("表格有密码保护；请解除密码后另存")
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise ReportError("表格有密码保护；请解除密码后另存") from error
        raise ReportError("不是表格文件或已损坏；请用 Excel 或 WPS 打开后另存为 .xlsx") from error
    for each in book.sheets():
        yield _sheet(each, book)


def _sheet(told: xlrd.sheet.Sheet, book: xlrd.Book) -> Sheet:
    sheet = Sheet(told.name, told.visibility != 0)
    sheet.hidden_rows = {row for row, each in told.rowinfo_map.items() if each.hidden}
    sheet.hidden_columns = {column for column, each in told.colinfo_map.items() if each.hidden}
    sheet.merged = [Area(top, left, bottom - 1, right - 1) for top, bottom, left, right in told.merged_cells]
    for row in range(told.nrows):
        for column, kind in enumerate(told.row_types(row)):
            value = told.cell_value(row, column)
            if kind == xlrd.XL_CELL_ERROR:
                sheet.errors[row, column] = error_text_from_code.get(value, "#N/A")
            elif kind not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                _put(sheet, row, column, told.cell(row, column), book)
    return sheet


def _put(sheet: Sheet, row: int, column: int, cell: xlrd.sheet.Cell, book: xlrd.Book) -> None:
    style = book.xf_list[cell.xf_index]
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        told = book.format_map.get(style.format_key)
        sheet.put(row, column, shown(cell.value, told.format_str if told else GENERAL, book.datemode))
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        sheet.put(row, column, "TRUE" if cell.value else "FALSE")
    else:
        sheet.put(row, column, str(cell.value), style.alignment.indent_level)
