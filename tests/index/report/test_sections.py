"""Golden trees of the shapes that real reports come in, and what holds for any text."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.files.source import StyledHeading
from index.model import Period, Section
from index.report.sections import parse
from tests.helpers.generated import REPORT_LIKE
from tests.helpers.paths import SHARED

DONE = Period(2022)


def outline(text: str, period: Period | None = None, styled: tuple[StyledHeading, ...] = ()) -> str:
    """The tree as indented headings, with the period where it is not the report's."""
    lines = []
    for root in parse(text, 0, styled, period):
        for section in root.walk():
            own = section.period
            mark = (
                f" <{own.year}{'H' + str(own.half) if own.half else ''}{' 计划' if own.planned else ''}>" if own else ""
            )
            lines.append("  " * (section.level - 1) + section.heading + ("" if own == period else mark))
    return "\n".join(lines)


def test_headings_run_into_their_body_and_end_at_their_own_full_stop() -> None:
    text = (
        "一、聚焦民生保障,更大力度改革创新。截至三季度末,共保障5人。\n（一）兜住底线。发放3万元。\n1.提高标准。增2%。\n"
    )
    assert outline(text) == "一、聚焦民生保障,更大力度改革创新\n  （一）兜住底线\n    1.提高标准"


def test_numbering_that_starts_again_under_a_paragraph_opens_a_part_of_its_own() -> None:
    text = (
        "今年以来，各项工作进展顺利。\n"
        "一、救助更精准。已发放救助金20万元。\n二、养老更普惠。建成中心3个。\n"
        "2023年，我们将以改革为主线，抓好两件大事：\n"
        "一、实施救助提升行动。推广好做法。\n二、实施养老提升行动。新建中心5个。\n"
    )
    assert outline(text, DONE) == (
        "一、救助更精准\n二、养老更普惠\n"
        "2023年，我们将以改革为主线，抓好两件大事 <2023 计划>\n"
        "  一、实施救助提升行动 <2023 计划>\n  二、实施养老提升行动 <2023 计划>"
    )


def test_numbering_that_starts_again_without_a_paragraph_stays_on_its_level() -> None:
    assert (
        outline("（一）甲方面\n正文甲甲甲甲。\n1.子项一。正文。\n（一）乙方面\n正文乙乙乙乙。\n").splitlines()[0]
        == "（一）甲方面"
    )


def test_two_short_plain_lines_head_two_parts() -> None:
    text = (
        "上半年工作总结\n一、救助。发放补贴。\n二、养老。建成两处。\n"
        "下半年工作计划\n一、救助。继续发放。\n二、养老。再建两处。\n"
    )
    assert outline(text, DONE) == (
        "上半年工作总结 <2022H1>\n  一、救助 <2022H1>\n  二、养老 <2022H1>\n"
        "下半年工作计划 <2022H2 计划>\n  一、救助 <2022H2 计划>\n  二、养老 <2022H2 计划>"
    )


def test_bracketed_numbers_may_run_on_through_the_document() -> None:
    text = (
        "一、监测\n（一）登记。要登记。\n（二）报告。要报告。\n二、防控\n（三）通风。要通风。\n（四）消毒。要消毒。\n"
    )
    assert outline(text) == "一、监测\n  （一）登记\n  （二）报告\n二、防控\n  （三）通风\n  （四）消毒"


def test_items_inside_paragraphs_are_sections_and_end_with_their_line() -> None:
    text = (
        "1.强化保障。总的说来不错。一是加大力度。发放3万元。二是提高精度，做实核对，全年核对8户。\n"
        "这一段属于上面的标题。\n2.强化治理。社区9个。\n"
    )
    sections = parse(text, 0, (), None)
    assert [child.heading for child in sections[0].children] == ["一是加大力度", "二是提高精度，做实核对，全年核对8户"]
    last = sections[0].children[-1]
    assert text[last.start : last.end].endswith("8户。\n")


def test_a_first_item_without_a_second_is_no_section() -> None:
    assert outline("一、工作。一是这样，没有别的。\n") == "一、工作"


