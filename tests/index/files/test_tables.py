"""Tables of Word, web pages and PDF as lines `cell | cell`: merged cells filled, pages joined, columns told."""

import io
from itertools import pairwise

import docx
from docx.table import Table

from index.files.formats import parse_here
from index.files.merged import LONGEST_REPEATED
from tests.helpers.pdfs import pdf

GRID = [100, 180, 260, 340]


def lines(data: bytes, suffix: str) -> list[str]:
    return [line.rstrip() for line in parse_here(data, suffix).text.split("\n")]


def table_of(document: "docx.document.Document", rows: list[list[str]]) -> Table:
    table: Table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for at, row in enumerate(rows):
        for column, words in enumerate(row):
            table.cell(at, column).text = words
    return table


def word(document: "docx.document.Document") -> list[str]:
    out = io.BytesIO()
    document.save(out)
    return lines(out.getvalue(), ".docx")


def test_word_fills_cells_merged_across_and_down() -> None:
    document = docx.Document()
    rows = [["各镇情况", "", "", ""], ["乡镇", "低保", "", "合计"], ["", "人数", "资金", ""], ["甲镇", "1", "2", "3"]]
    table = table_of(document, [*rows, ["备注", "数据截至年末。", "", ""], ["城区", "", "", ""]])
    for (top, left), (bottom, right) in [
        *(((0, 0), (0, 3)), ((1, 1), (1, 2)), ((1, 0), (2, 0)), ((1, 3), (2, 3))),
        *(((4, 1), (4, 3)), ((5, 0), (5, 3))),
    ]:
        table.cell(top, left).merge(table.cell(bottom, right))
    assert word(document) == [
        "各镇情况",
        "乡镇 | 低保 | 低保 | 合计",
        "乡镇 | 人数 | 资金 | 合计",
        "甲镇 | 1 | 2 | 3",
        "备注 | 数据截至年末。",
        "城区 |  |  |",
    ]


def test_word_keeps_lines_of_cells_apart_and_indents() -> None:
    document = docx.Document()
    rows = [["类别", "人数\n（人）"], ["城市\n农村", "231\n268"], ["临时\n救助", "7"], ["　其中：女", "3"]]
    table_of(document, rows)
    assert word(document) == ["类别 | 人数 （人）", "城市 | 231", "农村 | 268", "临时 救助 | 7", "　其中：女 | 3"]


def test_a_web_page_fills_cells_over_rows_and_columns() -> None:
    page = """<body><p>正文。</p><table><tr><td colspan=3>各镇情况</td></tr>
    <tr><th rowspan=2>乡镇</th><th colspan=2>低保</th></tr><tr><th>人数</th><th>资金</th></tr>
    <tr><td rowspan=2>甲镇</td><td>1</td><td rowspan=2>2</td></tr><tr><td>3</td></tr>
    <tr><td colspan=3>城区</td></tr><tr><td>&emsp;乙镇</td><td>4<br>5</td><td></td></tr></table></body>"""
    assert lines(page.encode(), ".html")[1:] == [
        *("各镇情况", "乡镇 | 低保 | 低保", "乡镇 | 人数 | 资金", "甲镇 | 1 | 2", "甲镇 | 3 | 2"),
        *("城区 | |", "\u2003乙镇 | 4 5 |"),
    ]


def test_a_web_page_cannot_make_a_text_without_end() -> None:
    long = "长" * (LONGEST_REPEATED + 1)
    cell = f'<td colspan="99999" rowspan="99999">{long}</td>'
    page = (
        f"<body><p>正文。</p><table><tr><td>甲</td>{cell}<td>乙</td></tr>{'<tr><td>丙</td></tr>' * 50}</table></body>"
    )
    text = parse_here(page.encode(), ".html").text
    assert text.count(long) == 1
    assert len(text) < 100_000


