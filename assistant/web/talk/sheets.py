"""The tables of a chat as an Excel file: a sheet for each, in which figures are numbers that lead to their sources."""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from assistant.language.figures import figures
from assistant.model import Answer, Citation
from assistant.web.talk.blocks import BOLD, MARK, Table, blocks, clean
from index.export.workbook import TEXT_IS_TEXT
from index.text.scanned import RECOGNISED

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

SOURCES = "来源"
_HEADS = ("编号", "报告", "地区", "年份", "章节", "文件", "原文", "备注")
_WIDTHS = (8, 36, 18, 10, 36, 36, 100, 24)
_COLUMN = 24  # characters of a table's column
_LONGEST_UNIT = 12  # characters


def as_workbook(turns: Sequence[Answer]) -> bytes:
    """The tables of a chat's answers, each on a sheet under its question; b"" where there are none.

    Texts are texts whatever they begin with: no report can put a formula in.
    """
    import xlsxwriter

    tables = [(turn, block) for turn in turns for block in blocks(turn.answer) if isinstance(block, Table)]
    if not tables:
        return b""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **TEXT_IS_TEXT}) as book:
        cited = [((at, each.number), each) for at, (turn, _) in enumerate(tables) for each in turn.citations]
        # Of each table's citations their rows among the sources.
        rows = {key: row for row, (key, _) in enumerate(cited, start=1)}
        for at, (turn, table) in enumerate(tables):
            links = {each.number: rows[at, each.number] for each in turn.citations}
            _table(book, f"表{at + 1}", turn.question, table, links)
        _sources(book, [each for _, each in cited])
    return file.getvalue()


def _table(book: "Workbook", name: str, question: str, table: Table, links: dict[int, int]) -> None:
    """A question, under it its table; a cell leads to the first source that it names."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.set_column(0, len(table.rows[0]) - 1, _COLUMN)
    sheet.write_string(0, 0, " ".join(clean(question).split()), book.add_format({"bold": True}))
    for row, cells in enumerate(table.rows, start=2):
        for column, cell in enumerate(cells):
            named = [links[number] for number in map(int, MARK.findall(cell)) if number in links]
            text = MARK.sub("", BOLD.sub(r"\1", cell)).strip()
            if row == 2:
                sheet.write_string(row, column, text, bold)
            else:
                _cell(book, sheet, (row, column), text, named[0] if named else None)


def _cell(book: "Workbook", sheet: "Worksheet", at: tuple[int, int], text: str, source: int | None) -> None:
    linked = {"font_color": "blue", "underline": 1} if source else {}
    if source:
        sheet.write_url(*at, f"internal:'{SOURCES}'!A{source + 1}")
    told = list(figures(text))
    unit = text.lstrip("0123456789,，.")
    if len(told) == 1 and told[0].start == 0 and len(unit) <= _LONGEST_UNIT and '"' not in unit:
        places = len(told[0].number.partition(".")[2])
        shown = f'{"0." + "0" * places if places else "0"}"{unit}"'
        # A link that the cell has already stays.
        sheet.write_number(*at, float(told[0].number), book.add_format({"num_format": shown, **linked}))
    else:
        sheet.write_string(*at, text, book.add_format(linked))


def _sources(book: "Workbook", cited: Sequence[Citation]) -> None:
    sheet = book.add_worksheet(SOURCES)
    for column, (head, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, book.add_format({"bold": True, "bottom": 1}))
    for row, one in enumerate(cited, start=1):
        year = f"{one.year}年" if one.year else ""
        note = RECOGNISED if one.scanned else ""
        told = (one.title, one.region, year, " > ".join(one.section), one.report, one.quote, note)
        sheet.write_number(row, 0, one.number)
        for column, text in enumerate(told, start=1):
            sheet.write_string(row, column, clean(text or ""))