def test_items_with_ordinal_words_and_on_lines_of_their_own() -> None:
    assert (
        outline("一、做法\n首先，摸清底数。\n其次，分类施策。\n最后，跟踪问效。\n")
        == "一、做法\n  首先，摸清底数\n  其次，分类施策"
    )
    assert outline("主要做了以下工作。\n一是稳增长。投资多。\n二是惠民生。就业稳。\n") == "一是稳增长\n二是惠民生"


def test_levels_may_be_skipped() -> None:
    assert outline("一、总体\n1.甲。甲甲。\n（1）乙。乙乙。\n二、其他\n①丙。丙丙。\n") == (
        "一、总体\n  1.甲\n    （1）乙\n二、其他\n  ①丙"
    )


def test_numbers_may_stand_above_bracketed_ones() -> None:
    text = "1.总体要求\n（一）思想。好。\n（二）目标。高。\n2.主要任务\n（一）救助。强。\n（二）养老。优。\n"
    assert outline(text) == "1.总体要求\n  （一）思想\n  （二）目标\n2.主要任务\n  （一）救助\n  （二）养老"


def test_a_list_before_the_first_numbered_heading_does_not_swallow_it() -> None:
    text = "附件如下：\n1.名单\n2.表格\n一、总体要求\n1.思想。好。\n二、任务\n1.救助。强。\n"
    assert outline(text) == "1.名单\n2.表格\n一、总体要求\n  1.思想\n二、任务\n  1.救助"


def test_short_plain_lines_are_headings_under_the_numbered_one() -> None:
    body = "今年新增就业岗位一万多个，城镇调查失业率保持稳定，群众收入继续增长。"
    text = f"一、工作回顾\n提升就业质量\n{body}\n完善社保体系\n{body}\n二、工作安排\n{body}\n"
    assert outline(text) == "一、工作回顾\n  提升就业质量\n  完善社保体系\n二、工作安排"


@pytest.mark.parametrize(
    "line",
    ["各位代表！", "2022年3月1日", "某某市人民政府", "第一列 | 第二列", "1.5亿元投入到位", "（此件公开发布）", "— 3 —"],
)
def test_what_is_no_heading(line: str) -> None:
    assert (
        outline(f"正文在前，讲了许多事情。\n{line}\n正文在后，又讲了许多事情，而且这一行相当长，超过三十个字符。\n")
        == ""
    )


def test_indentation_of_every_kind_of_white_space() -> None:
    text = "\u3000\u3000一、工作\n\u2003\u2003（一）救助。好。\n\xa0 1．标准。高。\n\t１．全角。也行。\n"
    assert outline(text) == "一、工作\n  （一）救助\n    1．标准\n    １．全角"


def test_merged_lines_give_their_headings_back() -> None:
    text = (
        "某局通知 各单位： 现通知如下： 一、提高认识 各单位要重视。 二、加强领导 "
        "（一）建班子。要快。 （二）定方案。要细。 三、抓落实 要实。"
    )
    assert [line.strip()[:4] for line in outline(text).splitlines()] == [
        "一、提高",
        "二、加强",
        "（一）建",
        "（二）定",
        "三、抓落",
    ]


def test_styled_headings_stand_above_numbered_ones() -> None:
    text = "总结\n一、救助\n好。\n打算\n一、养老\n优。\n"
    styled = (StyledHeading(0, 2, 1), StyledHeading(text.index("打算"), text.index("打算") + 2, 1))
    assert outline(text, styled=styled) == "总结\n  一、救助\n打算\n  一、养老"


def test_chapters_and_articles() -> None:
    text = "第一章 总则\n第一条 为了规范管理，制定本办法。\n第二条 本市适用。\n第二章 职责\n第三条 民政部门负责。\n"
    assert [line.strip()[:3] for line in outline(text).splitlines()] == [
        "第一章",
        "第一条",
        "第二条",
        "第二章",
        "第三条",
    ]


