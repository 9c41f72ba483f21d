"""Lines of the web page that a report was copied from are outside its title and body."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.files.source import Source
from index.report.furniture import body_end, furniture_above, is_furniture
from index.report.metadata import Metadata, read_metadata

TITLE = "东山县民政局2023年工作总结\n"
BODY = "一、社会救助\n全县低保对象1264人。\n二、其他\n新增床位36张。\n东山县民政局\n2024年1月5日\n"


def told(text: str) -> tuple[Metadata, str]:
    found = read_metadata(Source(text))
    return found, text[found.body_start : found.body_end]


@pytest.mark.parametrize(
    "above",
    [
        "发布时间：2024-01-15 来源：东山县民政局 浏览次数：214\n【字体：大 中 小】 打印 分享到：\n微信 微博 QQ空间\n",
        "2024-01-15 10:22\n来源：东山县民政局\n点击：1264\n收藏\n字号：\n大\n中\n小\n",
        f"首页\n>\n政务公开\n>\n工作总结\n{TITLE}时间：\n2024-01-15 09:20\n来源：\n东山县民政局\n分享:\n",
    ],
)
def test_lines_of_the_page_between_title_and_body_belong_to_neither(above: str) -> None:
    found, body = told(TITLE + above + BODY)
    assert (found.title, found.published, body) == (TITLE.strip(), date(2024, 1, 15), BODY)


@pytest.mark.parametrize("first", ["各位代表：\n", "工作回顾\n", "一、 基本 情况\n", "大力发展养老 助残 救孤\n"])
def test_short_lines_of_the_body_stay_in_it(first: str) -> None:
    assert told(TITLE + first + BODY)[1] == first + BODY
    assert told(TITLE + "打印\n" + first + BODY)[1] == first + BODY


@pytest.mark.parametrize(
    "below",
    [
        "上一篇：某局召开会议\n下一篇：走访\n【打印本页】 【关闭窗口】\n主办：东山县人民政府\n东ICP备05000000号\n",
        "相关链接\n东山县人民政府\n西山省民政厅\n扫描二维码\n",
        "扫一扫在手机打开当前页",
    ],
)
def test_lines_of_the_page_below_the_body_are_outside_it(below: str) -> None:
    found, body = told(TITLE + BODY + below)
    assert (body, found.agency, found.published) == (BODY, "东山县民政局", date(2024, 1, 5))


@pytest.mark.parametrize(
    "last",
    [
        "主办单位：县民政局\n",
        "附件：1.名单\n2.下载说明\n",
        "ICP备案号\n主管单位\n",
        "打印 | 12\n",
        "关闭小煤矿\n",
        "（ ） | |\n",
    ],
)
def test_short_lines_at_the_end_of_the_body_stay_in_it(last: str) -> None:
    assert told(TITLE + BODY + last)[1] == BODY + last


def test_a_known_line_inside_the_body_ends_nothing() -> None:
    text = TITLE + BODY + "相关链接\n" + BODY
    assert told(text)[1].endswith(BODY)
    assert body_end("扫一扫\n首页\n", 0) == 7


def test_a_letterhead_is_no_title_but_an_office() -> None:
    text = "东 山 县 民 政 局 文 件\n东民发〔2024〕3号\n东山县民政局\n关于2023年工作总结的报告\n县人民政府：\n" + BODY
    found, body = told(text.replace("东山县民政局\n2024年1月5日\n", ""))
    assert (found.title, found.agency) == ("东山县民政局关于2023年工作总结的报告", "东山县民政局")
    assert body.startswith("县人民政府：")


@pytest.mark.parametrize(
    ("header", "office"),
    [
        *(("东山县民政局", "东山县民政局"), ("东 山 县 民 政 局 文 件", "东山县民政局")),
        *(("东山县民政局2023年总结", "东山县民政局"), ("东山县民政局情况交流", None), ("- 内部资料 -", None)),
    ],
)
def test_the_office_at_the_head_of_the_pages_is_told_apart(header: str, office: str | None) -> None:
    assert read_metadata(Source(BODY, letterhead=(header,))).letterhead == office


@given(st.lists(st.sampled_from(["打印", "【字号：大 中 小】", "一、救助", "新增36张。", "长短" * 40, "首页 > 总结"])))
def test_what_is_left_is_in_order(lines: list[str]) -> None:
    assert 0 <= furniture_above(lines, "总结") <= len(lines)
    text = "\n".join(lines)
    assert not text.strip() or text[: body_end(text, 0)].strip()


@pytest.mark.parametrize("line", ["浏览 " * 9000 + "。", "大 中" * 9000 + "。", "首页>" * 9000 + "。"])
def test_a_line_takes_time_by_its_length_alone(line: str) -> None:
    assert not is_furniture(line)
