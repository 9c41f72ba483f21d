"""The tables of a chat as an Excel file, as openpyxl reads it back."""

from io import BytesIO

import openpyxl
from openpyxl.workbook import Workbook

from assistant.model import Answer
from assistant.web.talk.sheets import SOURCES, as_workbook
from tests.helpers.pages import HOSTILE, answered, cited

TABLE = (
    "合计：1 + 2 = **3户**[1]\n\n| 地区 | 年份 | 数值 |\n| --- | --- | --- |\n"
    "| 甲市 | 2023年 | **1,321.50万元**[1] |\n| 乙市 | 2023年 | 约9户[2] |\n| 丙市 | – | 报告没有说 |"
)
OTHER = cited(2, "救助9户。", "救助9户", report="乙.txt", region="乙市", title=None, section=())


def opened(*turns: Answer) -> Workbook:
    return openpyxl.load_workbook(BytesIO(as_workbook(turns)))


def test_a_chat_without_tables_has_none() -> None:
    assert as_workbook([answered("救助**321户**[1]", cited())]) == b""
    assert as_workbook([]) == b""


def test_each_table_is_a_sheet_and_its_figures_are_numbers() -> None:
    book = opened(answered(TABLE, cited(), OTHER), answered("无表"), answered(TABLE, cited(), OTHER))
    assert book.sheetnames == ["表1", "表2", SOURCES]
    sheet = book["表1"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows == [
        ["地区", "年份", "数值"],
        ["甲市", "2023年", 1321.5],
        ["乙市", "2023年", "约9户"],
        ["丙市", "–", "报告没有说"],
    ]
    assert sheet["C4"].number_format == '0.00"万元"'


def test_a_cell_leads_to_its_source() -> None:
    book = opened(answered(TABLE, cited(), OTHER), answered(TABLE, cited(), OTHER))
    links = [book[name][f"C{row}"].hyperlink.location for name in ("表1", "表2") for row in (4, 5)]
    assert links == [f"'{SOURCES}'!A{row}" for row in (2, 3, 4, 5)]
    assert book["表1"]["C6"].hyperlink is None
    rows = [[cell.value for cell in row] for row in book[SOURCES].iter_rows(min_row=2)]
    assert [(row[0], row[5], row[6]) for row in rows[:2]] == [
        (1, cited().report, cited().quote),
        (2, "乙.txt", "救助9户"),
    ]


def test_a_source_that_was_recognised_in_a_picture_says_so() -> None:
    book = opened(answered(TABLE, cited(scanned=True), OTHER))
    assert [cell.value for cell in book[SOURCES]["H"]] == ["备注", "扫描识别，请核对原件", ""]


def test_what_reports_and_users_write_is_text() -> None:
    for text in (HOSTILE, "=1+1", "http://example.org", "@SUM(A1)"):
        safe = text.replace("|", " ").replace("\n", " ")
        asked = answered(f"| 地区 | 数值 |\n| --- | --- |\n| {safe} | 9户[1] |", cited(quote=text))
        for sheet in opened(asked).worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                assert cell.data_type in ("s", "n")
                assert cell.hyperlink is None or cell.hyperlink.target is None
