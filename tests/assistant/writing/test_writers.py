"""The extractive writer: the report's own words, the figure in bold, lines, lists and tables."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.model import Evidence, Group, Hit, Intent, Query
from assistant.writing.writers import NOTHING, Draft, ExtractiveWriter
from index.model import Chunk, Fact, Report


def span(quote: str, yes: float = 0.5) -> Evidence:
    chunk = Chunk("a.txt", 0, 0, len(quote), quote, (), None, "", frozenset())
    return Evidence(Hit(chunk, 0.0, ()), 0, len(quote), quote, 0.0, 0.0, yes=yes)


def group(label: str | None, *quotes: str) -> Group:
    return Group(label, tuple(map(span, quotes)))


def write(intent: Intent, topic: str, groups: Sequence[Group], *, whether: bool = False) -> Draft:
    query = Query(topic, topic, topic, "", (), None, (), False, (), None, None, intent, whether)
    (draft,) = ExtractiveWriter().write(query, groups, _no_report)
    return draft


def _no_report(path: str) -> Report:
    raise AssertionError(f"{path} is read for nothing")


@pytest.mark.parametrize(
    ("topic", "quote", "said"),
    [
        ("发放了多少钱", "惠及3人，发放855元。", "惠及3人，发放**855元**。"),
        ("救助了多少人", "惠及3人，发放855元。", "惠及**3人**，发放855元。"),
        ("低保标准是多少", "由每月1045元提高到1095元", "由每月1045元提高到**1095元**"),
        ("发放多少资金", "发放2,850.46 万元", "发放**2,850.46 万元**"),
        ("有多少家机构", "没有数字", "没有数字"),
    ],
)
def test_the_figure_asked_for_is_in_bold(topic: str, quote: str, said: str) -> None:
    assert write("figure", topic, [group(None, quote)]).answer == f"{said}[1]"


@pytest.mark.parametrize(
    ("yes", "whether", "said"),
    [
        (0.95, True, "是：建成。[1]"),
        (0.05, True, "否：建成。[1]"),
        (0.6, True, "建成。[1]"),
        (0.95, False, "建成。[1]"),
    ],
)
def test_a_sure_verdict_comes_first_where_it_is_asked_for(yes: float, whether: bool, said: str) -> None:
    draft = write("fact", "建成没有", [Group(None, (span("建成。", yes),))], whether=whether)
    assert draft.answer == said
    assert draft.statements[0].text == "建成。"


def test_several_places_have_no_verdict_in_common() -> None:
    groups = [Group(label, (span("建成。", 0.95),)) for label in ("甲市", "乙县")]
    assert write("fact", "建成没有", groups, whether=True).answer == "- **甲市**：建成。[1]\n- **乙县**：建成。[2]"


def test_the_figure_in_bold_is_that_of_the_clause_that_is_meant() -> None:
    meant = replace(span("标准为每月735元，发放 5120元。"), focus="发放 5120元")
    assert write("figure", "发放了多少钱", [Group(None, (meant,))]).answer == "标准为每月735元，发放 **5120元**。[1]"


@pytest.mark.parametrize(
    ("quote", "written", "said"),
    [
        ("同比增长３．５％。", "３．５％", "同比增长**３．５％**。"),
        ("低保对象1 764 人。", "1 764 人", "低保对象**1 764 人**。"),
        (" 低保\n对象1\u3000764\n人。", "1\u3000764\n人", "低保 对象**1 764 人**。"),
        ("结婚登记1096对、离婚登记355对", "355对", "结婚登记1096对、离婚登记**355对**"),
        ("低保对象一千七百六十四人", "一千七百六十四人", "低保对象**一千七百六十四人**"),
        ("农村低保 | 1764", "1764", "农村低保 | **1764**"),
    ],
)
def test_the_figure_whose_record_is_meant_is_in_bold_whole(quote: str, written: str, said: str) -> None:
    assert write("figure", "离婚登记多少对", [Group(None, (recorded(quote, written),))]).answer == f"{said}[1]"


def test_a_record_has_no_bold_where_no_figure_is_asked_for() -> None:
    assert write("fact", "离婚", [Group(None, (recorded("离婚355对", "355对"),))]).answer == "离婚355对[1]"


@given(st.text(" \n一二1３．%", max_size=8), st.text(" \n一二1３．%", max_size=8))
def test_bold_by_record_changes_no_word(before: str, behind: str) -> None:
    span = recorded(f"{before}1 764 人{behind}", "1 764 人", len(before))
    answer = write("figure", "多少人", [Group(None, (span,))]).answer
    said = " ".join(span.quote.split())
    assert answer.replace("**", "") == f"{said}[1]"
    assert "**1 764 人**" in answer


def recorded(quote: str, written: str, at: int | None = None) -> Evidence:
    """A span of this quote, of which the figure written so is the one meant."""
    start = quote.index(written) if at is None else at
    fact = Fact(start, start + len(written), "离婚登记", Decimal(1), "对")
    return replace(span(quote), fact=fact)


def test_a_fact_has_no_bold() -> None:
    assert write("fact", "有多少家", [group(None, "新建5家。")]).answer == "新建5家。[1]"


def test_statements_cite_in_order_over_all_groups() -> None:
    draft = write("fact", "养老", [group("甲市", "一。", "二。"), group("乙县", "三。")])
    assert draft.answer == "- **甲市**：一。[1]；二。[2]\n- **乙县**：三。[3]"
    assert [(one.text, one.citations) for one in draft.statements] == [("一。", (1,)), ("二。", (2,)), ("三。", (3,))]


def test_a_list_has_a_line_an_item() -> None:
    assert write("list", "行动", [group(None, "护苗", "暖心")]).answer == "- 护苗[1]\n- 暖心[2]"
    assert write("list", "行动", [group(None, "护苗")]).answer == "护苗[1]"
    assert write("explain", "怎么做", [group(None, "一。", "二。")]).answer == "一。[1]\n\n二。[2]"


def test_a_table_says_where_nothing_is_told() -> None:
    answer = write("comparison", "低保标准是多少", [group("甲市", "每月735元"), group("乙县")]).answer
    assert answer.splitlines()[2:] == ["| 甲市 | 每月**735元**[1] |", f"| 乙县 | {NOTHING} |"]


def test_white_space_of_the_report_is_one_space() -> None:
    draft = write("comparison", "标准", [group("甲市", " 每月\n735\u3000元 \n"), group("乙县")])
    assert draft.statements[0].text == "每月 735 元"


@given(st.lists(st.lists(st.text(min_size=1, max_size=30), max_size=3), min_size=1, max_size=4))
def test_a_table_has_a_row_a_place_whatever_the_reports_say(quotes: list[list[str]]) -> None:
    groups = [group(f"{number}市", *texts) for number, texts in enumerate(quotes)]
    rows = write("comparison", "低保标准是多少", groups).answer.split("\n")
    assert len(rows) == len(quotes) + 2
    assert {row.count("|") for row in rows} == {3}


@given(
    st.sampled_from(get_args(Intent)),
    st.text(max_size=20),
    st.lists(
        st.tuples(st.none() | st.just("甲市"), st.lists(st.text(min_size=1, max_size=30), max_size=3)), max_size=3
    ),
)
def test_everything_said_is_a_quote_with_its_mark(
    intent: Intent, topic: str, told: list[tuple[str | None, list[str]]]
) -> None:
    draft = write(intent, topic, [group(label, *quotes) for label, quotes in told])
    quotes = [quote for _, texts in told for quote in texts]
    assert ["".join(one.text.split()) for one in draft.statements] == ["".join(quote.split()) for quote in quotes]
    assert [one.citations for one in draft.statements] == [(number + 1,) for number in range(len(quotes))]
    assert all(f"[{number + 1}]" in draft.answer for number in range(len(quotes)))