def ruled(rows: int, top: int = 760, *, without: tuple[str, ...] = ()) -> str:
    """The rules of a table of three columns, rows of 20 points each; `without` are strokes left out."""
    across = [f"{a} {y} m {b} {y} l S" for y in range(top, top - 20 * rows - 1, -20) for a, b in pairwise(GRID)]
    down = [f"{x} {y} m {x} {y - 20} l S" for x in GRID for y in range(top, top - 20 * rows, -20)]
    return "\n".join(each for each in [*across, *down] if each not in without)


def row(y: int, *words: str) -> list[tuple[float, float, str]]:
    return [(x + 4, y + 6, each) for x, each in zip(GRID, words, strict=False) if each]


def test_pdf_fills_merged_cells_and_keeps_figures_of_a_cell_apart() -> None:
    missing = ("180 740 m 260 740 l S",)  # a cell over two rows in the second column
    text = [*row(740, "乡镇", "低保", "人数"), *row(720, "甲镇", "", "12")]
    text += [(264, 706, "231"), (264, 700, ""), (104, 706, "社会"), (184, 706, "x")]
    data = pdf([[(60, 800, "表前。"), *text]], ruled=ruled(3, without=missing))
    assert lines(data, ".pdf")[1:3] == ["乡镇 | 低保 | 人数", "甲镇 | 低保 | 12"]


def test_pdf_cells_of_several_lines() -> None:
    big = "100 760 m 260 760 l S 100 740 m 260 740 l S 100 700 m 260 700 l S " + " ".join(
        f"{x} 760 m {x} 700 l S" for x in (100, 180, 260)
    )
    text = [
        (104, 746, "项目"),
        (184, 746, "人数"),
        *((104, y, words) for y, words in ((730, "农村"), (718, "最低生活"), (706, "保障"))),
        (184, 728, "231"),
        (184, 708, "268"),
    ]
    data = pdf([[(60, 800, "表前。"), *text]], ruled=big)
    assert lines(data, ".pdf")[1:] == ["项目 | 人数", "农村最低生活保障 | 231 268"]


def test_a_pdf_table_goes_on_over_the_page_without_its_head() -> None:
    first = [*row(740, "乡镇", "户数", "人数"), *row(720, "甲镇", "1", "2")]
    again = [(60, 790, "续表1"), *row(740, "乡镇", "户数", "人数"), *row(720, "乙镇", "3", "4")]
    data = pdf([[(60, 800, "表前。"), *first], again], ruled=ruled(2))
    assert lines(data, ".pdf") == ["表前。", "乡镇 | 户数 | 人数", "甲镇 | 1 | 2", "乙镇 | 3 | 4"]


def test_print_in_columns_without_rules_is_rows_and_prose_is_not() -> None:
    table = [
        (60, 700, "项目"),
        (200, 700, "低保"),
        (340, 700, "特困"),
        (60, 680, "乡镇"),
        (180, 680, "户数"),
        (240, 680, "人数"),
    ]
    table += [(320, 680, "户数"), (380, 680, "人数")]
    for at, name in enumerate(["甲镇", "乙镇", "丙镇"]):
        y = 660 - 20 * at
        table += [(60, y, name), *((x, y, f"{x + at}") for x in (180, 240, 320, 380) if (x, at) != (240, 1))]
    prose = [
        (60, 800, "2023年工作情况如下，"),
        (340, 800, "2024年工作打算如下，"),
        (60, 780, "共发放100万元，"),
        (340, 780, "计划发放200万元，"),
    ]
    found = lines(pdf([[*prose, *table]]), ".pdf")
    assert [line for line in found if "|" in line] == [
        "项目 | 低保 | 低保 | 特困 | 特困",
        "乡镇 | 户数 | 人数 | 户数 | 人数",
        "甲镇 | 180 | 240 | 320 | 380",
        "乙镇 | 181 |  | 321 | 381",
        "丙镇 | 182 | 242 | 322 | 382",
    ]
