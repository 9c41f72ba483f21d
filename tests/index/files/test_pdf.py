"""What of a PDF page is its text, in which order, and which of its lines are one paragraph."""

from collections.abc import Sequence

import pytest

from index.files.formats import parse_here
from index.files.pdf.paragraphs import paragraphs
from index.files.pdf.rows import Row, plain
from tests.helpers.paths import SHARED
from tests.helpers.pdfs import Shown, pdf

TITLE, SMALL = "/F1 18 Tf", "/F1 6 Tf"
BODY = "全市民政系统围绕中心服务大局着力保障改善民生各项工作都取得了新的成绩"


def lines(*pages: Sequence[Shown], ruled: str = "") -> list[str]:
    return parse_here(pdf(pages, ruled=ruled), ".pdf").text.split("\n")


def column(x: float, top: float, *words: str) -> list[Shown]:
    """Lines of a column; those that begin with a space are indented."""
    return [(x + 20 * text.startswith(" "), top - 18 * at, text.strip()) for at, text in enumerate(words)]


# --- the order of reading -------------------------------------------------------------------------------------------


def test_columns_are_read_one_after_the_other_and_a_sentence_goes_on_from_one_to_the_next() -> None:
    left = column(60, 740, f" {BODY[:16]}", BODY[:18], "办结。", f" {BODY[:16]}", BODY[:17] + "共")
    right = column(320, 736, "计30人。", f" {BODY[4:20]}", BODY[4:22], BODY[4:22], "结束。")
    assert lines(
        [(120, 790, "民政工作简报二〇二三年第八期总第九十期", TITLE), *left, *right, (60, 600, BODY + "完。")]
    ) == [
        "民政工作简报二〇二三年第八期总第九十期",
        BODY[:16] + BODY[:18] + "办结。",
        BODY[:16] + BODY[:17] + "共计30人。",
        BODY[4:20] + BODY[4:22] * 2 + "结束。",
        BODY + "完。",
    ]


def test_three_columns() -> None:
    texts = [f"{at}{BODY[:13]}" for at in "甲乙丙"]
    page = [each for at, text in enumerate(texts) for each in column(50 + 180 * at, 740, text, text, text + "。")]
    assert lines([(260, 790, "简报", TITLE), *page]) == ["简报", *(text * 3 + "。" for text in texts)]


def test_labels_with_their_values_are_no_columns() -> None:
    page = [
        *column(60, 740, "受理部门", "办理时间", "咨询电话"),
        *column(300, 740, "社会救助股", "工作日上午", "另行公布"),
    ]
    assert lines(page) == ["受理部门 社会救助股", "办理时间 工作日上午", "咨询电话 另行公布"]


def test_vertical_print_is_read_from_the_right() -> None:
    words = ["东山县民政局二〇二三年工作总结", BODY[:30], BODY[:8] + "。"]
    page: list[Shown] = [
        (500 - 24 * at, 780 - 14 * down, each) for at, text in enumerate(words) for down, each in enumerate(text)
    ]
    assert lines(page) == [words[0], words[1] + words[2]]
    assert plain("三人︐办结︒") == "三人，办结。"


# --- what is no text ------------------------------------------------------------------------------------------------


def test_heads_of_left_and_right_pages_go_and_text_at_the_same_height_stays() -> None:
    small = "/F1 8 Tf"
    pages: list[list[Shown]] = [
        [
            (60, 810, f"{name}民政年报", small),
            (60, 780, f"{name}文"),
            (60, 760, "正文。"),
            (280, 30, f"· {at} ·", small),
        ]
        for at, name in enumerate("左右左右左", 1)
    ]
    found = lines(*pages)
    assert [line for line in found if "年报" in line or "·" in line] == []
    assert sum("文正文。" in line or line in ("左文", "右文") for line in found) == 5


def test_watermarks_are_left_out() -> None:
    text = [(60, 760, "一、社会救助"), (80, 740, "发放低保金1902万元。")]
    skewed: list[Shown] = [
        (x, y, "内部资料", f"0.8 g 0.87 0.5 -0.5 0.87 {x} {y} Tm") for x in (60, 300) for y in (730, 755)
    ]
    upright: list[Shown] = [(82, 741, "东山民政", "0.8 g"), (300, 500, "东山民政", "0.8 g")]
    again: list[Shown] = [(x, y, "仅供查阅") for x, y in ((84, 743), (300, 743), (84, 400))]
    marks: tuple[list[Shown], ...] = (skewed, upright, again)
    for mark in marks:
        assert lines([*mark, *text]) == ["一、社会救助", "发放低保金1902万元。"]


def test_words_in_another_colour_and_slanted_pages_stay() -> None:
    red: list[Shown] = [(60, 760, "全县共有"), (100, 760, "2845", "1 0 0 rg"), (140, 760, "人。")]
    assert lines(red) == ["全县共有2845人。"]
    assert "发放低保金" in "".join(lines([(60, 700, "发放低保金", "0.99 0.14 -0.14 0.99 60 700 Tm")]))


def test_characters_drawn_twice_are_told_once() -> None:
    twice: list[Shown] = [(60 + shift, 760, "全县22个乡镇共11人人均600元") for shift in (0, 0.4, 0.8)]
    assert lines(twice) == ["全县22个乡镇共11人人均600元"]


# --- notes ----------------------------------------------------------------------------------------------------------