def test_periods_are_inherited_and_plans_told_from_results() -> None:
    text = (
        "一、2022年工作成绩\n（一）救助。好。\n二、2023年工作打算\n（一）救助三年行动计划。实施。\n"
        "三、关于养老的意见和建议\n（一）基本情况\n床位8张，都在使用之中。\n（二）意见和建议\n要增加。\n"
    )
    assert outline(text, DONE) == (
        "一、2022年工作成绩\n  （一）救助\n二、2023年工作打算 <2023 计划>\n  （一）救助三年行动计划 <2023 计划>\n"
        "三、关于养老的意见和建议 <2023 计划>\n  （一）基本情况\n  （二）意见和建议 <2023 计划>"
    )


def test_items_on_lines_of_their_own_head_the_lines_below_and_hold_the_items_inside_them() -> None:
    body = "大力开拓市场，办好各类展会。\n继续扩大投资。一是修路，总长9公里。二是架桥，共3座。\n"
    text = f"三、重点工作\n一是全力扩大需求\n{body}二是着力改善民生\n建成食堂5个。\n再建托育点2个。\n"
    assert outline(text) == (
        "三、重点工作\n  一是全力扩大需求\n    一是修路，总长9公里\n    二是架桥，共3座\n  二是着力改善民生"
    )
    last = parse(text, 0, (), None)[0].children[-1]
    assert text[last.start : last.end].endswith("再建托育点2个。\n")


def test_items_that_only_list_end_with_their_lines() -> None:
    text = "主要做了两件事。\n第一，摸清底数。\n第二，分类施策。\n以上工作都已完成，群众普遍满意。\n"
    last = parse(text, 0, (), None)[-1]
    assert text[last.start : last.end] == "第二，分类施策。\n"


def test_short_plain_lines_that_name_a_time_head_all_numbers_after_them() -> None:
    body = "这一年，全市上下齐心协力，各项工作都有新的进展，群众生活继续改善。"
    text = f"2024年工作回顾\n{body}\n2025年工作安排\n{body}\n（一）就业。稳岗。\n（二）养老。扩面。\n"
    assert (
        outline(text)
        == "2024年工作回顾 <2024>\n2025年工作安排 <2025 计划>\n  （一）就业 <2025 计划>\n  （二）养老 <2025 计划>"
    )


def test_a_document_after_the_signature_opens_under_its_own_title() -> None:
    text = (
        "一、报名条件\n凡成年居民皆可。\n二、报名办法\n到社区登记。\n某某市民政局\n2024年3月5日\n（此件公开发布）\n"
        "志愿者服务管理细则\n为做好志愿服务，制定本细则，请各社区认真遵照执行，有问题及时反映，不得推诿。\n一、总则\n应当自愿。\n二、职责\n按时到岗。\n"
    )
    assert outline(text) == ("一、报名条件\n二、报名办法\n志愿者服务管理细则\n  一、总则\n  二、职责")


def test_numbers_with_points_nest_by_their_points() -> None:
    text = (
        "2　组织机构\n2.1　指挥部\n2.1.1 职责\n（1）统筹。要快。\n（2）协调。要细。\n"
        "2.2　办公室\n日常工作。\n2.5 万元用于培训。\n"
    )
    assert outline(text) == (
        "2　组织机构\n  2.1　指挥部\n    2.1.1 职责\n      （1）统筹\n      （2）协调\n  2.2　办公室"
    )


@pytest.mark.parametrize(
    "contents",
    [
        "一、总体要求..........1\n（一）目标……………2\n二、任务......3\n",
        "一、 总体要求\n（一）目标\n二、任务\n",
        "总体情况如下表。\n一、救助 | 3家 |\n二、养老 | 5家 |\n",
        "附件：1.申请表\n2.汇总表\n3.承诺书\n",
    ],
)
def test_contents_tables_and_attachments_are_no_headings(contents: str) -> None:
    text = f"{contents}一、总体要求\n（一）目标\n到年底办好实事。\n二、任务\n逐项落实。\n"
    assert outline(text) == "一、总体要求\n  （一）目标\n二、任务"


