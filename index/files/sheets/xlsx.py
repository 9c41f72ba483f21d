"""Excel's and WPS's workbooks since 2007 (.xlsx) → Sheets, from their XML, each number with its format.

The XML is read row by row: files with a million rows of borders and a table in the first ten are common.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from posixpath import join, normpath
from typing import Any
from zipfile import ZipFile

from lxml import etree

from index.files.sheets.sheet import Area, Sheet
from index.files.sheets.shown import BUILT_IN, GENERAL, shown

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_COLUMNS = 16_384
_HIDDEN = ("hidden", "veryHidden")


@dataclass(frozen=True, slots=True)
class _Book:
    """What all sheets share; `stale` says that the formulas are still to be computed: a stored 0 is no value then."""

    strings: Sequence[str]
    styles: Sequence[tuple[str, int]]
    datemode: int
    stale: bool


def read_xlsx(archive: ZipFile) -> Iterator[Sheet]:
    """The workbook's sheets in order. Raises what its XML parser and archive raise for a damaged one."""
    names = {name.lower(): name for name in archive.namelist()}
    main = next(name for name in names if re.fullmatch(r"xl/workbook\d*\.xml", name))
    root = etree.parse(archive.open(names[main]), _parser()).getroot()
    relations = names[main.replace("xl/", "xl/_rels/") + ".rels"]
    parts: dict[str, tuple[str, str]] = {}
    for each in etree.parse(archive.open(relations), _parser()).getroot():
        path = normpath(join("/xl", each.get("Target", ""))).lstrip("/").lower()
        parts[each.get("Id", "")] = each.get("Type", "").rpartition("/")[2], names.get(path, "")
    by_kind = {kind: part for kind, part in parts.values() if part}
    told, computed = root.find("{*}workbookPr"), root.find("{*}calcPr")
    book = _Book(
        strings=[_string(each) for each in _elements(archive, by_kind.get("sharedStrings"), "{*}si")],
        styles=_styles(archive, by_kind.get("styles")),
        datemode=int(told is not None and told.get("date1904") in ("1", "true")),
        stale=computed is not None and computed.get("fullCalcOnLoad") in ("1", "true"),
    )
    for each in root.iterfind("{*}sheets/{*}sheet"):
        identity = next((value for key, value in each.items() if key.endswith("}id")), "")
        kind, part = parts.get(identity, ("", ""))
        if kind == "worksheet" and part:
            yield _sheet(archive, part, Sheet(each.get("name", ""), each.get("state") in _HIDDEN), book)


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _elements(archive: ZipFile, part: str | None, *tags: str) -> Iterator[Any]:
    """The elements of these names, each cleared once it has been looked at."""
    if not part:
        return
    with archive.open(part) as file:
        for _, element in etree.iterparse(file, tag=tags, resolve_entities=False, no_network=True):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _string(element: Any) -> str:
    """The words of a string, in runs or not, without the readings that stand above them."""
    words = "".join(each.text or "" for each in (*element.iterfind("{*}t"), *element.iterfind("{*}r/{*}t")))
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), words)


def _styles(archive: ZipFile, part: str | None) -> list[tuple[str, int]]:
    """The number format and the indent of each style of cells."""
    if not part:
        return []
    root = etree.parse(archive.open(part), _parser()).getroot()
    codes = {each.get("numFmtId"): each.get("formatCode", GENERAL) for each in root.iterfind("{*}numFmts/{*}numFmt")}
    found = []
    for each in root.iterfind("{*}cellXfs/{*}xf"):
        number, aligned = each.get("numFmtId", "0"), each.find("{*}alignment")
        code = codes.get(number) or BUILT_IN.get(_count(number), GENERAL)
        found.append((code, _count(aligned.get("indent", "")) if aligned is not None else 0))
    return found


def _sheet(archive: ZipFile, part: str, sheet: Sheet, book: _Book) -> Sheet:
    row = -1
    for element in _elements(archive, part, "{*}row", "{*}col", "{*}mergeCell"):
        kind = etree.QName(element).localname
        hidden = element.get("hidden") in ("1", "true")
        if kind == "row":
            row = _count(element.get("r", "")) - 1 if element.get("r") else row + 1
            sheet.hidden_rows.update([row] if hidden else [])
            _row(sheet, row, element, book)
        elif kind == "mergeCell":
            first, _, last = element.get("ref", "").partition(":")
            if (top := _cell(first)) and (bottom := _cell(last)):
                sheet.merged.append(Area(*top, *bottom))
        elif hidden:
            most = min(_count(element.get("max", "")), _COLUMNS)
            sheet.hidden_columns.update(range(_count(element.get("min", "")) - 1, most))
    return sheet


def _row(sheet: Sheet, row: int, element: Any, book: _Book) -> None:
    column = -1
    for cell in element.iterfind("{*}c"):
        reference = cell.get("r", "")
        if reference and not len(cell):  # a border
            continue
        at = _cell(reference)
        column = at[1] if at else column + 1
        kind, stored, formula = cell.get("t", "n"), cell.findtext("{*}v") or "", cell.find("{*}f")
        if formula is not None and kind == "n" and (not stored or (book.stale and stored == "0")):
            sheet.unsaved.append((row, column))
        elif kind == "e":
            sheet.errors[row, column] = stored
        elif stored or kind == "inlineStr":
            number = _count(cell.get("s", "0"))
            code, indent = book.styles[number] if number < len(book.styles) else (GENERAL, 0)
            sheet.put(row, column, _words(cell, kind, stored, code, book), indent if kind != "n" else 0)


def _words(cell: Any, kind: str, stored: str, code: str, book: _Book) -> str:
    match kind:
        case "s":
            return book.strings[int(stored)]
        case "inlineStr":
            return "".join(map(_string, cell.iterfind("{*}is")))
        case "b":
            return "TRUE" if stored == "1" else "FALSE"
        case "n":
            return shown(float(stored), code, book.datemode)
        case _:  # the words of a formula, a date in ISO 8601
            return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), stored)


def _cell(reference: str) -> tuple[int, int] | None:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _count(told: str) -> int:
    return int(told) if re.fullmatch("[0-9]{1,7}", told) else 0
