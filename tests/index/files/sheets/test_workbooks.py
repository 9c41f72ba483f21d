"""Workbooks of each format: what their cells show, what is hidden, and what is told of all that could not be read."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from index.errors import ReportError
from index.files.formats import parse_here
from index.files.read import parse
from index.files.sheets import workbook
from index.files.source import Source
from tests.faults.helpers.sheets import ods, xlsx, zipped

DATA = Path(__file__).parents[1] / "data"
HEADS = "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='inlineStr'><is><t>人数</t></is></c></row>"
STRINGS = "<si><r><t>类</t></r><r><t>别</t></r><rPh><t>lèi</t></rPh></si><si><t>低保_x000D_</t></si>"


def saved(book: openpyxl.Workbook) -> Source:
    out = io.BytesIO()
    book.save(out)
    return parse_here(out.getvalue(), ".xlsx")


def sheet_of(rows: Sequence[Sequence[object]], name: str = "Sheet1") -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    return book, sheet


def refused(data: bytes, suffix: str = ".xlsx") -> str:
    with pytest.raises(ReportError) as caught:
        parse_here(data, suffix)
    return str(caught.value)


# --- Excel ----------------------------------------------------------------------------------------------------------


def test_a_cell_is_what_the_sheet_shows() -> None:
    book, sheet = sheet_of([["项目", "2023年", "增长"], ["低保", 1764.0, 0.035], ["孤儿", 36, -0.1]])
    for row in (2, 3):
        sheet.cell(row, 3).number_format = "0.0%"
    assert saved(book).text.split("\n") == ["项目 | 2023年 | 增长", "低保 | 1764 | 3.5%", "孤儿 | 36 | -10.0%"]


def test_strings_are_shared_rich_or_in_the_cell() -> None:
    cells = "<row><c t='s'><v>1</v></c><c t='str'><f>A1</f><v>12</v></c><c t='b'><v>1</v></c><c><v>45291</v></c></row>"
    assert parse_here(xlsx(HEADS + cells, strings=STRINGS), ".xlsx").text.split("\n") == [
        *("低保", "类别 | 人数 |  | ", "低保 | 12 | TRUE | 45291")
    ]


def test_sheets_stand_under_their_names_and_hidden_ones_are_told() -> None:
    book, _ = sheet_of([["项目", "人数"], ["低保", 1]], "2022年")
    for name, state in (("2023年", "visible"), ("Sheet3", "visible"), ("底稿", "hidden")):
        sheet = book.create_sheet(name)
        sheet.append(["项目", "人数"])
        sheet.append([f"低保{name}", 2])
        sheet.sheet_state = state
    source = saved(book)
    assert [source.text[each.start : each.end] for each in source.headings] == ["2022年", "2023年"]
    assert "低保Sheet3 | 2" in source.text
    assert "底稿" not in source.text
    assert source.unread == ("工作表「底稿」是隐藏的，没有读；如需引用，请取消隐藏后再放入",)


def test_the_title_of_a_single_sheet_is_that_of_the_workbook() -> None:
    book, sheet = sheet_of([["附件1"], ["甲县2023年低保情况表"], ["类别", "人数"], ["城市", 5]], "城乡低保")
    sheet.merge_cells("A2:B2")
    source = saved(book)
    assert source.text.split("\n") == ["附件1", "甲县2023年低保情况表", "城乡低保", "类别 | 人数", "城市 | 5"]
    assert source.title == "甲县2023年低保情况表"


def test_hidden_rows_and_columns_are_left_out_and_told() -> None:
    book, sheet = sheet_of([["项目", "草稿", "人数"], ["低保", 9, 1], ["旧", 9, 9]], "表一")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    source = saved(book)
    assert source.text.split("\n") == ["项目 | 人数", "低保 | 1"]
    assert source.unread == ("工作表「表一」有 1 行、1 列是隐藏的，没有读；如需引用，请取消隐藏或筛选后再放入",)


def test_formulas_without_a_value_and_errors_are_told_with_their_cells() -> None:
    book, sheet = sheet_of([["项目", "金额"], *([["低保", "=1+1"]] * 7), ["合计", "#REF!"]])
    sheet["B9"].data_type = "e"
    source = saved(book)
    assert "=" not in source.text
    assert source.unread == (
        "工作表「Sheet1」 B2、B3、B4、B5、B6 等 7 处：公式没有存下结果，没有读出数值；"
        "请用 Excel 或 WPS 打开、保存后再放入",
        "工作表「Sheet1」 B9：是错误值（#REF!），没有数值可读；请改正公式后再放入",
    )


def test_a_stored_nought_is_no_value_where_the_program_that_wrote_it_computed_nothing() -> None:
    row = "<row><c t='str'><v>合计</v></c><c><f>A1</f><v>0</v></c></row>"
    assert parse_here(xlsx(HEADS + row, strings=STRINGS), ".xlsx").text.endswith("合计 | 0")
    source = parse_here(xlsx(HEADS + row, strings=STRINGS, book="<calcPr fullCalcOnLoad='1'/>"), ".xlsx")
    assert "B2" in source.unread[0]


def test_a_million_rows_of_borders_cost_little() -> None:
    blank = "".join(f"<row r='{at}'><c r='A{at}' s='0'/></row>" for at in range(3, 30_000))
    row = "<row><c t='str'><v>低保</v></c><c><v>5</v></c></row>"
    assert parse_here(xlsx(HEADS + row + blank, strings=STRINGS), ".xlsx").text.endswith("低保 | 5")
    far = "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
    assert "低保 | 5" in parse_here(xlsx(HEADS + row + far, strings=STRINGS), ".xlsx").text


def test_pictures_are_told() -> None:
    data = io.BytesIO(xlsx(HEADS, strings=STRINGS))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("xl/media/image1.png", b"x")
    assert "1 张图片" in parse_here(data.getvalue(), ".xlsx").unread[0]


# --- Excel before 2007, and what is called so -----------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".xls", ".et", ".xlsx"])
def test_an_old_workbook_is_read_whatever_it_is_called(suffix: str) -> None:
    source = parse_here((DATA / "workbook.xls").read_bytes(), suffix)
    assert source.text.split("\n") == [
        *("甲县2023年养老服务情况", "单位：张", "乡镇 | 床位 | 床位 | 入住率", "乡镇 | 总数 | 其中：护理型 | 入住率"),
        *("东镇 | 1,208 | 30 | 8.5%", "\u3000西镇 | 96 | 12 | 50.0%", "", "填报日期：2023-12-31"),
    ]
    assert [sentence[:9] for sentence in source.unread] == ["工作表「养老」有 ", "工作表「底稿」是隐"]


def test_a_web_page_or_text_called_xls_is_read() -> None:
    page = (
        "<html><body><table><tr><td>类别</td><td>人数</td></tr><tr><td>低保</td><td>5</td></tr></table></body></html>"
    )
    assert parse(page.encode("gbk"), ".xls").text == "类别 | 人数\n低保 | 5"
    assert parse_here("类别\t人数\n低保\t5".encode("gbk"), ".xls").text == "类别 | 人数\n低保 | 5"
    with pytest.raises(ReportError, match=r"\.xlsx"):
        parse(b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', ".xls")


# --- OpenDocument ---------------------------------------------------------------------------------------------------


def cells(*words: str, more: str = "") -> str:
    told = "".join(f"<table:table-cell><text:p>{each}</text:p></table:table-cell>" for each in words)
    return f"<table:table-row {more}>{told}</table:table-row>"


def test_an_opendocument_sheet_is_what_it_shows() -> None:
    head = (
        '<table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>乡镇</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-spanned="2"><text:p>低<text:s text:c="2"/>保</text:p>'
        "<office:annotation><text:p>批注</text:p></office:annotation></table:table-cell>"
        "<table:covered-table-cell/></table:table-row><table:table-row><table:covered-table-cell/>"
        "<table:table-cell><text:p>人数</text:p></table:table-cell>"
        "<table:table-cell><text:p>占比</text:p></table:table-cell></table:table-row>"
    )
    error = '<table:table-cell table:formula="of:=A1"/>' + "<table:table-cell><text:p>#REF!</text:p></table:table-cell>"
    last = f"<table:table-row><table:table-cell><text:p>合计</text:p></table:table-cell>{error}</table:table-row>"
    blank = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    last += cells("全县", "10", "7.0%")
    rows = [cells("东镇", "5", "3.5%", more='table:number-rows-repeated="2"')]
    rows += [cells("旧", "9", "9", more='table:visibility="filter"'), last, blank]
    source = parse_here(ods(head + "".join(rows)), ".ods")
    assert source.text.split("\n") == [
        *(
            "低保",
            "乡镇 | 低 保 | 低 保",
            "乡镇 | 人数 | 占比",
            "东镇 | 5 | 3.5%",
            "东镇 | 5 | 3.5%",
            "合计 |  | ",
            "全县 | 10 | 7.0%",
        )
    ]
    assert [sentence[7:13] for sentence in source.unread] == ["有 1 行是", " B6：公式", " C6：是错"]


def test_a_hidden_opendocument_sheet_holds_nothing_to_read() -> None:
    style = '<style:style style:name="x"><style:table-properties table:display="false"/></style:style>'
    assert "没有文字" in refused(ods(cells("甲", "乙"), styles=style, style="x"), ".ods")


# --- what cannot be read --------------------------------------------------------------------------------------------


def test_each_kind_of_bad_workbook_has_its_own_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = xlsx(HEADS, strings=STRINGS)
    told = {
        "locked": refused((DATA / "encrypted.xlsx").read_bytes()),
        "locked too": refused(ods(cells("甲"), manifest="<encryption-data/>"), ".ods").replace("表格", ""),
        "cut": refused(whole[: len(whole) // 2]),
        "other": refused(zipped({"word/document.xml": "<w/>"})),
        "odd": refused(xlsx("<row><c t='s'><v>9</v></c></row>")),
        "container": refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000), ".xls"),
    }
    assert len(set(told.values())) == len(told)
    assert "密码" in told["locked"]
    assert "密码" in told["locked too"]
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 100)
    assert "解压后" in refused(whole)


def test_a_sheet_of_too_much_is_refused_by_name() -> None:
    row = f"<row><c t='str'><v>{'长' * 30_000}</v></c></row>"
    assert "工作表「低保」太大" in refused(xlsx(row * 20))


def test_entities_neither_grow_nor_reach_outside() -> None:
    before = '<!DOCTYPE x [<!ENTITY a "哈"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
    for entity in ("&a;", "&b;"):
        try:
            text = parse_here(xlsx(f"<row><c t='str'><v>甲{entity}</v></c></row>", before=before), ".xlsx").text
        except ReportError:
            continue
        assert text in ("低保\n甲", "低保\n甲哈")


def test_a_sheet_of_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.files.sheets.sheet.MOST_CELLS", 5)
    assert "单元格" in refused("甲,乙,丙\n1,2,3\n".encode(), ".csv")
