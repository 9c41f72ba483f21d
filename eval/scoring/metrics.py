"""How good one answer is.

Everything here takes an answer as the JSON object of the contract (`Answer.to_json`), so that answers of other systems
can be scored as well. Texts are compared after `normalise`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from statistics import fmean
from typing import Any

from assistant.model import Library
from eval.questions import Question
from eval.scoring.computed import computed_holds
from eval.scoring.ranking import Ranking, ranking
from eval.scoring.text import figures, listed, met, normalise, recall, rouge_l, unmarked
from index.errors import StoreError
from index.model import Report

LENGTH_LIMITS = {  # characters of a `good` answer that is to the point, without citation marks, by question type
    "number": 120,
    "planned": 120,
    "reached": 120,
    "temporal": 160,
    "fact": 200,
    "paraphrase": 250,
    "followup": 300,
    "list": 450,
    "ambiguous": 450,
    "compare": 500,
    "how": 300,
    "why": 250,
    "yes_no": 200,
}
_RANKING = tuple(one.name for one in fields(Ranking))
FACT_FIRST = frozenset({"number", "planned", "reached", "temporal", "fact", "followup"})  # first statement: the fact


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """The scores of one answer, None where a score does not apply to the question.

    Most are from 0 to 1, many just 0 or 1; `length` is in characters, `unsupported_figures` a count. `faults` say in
    Chinese what keeps the answer from being good, verbatim and supported; `eval/scoring/scores.py` explains each one.
    """

    correct: float
    good: float
    fact_recall: float | None
    first_has_fact: float | None
    rouge_l: float | None
    recall_at_1: float | None
    recall_at_5: float | None
    recall_at_10: float | None
    rr_at_10: float | None
    ndcg_at_10: float | None
    citation_recall: float | None
    citation_precision: float | None
    verbatim: float | None
    wrong_report: float | None
    wrong_place: float | None
    refusal_recall: float | None
    refusal_precision: float | None
    false_refusal: float | None
    unsupported_figures: float
    length: float | None
    faults: tuple[str, ...]


def score(question: Question, answer: Mapping[str, Any], library: Library) -> QuestionScore:
    """Scores one answer. Raises StoreError where a report that the question names is not in the library."""
    citations, answerable, refused = answer["citations"], question.answerable, float(answer["refused"])
    wrong, loose = _wrong(question, answer), _loose(question, answer)
    verbatim = [_is_verbatim(citation, library) for citation in citations]
    unsupported = [figure for statement in answer["statements"] for figure in unsupported_figures(statement, citations)]
    doubts = [f"引文不实 {verbatim.count(False)} 条"] if not all(verbatim) else []
    if unsupported:
        doubts.append(f"无据数字 {'、'.join(unsupported)}")
    ranked = ranking(question, answer["passages"], library)
    said = normalise(unmarked(answer["answer"]))
    return QuestionScore(
        correct=float(not wrong),
        good=float(not wrong and not loose),
        fact_recall=recall(question.facts, [said]) if answerable else None,
        first_has_fact=_first_has_fact(question, answer) if answerable and question.type in FACT_FIRST else None,
        rouge_l=rouge_l(unmarked(answer["answer"]), question.reference) if question.reference else None,
        **(asdict(ranked) if ranked else dict.fromkeys(_RANKING)),
        citation_recall=recall(question.evidence, _cited(question, citations)),
        citation_precision=_precision(question, citations) if answerable else None,
        verbatim=fmean(verbatim) if verbatim else None,
        wrong_report=float(bool(_strangers(question, answer))) if answerable else None,
        wrong_place=_wrong_place(question, citations, library) if answerable else None,
        refusal_recall=None if answerable else refused,
        refusal_precision=float(not answerable) if refused else None,
        false_refusal=refused if answerable else None,
        unsupported_figures=float(len(unsupported)),
        length=float(len(said)) if answerable else None,
        faults=(*wrong, *loose, *doubts),
    )


def unsupported_figures(statement: Mapping[str, Any], citations: Sequence[Mapping[str, Any]]) -> list[str]:
    """The numbers in a statement that stand in none of its cited paragraphs, headings or years, in its order.

    White space parts two numbers here (the cells of a table's row), but those of a paragraph count as one as well,
    for copies of web pages put it inside a number too. The result of a `computed` record stands if that holds; one
    that does not is unsupported wherever it stands.
    """
    known: set[str] = set()
    for citation in citations:
        if citation["number"] in statement["citations"]:
            for text in (citation["paragraph"], *citation["section"], str(citation["year"] or "")):
                known |= {*figures(text), *figures(normalise(text))}
    said = figures(unmarked(statement["text"]))
    if record := statement.get("computed"):
        result = figures(str(record["result"]["value"]))
        if not computed_holds(record, citations):
            return [figure for figure in said if figure not in known and figure not in result] + result
        known |= {*result}
    return [figure for figure in said if figure not in known]


def _wrong(question: Question, answer: Mapping[str, Any]) -> list[str]:
    """Why the answer is not correct; empty where it is."""
    if not question.answerable:
        return [] if answer["refused"] else ["该拒答而未拒"]
    faults = ["不该拒答"] if answer["refused"] else []
    said = normalise(unmarked(answer["answer"]))
    if lost := [group for group in question.facts if not met(group, said)]:
        faults.append(f"缺事实 {listed(lost)}")
    misled = [text for text in question.forbidden if normalise(text) in _first(answer)]
    if misled and not _first_has_fact(question, answer):
        faults.append(f"首句误作 {'、'.join(misled)}")
    return faults


def _loose(question: Question, answer: Mapping[str, Any]) -> list[str]:
    """Why a correct answer would not be good; empty where it would. A refusal that is due is always good."""
    if not question.answerable:
        return []
    faults = []
    if not recall(question.evidence, _cited(question, answer["citations"])):
        faults.append(f"未引依据 {listed(question.evidence)}")
    if strangers := _strangers(question, answer):
        faults.append(f"引了别的报告 {'、'.join(strangers)}")
    if (length := len(normalise(unmarked(answer["answer"])))) > LENGTH_LIMITS[question.type]:
        faults.append(f"太长 {length} 字")
    return faults


def _first(answer: Mapping[str, Any]) -> str:
    """What the first statement says; nothing where there is none."""
    return normalise(unmarked(answer["statements"][0]["text"])) if answer["statements"] else ""


def _first_has_fact(question: Question, answer: Mapping[str, Any]) -> float:
    return float(any(met(group, _first(answer)) for group in question.facts))


def _strangers(question: Question, answer: Mapping[str, Any]) -> list[str]:
    """The cited reports that the question's sources do not name."""
    return sorted({citation["report"] for citation in answer["citations"]} - set(question.sources))


def _cited(question: Question, citations: Sequence[Mapping[str, Any]]) -> list[str]:
    """The normalised paragraphs that are cited from the right reports."""
    return [normalise(one["paragraph"]) for one in citations if one["report"] in question.sources]


def _precision(question: Question, citations: Sequence[Mapping[str, Any]]) -> float | None:
    """The share of citations whose paragraph, of a right report, meets an evidence group."""
    useful = sum(any(met(group, text) for group in question.evidence) for text in _cited(question, citations))
    return useful / len(citations) if citations else None


def _is_verbatim(citation: Mapping[str, Any], library: Library) -> bool:
    """Whether the quote stands in the report to the letter, at the very offsets that the citation gives."""
    report = _report(citation["report"], library)
    return (
        bool(citation["quote"])
        and report is not None
        and report.text[citation["start"] : citation["end"]] == citation["quote"]
    )


def _wrong_place(question: Question, citations: Sequence[Mapping[str, Any]], library: Library) -> float:
    """1 where a report is cited whose place is that of none of the question's sources."""
    cited = {report.region for one in citations if (report := _report(one["report"], library))}
    return float(not cited <= {library.report(path).region for path in question.sources})


def _report(path: str, library: Library) -> Report | None:
    """The report, None where there is no such one: another system may cite anything."""
    try:
        return library.report(path)
    except StoreError:
        return None
