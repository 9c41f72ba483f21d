"""A spreadsheet's bytes, whatever its suffix says → its text, and what of it could not be read."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from index.errors import ReportError
from index.files.sheets.lines import lines_of
from index.files.sheets.separated import read_separated
from index.files.sheets.sheet import Cell, Sheet, address
from index.files.source import Line, Source, assemble

MAX_UNPACKED = 300 * 2**20
"""How large the parts of a workbook may be together when unpacked."""

_SAYS_NOTHING = re.compile(r"(?:sheet|工作表|表|表格)\s*[\d一二三四五六七八九十]*", re.IGNORECASE)
_ATTACHED = re.compile(r"附\s*[件表]\s*\d{0,2}\s*[:：]?")
_LONGEST_TITLE = 60  # characters
_MOST_NAMED = 5  # cells
_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"
_OLDER = (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")  # records of Excel 2 to 5 without a container


def read_workbook(data: bytes) -> Source:
    """The text of a workbook; of the text that many programs write and call .xls, too.

    Raises ReportError for one that wants a password, is too large, or is no spreadsheet.
    """
    if data.startswith(_ZIP):
        return _source(list(_zipped(data)), _pictures(data))
    if data.startswith((_OLE, *_OLDER)):
        from index.files.sheets.xls import read_xls

        return _source(list(read_xls(data)))
    return read_table(data)


def read_table(data: bytes) -> Source:
    """The text of a table in text, a row a line. Raises ReportError as `decode` does."""
    return _source([read_separated(data)])


def _zipped(data: bytes) -> Iterator[Sheet]:
    try:
        archive = ZipFile(BytesIO(data))
    except BadZipFile as error:
        raise ReportError("表格文件不完整（可能没有下载完）；请重新下载") from error
    with archive:
        names = {name.lower() for name in archive.namelist()}
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            raise ReportError(f"表格解压后超过 {MAX_UNPACKED // 2**20} MB；请删去空行、空列和图片后另存")
        if any(re.fullmatch(r"xl/workbook\d*\.xml", name) for name in names):
            from index.files.sheets.xlsx import read_xlsx

            yield from read_xlsx(archive)
        elif {"content.xml", "meta-inf/manifest.xml"} <= names:
            from index.files.sheets.ods import read_ods

            yield from read_ods(archive)
        else:
            raise ReportError("是压缩包或其他文件而不是表格；请解压，或另存为 .xlsx")


def _pictures(data: bytes) -> int:
    with ZipFile(BytesIO(data)) as archive:
        return sum(name.lower().startswith(("xl/media/", "pictures/")) for name in archive.namelist())


def _source(sheets: Sequence[Sheet], pictures: int = 0) -> Source:
    """The sheets one below the other, each under its name; one that is alone has its title above that."""
    told = [(sheet, lines_of(sheet)) for sheet in sheets if not sheet.hidden]
    told = [(sheet, lines) for sheet, lines in told if lines]
    lines: list[Line] = []
    title: str | None = None
    for sheet, words in told:
        above = _titled(words) if len(told) == 1 else 0
        title = words[above - 1] if above else None
        name = sheet.name.strip()
        named = name and not _SAYS_NOTHING.fullmatch(name) and name not in (title or "")
        lines += [Line("")] * bool(lines)
        lines += [*map(Line, words[:above]), *([Line(name, 1)] if named else []), *map(Line, words[above:])]
    unread = [sentence for sheet in sheets for sentence in _unread(sheet)]
    if pictures:
        unread.append(f"表格里有 {pictures} 张图片，其中的文字没有读；如需引用，请把文字录入单元格")
    return assemble(lines, title, unread)


def _titled(lines: Sequence[str]) -> int:
    """How many lines go down to the title above the first table, 附件1 before it; 0 where none is one."""
    at = next((at for at, line in enumerate(lines) if not _ATTACHED.fullmatch(line)), 0)
    title = lines[at]
    titled = len(title) <= _LONGEST_TITLE and not re.search(r"[|：:。；]", title) and len(lines) > at + 1
    return at + 1 if titled else 0


def _unread(sheet: Sheet) -> Iterator[str]:
    name = sheet.title
    if sheet.hidden:
        if sheet.cells:
            yield f"{name}是隐藏的，没有读；如需引用，请取消隐藏后再放入"
        return
    rows = len(sheet.hidden_rows & {row for row, _ in sheet.cells})
    columns = len(sheet.hidden_columns & {column for _, column in sheet.cells})
    parts = [f"{count} {kind}" for count, kind in ((rows, "行"), (columns, "列")) if count]
    if parts:
        yield f"{name}有 {'、'.join(parts)}是隐藏的，没有读；如需引用，请取消隐藏或筛选后再放入"
    if sheet.unsaved:
        yield f"{name} {_named(sheet.unsaved)}：公式没有存下结果，没有读出数值；请用 Excel 或 WPS 打开、保存后再放入"
    if sheet.errors:
        kinds = "、".join(dict.fromkeys(sheet.errors.values()))
        yield f"{name} {_named(list(sheet.errors))}：是错误值（{kinds}），没有数值可读；请改正公式后再放入"


def _named(cells: Sequence[Cell]) -> str:
    told = "、".join(map(address, cells[:_MOST_NAMED]))
    return f"{told} 等 {len(cells)} 处" if len(cells) > _MOST_NAMED else told
