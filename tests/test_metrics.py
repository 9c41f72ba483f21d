"""Every score by its definition, each with an answer that meets it and one that does not."""

import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics import LENGTH_LIMITS, QuestionScore, aggregate, normalise, score, unsupported_figures
from eval.questions import Question

REPORT = "一、救助。甲县发放低保金1,250.5万元，惠及３００户。\n二、养老。新建养老机构5家。"
REPORTS = {"a.txt": REPORT, "b.txt": "乙县发放低保金99万元。"}
ASKED = Question(
    id="q1",
    question="甲县低保金发放多少",
    history=(),
    type="number",
    answerable=True,
    sources=("a.txt",),
    evidence=(("低保金1250.5万元", "另一种说法"),),
    facts=(("1250.5万元",), ("300户", "三百户")),
    forbidden=("99万元",),
)
UNANSWERABLE = replace(ASKED, type="unanswerable", answerable=False, sources=(), evidence=(), facts=(), forbidden=())


def cite(number: int = 1, quote: str = "低保金1,250.5万元", report: str = "a.txt", **changes: Any) -> dict[str, Any]:
    start = REPORTS[report].find(quote)
    return {
        "number": number,
        "report": report,
        "year": 2022,
        "section": ["一、救助"],
        "paragraph": REPORTS[report].split("\n")[0],
        "quote": quote,
        "start": start,
        "end": start + len(quote),
    } | changes


def reply(*said: str, citations: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    """An Answer of these statements, each resting on all the citations (one, a right one, unless given)."""
    cited = [cite()] if citations is None else citations
    numbers = [citation["number"] for citation in cited]
    return {
        "answer": "\n".join(f"{text}[1]" for text in said),
        "refused": False,
        "statements": [{"text": text, "citations": numbers} for text in said],
        "citations": cited,
        "passages": [{"report": "a.txt", "text": REPORT.split("\n", maxsplit=1)[0]}],
        "timings_ms": {"total": 12.0},
    } | changes


GOOD = reply("甲县发放低保金**1,250.5万元**，惠及300户")
REFUSED = reply(citations=[], refused=True, answer="现有报告没有提到。")


def scored(answer: dict[str, Any], question: Question = ASKED, k: int = 5) -> QuestionScore:
    return score(question, answer, REPORTS.get, k)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("１２３　万元", "123万元"),
        ("**甲** `乙` # 丙\n> 丁\n- 戊", "甲乙丙丁戊"),
        ("| 地区 | 标准 |\n|:---|---:|\n| 甲 | 630元 |", "地区标准甲630元"),
        ("1,234,567.8元", "1234567.8元"),
        ("第1,23条，2021,100", "第1,23条,2021,100"),
        ("2021-2023年，降3%-5%", "2021-2023年,降3%-5%"),
    ],
)
def test_normalise(text: str, plain: str) -> None:
    assert normalise(text) == plain