def test_marks_of_notes_are_no_figures_and_notes_stand_after_their_paragraph() -> None:
    first = [
        *column(60, 100, f" {BODY[:30]}"),
        (60, 82, "全县低保对象2845"),
        (160, 86, "1", SMALL),
        (166, 82, BODY[:20]),
        (60, 53, "1", "/F1 5 Tf"),
        (64, 50, "含新增的12人。", "/F1 8 Tf"),
    ]
    second: list[Shown] = [(60, 780, "办结。"), (80, 762, "绿化面积20m"), (150, 766, "2", SMALL), (156, 762, "。")]
    found = lines(first, second)
    assert found[1:] == ["〔1〕含新增的12人。", "绿化面积20m2。"]
    assert "2845全市" in found[0]
    assert found[0].endswith("办结。")


# --- paragraphs -----------------------------------------------------------------------------------------------------


def test_pages_of_a_scan_have_margins_of_their_own() -> None:
    wide = [Row(f"全县共有敬老院{at}所。", 60 + 20 * at, 80, 520, 14, page=1) for at in range(6)]
    scanned = [
        Row("全年发放临时救助金六十一", 60, 120, 400, 14, page=3, confidence=0.99),
        Row("万元。", 80, 120, 180, 14, page=3, confidence=0.9),
    ]
    lines = list(paragraphs([*wide, *scanned]))
    assert (lines[-1].text, lines[-1].confidence) == ("全年发放临时救助金六十一万元。", 0.9)


def test_a_title_in_larger_type_stands_alone() -> None:
    assert lines([(60, 780, "东山县民政局工作总结", TITLE), (60, 755, "近三年情况如下。")]) == [
        "东山县民政局工作总结",
        "近三年情况如下。",
    ]


def test_letterhead_and_signature_tell_nothing_of_the_width() -> None:
    head: list[Shown] = [(40 + 66 * at, 790, each, "/F1 40 Tf") for at, each in enumerate("东山县民政局文件")]
    body = column(72, 700, f" {BODY[:30]}", BODY[:31] + "支", "出61万元。", f" {BODY[:9]}。")
    signed = [(450, 560, "东山县民政局"), (450, 540, "2024年1月8日")]
    assert lines([*head, *body, *signed]) == [
        "东山县民政局文件",
        BODY[:30] + BODY[:31] + "支出61万元。",
        BODY[:9] + "。",
        "东山县民政局",
        "2024年1月8日",
    ]


def test_left_and_right_pages_have_their_own_margins() -> None:
    pages = [
        column(left, 780, *[f" {name}{BODY[:27]}", BODY[:30], f"{name}完成。"] * 4)
        for name, left in zip("甲乙丙丁", (60, 120, 60, 120), strict=True)
    ]
    assert lines(*pages) == [f"{name}{BODY[:27]}{BODY[:30]}{name}完成。" for name in "甲乙丙丁" for _ in range(4)]


# --- what is not read -----------------------------------------------------------------------------------------------


def test_pages_that_are_pictures_are_told() -> None:
    picture = "ET Q q 500 0 0 700 40 60 cm BI /W 1 /H 1 /BPC 8 /CS /G ID A EI Q q BT"
    shown: list[Shown] = [(280, 30, "— 2 —"), (0, 0, "", picture)]
    text: list[Shown] = [(60, 700, "全县低保对象2845人。")]
    source = parse_here(pdf([text, shown, shown, [], text, shown]), ".pdf")
    assert [each.split("，")[0] for each in source.unread] == ["第2—3、6页是图片"]
    assert parse_here(pdf([[*text, *shown[1:]], []]), ".pdf").unread == ()


# --- what people met ------------------------------------------------------------------------------------------------

CASES = SHARED / "cases"
READ = {
    "fake_bold.pdf": ("2023年，全县共有农村低保对象2845人，特困供养人员431人，临时救助268人次，支出救助金61.2万元。",),
    "watermark_tiled.pdf": (
        "全县建成乡镇敬老院6所、床位412张，社区日间照料中心18个；为1260名80周岁以上老年人发放高龄津贴151.2万元；"
        "完成困难老年人家庭适老化改造95户。",
    ),
    "two_columns.pdf": (
        "社会救助。2023年全县农村低保对象2845人，全年发放低保金1902.6万元；特困供养人员431人，发放供养资金470.3万元。",
        "养老服务。建成乡镇敬老院6所、床位412张；为1260名老年人发放高龄津贴151.2万元。",
        "殡葬管理。全年火化遗体874具，火化率61.3%，建设公益性公墓5处。",
    ),
    "spaced_title.pdf": (
        "沁源县民政局文件",
        "2023年，全县共有农村低保对象2845人，全年发放低保金1902.6万元；特困供养人员431人，发放供养资金470.3万元；"
        "临时救助268人次，支出救助金61.2万元。",
        "2024年1月8日",
    ),
    "vertical.pdf": ("沁源县民政局二〇二三年工作总结", "全县农村低保对象二千八百四十五人"),
    "table_over_pages.pdf": ("沁源县民政局2023年低保工作情况", "双河乡 | 239 | 397 | 142.9"),
    "three_line_table.pdf": ("沁源县民政局2023年工作总结", "农村低保月标准（元） | 500 | 530 | 560"),
}


@pytest.mark.skipif(not CASES.exists(), reason="the cases are not here")
@pytest.mark.parametrize("file", READ)
def test_cases(file: str) -> None:
    found = parse_here((CASES / file).read_bytes(), ".pdf").text.split("\n")
    assert [line for line in found if line in READ[file]] == list(READ[file])


@pytest.mark.skipif(not CASES.exists(), reason="the cases are not here")
def test_the_case_of_a_page_that_is_a_picture() -> None:
    assert "第2页是图片" in parse_here((CASES / "half_scanned.pdf").read_bytes(), ".pdf").unread[0]
