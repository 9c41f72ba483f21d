"""What a report says of itself, told from head table, title lines and signature; and injected advertising."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.files.formats import SUFFIXES
from index.files.read import read
from index.files.source import Source, StyledHeading
from index.model import ReportKind
from index.report.advertising import advertising
from index.report.metadata import Metadata, read_metadata
from tests.helpers.paths import SHARED

BODY = "今年全市新增养老床位320张。\n一、养老服务\n办好老年食堂。\n"


def told(text: str) -> Metadata:
    return read_metadata(Source(text))


def body(text: str) -> str:
    return text[told(text).body_start :]


# --- head table -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "agency", "published"),
    [
        (
            "索引号: | A-1 | 主题分类: | 其他 |\n发布机构: | 东山区民政局 | 生成日期: | 2023-03-17 14:45 |\n",
            *("东山区民政局", (2023, 3, 17)),
        ),
        (
            "发布机构 | 区民政局 | 发文日期 | 2024-06-07 |\n---|---|---|---|\n公开方式 | 主动公开 | ||\n",
            *("区民政局", (2024, 6, 7)),
        ),
        ("发布时间:2022-09-01 09:39 信息来源:东山县民政局\n", "东山县民政局", (2022, 9, 1)),
        (
            "发 文 机 关： | 东山市人民政府\n成文日期： | 2018年11月06日 | 发布日期： | 2018年11月19日\n",
            *("东山市人民政府", (2018, 11, 19)),
        ),
        ("| 制发机关 | 东山市民政局 |\n| --- | --- |\n| 印发日期 | 2021/1/5 |\n", "东山市民政局", (2021, 1, 5)),
        ("来源：东山日报 时间：2020.02.21\n", None, (2020, 2, 21)),
        ("文件编号: | | 有效性: | 有效 | |\n发布日期: | 2023-13-45 |\n", None, None),
    ],
)
def test_the_head_table_names_agency_and_date(head: str, agency: str | None, published: tuple[int, int, int]) -> None:
    found = told(head + BODY)
    assert found.agency == agency
    assert found.published == (date(*published) if published else None)
    assert body(head + BODY) == BODY


def test_a_row_of_a_key_that_nobody_lists_is_still_a_row_of_the_head_table() -> None:
    head = "发布机构 | 东山区民政局 | 发文日期 | 2024-06-07 |\n说　明 | 节选（数字照录） |\n"
    text = head + "东山区民政局2024年工作计划\n" + BODY
    assert (told(text).title, told(text).agency) == ("东山区民政局2024年工作计划", "东山区民政局")
    assert body(text) == BODY


def test_a_line_of_the_body_is_no_head_table() -> None:
    text = "资金来源：市级财政。\n发布机构应当说明情况。\n"
    assert told(text) == Metadata(None, None, None, None, 0, len(text))


# --- title ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("东山市民政局2023年工作总结\n", "东山市民政局2023年工作总结"),
        ("东 山 市 民政局2023年工作总 结\n", "东山市民政局2023年工作总结"),
        ("东山市人民政府\n关于印发2024年工作要点的通知\n", "东山市人民政府关于印发2024年工作要点的通知"),
        ("养老服务体系\n建设规划\n（2021—2025年）\n", "养老服务体系建设规划（2021—2025年）"),
        ("发布机构：某局\n标　　题： | 某局工作要点\n某局\n工作要点\n", "某局工作要点"),
    ],
)
def test_a_title_may_take_several_lines(lines: str, title: str) -> None:
    assert told(lines + BODY).title == title
    assert body(lines + BODY) == BODY


def test_the_line_that_dates_a_speech_marks_the_title_above_it_and_stays_in_the_body() -> None:
    line = "（2025年1月15日在东山市第十届人民代表大会第四次会议上）\n"
    text = "乘势而上开新局\n" + line + "各位代表：\n" + BODY
    assert told(text).title == "乘势而上开新局"
    assert told(text).published == date(2025, 1, 15)
    assert body(text).startswith(line)
    sourced = "政府工作报告\n2025年1月15日在东山市人民代表大会上\n来源：东山市人民政府办公室\n" + BODY
    assert told(sourced).agency == "东山市人民政府办公室"


@pytest.mark.parametrize(
    "first",
    [
        *("一、养老服务工作情况\n", "各位代表：\n", "目录\n", "今年以来，我们完成了全部计划。\n", "2023年1月5日\n"),
        *("东山市民政局\n（2023年12月26日）\n", "东山市民政局\n（２０２３年１２月２６日）\n"),
    ],
)
def test_what_is_no_title_is_left_in_the_body(first: str) -> None:
    assert told(first + BODY).title is None
    assert body(first + BODY) == first + BODY


def test_the_path_of_a_web_page_is_no_title() -> None:
    path = "您当前的位置：首页 > 政务公开 > 部门文件 > 工作总结\n发布日期：2025-01-16  浏览次数：318\n"
    assert told(path + BODY).title is None
    assert told(path + "东山市民政局2024年工作总结\n" + BODY).title == "东山市民政局2024年工作总结"


def test_the_number_of_an_annex_above_the_title_is_no_title() -> None:
    assert told("附件1\n东山市民政局2024年工作总结\n" + BODY).title == "东山市民政局2024年工作总结"
    named = Source("附表 2：\n东山市2024年低保情况表\n" + BODY, title="东山市2024年低保情况表")
    assert read_metadata(named).title == "东山市2024年低保情况表"


def test_a_copy_without_line_breaks_still_has_its_title() -> None:
    text = "东山市民政局关于办好老年食堂的通知 各区民政局： 请认真落实。 东山市民政局 2020年2月13日 （此件公开发布）"
    assert told(text).title == "东山市民政局关于办好老年食堂的通知"
    assert (told(text).agency, told(text).published) == ("东山市民政局", date(2020, 2, 13))
    assert body(text).lstrip().startswith("各区民政局")


def test_a_single_styled_heading_on_top_is_the_title_and_a_page_may_name_its_own() -> None:
    text = "东山民政这一年\n" + BODY
    assert read_metadata(Source(text, (StyledHeading(0, 7, 1),))).title == "东山民政这一年"
    assert read_metadata(Source(BODY, title="东山区民政工作总结")).title == "东山区民政工作总结"
    assert read_metadata(Source(BODY, title="东山区民政局门户网站")).title is None


def test_a_report_that_is_only_a_title_keeps_it_in_the_body() -> None:
    assert told("东山市民政局工作总结") == Metadata("东山市民政局工作总结", None, None, "summary", 0, 10)


# --- signature ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signature", "agency"),
    [
        ("东山市民政局\n2024年1月5日", "东山市民政局"),
        ("东山市民政局\n二〇二四年一月五日", "东山市民政局"),
        ("民 政 部\n2024年 1 月 5 日\n（此件公开发布）", "民政部"),
        ("东山市民政局\n２０２４年１月５日", "东山市民政局"),
        ("东山市民政局办公室　东山市财政局\n2024年1月5日印发", "东山市民政局办公室、东山市财政局"),
        ("2024年1月5日", None),
    ],
)
def test_the_signature_names_agency_and_date(signature: str, agency: str | None) -> None:
    found = told(BODY + signature)
    assert (found.agency, found.published) == (agency, date(2024, 1, 5))


def test_a_date_inside_a_sentence_is_no_signature() -> None:
    assert told(BODY + "据东山市民政局2024年1月5日消息，食堂已开。").published is None


def test_the_title_names_the_agency_that_issued_it() -> None:
    assert told("东山市人民政府办公室关于做好救助工作的通知\n" + BODY).agency == "东山市人民政府办公室"


# --- kind -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("某局2023年工作总结", "summary"),
        ("某局2024年工作要点（试行）", "plan"),
        ("某局2023年工作总结及2024年工作计划", "summary_and_plan"),
        ("东山市2025年政府工作报告", "summary_and_plan"),
        ("关于2023年计划执行情况与2024年计划草案的报告", "summary_and_plan"),
        ("某市人民政府关于印发2024年工作要点的通知", "plan"),
        ("某市人民政府关于节假日安排的通知", None),
        ("某市城市总体规划实施办法", None),
    ],
)
def test_the_title_tells_the_kind(title: str, kind: ReportKind | None) -> None:
    assert told(f"{title}\n办好老年食堂。\n").kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("一、上半年工作完成情况\n（一）救助。\n二、下半年工作计划\n（一）提标。\n", "summary_and_plan"),
        ("现将今年工作总结如下：\n一、救助\n2024年，我们将办好食堂。\n", "summary_and_plan"),
        ("各位代表：\n我代表市人民政府，向大会报告工作。\n", "summary_and_plan"),
        ("2023年工作回顾\n办好老年食堂。\n", "summary"),
        ("组配分类 | 计划方案 |\n办好老年食堂。\n", "plan"),
        ("为规范救助工作，制定本办法。\n一、总体要求\n二、工作任务\n", None),
    ],
)
def test_without_a_title_the_sections_tell_the_kind(text: str, kind: ReportKind | None) -> None:
    assert told(text).kind == kind


@given(st.text(st.sampled_from("民政局总结计划2023年1月5日一、（）：|来源发布日期标题\n 　。，-"), max_size=200))
def test_any_text_has_a_body_and_plain_metadata(text: str) -> None:
    found = told(text)
    assert 0 <= found.body_start <= len(text)
    assert found.title is None or found.title.strip()
    assert not text.strip() or text[found.body_start :].strip()


# --- advertising ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "必赢bwin官方网站",
        "365bet官网",
        "澳门威尼斯人网址",
        "亚博体育APP下载",
        "博彩平台注册",
        "乐鱼官网",
        "注册送88元彩金",
    ],
)
def test_advertising_is_found_with_the_clause_that_it_damages(words: str) -> None:
    text = f"经县政府同意，出台了《东山县{words}关于救助的办法》，全县推行。"
    ((start, end),) = advertising(text)
    assert text[start:end] == f"出台了《东山县{words}关于救助的办法》"


@pytest.mark.parametrize(
    "text",
    [
        *("销售福利彩票1080万元，体育彩票官方网站同步公布。", "彩票公益金投入120万元，体育彩票投注站增加。"),
        *("登录互联网平台或市税务局官网（www.bet.gov.cn）办理。", "打击网络赌博、境外博彩，关闭棋牌室和娱乐场所。"),
        *(
            "5G平台、alphabet平台、K12在线教育平台、APP下载。",
            "关注微信公众号，点击下载名单。",
            "开云县、银河体育中心、米兰站。",
        ),
    ],
)
def test_official_words_are_no_advertising(text: str) -> None:
    assert advertising(text) == ()


@given(st.lists(st.sampled_from(["必赢bwin官网", "救助", "，", "。", "\n", "365bet"]), max_size=30).map("".join))
def test_spans_are_in_order_apart_and_inside_one_clause(text: str) -> None:
    end = 0
    for start, stop in advertising(text):
        assert end <= start < stop <= len(text)
        assert not set("，。\n") & set(text[start:stop])
        end = stop


@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared reports")
def test_one_of_the_real_reports_carries_advertising_and_no_other_document_does() -> None:
    files = [path for path in sorted(SHARED.rglob("*")) if path.suffix in SUFFIXES and "eval" not in path.parts]
    folders = {"reports", "gov_cn_2019", "provincial_2025", "shandong_policies", "state_council_reports"}
    flagged = [path.parent.name for path in files if path.parent.name in folders and advertising(read(path).text)]
    assert flagged == ["reports"]
