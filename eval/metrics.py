"""How good an answer is: the scores of one question, and of many.

Everything here takes an answer as the JSON object of the contract (`Answer.to_json`), so that answers of other systems
can be scored as well. Texts are compared after `normalise`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

from eval.questions import Group, Question

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
}
FACT_FIRST = frozenset({"number", "planned", "reached", "temporal", "fact", "followup"})  # first statement: the fact

_CITATION_MARK = re.compile(r"\[\d+\]")
_MARKDOWN = re.compile(r"[*_`#|\\]")
_LINE_MARK = re.compile(r"^\s*[-+>]\s+", re.MULTILINE)
_RULE = re.compile(r"[-:]*-{3,}[-:]*")  # a table's second line, or a rule across
_GROUPED = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)", re.ASCII)
_FIGURE = re.compile(r"\d+(?:\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """The scores of one answer. None where a score does not apply to the question.

    `verbatim` of its `citations` stand in their reports; `length` is in characters, `total_ms` the time it took;
    `faults` say in Chinese what keeps it from being good, verbatim and supported.
    """

    correct: bool
    good: bool
    refused: bool
    answerable: bool
    fact_recall: float | None
    evidence_recall: float | None
    recall_at_k: float | None
    wrong_report: bool | None
    citations: int
    verbatim: int
    unsupported_figures: int
    first_has_fact: bool | None
    length: int
    total_ms: float
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of `n` answers: shares in [0, 1], but `unsupported_figures` is a count, `length` a mean of characters
    over the answerable and `p50_ms` the median time. None where a score applies to no question."""

    n: int
    correct: float
    good: float
    fact_recall: float | None
    evidence_recall: float | None
    recall_at_k: float | None
    wrong_report: float | None
    refusal: float | None
    false_refusal: float | None
    verbatim: float | None
    unsupported_figures: int
    first_has_fact: float | None
    length: float | None
    p50_ms: float


def normalise(text: str) -> str:
    """The text in NFKC, without white space, Markdown marks and thousands commas."""
    text = _MARKDOWN.sub("", unicodedata.normalize("NFKC", text))
    text = "".join(_LINE_MARK.sub("", text).split())
    text = unicodedata.normalize("NFKC", _RULE.sub("", text))  # what stood apart may compose
    return _ungroup(text)


def score(
    question: Question, answer: Mapping[str, Any], report_text: Callable[[str], str | None], k: int = 5
) -> QuestionScore:
    """Scores one answer; `report_text` gives a report's text by its path, None where there is no such report."""
    citations, answerable = answer["citations"], question.answerable
    wrong, loose = _wrong(question, answer), _loose(question, answer)
    verbatim = sum(_is_verbatim(citation, report_text) for citation in citations)
    unsupported = [figure for statement in answer["statements"] for figure in unsupported_figures(statement, citations)]
    doubts = [f"引文不实 {len(citations) - verbatim} 条"] if verbatim < len(citations) else []
    if unsupported:
        doubts.append(f"无据数字 {'、'.join(unsupported)}")
    return QuestionScore(
        answerable=answerable,
        refused=answer["refused"],
        correct=not wrong,
        good=not wrong and not loose,
        fact_recall=_recall(question.facts, [_said(answer)]) if answerable else None,
        evidence_recall=_recall(question.evidence, _of_sources(question, citations, "paragraph")),
        recall_at_k=_recall(question.evidence, _of_sources(question, answer["passages"][:k], "text")),
        wrong_report=bool(_strangers(question, answer)) if answerable else None,
        citations=len(citations),
        verbatim=verbatim,
        unsupported_figures=len(unsupported),
        first_has_fact=_first_has_fact(question, answer) if answerable and question.type in FACT_FIRST else None,
        length=len(_said(answer)),
        total_ms=answer["timings_ms"]["total"],
        faults=(*wrong, *loose, *doubts),
    )


def unsupported_figures(statement: Mapping[str, Any], citations: Sequence[Mapping[str, Any]]) -> list[str]:
    """The numbers in a statement that stand in none of its cited paragraphs, headings or years, in its order.

    White space parts two numbers here (the cells of a table's row), but those of a paragraph count as one as well,
    for copies of web pages put it inside a number too.
    """
    known: set[str] = set()
    for citation in citations:
        if citation["number"] in statement["citations"]:
            for text in (citation["paragraph"], *citation["section"], str(citation["year"] or "")):
                known |= {*_figures(text), *_figures(normalise(text))}
    return [figure for figure in _figures(_CITATION_MARK.sub("", statement["text"])) if figure not in known]


