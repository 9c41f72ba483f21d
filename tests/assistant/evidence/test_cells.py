"""Cells of tables: which may be the figure asked for, and what a reader is told of them."""

import pytest

from assistant.evidence.cells import Cell, cells, may_be
from assistant.evidence.meant import Sought, bigrams
from assistant.language.told import cell_told
from assistant.model import Evidence, Hit, Statement
from assistant.verify.computed import unfounded
from assistant.writing.citations import cite
from index.figures.extract import with_facts
from index.model import Fact, Report
from index.report.chunks import split
from tests.index.report.test_chunks import report_of

TABLE = (
    "2023年各镇救助情况表\n单位：人、万元\n乡镇\t60岁以上人数（人）\t低保人数（人）\t低保资金（万元）\n"
    "平洋镇\t1 052\t2019\t88.3\n福和镇\t873\t1764\t—\n合计\t1925\t3783\t171.1\n"
)


def read(text: str) -> tuple[Report, list[Hit]]:
    report = report_of(text, year=2023)
    return report, [Hit(chunk, 1.0) for chunk in with_facts(report, split(report))]


def wish(words: str, *units: str, planned: bool | None = None) -> Sought:
    return Sought(bigrams(words), units, 2023, planned, change=False)


def found(question: str, *units: str) -> list[Cell]:
    return cells(wish(question, *units), question, read(TABLE)[1])


def test_a_cell_is_told_in_a_sentence_made_of_its_heads() -> None:
    first = found("平洋镇低保人数有多少人", "人")[0]
    assert first.told == "2023年平洋镇低保人数为2019人。"
    assert first.quote == "平洋镇\t1 052\t2019\t88.3"


def test_a_cell_of_a_town_that_is_not_named_is_none() -> None:
    assert {cell.written for cell in found("福和镇低保人数有多少人", "人")} == {"1764", "3783"}
    assert {cell.written for cell in found("低保人数一共多少人", "人")} == {"3783"}


@pytest.mark.parametrize(
    ("asked", "planned", "head", "fits"),
    [
        ("三季度离婚登记多少对", None, "第一季度", False),
        ("一季度离婚登记多少对", None, "第一季度", True),
        ("离婚登记多少对", None, "第一季度", True),
        ("离婚登记多少对", None, "年初目标", True),
        ("完成离婚登记多少对", False, "年初目标", False),
        ("离婚登记的目标是多少对", True, "年初目标", True),
        ("离婚登记的目标是多少对", True, "第一季度", False),
    ],
)
def test_a_cell_is_of_the_part_of_the_year_and_the_state_asked_for(
    asked: str, planned: bool | None, head: str, fits: bool
) -> None:
    _, (hit,) = read(f"指标\t{head}\n离婚登记（对）\t187\n结婚登记（对）\t330\n")
    fact = next(fact for fact in hit.chunk.facts if fact.value == 187)
    assert may_be(fact, wish("离婚登记", "对", planned=planned), asked) is fits


def test_every_cell_that_is_told_passes_the_last_gate_and_no_other_figure_does() -> None:
    report, hits = read(TABLE)
    told = [(hit, fact) for hit in hits for fact in hit.chunk.facts if fact.cell]
    assert {fact.value for _, fact in told} >= {1052, 2019, 883000, 3783}  # thousands set apart, a number like a year
    for hit, fact in told:
        span = _row(hit, fact)
        cited = {1: (cite(1, span, lambda _: report), span)}
        written = span.quote[fact.start - span.start : fact.end - span.start]
        statement = cell_told(fact, written)
        assert unfounded(Statement(statement, (1,)), cited) == ()
        assert unfounded(Statement(statement.replace(written, f"{written}1"), (1,)), cited)


def _row(hit: Hit, fact: Fact) -> Evidence:
    first = hit.chunk.text.rfind("\n", 0, fact.start - hit.chunk.start) + 1
    last = hit.chunk.text.find("\n", first)
    quote = hit.chunk.text[first:last]
    return Evidence(hit, hit.chunk.start + first, hit.chunk.start + last, quote, 1.0, 1.0, fact=fact)
