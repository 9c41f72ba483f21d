"""Golden trees of the shapes that real reports come in: which headings stand under which, and of what time they are."""

from index.files.source import StyledHeading
from index.model import Period
from tests.helpers.outlines import outline

DONE = Period(2022)


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
