"""Every score by its definition, each with an answer that meets it and one that does not."""

from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.questions import TO_REFUSE, Question, Type
from eval.scoring.metrics import LENGTH_LIMITS, QuestionScore, score, unsupported_figures
from eval.scoring.scores import SCORES
from index.errors import StoreError
from tests.helpers import evaluation
from tests.helpers.evaluation import REGIONS, library

REPORT = "一、救助。甲县发放低保金1,250.5万元，惠及３００户。\n二、养老。新建养老机构5家。"
FIRST = REPORT.split("\n", maxsplit=1)[0]
REPORTS = {"a.txt": REPORT, "b.txt": "乙县发放低保金99万元。", "a2.txt": REPORT, "unknown.txt": REPORT}
LIBRARY = library(REPORTS, REGIONS | {"a2.txt": REGIONS["a.txt"]})
ASKED = replace(
    evaluation.ASKED,
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
        "passages": [{"report": "a.txt", "text": FIRST, "start": 0, "end": len(FIRST)}],
    } | changes


GOOD = reply("甲县发放低保金**1,250.5万元**，惠及300户")
REFUSED = reply(citations=[], refused=True, answer="现有报告没有提到。")


def scored(answer: dict[str, Any], question: Question = ASKED) -> QuestionScore:
    return score(question, answer, LIBRARY)


def test_a_good_answer_has_every_score() -> None:
    found = scored(GOOD, replace(ASKED, reference="甲县发放低保金1250.5万元，惠及300户"))
    assert (found.correct, found.good, found.faults) == (1, 1, ())
    assert (found.fact_recall, found.first_has_fact, found.rouge_l) == (1, 1, 1)
    assert (found.recall_at_1, found.recall_at_5, found.recall_at_10) == (1, 1, 1)
    assert (found.rr_at_10, found.ndcg_at_10) == (1, 1)
    assert (found.citation_recall, found.citation_precision, found.verbatim) == (1, 1, 1)
    assert (found.wrong_report, found.wrong_place, found.unsupported_figures) == (0, 0, 0)
    assert (found.false_refusal, found.refusal_recall, found.refusal_precision) == (0, None, None)
    assert found.length == len("甲县发放低保金1250.5万元,惠及300户")


def test_correct_needs_every_fact_group_and_any_of_its_alternatives() -> None:
    lacking = scored(reply("甲县发放低保金1250.5万元"))
    assert (lacking.correct, lacking.fact_recall) == (0, 0.5)
    assert lacking.faults == ("缺事实 300户/三百户",)
    assert scored(reply("1250.5万元，三百户")).correct


def test_correct_needs_an_answer_and_not_a_refusal() -> None:
    found = scored(GOOD | {"refused": True})
    assert (found.correct, found.good, found.faults) == (0, 0, ("不该拒答",))


@pytest.mark.parametrize(
    ("statements", "correct"),
    [
        (("乙县是99万元", "甲县1250.5万元，300户"), False),
        (("甲县1250.5万元，乙县99万元", "300户"), True),  # a fact stands beside it
        (("甲县1250.5万元，300户", "乙县99万元"), True),  # not the first statement
    ],
)
def test_the_first_statement_misleads_unless_it_holds_a_fact_too(statements: tuple[str, ...], correct: bool) -> None:
    assert scored(reply(*statements)).correct == correct


def test_good_needs_evidence_cited_from_the_right_report() -> None:
    elsewhere = cite(quote="养老机构5家", paragraph=REPORT.split("\n")[1])
    found = scored(reply("1250.5万元，300户", citations=[elsewhere]))
    assert (found.correct, found.good, found.citation_recall) == (1, 0, 0)
    same_words = replace(ASKED, sources=("b.txt",))
    assert scored(GOOD, same_words).citation_recall == 0


def test_good_allows_no_citation_outside_the_sources() -> None:
    found = scored(GOOD | {"citations": [cite(), cite(2, "乙县", "b.txt")]})
    assert (found.correct, found.good, found.wrong_report) == (1, 0, 1)
    assert found.faults == ("引了别的报告 b.txt",)


def test_every_type_that_may_be_answered_has_a_length() -> None:
    assert set(LENGTH_LIMITS) == set(get_args(Type)) - TO_REFUSE


@pytest.mark.parametrize("kind", sorted(LENGTH_LIMITS))
def test_good_is_to_the_point(kind: Any) -> None:
    question = replace(ASKED, type=kind)
    fact = "1250.5万元300户"
    full = fact + "啊" * (LENGTH_LIMITS[kind] - len(fact))
    assert scored(reply(f"**{full}** "), question).good  # marks, citation and white space are not counted
    longer = scored(reply(full + "啊"), question)
    assert (longer.correct, longer.good) == (1, 0)


