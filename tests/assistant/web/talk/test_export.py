"""Answers to take away: the text of one, and a chat as a Word file that python-docx reads back."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.model import Answer, Citation
from assistant.web.talk.export import PROMISE, REFUSED, SOURCES, TITLE, as_docx, as_text
from tests.helpers.pages import HOSTILE, TEXTS, answered, cited

WHEN = datetime(2025, 3, 1, 9, 5)
TABLE = "| 地区 | 报告内容 |\n| --- | --- |\n| 甲市 | 救助**321户**[1] |\n| 乙市 | 报告未提及；救助9户[2] |"
OTHER = cited(2, "救助9户。", "救助9户", report="乙.txt", region="乙市", title=None, section=())


def opened(*turns: Answer) -> Document:
    return docx.Document(BytesIO(as_docx(turns, WHEN)))


def paragraphs(document: Document) -> list[Paragraph]:
    """All paragraphs in order, those in cells too."""
    return [Paragraph(element, document._body) for element in document.element.body.iter(qn("w:p"))]


def marks(document: Document) -> list[tuple[str, str]]:
    """(what is written, where it leads) of each mark."""
    links = [link for paragraph in paragraphs(document) for link in paragraph.hyperlinks]
    assert all(run.font.superscript and not link.address for link in links for run in link.runs)
    return [(link.text, link.fragment) for link in links]


def sources(document: Document) -> dict[str, str]:
    """The text of each source by the name of its bookmark."""
    told = [paragraph for paragraph in document.paragraphs if paragraph.style and paragraph.style.name == SOURCES]
    return {paragraph._p.xpath("./w:bookmarkStart/@w:name")[0]: paragraph.text for paragraph in told}


def headings(document: Document) -> list[str]:
    return [each.text for each in document.paragraphs if each.style and each.style.name == "Heading 1"]


def squeezed(text: str) -> str:
    """Without white space and without what has a meaning in Markdown or none in XML."""
    return re.sub(
        r"[\s*_|•:+-]|[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]", "", text
    )


def test_the_text_has_marks_and_numbered_sources() -> None:
    text = as_text(answered("- 救助**321户**[1]\n- 另有9户[2]", cited(), OTHER))
    assert text == (
        "• 救助321户[1]\n• 另有9户[2]\n\n来源\n"
        "[1] 甲市总结 · 甲市 · 2023年 · 一、救助\n    文件：甲.txt\n    「321户」\n"
        "[2] 乙市 · 2023年\n    文件：乙.txt\n    「救助9户」"
    )


def test_a_source_that_was_recognised_in_a_picture_says_so() -> None:
    reply = answered("救助**321户**[1]", cited(scanned=True))
    assert as_text(reply).endswith("「321户」（扫描识别，请核对原件）")
    (source,) = sources(opened(reply)).values()
    assert source.endswith("「321户」（扫描识别，请核对原件）")


def test_a_table_is_text_with_tabs_and_a_refusal_has_no_sources() -> None:
    assert as_text(answered(TABLE)).splitlines() == [
        "地区\t报告内容",
        "甲市\t救助321户[1]",
        "乙市\t报告未提及；救助9户[2]",
    ]
    assert as_text(answered("没有收录乙市的报告。", reason="region_not_covered")) == "没有收录乙市的报告。"


def test_the_file_begins_with_what_it_is() -> None:
    document = opened(answered("**321户**[1]", cited()))
    first = [paragraph.text for paragraph in document.paragraphs[:4]]
    assert first == [TITLE, "2025年3月1日 09:05", PROMISE, "多少户？"]
    about = document.core_properties
    assert (about.title, about.language, about.comments) == (TITLE, "zh-CN", "")
    assert document.styles.element.xpath("./w:docDefaults//w:lang/@w:eastAsia") == ["zh-CN"]
    for name, font in (("Normal", "宋体"), ("Heading 1", "黑体"), ("Title", "黑体")):
        fonts = document.styles[name].element.xpath("./w:rPr/w:rFonts")[0]
        assert fonts.get(qn("w:eastAsia")) == font
        assert fonts.get(qn("w:eastAsiaTheme")) is None


def test_marks_are_numbered_through_the_chat_and_lead_to_their_sources() -> None:
    first = answered("**321户**[1]，另有9户[2]", cited(), OTHER, question="甲")
    second = answered("9户[1]，又2户[2]，见[7]", replace(OTHER, number=1), cited(2, "又2户。", "2户"), question="乙")
    document = opened(first, second)
    assert headings(document) == ["甲", "乙", SOURCES]
    # What both cite is one source; a number that is no citation's stays text.
    assert marks(document) == [("[1]", "source1"), ("[2]", "source2"), ("[2]", "source2"), ("[3]", "source3")]
    assert sources(document) == {
        "source1": "[1] 甲市总结 · 甲市 · 2023年 · 一、救助\n文件：甲.txt\n「321户」",
        "source2": "[2] 乙市 · 2023年\n文件：乙.txt\n「救助9户」",
        "source3": "[3] 甲市总结 · 甲市 · 2023年 · 一、救助\n文件：甲.txt\n「2户」",
    }
    assert [run.text for each in document.paragraphs for run in each.runs if run.bold] == ["321户"]


def test_a_comparison_is_a_word_table() -> None:
    document = opened(answered(TABLE, cited(), OTHER))
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["地区", "报告内容"],
        ["甲市", "救助321户[1]"],
        ["乙市", "报告未提及；救助9户[2]"],
    ]
    assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert all(run.bold for cell in table.rows[0].cells for run in cell.paragraphs[0].runs)
    assert [text for text, _ in marks(document)] == ["[1]", "[2]"]
    assert table.columns[0].width < table.columns[1].width


def test_lists_are_lists() -> None:
    document = opened(answered("前言\n\n- 甲[1]\n  - 乙\n\n    丙\n\n3. 丁\n4. 戊", cited()))
    told = [(each.style.name, each.text) for each in document.paragraphs if each.style][4:10]
    assert told == [
        ("Normal", "前言"),
        ("List Bullet", "甲[1]"),
        ("List Bullet 2", "乙"),
        ("List Continue 2", "丙"),
        ("List", "3.\t丁"),
        ("List", "4.\t戊"),
    ]


def test_a_refusal_is_marked() -> None:
    document = opened(answered("报告里没有查到。", reason="not_found"), answered("321户[1]", cited()))
    told = [each.text for each in document.paragraphs if each.style and each.style.name == REFUSED]
    assert told == [REFUSED, "报告里没有查到。"]
    assert document.styles[REFUSED].element.xpath("./w:pPr/w:shd")


def test_what_was_understood_is_told() -> None:
    document = opened(answered("321户[1]", cited(), meant="甲市多少户？"))
    assert "（理解为：甲市多少户？）" in [each.text for each in document.paragraphs]


@pytest.mark.parametrize("turns", [(), (answered("没有。", reason="off_topic"),)])
def test_without_citations_there_are_no_sources(turns: Sequence[Answer]) -> None:
    assert SOURCES not in headings(opened(*turns))


def test_hostile_text_is_text() -> None:
    bad = f"{HOSTILE}\x00\x0b\x1b\ufffe\ud800{'长' * 10_000}"
    citation = cited(1, bad, bad, title=bad, report=bad, region=bad, section=(bad,))
    document = opened(answered(bad, citation, question=f"一\n{bad}"))
    assert not [relation for relation in document.part.rels.values() if relation.is_external]
    (source,) = sources(document).values()
    assert source.count("<script>window.pwned=1</script>") == 5  # title, place, section, file, quote
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08]", "".join(each.text for each in document.paragraphs))
    assert len(headings(document)) == 2
    assert not document.element.xpath("//w:fldSimple | //w:instrText")
    assert "\u202e" not in as_text(answered(bad, citation))


@settings(max_examples=60)
@given(st.lists(st.tuples(TEXTS, TEXTS, st.lists(TEXTS, max_size=2), st.booleans()), max_size=3))
def test_whatever_the_text_it_is_all_there_and_marks_lead_to_sources(
    told: list[tuple[str, str, list[str], bool]],
) -> None:
    turns = []
    for question, text, quotes, refused in told:
        citations: list[Citation] = [cited(number, quote, quote) for number, quote in enumerate(quotes, 1)]
        body = text + "".join(f"[{each.number}]" for each in citations)
        turns.append(answered(body, *citations, question=question, reason="not_found" if refused else None))
    document = opened(*turns)
    found = sources(document)
    assert [int(name.removeprefix("source")) for name in found] == list(range(1, len(found) + 1))
    assert all(found[name].startswith(f"{text} ") for text, name in marks(document))
    assert {name for _, name in marks(document)} == set(found)
    written = squeezed("".join(each.text for each in paragraphs(document)))
    for turn, (_, text, _, _) in zip(turns, told, strict=True):
        assert squeezed(turn.question) in written
        assert all(squeezed(each.quote) in written for each in turn.citations)
        if not {"[", "|"} & set(text):  # marks get other numbers, and a table drops the cells that have no heading
            assert squeezed(text) in written
        assert as_text(turn).count("文件：") >= len(turn.citations)
