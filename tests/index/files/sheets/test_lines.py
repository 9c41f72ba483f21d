"""The tables of a sheet as lines: titles and notes apart, merged cells filled, several tables told from one another."""

from collections.abc import Iterable

import pytest

from index.files.formats import parse_here
from index.files.sheets.lines import lines_of
from index.files.sheets.sheet import Area, Sheet, address


def sheet(*rows: str, merged: tuple[Area, ...] = (), hidden: Iterable[int] = ()) -> list[str]:
    """The lines of a sheet of these rows, cells between bars."""
    made = Sheet("x", merged=list(merged), hidden_columns=set(hidden))
    for row, words in enumerate(rows):
        for column, cell in enumerate(words.split("|")):
            made.put(row, column, cell)
    return lines_of(made)


def test_titles_units_and_notes_stand_around_the_table() -> None:
    assert sheet(
        *(
            "甲县低保情况||",
            "填报单位：|甲县民政局|单位：人",
            "类别|人数|备注",
            "城市|5|",
            "农村|7|新增",
            "注：截至年末。||",
        ),
        "审核人：|张三|填表人：李四",
    ) == [
        *("甲县低保情况", "填报单位：甲县民政局", "单位：人", "类别 | 人数 | 备注", "城市 | 5 | ", "农村 | 7 | 新增"),
        *("注：截至年末。", "审核人：张三", "填表人：李四"),
    ]
    assert sheet("甲县低保情况||单位：人", "类别|人数|备注", "城市|5|无")[:2] == ["甲县低保情况", "单位：人"]


def test_merged_cells_are_filled_and_blank_columns_left_out() -> None:
    merged = (Area(0, 0, 0, 5), Area(1, 0, 2, 1), Area(1, 2, 1, 4), Area(3, 0, 3, 1), Area(4, 0, 4, 1))
    assert sheet("情况表", "乡镇||低保", "||人数||资金", "东镇||1||2", "西镇||3||4", merged=merged) == [
        *("情况表", "乡镇 | 低保 | 低保", "乡镇 | 人数 | 资金", "东镇 | 1 | 2", "西镇 | 3 | 4")
    ]


def test_a_merged_cell_whose_first_column_is_hidden_keeps_its_words() -> None:
    merged = (Area(0, 0, 0, 2),)
    assert sheet("低保||", "草稿|人数|资金", "9|1|2", merged=merged, hidden={0}) == ["低保", "人数 | 资金", "1 | 2"]


def test_blank_rows_set_tables_apart_but_not_the_rows_of_one() -> None:
    assert sheet("乡镇|人数", "东镇|1", "", "西镇|2", "", "表2 标准|", "项目|元", "低保|560") == [
        *("乡镇 | 人数", "东镇 | 1", "西镇 | 2", "", "表2 标准", "项目 | 元", "低保 | 560")
    ]


def test_a_title_between_tables_begins_another_and_the_name_of_a_group_does_not() -> None:
    assert sheet("乡镇|人数|资金", "城区||", "东镇|1|2", "表2|", "项目|元", "低保|560") == [
        *("乡镇 | 人数 | 资金", "城区 |  | ", "东镇 | 1 | 2", "", "表2", "项目 | 元", "低保 | 560")
    ]


def test_tables_side_by_side_stand_one_below_the_other() -> None:
    assert sheet("两张表", "表1|||表2|", "镇|人||项|元", "东|1||低保|560", "西|2||孤儿|1350") == [
        *("两张表", "表1", "镇 | 人", "东 | 1", "西 | 2", "", "表2", "项 | 元", "低保 | 560", "孤儿 | 1350")
    ]


def test_a_sheet_of_words_is_its_lines() -> None:
    assert sheet("填表说明", "1.本表由民政局填报。\n2.保留两位小数。", "") == [
        *("填表说明", "1.本表由民政局填报。", "2.保留两位小数。")
    ]


def test_cells_have_the_names_that_a_spreadsheet_shows() -> None:
    assert [address(cell) for cell in ((0, 0), (4, 25), (9, 26), (0, 701), (0, 702))] == [
        *("A1", "Z5", "AA10", "ZZ1", "AAA1")
    ]


# --- tables as text -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("类别,人数\r\n低保,5\r\n", "gb18030"),
        ("类别\t人数\r\n低保\t5\r\n", "utf-16"),
        ("类别;人数\n低保;5", "utf-8-sig"),
        ("类别，人数\n低保，5\n", "utf-8"),
        ('sep=;\n"类别";"人数"\n"低保";"5"\n', "utf-8"),
    ],
)
def test_the_mark_between_cells_is_told_from_the_lines(text: str, encoding: str) -> None:
    assert parse_here(text.encode(encoding), ".csv").text == "类别 | 人数\n低保 | 5"


def test_quoted_cells_hold_marks_and_line_breaks() -> None:
    text = '低保情况,,\n类别,"金额\n（元）",备注\n低保,"1,764","救助,含新增"\n'
    assert parse_here(text.encode(), ".csv").text.split("\n") == [
        *("低保情况", "类别 | 金额 （元） | 备注", "低保 | 1,764 | 救助,含新增")
    ]
