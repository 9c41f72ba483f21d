"""Tables told from the text alone: cells with their heads, row heads and units, whatever sets the columns apart."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.files.read import read
from index.report.chunks import HEADS_IN_CONTEXT, split
from index.report.tables import Cell, Table, tables
from tests.helpers.generated import REPORT_LIKE
from tests.helpers.paths import SHARED
from tests.index.report.test_chunks import assert_covers, report_of

CASES = SHARED / "cases" / "cases.jsonl"


def told(text: str) -> tuple[Table, ...]:
    found = tables(text, 0, len(text))
    for table in found:
        assert table.start <= table.head[0] <= table.head[1] <= table.end
        assert all(table.start <= cell.start < cell.end <= table.end for cell in table.cells)
        assert all(text[cell.start : cell.end].strip() == text[cell.start : cell.end] for cell in table.cells)
    return found


def cell(text: str, words: str) -> Cell:
    return next(each for table in told(text) for each in table.cells if text[each.start : each.end] == words)


def heads(text: str, words: str) -> tuple[str, str, str | None]:
    found = cell(text, words)
    return "/".join(found.side), "/".join(found.heads), found.unit


MARKDOWN = (
    "| 类别 | 人数（人） | 资金(万元) |\n| :-- | --: | --- |\n| 城市低保 | 198 | 171.1 |\n| 农村低保 | 1764 | |\n"
)
BARS = "类别 | 人数（人） | 资金(万元)\n城市低保 | 198 | 171.1\n农村低保 | 1764 |"
TABS = "类别\t人数（人）\t资金(万元)\n城市低保\t198\t171.1\n农村低保\t1764\t"
EVEN = "类别 人数（人） 资金(万元)\n城市低保 198 171.1\n农村低保 1764 1165"
DRAWN = "┌──┬──┐\n│类别│人数（人）│资金(万元)│\n├──┼──┤\n│城市低保│198│171.1│\n│农村低保│1764│1│\n└──┴──┘"
ALIGNED = """类别          人数（人）    资金(万元)
城市低保           198         171.1
农村低保          1764
特困供养           289         312.1"""


@pytest.mark.parametrize("text", [MARKDOWN, BARS, TABS, EVEN, DRAWN, ALIGNED])
def test_a_cell_knows_its_heads_however_the_columns_are_set_apart(text: str) -> None:
    text = f"2023年救助情况见下表。\n{text}\n以上为年末数。\n"
    (table,) = told(text)
    assert heads(text, "1764") == ("农村低保", "人数", "人")
    assert heads(text, "171.1") == ("城市低保", "资金", "万元")
    assert text[slice(*table.head)].strip("|│ ").startswith("类别")
    assert table.title is None


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("项目 | 低保 | 低保\n项目 | 人数 | 资金\n城关镇 | 12 | 3.5", "3.5", ("城关镇", "低保/资金", None)),
        ("|项目|低保||\n|---|---|---|\n||人数|资金|\n|甲镇|12|3.5|", "3.5", ("甲镇", "低保/资金", None)),
        ("项目 | 人数 | 资金\n | 人 | 万元\n城关镇 | 12 | 3.5", "3.5", ("城关镇", "资金", "万元")),
        ("单位：人、万元\n项目 | 人数 | 资金\n低保 | 12 | 3.5", "3.5", ("低保", "资金", "万元")),
        ("（单位：人、万元）\n项目 | 人数 | 资金\n低保 | 12 | 3.5", "12", ("低保", "人数", "人")),
        ("表1 情况  单位：万元\n\n项目 | 金额 | 增幅\n低保 | 12 | 3.5", "3.5", ("低保", "增幅", None)),
        ("单位：某县民政局\n项目 | 金额\n低保 | 12\n特困 | 13", "12", ("低保", "金额", None)),
        ("指标 | 计量单位 | 数量\n低保对象 | 人 | 12\n结婚 | 对 | 7", "7", ("结婚", "数量", "对")),
        ("指标 | 2022年 | 2023年\n低保人数（人） | 12 | 13\n登记（对） | 7 | 8", "13", ("低保人数", "2023年", "人")),
        ("年份 | 人数 | 占比（%）\n2021 | 12 | 3.5\n2022 | 13 | 3.6", "3.6", ("2022", "占比", "%")),
        ("指标\t2022\t2023\n低保\t12\t13\n特困\t7\t8", "13", ("低保", "2023", None)),
        ("乡镇 | 类别 | 人数\n甲镇 | 低保 | 12\n | 特困 | 7", "7", ("甲镇/特困", "人数", None)),
        ("类别 | 人数\n低保 | 12\n其中：女 | 7\n特困 | 9", "7", ("低保/女", "人数", None)),
        ("类别 | 2023年\n离婚（对） | 12\n其中：协议 | 7\n收养 | 9", "7", ("离婚/协议", "2023年", "对")),
        ("类别 | 2023年\n离婚（对） | 12\n其中：协议 | 7\n收养 | 9", "9", ("收养", "2023年", None)),
        ("类别 | 人数\n低保 | 12\n其中：女 | 7\n特困 | 9", "9", ("特困", "人数", None)),
        ("类别 | 人数\n低保 | 12\n　　女 | 7\n　　男 | 5\n特困 | 9", "5", ("低保/男", "人数", None)),
        ("类别 | 人数\n一、救助 | \n低保 | 12\n二、养老 | \n床位 | 9", "9", ("养老/床位", "人数", None)),
        ("类别\t人数\n社会救助\n低保\t12\n特困\t9", "9", ("社会救助/特困", "人数", None)),
        ("序号 | 类别 | 人数\n1 | 低保 | 12\n2 | 特困 | 7", "7", ("特困", "人数", None)),
        ("类别 | 人数\n低保 | 12\n类别 | 人数\n特困 | 7", "7", ("特困", "人数", None)),
        ("低保人数 | 12\n特困人数 | 7", "7", ("特困人数", "", None)),
        ("类别 | 人数 | 备注\n低保 | 12 | 含边缘\n特困 | 7 | 无", "含边缘", ("低保", "备注", None)),
        ("职务 | 姓名 | 电话\n局长 | 张某 | 无\n副局长 | 李某 | 无", "李某", ("副局长", "姓名", None)),
        ("目标 | 年初\n产值 | 增长7.5%\n收入 | 每人每月680元", "增长7.5%", ("产值", "年初", None)),
        ("类别 | 人数<br>（人） | 金额\n城市<br>农村 | 12<br>13 | 4<br>5", "13", ("农村", "人数", "人")),
        ('类别\t人数\n"离婚\n其中：协议"\t"12\n７"\n结婚\t3', "７", ("离婚/协议", "人数", None)),
    ],
)  # fmt: skip
def test_heads_in_rows_columns_and_lines_above(text: str, words: str, expected: tuple[str, str, str | None]) -> None:
    assert heads(text, words) == expected


def test_totals_are_told_in_rows_and_columns_and_are_no_parts() -> None:
    text = "类别 | 城市 | 合计\n一、低保 | 1 | 11\n小计 | 2 | 12\n二、特困 | 3 | 13\n全县 | 4 | 14\n合　计 | 5 | 15"
    assert [cell(text, each).total for each in ("1", "11", "2", "3", "13", "4", "5")] == [0, 1, 1, 0, 1, 1, 1]
    assert (cell(text, "2").side, cell(text, "4").side) == (("低保", "小计"), ("全县",))
    serial = "序号 | 类别 | 人数\n1 | 低保 | 12\n2 | 特困 | 7\n合计 | — | 19"
    assert (cell(serial, "19").side, cell(serial, "19").total) == (("合计",), True)


@pytest.mark.parametrize(
    ("above", "title", "unit"),
    [
        ("附表1 各镇低保情况（截至11月底）", "附表1 各镇低保情况（截至11月底）", None),
        ("表2：各镇低保情况    单位：万元", "表2：各镇低保情况", "万元"),
        ("各镇低保情况表\n（单位：元/人·月）", "各镇低保情况表", "元/人·月"),
        ("各镇低保情况表 | | \n单位：万元 | |", "各镇低保情况表", "万元"),
        ("各镇低保情况表\n填报单位：甲县民政局\n单位：万元", "各镇低保情况表", "万元"),
        ("一、低保", None, None),
        ("情况如下：", None, None),
        ("2023年共发放低保金12万元。", None, None),
    ],
)
def test_the_title_and_the_unit_line_stand_above(above: str, title: str | None, unit: str | None) -> None:
    (table,) = told(f"正文。\n{above}\n乡镇 | 人数 | 资金\n甲镇 | 12 | 3.5\n乙镇 | 13 | 3.6")
    assert (table.title, table.unit) == (title, unit)


@pytest.mark.parametrize(
    "text",
    [
        "来源：日报 | 编辑：张某\n正文从此开始。",
        "（一）\t指导思想。\n（二）\t建设目标。",
        "姓名： | 张某\n电话： | 123\n地址： | 某县",
        "目  录\n一、工作情况    1\n二、下步打算    5\n三、建议    9",
        "一、总体要求 ........ 1\n二、重点任务 ........ 5\n三、保障措施 ........ 9",
        "主任：张某  副主任：李某  委员：王某\n成员：孙某  教育局  局长\n成员：赵某  卫健局  局长",
        "年   月    日\n年   月    日\n2023年   5月    1日",
        "— 17 —\n— 18 —\n— 19 —",
        "城市低保 标准 每月 680元。\n农村低保 标准 每年 5460元。\n特困供养 标准 每月 900元。",
        "2023年低保\t1764人",
    ],
)
def test_prose_lists_forms_and_contents_are_no_tables(text: str) -> None:
    assert told(text) == ()


words = st.text("城镇低保特困救助养老床位金额对象标准", min_size=2, max_size=6)
figure = st.integers(1, 99999).map(str) | st.decimals(0, 999, places=1).map(str) | st.just("—")


@given(st.data(), st.sampled_from(["|", "md", "\t", " "]), st.integers(2, 6), st.integers(2, 5))
def test_random_tables_come_back(data: st.DataObject, form: str, rows: int, columns: int) -> None:
    names = data.draw(st.lists(words, min_size=columns, max_size=columns, unique=True))
    sides = data.draw(st.lists(words, min_size=rows, max_size=rows, unique=True))
    units = [data.draw(st.sampled_from(["", "人", "万元", "元/月", "%"])) for _ in range(columns)]
    values = [[data.draw(figure) for _ in range(columns)] for _ in range(rows)]
    assume(all(any(each != "—" for each in row) for row in values) and sides[0] != "序号")
    assume(form != " " or columns > 2 or sum(each != "—" for row in values for each in row) > rows)
    grid = [["项目", *(f"{name}（{unit}）" if unit else name for name, unit in zip(names, units, strict=True))]]
    grid += [[side, *row] for side, row in zip(sides, values, strict=True)]
    assume(form != " " or rows > 2)
    if form == " ":
        wide = [
            max(sum(2 if ord(each) > 255 else 1 for each in row[at]) for row in grid) + 3 for at in range(columns + 1)
        ]
        pad = [
            [each + " " * (wide[at] - sum(2 if ord(c) > 255 else 1 for c in each)) for at, each in enumerate(row)]
            for row in grid
        ]
        text = "\n".join("".join(row).rstrip() for row in pad)
    else:
        left, mark, right = {"|": ("", " | ", ""), "md": ("| ", " | ", " |"), "\t": ("", "\t", "")}[form]
        lines = [left + mark.join(row) + right for row in grid]
        text = "\n".join([lines[0], *(["|---" * (columns + 1) + "|"] if form == "md" else []), *lines[1:]])
    (table,) = told(f"情况如下：\n{text}\n完。")
    found = [(each.side, each.heads, each.unit) for each in table.cells]
    assert found == [
        ((side,), (name,), unit or None) for side in sides for name, unit in zip(names, units, strict=True)
    ]


@given(st.one_of(REPORT_LIKE, st.text("项目人数12.|\t \n　—", max_size=300), st.text(max_size=300)))
def test_no_text_breaks_it(text: str) -> None:
    told(text)


@given(st.integers(3, 60), st.integers(1, 120), st.sampled_from([" | ", "\t"]))
def test_a_chunk_is_cut_between_rows_and_carries_the_heads(rows: int, length: int, mark: str) -> None:
    lines = [mark.join((f"{number}镇", "低保。", "，" * length, f"{number}00")) for number in range(rows)]
    text = "一、救助\n表1 各镇情况（单位：万元）\n" + "\n".join(
        [mark.join(("乡镇", "类别", "说明", "资金2022年")), *lines]
    )
    report = report_of(text)
    assert_covers(report)
    for chunk in split(report):
        assert chunk.start == 0 or text[chunk.start - 1] == "\n"
        if chunk.start > text.index("乡镇"):
            assert "表1 各镇情况（单位：万元） > 表头：乡镇 | 类别 | 说明 | 资金2022年" in chunk.context
            assert 2022 in chunk.years
        else:
            assert "表头" not in chunk.context


@pytest.mark.parametrize("mark", [" | ", "\t", "      "])
def test_rows_of_a_table_are_no_headings(mark: str) -> None:
    rows = [mark.join(each) for each in (("项目", "人数", "资金"), ("一、低保", "12", "3.5"), ("二、特困", "7", "2.5"))]
    text = "\n".join(["一、救助", *rows, mark.join(("三、合计", "19", "6.0")), "二、养老", "建成床位一百张。"])
    assert [section.heading for section in report_of(text).sections] == ["一、救助", "二、养老"]


def test_heads_in_a_context_are_short_and_outer_row_heads_come_along() -> None:
    wide = " | ".join(["类别", *("很长的列名" * 5 + str(at) for at in range(6))])
    rows = [" | ".join([f"救助事项之{at}", *"123456"]) for at in range(40)]
    chunks = split(report_of("\n".join(["情况见下表。", wide, "一、社会救助 | | | | | |", *rows])))
    context = chunks[-1].context
    assert context.endswith(" > 社会救助")
    assert "表头：类别 | 很长的列名" in context
    assert len(context) < HEADS_IN_CONTEXT + 60


@pytest.mark.skipif(not CASES.exists(), reason="needs the cases")
@pytest.mark.parametrize(
    ("name", "words", "expected"),
    [
        ("simple_table.docx", "1764", ("农村低保", "人数", "人")),
        ("simple_table.md", "1764", ("农村低保", "人数", "人")),
        ("stats_page.html", "1,752", ("社会救助/农村最低生活保障人数", "数量", "人")),
        ("docx_vmerge.docx", "61", ("府城镇/特困供养", "人数", "人")),
        ("gov_rowspan_gbk.html", "61", ("府城镇/特困供养", "人数", "人")),
        ("table_over_pages.pdf", "397", ("双河乡", "低保人数", "人")),
        ("three_line_table.pdf", "530", ("农村低保月标准", "2022年", "元")),
        ("cell_lines.pdf", "231 268", ("临时救助", "2022年、2023年人数", None)),
    ],
)
def test_the_cases(name: str, words: str, expected: tuple[str, str, str | None]) -> None:
    known = {each for line in CASES.read_text(encoding="utf-8").splitlines() for each in json.loads(line)["files"]}
    assert name in known
    assert heads(read(CASES.parent / name).text, words) == expected