def test_citation_recall_counts_groups() -> None:
    two = replace(ASKED, evidence=(*ASKED.evidence, ("养老机构5家",)))
    assert scored(GOOD, two).citation_recall == 0.5
    assert scored(GOOD, two).good  # one group is enough


def test_what_cannot_be_answered_must_be_refused() -> None:
    found = scored(REFUSED, UNANSWERABLE)
    assert (found.correct, found.good, found.refusal_recall, found.refusal_precision) == (1, 1, 1, 1)
    answered = scored(GOOD, UNANSWERABLE)
    assert (answered.correct, answered.good, answered.refusal_recall, answered.refusal_precision) == (0, 0, 0, None)
    assert answered.faults == ("该拒答而未拒",)
    for one in (found, answered):
        assert (one.fact_recall, one.first_has_fact, one.citation_recall, one.citation_precision) == (None,) * 4
        assert (one.recall_at_1, one.recall_at_10, one.rr_at_10, one.ndcg_at_10) == (None,) * 4
        assert (one.wrong_report, one.wrong_place, one.false_refusal, one.length) == (None,) * 4


def test_a_refusal_that_is_not_due_is_neither_right_nor_precise() -> None:
    found = scored(REFUSED)
    assert (found.correct, found.good, found.false_refusal) == (0, 0, 1)
    assert (found.refusal_recall, found.refusal_precision) == (None, 0)
    assert (found.fact_recall, found.citation_recall, found.citation_precision, found.verbatim) == (0, 0, None, None)
    assert (found.wrong_report, found.wrong_place) == (0, 0)


def test_citation_precision_is_the_share_of_citations_with_evidence() -> None:
    useless = cite(2, "养老机构5家", paragraph=REPORT.split("\n")[1])
    elsewhere = cite(3, "乙县", "b.txt")  # with the right words, of the wrong report
    assert scored(GOOD | {"citations": [cite(), useless]}).citation_precision == 0.5
    assert scored(GOOD | {"citations": [cite(), useless, elsewhere]}).citation_precision == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("sources", "cited", "wrong"),
    [
        (("a.txt",), "a.txt", 0),
        (("a.txt",), "b.txt", 1),
        (("a.txt",), "a2.txt", 0),  # another report of the same place
        (("a.txt",), "unknown.txt", 1),  # a report whose place is not known
        (("unknown.txt",), "unknown.txt", 0),
        (("a.txt", "b.txt"), "b.txt", 0),
        (("a.txt",), "none.txt", 0),  # there is no such report: not verbatim, of the wrong report, and of no place
    ],
)
def test_wrong_place_is_a_report_of_a_place_that_no_source_has(
    sources: tuple[str, ...], cited: str, wrong: float
) -> None:
    found = scored(GOOD | {"citations": [cite(1) | {"report": cited}]}, replace(ASKED, sources=sources))
    assert found.wrong_place == wrong
    assert found.wrong_report == float(cited not in sources)


def test_rouge_l_only_where_a_reference_answer_exists() -> None:
    assert scored(GOOD).rouge_l is None
    assert scored(reply("甲乙丙丁"), replace(ASKED, reference="**甲乙**")).rouge_l == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    "changes",
    [{"quote": "低保金1250.5万元"}, {"quote": "", "start": 0, "end": 0}, {"end": 5}, {"report": "none.txt"}],
)
def test_verbatim_is_to_the_letter_and_to_the_offset(changes: dict[str, Any]) -> None:
    found = scored(GOOD | {"citations": [cite(), cite() | changes]})
    assert (found.verbatim, found.faults[-1]) == (0.5, "引文不实 1 条")


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
    assert scored(late).first_has_fact == 0
    assert scored(late, replace(ASKED, type="list")).first_has_fact is None
    assert scored(REFUSED).first_has_fact == 0


def test_a_source_that_is_not_in_the_library_is_an_error() -> None:
    with pytest.raises(StoreError):
        scored(GOOD, replace(ASKED, sources=("none.txt",)))


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
    assert one.good <= one.correct
    assert bool(one.faults) or one.good
    told = {name: value for name in SCORES if (value := getattr(one, name)) is not None}
    assert all(0 <= value <= 1 for name, value in told.items() if SCORES[name].share)
    assert min(told.values()) >= 0
