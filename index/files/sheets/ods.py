"""OpenDocument sheets (.ods) → Sheets: their XML holds what each cell shows, as words."""

from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

from lxml import etree

from index.errors import ReportError
from index.files.merged import MOST_COLUMNS, MOST_ROWS
from index.files.sheets.sheet import Area, Sheet

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_ERROR = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_MOST = 2**20  # rows or columns that may be told to be alike


def read_ods(archive: ZipFile) -> Iterator[Sheet]:
    """The workbook's sheets in order. Raises ReportError for one that wants a password."""
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise ReportError("表格有密码保护；请解除密码后另存")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.parse(archive.open("content.xml"), parser).getroot()
    unseen = {
        style.get(f"{_STYLE}name")
        for style in root.iterfind(f"{_OFFICE}automatic-styles/{_STYLE}style")
        for each in style.iterfind(f"{_STYLE}table-properties")
        if each.get(f"{_TABLE}display") == "false"
    }
    for table in root.iterfind(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table"):
        yield _sheet(table, Sheet(table.get(f"{_TABLE}name", ""), table.get(f"{_TABLE}style-name") in unseen))


def _sheet(table: Any, sheet: Sheet) -> Sheet:
    at = 0
    for column in table.iter(f"{_TABLE}table-column"):
        count = _count(column, "number-columns-repeated")
        if _is_hidden(column):
            sheet.hidden_columns.update(range(at, at + count))
        at += count
    at = 0
    for row in table.iter(f"{_TABLE}table-row"):
        count = _count(row, "number-rows-repeated")
        if _is_hidden(row):
            sheet.hidden_rows.update(range(at, at + min(count, _MOST)))
        if any(len(cell) for cell in row):  # else it is blank, perhaps to the sheet's end
            for number in range(at, at + min(count, MOST_ROWS)):
                _row(sheet, number, row, merges=count == 1)
        at += count
    return sheet


def _is_hidden(element: Any) -> bool:
    return element.get(f"{_TABLE}visibility") in ("collapse", "filter")


def _row(sheet: Sheet, number: int, row: Any, *, merges: bool) -> None:
    column = 0
    for cell in row.iterfind("*"):
        count = _count(cell, "number-columns-repeated")
        words = "\n".join(map(_words, cell.iterfind(f"{_TEXT}p")))
        value = cell.get(f"{_OFFICE}value-type")
        for each in range(column, column + min(count, MOST_COLUMNS) if words else column):
            if cell.get(_ERROR) == "error" or words.startswith(("#REF!", "#DIV/0!", "#N/A", "#VALUE!", "Err:")):
                sheet.errors[number, each] = words
            else:
                sheet.put(number, each, words)
        if not words and not value and cell.get(f"{_TABLE}formula"):
            sheet.unsaved.append((number, column))
        down, across = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if merges and (down > 1 or across > 1):
            sheet.merged.append(Area(number, column, number + down - 1, column + across - 1))
        column += count


def _words(element: Any) -> str:
    """The words of a paragraph in order, spaces and breaks that elements stand for among them."""
    words = element.text or ""
    for each in element:
        if each.tag == f"{_TEXT}s":
            words += " " * min(_count(each, "c", _TEXT), 100)
        elif each.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            words += "\t" if each.tag.endswith("tab") else "\n"
        elif each.tag != f"{_OFFICE}annotation":
            words += _words(each)
        words += each.tail or ""
    return words


def _count(element: Any, name: str, space: str = _TABLE) -> int:
    told = element.get(f"{space}{name}", "1")
    return max(1, min(int(told), _MOST)) if told.isdecimal() and len(told) < 9 else 1
