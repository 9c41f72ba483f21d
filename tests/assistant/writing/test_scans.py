"""What was recognised in pictures: the citation says so, and an unclear figure is not in bold and is warned of once."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.answer import Assistant
from assistant.model import Evidence, Hit
from assistant.writing.citations import cite
from assistant.writing.scans import UNCLEAR, is_unclear, told
from assistant.writing.writers import Draft
from index.model import Chunk, Fact
from index.text.scanned import Scanned
from tests.helpers import places
from tests.helpers.fakes import half_scanned

TEXT = "养老床位12张。食堂7个。助餐点30处。"
SPANS = ((0, 8), (8, 13), (13, len(TEXT)))
REPORT = replace(places.report(TEXT), scanned=(Scanned(0, 8, 0.89), Scanned(8, 13, 0.9)))


def evidence(*at: int) -> tuple[Evidence, ...]:
    """The sentences of `TEXT` with these numbers."""
    chunk = Chunk("a.txt", 0, 0, len(TEXT), TEXT, (), None, "", frozenset())
    return tuple(Evidence(Hit(chunk, 0.0), start, end, TEXT[start:end], 0, 0) for start, end in (SPANS[n] for n in at))


def written(answer: str, *at: int) -> str:
    return told(Draft(answer, (), evidence(*at)), lambda _: REPORT)


def test_a_citation_tells_what_was_recognised() -> None:
    assert [cite(1, span, lambda _: REPORT).scanned for span in evidence(0, 1, 2)] == [True, True, False]


@pytest.mark.parametrize(
    ("answer", "at", "said"),
    [
        ("养老床位**12张**。[1]", (0,), "养老床位12张。[1]"),
        ("床位**12张**。[1]\n\n食堂**7个**。[2]", (0, 1), "床位12张。[1]\n\n食堂**7个**。[2]"),
        (
            "- **甲市**：床位**12张**[1]\n- **乙市**：食堂**7个**[2]",
            (0, 1),
            "- **甲市**：床位12张[1]\n- **乙市**：食堂**7个**[2]",
        ),
        ("| 甲市 | **12张**[1] |\n| 乙市 | **7个**[2] |", (0, 1), "| 甲市 | 12张[1] |\n| 乙市 | **7个**[2] |"),
        ("甲比乙多：12 − 7 = **5张**[2][1]", (0, 1), "甲比乙多：12 − 7 = 5张[2][1]"),
        ("[1]床位**12张**。[2]", (1, 0), "[1]床位12张。[2]"),
    ],
)
def test_what_rests_on_an_unclear_figure_is_not_bold_and_is_warned_of_once(
    answer: str, at: Sequence[int], said: str
) -> None:
    assert written(answer, *at) == f"{said}\n\n{UNCLEAR}"


@pytest.mark.parametrize("at", [(1,), (2,), (1, 2)])
def test_clear_lines_change_nothing(at: Sequence[int]) -> None:
    assert written("食堂**7个**。[1]", *at) == "食堂**7个**。[1]"


def test_of_a_span_over_several_lines_the_figure_that_is_meant_counts() -> None:
    (span,) = evidence(0)
    whole = replace(span, end=13, quote=TEXT[:13])
    clear, unclear = Fact(10, 12, "食堂", Decimal(7), "个"), Fact(4, 7, "养老床位", Decimal(12), "张")
    facts = (None, clear, unclear)
    assert [is_unclear(replace(whole, fact=fact), REPORT) for fact in facts] == [True, False, True]


def test_a_line_without_a_figure_is_not_warned_of() -> None:
    report = replace(places.report("推行先照后核。"), scanned=(Scanned(0, 7, 0.1),))
    (span,) = evidence(0)
    assert not is_unclear(replace(span, end=7, quote=report.text), report)


@pytest.fixture
def assistant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    monkeypatch.setattr("index.report.load.parse", half_scanned)
    text = """苏州市民政局2023年工作总结
~95 一、养老服务
~70 全市新增养老床位3200张，成效明显。
~95 全市建成老年食堂126个，方便就餐。
二、社会救助
发放临时救助金88.6万元。
"""
    return places.assistant_over(places.build(tmp_path, {"苏州.txt": text}))


@pytest.mark.parametrize(
    ("question", "said", "scanned"),
    [
        ("苏州新增养老床位多少张", f"全市新增养老床位3200张[1]\n\n{UNCLEAR}", True),
        ("苏州建成老年食堂多少个", "全市建成老年食堂**126个**[1]", True),
        ("苏州发放临时救助金多少万元", "发放临时救助金**88.6万元**[1]", False),
    ],
)
def test_an_answer_is_told_so_from_file_to_citation(
    assistant: Assistant, question: str, said: str, scanned: bool
) -> None:
    answer = assistant.ask(question)
    assert answer.answer.replace("。[", "[").replace("，成效明显", "").replace("，方便就餐", "") == said
    assert [cited["scanned"] for cited in answer.to_json()["citations"]] == [scanned]