def test_attachments_on_a_merged_line_are_no_headings() -> None:
    text = "一、申报办法 按时申报。 二、评审办法 从严评审。 附件：1.申报表 2.评审表 3.名单 "
    assert outline(text) == "一、申报办法\n二、评审办法"


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("（一）完善“救助、养老，托育”体系，" + "全面提升各项服务水平" * 6 + "。", "（一）完善“救助、养老，托育”体系"),
        ("四是根据《关于规范社会组织、清理僵尸组织，净化环境的通知》精神" + "认真开展自查自纠" * 5 + "。", None),
        ("1.典型场景：仓储物流", "1.典型场景：仓储物流"),
        ("（二）养老：新建中心5个，改造3个。", "（二）养老"),
        ("第一条 为落实市人民政府、省民政厅《智慧养老", "第一条 为落实市人民政府"),
        ("1." + "推动企业加快数字化改造" * 9 + "。", "1." + ("推动企业加快数字化改造" * 9)[:60]),
    ],
)
def test_a_long_heading_ends_with_a_clause_and_never_inside_quotation_marks(line: str, heading: str | None) -> None:
    text = f"一是甲。二是乙。三是丙。{line}\n" if heading is None else f"{line}\n正文。\n"
    found = [section.heading for root in parse(text, 0, (), None) for section in root.walk()][-1]
    assert len(found) <= 66
    assert all(found.count(opening) == found.count(closing) for opening, closing in ("“”", "《》", "（）"))
    assert heading is None or found == heading


def test_a_line_of_a_broken_paragraph_is_no_heading() -> None:
    text = "各地要加强领导，明确责任，认真抓好\n本通知精神的贯彻落实\n一、救助\n发放补贴3万元。\n"
    assert outline(text) == "一、救助"


def test_what_follows_a_plan_is_planned_too() -> None:
    text = (
        "一、2023年工作回顾\n好。\n二、2024年工作安排\n（一）养老。\n"
        "三、加强自身建设\n（一）作风。\n四、存在的问题\n少。\n"
    )
    assert outline(text, Period(2023)) == (
        "一、2023年工作回顾\n二、2024年工作安排 <2024 计划>\n  （一）养老 <2024 计划>\n"
        "三、加强自身建设 <2024 计划>\n  （一）作风 <2024 计划>\n四、存在的问题"
    )
    both = "一、一九九三年工作的回顾和一九九四年工作的基本方针\n好。\n二、发展经济\n快。\n"
    assert outline(both) == ("一、一九九三年工作的回顾和一九九四年工作的基本方针 <1993>\n二、发展经济 <1994 计划>")


def _assert_nested(sections: tuple[Section, ...], start: int, end: int, level: int) -> None:
    position = start
    for section in sections:
        assert position <= section.start < section.end <= end
        assert section.start < section.heading_end <= section.end
        assert section.level == level
        _assert_nested(section.children, section.start, section.end, level + 1)
        position = section.end


@settings(max_examples=300)
@given(st.one_of(REPORT_LIKE, st.text(max_size=200)), st.integers(0, 20))
def test_any_text_gives_a_nested_tree(text: str, body_start: int) -> None:
    body_start = min(body_start, len(text))
    sections = parse(text, body_start, (), DONE)
    _assert_nested(sections, body_start, len(text), 1)
    for root in sections:
        for section in root.walk():
            assert text[section.start : section.heading_end].startswith(section.heading)


@pytest.mark.parametrize(
    "unit",
    [
        "一、甲。\n说明：\n",
        "一是甲。二是乙。",
        "1.甲 2.乙 ",
        "一、《（“\n",
        "1.甲。\n（一）乙。\n",
        "\n",
        "2023年1月5日\n",
    ],
)
def test_many_markers_take_no_quadratic_time(unit: str) -> None:
    sections = parse(unit * 20_000, 0, (), None)
    assert len(sections) > 10_000 or unit in ("\n", "一、《（“\n", "2023年1月5日\n")


@pytest.mark.skipif(not SHARED.exists(), reason="needs the real reports")
@pytest.mark.parametrize("path", sorted((SHARED / "reports").glob("*.txt")), ids=lambda path: path.name[:3])
def test_real_reports_give_a_nested_tree(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    sections = parse(text, 0, (), DONE)
    _assert_nested(sections, 0, len(text), 1)
    assert sum(1 for root in sections for _ in root.walk()) >= 10
