"""The page's HTML: report text is data in it, whatever it holds."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.catalogue import Catalogue
from assistant.model import Reason
from assistant.web.talk import render
from index.model import Card, Region
from tests.helpers.pages import HOSTILE, TEXTS, Page, answered, cited

TAGS = {"div", "p", "br", "a", "strong", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}


def stripped(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


@given(TEXTS, st.data())
def test_a_paragraph_is_there_to_the_letter(text: str, data: st.DataObject) -> None:
    ends = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(ends, ends).map(sorted), max_size=3))
    html = render.paragraph(text, {number: text[start:end] for number, (start, end) in enumerate(spans, 1)})
    assert stripped(html) == text.strip()
    assert {tag for tag, _ in Page(html).tags} <= {"blockquote", "mark"}


def test_the_quote_is_marked_inside_its_whole_paragraph() -> None:
    html = render.paragraph("全年救助321户，发放2万元。", {3: "321户"})
    assert html == '<blockquote class="y-text">全年救助<mark data-from="3">321户</mark>，发放2万元。</blockquote>'


def test_space_around_a_paragraph_is_not_shown() -> None:
    html = render.paragraph("\n救助321户。\n\n", {1: "321户。\n"})
    assert html == '<blockquote class="y-text">救助<mark data-from="1">321户。</mark></blockquote>'


def test_overlapping_quotes_are_both_marked() -> None:
    html = render.paragraph("甲乙丙丁", {1: "甲乙", 2: "乙丙"})
    assert re.findall("<mark[^>]*>(.)</mark>", html) == ["甲", "乙", "丙"]
    assert re.findall('data-from="(.)"', html) == ["1", "2"]


def test_bold_tables_lists_and_marks_survive_in_an_answer() -> None:
    table = "对照：\n\n| 地区 | 户数 |\n|---|---|\n| 甲市 | **321户** [1] |\n\n- 为**“三先”**的模式 [1]"
    html = render.answer(answered(table, cited()), 2)
    assert "<td><strong>321户</strong> <a " in html
    assert "<li>为<strong>“三先”</strong>的模式" in html
    assert html.count('<a class="y-mark" href="#y2-1">[1]</a>') == 2


def test_a_mark_without_its_citation_is_plain_text() -> None:
    assert "<a " not in render.answer(answered("见文件[2]，又见[1999]。", cited(1)), 1)


@given(TEXTS)
def test_an_answer_is_one_block_of_known_tags(text: str) -> None:
    html = render.answer(answered(text, cited()), 1)
    page = Page(html)
    assert {tag for tag, _ in page.tags} <= TAGS
    assert all(link["href"] == "#y1-1" for tag, link in page.tags if tag == "a")
    assert "\n\n" not in html
    assert html.startswith("<div")


def test_hostile_text_stays_text_everywhere() -> None:
    reply = answered(
        HOSTILE, cited(1, HOSTILE, HOSTILE[:20], report=HOSTILE, title=HOSTILE, region=HOSTILE, section=(HOSTILE,)),
        question=HOSTILE, meant=HOSTILE + "？",
    )  # fmt: skip
    place = Region("440100", HOSTILE, "广州", "city", (HOSTILE, HOSTILE))
    cards = Catalogue([Card(HOSTILE, HOSTILE, HOSTILE, place, None, None, 2023, frozenset({2023}), HOSTILE)])
    for html in (
        render.question(HOSTILE),
        render.answer(reply, 1),
        render.error(HOSTILE),
        render.evidence((reply, reply, answered("", question=HOSTILE)), cards),
        render.header(cards),
    ):
        page = Page(html)
        assert not {"script", "img"} & {tag for tag, _ in page.tags}
        assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
        assert "evil" not in "".join(str(attributes) for _, attributes in page.tags)
    assert HOSTILE in Page(render.evidence((reply,), cards)).text
    assert HOSTILE in Page(render.answer(reply, 1)).text


@pytest.mark.parametrize(
    ("reason", "said"), [("region_not_covered", "没有这个地区的报告"), ("not_found", "报告里没有查到")]
)
def test_a_refusal_looks_different(reason: Reason, said: str) -> None:
    html = render.answer(answered("报告中没有。", reason=reason), 1)
    assert "y-refusal" in html
    assert said in html


def test_a_follow_up_says_what_it_was_taken_for() -> None:
    assert "理解为：乙市有多少户？" in render.answer(
        answered("9户", cited(), question="那乙市呢？", meant="乙市有多少户？"), 1
    )
    assert "理解为" not in render.answer(answered("9户", cited()), 1)


def test_evidence_names_place_year_title_file_and_section() -> None:
    html = render.evidence((answered("x", cited(section=("一、总结", "（一）救助"))),), Catalogue())
    assert Page(html).text == "1甲市2023 年甲市总结甲.txt一、总结（一）救助全年救助321户。"


def test_a_source_that_was_recognised_in_a_picture_says_so() -> None:
    html = render.evidence((answered("x", cited(1), cited(2, quote="全年", scanned=True)),), Catalogue())
    assert Page(html).text.count("甲.txt扫描识别，请核对原件") == 1
    assert "扫描" not in render.evidence((answered("x", cited()),), Catalogue())


def test_what_is_not_known_of_a_report_is_left_out() -> None:
    html = render.evidence((answered("x", cited(title=None, region=None, year=None, section=())),), Catalogue())
    assert Page(html).text == "1甲.txt全年救助321户。"


def test_citations_of_one_paragraph_share_it() -> None:
    html = render.evidence((answered("x", cited(1), cited(2, quote="全年"), cited(3, "别的。", "别的")),), Catalogue())
    assert html.count("<article") == 2
    assert re.findall('id="(.*?)"', html) == ["y1-1", "y1-2", "y1-3"]


def test_earlier_evidence_is_folded_under_the_latest() -> None:
    html = render.evidence(
        (answered("a", cited(), question="先问"), answered("b", cited(), question="后问")), Catalogue()
    )
    assert html.index('id="y2-1"') < html.index("<details") < html.index("先问") < html.index('id="y1-1"')


def test_without_a_citation_the_panel_says_what_is_loaded() -> None:
    place = Region("320000", "江苏省", "江苏", "province", ("江苏省",))
    cards = Catalogue(
        [
            Card("b.txt", None, None, None, None, None, None, frozenset(), ""),
            Card("a.txt", None, None, place, None, None, 2023, frozenset({2023, 2024}), ""),
        ]
    )
    assert (
        "江苏省 2023、2024 年，1 份地区未注明 年份未注明，1 份" in Page(render.evidence((answered("无"),), cards)).text
    )
    assert "已载入 2 份报告 · 1 个地区 · 2023—2024 年" in Page(render.header(cards)).text
    assert "还没有载入报告" in render.header(Catalogue())


def test_of_many_places_the_first_are_named_and_the_rest_counted() -> None:
    places = [Region(f"{code}", f"县{code}", f"县{code}", "county", (f"县{code}",)) for code in range(320101, 320231)]
    cards = [Card(place.code, None, None, place, None, None, None, frozenset(), "") for place in places]
    text = Page(render.header(Catalogue(cards))).text
    assert "130 个地区" in text
    assert "县320200" in text
    assert "县320201" not in text
    assert "还有 30 个地区" in text
