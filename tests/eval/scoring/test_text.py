"""Texts as the scores compare them: what normalising drops, what figures there are, what meets what, ROUGE-L."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.scoring.text import figures, listed, met, normalise, recall, rouge_l, unmarked

marked = st.text() | st.text(alphabet="*_`#|\\->:+~ \n,.0123一、´é")
texts = st.text(alphabet="养老机构新建5家，。 *\n", max_size=12)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("１２３　万元", "123万元"),
        ("**甲** `乙` # 丙\n> 丁\n- 戊", "甲乙丙丁戊"),
        ("| 地区 | 标准 |\n|:---|---:|\n| 甲 | 630元 |", "地区标准甲630元"),
        ("1,234,567.8元", "1234567.8元"),
        ("第1,23条，2021,100", "第1,23条,2021,100"),
        ("2021-2023年，降3%-5%", "2021-2023年,降3%-5%"),
        ("12，345元", "12345元"),  # a full-width comma is a comma
        ("", ""),
    ],
)
def test_normalise(text: str, plain: str) -> None:
    assert normalise(text) == plain


@given(marked)
def test_normalise_is_idempotent_and_leaves_no_white_space(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert not any(character.isspace() for character in once)
    assert unicodedata.is_normalized("NFKC", once)


@pytest.mark.parametrize(("text", "plain"), [("5家[1][12]。", "5家。"), ("[a] [] (1)", "[a] [] (1)"), ("", "")])
def test_unmarked_drops_citation_marks_only(text: str, plain: str) -> None:
    assert unmarked(text) == plain


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2022年发放1,250.5万元，惠及３００户", ["2022", "1250.5", "300"]),
        ("| 300 | 12 |", ["300", "12"]),  # cells stay apart
        ("3%-5%", ["3", "5"]),
        ("1.2.3", ["1.2", "3"]),
        ("五家", []),
    ],
)
def test_figures_come_in_order_without_thousands_commas(text: str, found: list[str]) -> None:
    assert figures(text) == found


def test_a_group_is_met_by_any_alternative_however_it_is_written() -> None:
    said = normalise("惠及 **1,300** 户")
    assert met(("无", "１３００户"), said)
    assert not met(("1400户", "三百户"), said)
    assert not met((), said)


def test_recall_is_the_share_of_groups_that_some_text_meets() -> None:
    assert recall([("甲",), ("乙", "丙"), ("丁",), ("戊",)], ["甲", "丙丁"]) == 0.75
    assert recall([("甲",)], []) == 0
    assert recall([], ["甲"]) is None


def test_groups_are_listed_for_people() -> None:
    assert listed([("300户", "三百户"), ("5家",)]) == "300户/三百户、5家"


def longest_common(one: str, other: str) -> int:
    """The textbook's table."""
    row = [0] * (len(other) + 1)
    for a in one:
        above = row
        row = [0]
        for j, b in enumerate(other):
            row.append(above[j] + 1 if a == b else max(above[j + 1], row[j]))
    return row[-1]


@given(texts, texts)
def test_rouge_l_is_the_f1_of_the_longest_common_subsequence(said: str, reference: str) -> None:
    score = rouge_l(said, reference)
    one, other = normalise(said), normalise(reference)
    common = longest_common(one, other)
    precision, found = common / max(1, len(one)), common / max(1, len(other))
    assert score == pytest.approx(2 * precision * found / (precision + found) if common else 0.0)
    assert score == pytest.approx(rouge_l(reference, said))
    assert (score == 1) == (one == other != "")


@pytest.mark.parametrize(
    ("said", "reference", "score"),
    [
        ("新建养老机构5家", "新建养老机构5家", 1),
        ("新建**养老**机构 ５家", "新建养老机构5家", 1),
        ("新建养老", "新建养老机构5家", 2 / 3),
        ("", "新建", 0),
        ("新建", "", 0),
        ("殡葬", "养老", 0),
    ],
)
def test_rouge_l_of_a_few(said: str, reference: str, score: float) -> None:
    assert rouge_l(said, reference) == pytest.approx(score)
