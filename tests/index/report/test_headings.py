"""Which spans of a text are headings, where each ends, and what only looks like one, told by the tree of them."""

import pytest

from index.report.sections import parse
from tests.helpers.outlines import outline


def test_headings_run_into_their_body_and_end_at_their_own_full_stop() -> None:
    text = (
        "一、聚焦民生保障,更大力度改革创新。截至三季度末,共保障5人。\n（一）兜住底线。发放3万元。\n1.提高标准。增2%。\n"
    )
    assert outline(text) == "一、聚焦民生保障,更大力度改革创新\n  （一）兜住底线\n    1.提高标准"


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


def test_short_plain_lines_are_headings_under_the_numbered_one() -> None:
    body = "今年新增就业岗位一万多个，城镇调查失业率保持稳定，群众收入继续增长。"
    text = f"一、工作回顾\n提升就业质量\n{body}\n完善社保体系\n{body}\n二、工作安排\n{body}\n"
    assert outline(text) == "一、工作回顾\n  提升就业质量\n  完善社保体系\n二、工作安排"


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


@pytest.mark.parametrize(
    "line",
    ["各位代表！", "2022年3月1日", "某某市人民政府", "第一列 | 第二列", "1.5亿元投入到位", "（此件公开发布）", "— 3 —"],
)
def test_what_is_no_heading(line: str) -> None:
    assert (
        outline(f"正文在前，讲了许多事情。\n{line}\n正文在后，又讲了许多事情，而且这一行相当长，超过三十个字符。\n")
        == ""
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


def test_a_line_of_a_broken_paragraph_is_no_heading() -> None:
    text = "各地要加强领导，明确责任，认真抓好\n本通知精神的贯彻落实\n一、救助\n发放补贴3万元。\n"
    assert outline(text) == "一、救助"