def aggregate(scores: Iterable[QuestionScore]) -> Scores:
    """The scores of many answers as one. Raises ValueError where there is none."""
    all_of = tuple(scores)
    if not all_of:
        raise ValueError("no answers to aggregate")
    citations = sum(one.citations for one in all_of)
    return Scores(
        n=len(all_of),
        correct=fmean(one.correct for one in all_of),
        good=fmean(one.good for one in all_of),
        fact_recall=_mean(one.fact_recall for one in all_of),
        evidence_recall=_mean(one.evidence_recall for one in all_of),
        recall_at_k=_mean(one.recall_at_k for one in all_of),
        wrong_report=_mean(one.wrong_report for one in all_of),
        refusal=_mean(None if one.answerable else one.refused for one in all_of),
        false_refusal=_mean(one.refused if one.answerable else None for one in all_of),
        verbatim=sum(one.verbatim for one in all_of) / citations if citations else None,
        unsupported_figures=sum(one.unsupported_figures for one in all_of),
        first_has_fact=_mean(one.first_has_fact for one in all_of),
        length=_mean(one.length if one.answerable else None for one in all_of),
        p50_ms=median(one.total_ms for one in all_of),
    )


def _wrong(question: Question, answer: Mapping[str, Any]) -> list[str]:
    """Why the answer is not correct; empty where it is."""
    if not question.answerable:
        return [] if answer["refused"] else ["该拒答而未拒"]
    faults = ["不该拒答"] if answer["refused"] else []
    if lost := [group for group in question.facts if not _met(group, _said(answer))]:
        faults.append(f"缺事实 {_listed(lost)}")
    misled = [text for text in question.forbidden if normalise(text) in _first(answer)]
    if misled and not _first_has_fact(question, answer):
        faults.append(f"首句误作 {'、'.join(misled)}")
    return faults


def _loose(question: Question, answer: Mapping[str, Any]) -> list[str]:
    """Why a correct answer would not be good; empty where it would. A refusal that is due is always good."""
    if not question.answerable:
        return []
    faults = []
    if not _recall(question.evidence, _of_sources(question, answer["citations"], "paragraph")):
        faults.append(f"未引依据 {_listed(question.evidence)}")
    if strangers := _strangers(question, answer):
        faults.append(f"引了别的报告 {'、'.join(strangers)}")
    if (length := len(_said(answer))) > LENGTH_LIMITS[question.type]:
        faults.append(f"太长 {length} 字")
    return faults


def _is_verbatim(citation: Mapping[str, Any], report_text: Callable[[str], str | None]) -> bool:
    """Whether the quote stands in the report to the letter, at the very offsets that the citation gives."""
    text = report_text(citation["report"])
    return (
        bool(citation["quote"]) and text is not None and text[citation["start"] : citation["end"]] == citation["quote"]
    )


def _said(answer: Mapping[str, Any]) -> str:
    return normalise(_CITATION_MARK.sub("", answer["answer"]))


def _first(answer: Mapping[str, Any]) -> str:
    """What the first statement says; nothing where there is none."""
    return normalise(_CITATION_MARK.sub("", answer["statements"][0]["text"])) if answer["statements"] else ""


def _first_has_fact(question: Question, answer: Mapping[str, Any]) -> bool:
    return any(_met(group, _first(answer)) for group in question.facts)


def _strangers(question: Question, answer: Mapping[str, Any]) -> list[str]:
    """The cited reports that the question's sources do not name."""
    return sorted({citation["report"] for citation in answer["citations"]} - set(question.sources))


def _of_sources(question: Question, found: Sequence[Mapping[str, Any]], key: str) -> list[str]:
    """The normalised texts of citations or passages that come from the right reports."""
    return [normalise(one[key]) for one in found if one["report"] in question.sources]


def _met(group: Group, text: str) -> bool:
    return any(normalise(alternative) in text for alternative in group)


def _recall(groups: Sequence[Group], texts: Sequence[str]) -> float | None:
    """The share of groups that some normalised text meets; None where there are no groups."""
    return fmean(any(_met(group, text) for text in texts) for group in groups) if groups else None


def _listed(groups: Iterable[Group]) -> str:
    return "、".join("/".join(group) for group in groups)


def _mean(values: Iterable[float | None]) -> float | None:
    """The mean of those that are there; None where none is."""
    there = [value for value in values if value is not None]
    return fmean(there) if there else None


def _figures(text: str) -> list[str]:
    return _FIGURE.findall(_ungroup(unicodedata.normalize("NFKC", text)))


def _ungroup(text: str) -> str:
    """The text without thousands commas."""
    return _GROUPED.sub(lambda number: number[0].replace(",", ""), text)