@given(st.text() | st.text(alphabet="*_`#|\\->:+~ \n,.0123一、´é"))
def test_normalise_is_idempotent_and_leaves_no_white_space(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert not any(character.isspace() for character in once)
    assert unicodedata.is_normalized("NFKC", once)


def test_a_good_answer_has_every_score() -> None:
    found = scored(GOOD)
    assert found.correct
    assert found.good
    assert not found.faults
    assert (found.fact_recall, found.evidence_recall, found.recall_at_k, found.first_has_fact) == (1, 1, 1, True)
    assert (found.wrong_report, found.citations, found.verbatim, found.unsupported_figures) == (False, 1, 1, 0)
    assert found.length == len("甲县发放低保金1250.5万元,惠及300户")
    assert found.total_ms == 12.0


def test_correct_needs_every_fact_group_and_any_of_its_alternatives() -> None:
    lacking = scored(reply("甲县发放低保金1250.5万元"))
    assert not lacking.correct
    assert lacking.fact_recall == 0.5
    assert lacking.faults == ("缺事实 300户/三百户",)
    assert scored(reply("1250.5万元，三百户")).correct


def test_correct_needs_an_answer_and_not_a_refusal() -> None:
    found = scored(GOOD | {"refused": True})
    assert not found.correct
    assert not found.good
    assert found.faults == ("不该拒答",)


@pytest.mark.parametrize(
    ("statements", "correct"),
    [
        (("乙县是99万元", "甲县1250.5万元，300户"), False),
        (("甲县1250.5万元，乙县99万元", "300户"), True),  # a fact stands beside it
        (("甲县1250.5万元，300户", "乙县99万元"), True),  # not the first statement
    ],
)
def test_the_first_statement_misleads_unless_it_holds_a_fact_too(statements: tuple[str, ...], correct: bool) -> None:
    assert scored(reply(*statements)).correct is correct


def test_good_needs_evidence_cited_from_the_right_report() -> None:
    elsewhere = cite(quote="养老机构5家", paragraph=REPORT.split("\n")[1])
    found = scored(reply("1250.5万元，300户", citations=[elsewhere]))
    assert found.correct
    assert not found.good
    assert found.evidence_recall == 0
    same_words = replace(ASKED, sources=("b.txt",))
    assert scored(GOOD, same_words).evidence_recall == 0


def test_good_allows_no_citation_outside_the_sources() -> None:
    found = scored(GOOD | {"citations": [cite(), cite(2, "乙县", "b.txt")]})
    assert found.correct
    assert found.wrong_report
    assert not found.good
    assert found.faults == ("引了别的报告 b.txt",)


@pytest.mark.parametrize("kind", sorted(LENGTH_LIMITS))
def test_good_is_to_the_point(kind: Any) -> None:
    question = replace(ASKED, type=kind)
    fact = "1250.5万元300户"
    full = fact + "啊" * (LENGTH_LIMITS[kind] - len(fact))
    assert scored(reply(f"**{full}** "), question).good  # marks, citation and white space are not counted
    longer = scored(reply(full + "啊"), question)
    assert longer.correct
    assert not longer.good


def test_evidence_recall_counts_groups() -> None:
    two = replace(ASKED, evidence=(*ASKED.evidence, ("养老机构5家",)))
    assert scored(GOOD, two).evidence_recall == 0.5
    assert scored(GOOD, two).good  # one group is enough


def test_recall_at_k_looks_at_the_first_k_passages_of_the_right_reports() -> None:
    wanted, other = {"report": "a.txt", "text": REPORT}, {"report": "a.txt", "text": "别的"}
    stranger = {"report": "b.txt", "text": REPORT}
    assert scored(GOOD | {"passages": [other, wanted]}, k=2).recall_at_k == 1
    assert scored(GOOD | {"passages": [other, wanted]}, k=1).recall_at_k == 0
    assert scored(GOOD | {"passages": [*[other] * 4, wanted]}).recall_at_k == 1
    assert scored(GOOD | {"passages": [*[other] * 5, wanted]}).recall_at_k == 0
    assert scored(GOOD | {"passages": [stranger]}).recall_at_k == 0


def test_what_cannot_be_answered_must_be_refused() -> None:
    found = scored(REFUSED, UNANSWERABLE)
    assert found.correct
    assert found.good
    assert (found.fact_recall, found.evidence_recall, found.wrong_report, found.first_has_fact) == (None,) * 4
    answered = scored(GOOD, UNANSWERABLE)
    assert not answered.correct
    assert not answered.good
    assert answered.faults == ("该拒答而未拒",)


@pytest.mark.parametrize(
    "changes",
    [
        {"quote": "低保金1250.5万元"},
        {"quote": "", "start": 0, "end": 0},
        {"start": 0, "end": 5},
        {"report": "none.txt"},
    ],
)
def test_verbatim_is_to_the_letter_and_to_the_offset(changes: dict[str, Any]) -> None:
    found = scored(GOOD | {"citations": [cite(), cite() | changes]})
    assert (found.citations, found.verbatim) == (2, 1)
    assert "引文不实 1 条" in found.faults


@pytest.mark.parametrize(
    ("text", "unsupported"),
    [
        ("2022年第1次发放1250.5万元，300户[1]", ["1"]),  # a citation mark is no number, a lone 1 stands nowhere
        ("1,250.5万元", []),
        ("250.5万元", ["250.5"]),  # a part of a number is another number
        ("| 甲 | 300 | 2022 |", []),  # the cells of a row are not one number
        ("5家", ["5"]),  # stands in a paragraph that the statement does not cite
        ("第3节的300户，2021年", ["2021"]),
    ],
)
def test_unsupported_figures(text: str, unsupported: list[str]) -> None:
    citations = [cite(section=["第3节"]), cite(2, paragraph=REPORT.split("\n")[1])]
    assert unsupported_figures({"text": text, "citations": [1]}, citations) == unsupported
    assert scored(GOOD | {"statements": [{"text": text, "citations": []}]}).unsupported_figures >= len(unsupported)


def test_a_number_broken_by_white_space_in_the_paragraph_is_known() -> None:
    assert unsupported_figures({"text": "23850元", "citations": [1]}, [cite(paragraph="发放 23 850 元")]) == []


def test_first_has_fact_asks_only_types_that_want_one() -> None:
    late = reply("甲县做了不少", "1250.5万元，300户")
    assert scored(late).first_has_fact is False
    assert scored(late, replace(ASKED, type="list")).first_has_fact is None
    assert scored(REFUSED).first_has_fact is False


def test_aggregate() -> None:
    stranger = GOOD | {"citations": [cite(), cite(2, "没有", "b.txt")], "timings_ms": {"total": 30.0}}
    scores = aggregate([scored(GOOD), scored(stranger), scored(REFUSED), scored(REFUSED, UNANSWERABLE)])
    assert scores.n == 4
    assert (scores.correct, scores.good) == (0.75, 0.5)
    assert scores.fact_recall == pytest.approx(2 / 3)
    assert scores.wrong_report == pytest.approx(1 / 3)
    assert scores.refusal == 1
    assert scores.false_refusal == pytest.approx(1 / 3)
    assert scores.verbatim == pytest.approx(2 / 3)
    assert scores.p50_ms == 12.0


def test_aggregate_of_what_does_not_apply_is_none_and_of_nothing_an_error() -> None:
    scores = aggregate([scored(REFUSED, UNANSWERABLE)])
    assert (scores.fact_recall, scores.verbatim, scores.false_refusal, scores.length) == (None,) * 4
    with pytest.raises(ValueError, match="no answers"):
        aggregate([])


words = st.text(alphabet="甲乙12,. *|[1]", max_size=12)
citations_of = st.lists(
    st.builds(
        lambda number, report, quote, paragraph: cite(number, quote, report, paragraph=paragraph),
        st.integers(1, 3),
        st.sampled_from(sorted(REPORTS)),
        words,
        words,
    ),
    max_size=3,
)


@given(st.lists(words, max_size=3), citations_of, st.booleans(), st.sampled_from([ASKED, UNANSWERABLE]))
def test_scores_are_shares_and_good_is_correct(
    said: list[str], citations: list[dict[str, Any]], refused: bool, question: Question
) -> None:
    one = scored(reply(*said, citations=citations, refused=refused), question)
    assert one.correct or not one.good
    assert one.verbatim <= one.citations
    assert bool(one.faults) or one.good
    scores = aggregate([one, scored(GOOD), scored(REFUSED, UNANSWERABLE)])
    shares = (scores.correct, scores.good, scores.fact_recall, scores.evidence_recall, scores.recall_at_k)
    rates = (scores.wrong_report, scores.refusal, scores.false_refusal, scores.verbatim, scores.first_has_fact)
    assert all(share is None or 0 <= share <= 1 for share in (*shares, *rates))
