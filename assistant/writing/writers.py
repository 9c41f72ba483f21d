"""Writers turn chosen evidence into an answer; the extractive one says the reports' own clauses.

The one with a language model is in `assistant/llm/writer.py`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.language.figures import answers, asked_units, figures
from assistant.language.told import cell_told, figure_of, in_bold
from assistant.model import Evidence, Group, Query, Statement, Writing
from index.model import Report

NOTHING = "报告未提及"
_SURE = 0.85  # that the answer is yes, or no, from which that is said first
_SPACE = re.compile(r"\s+")
_REACHED = re.compile(
    r"(?:提高?|增加?|上调|调整|扩大|上升|降|减少?|压减|缩减?|合?并|整合|变|改)[到至为成]\D{0,6}$"
)  # what stands before the new figure


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer in Markdown, its statements citing `evidence` by number, from 1; `writing` where a model took part.

    One that is not `whole` is followed by another.
    """

    answer: str
    statements: tuple[Statement, ...]
    evidence: tuple[Evidence, ...] = ()
    writing: Writing | None = None
    whole: bool = True


class Writer(Protocol):
    """Writes an answer from evidence and nothing else: every statement is supported by what it cites."""

    def write(self, query: Query, groups: Sequence[Group], report: Callable[[str], Report]) -> Iterator[Draft]:
        """The answer as it grows; the last one is whole. `report` reads the report of a chunk."""
        ...


class ExtractiveWriter:
    """Says what the evidence says, word for word, with the figure asked for in bold."""

    def write(self, query: Query, groups: Sequence[Group], report: Callable[[str], Report]) -> Iterator[Draft]:
        """One line a statement; a table where places are compared; `place：…` where several places answer."""
        evidence = tuple(span for group in groups for span in group.evidence)
        said = tuple(Statement(_said(span), (number,)) for number, span in enumerate(evidence, 1))
        words = (
            f"{_meant(query, one.text, span)}[{number}]"
            for number, (one, span) in enumerate(zip(said, evidence, strict=True), 1)
        )
        rows = [(group.label, [next(words) for _ in group.evidence]) for group in groups]
        first = verdict(query, evidence) if len(groups) == 1 else ""
        yield Draft(first + grouped_text(query, rows), said, evidence)


def verdict(query: Query, evidence: Sequence[Evidence]) -> str:
    """Yes or no, where that is asked and the reader is sure of it; else nothing."""
    yes = evidence[0].yes if query.whether and evidence else 0.5
    return "是：" if yes >= _SURE else "否：" if yes <= 1 - _SURE else ""


def grouped_text(query: Query, rows: Sequence[tuple[str | None, list[str]]]) -> str:
    """What each place says, as a table where places are compared, else in lines."""
    return _table(rows) if query.intent == "comparison" else _lines(query, rows)


def _said(evidence: Evidence) -> str:
    if evidence.fact and evidence.fact.cell:
        return cell_told(evidence.fact, _written(evidence))
    return _SPACE.sub(" ", evidence.quote).strip()


def _written(evidence: Evidence) -> str:
    """The figure that is asked for as the report writes it."""
    fact = evidence.fact
    return evidence.quote[fact.start - evidence.start : fact.end - evidence.start] if fact else ""


def _meant(query: Query, text: str, evidence: Evidence) -> str:
    """Sets in bold, in what is said of a span, the figure whose record is the one asked for, whole."""
    fact = evidence.fact
    if fact is None or query.intent not in ("figure", "comparison"):
        return bold(query, text, evidence.focus)
    if fact.cell:
        figure = figure_of(fact, _written(evidence))
        return f"{text.removesuffix(figure)}**{figure}**"
    first, last = fact.start - evidence.start, fact.end - evidence.start
    return in_bold(evidence.quote, first, last)


def bold(query: Query, text: str, focus: str = "") -> str:
    """Sets in bold the figure of a unit asked for, in the `focus` if there is one: the one reached, after a rise."""
    if query.intent not in ("figure", "comparison"):
        return text
    units = asked_units(query.topic)[0]
    fitting = [figure for figure in figures(text) if answers((units,), [figure.unit])]
    meant = _SPACE.sub(" ", focus).strip()
    first = max(text.find(meant), 0)
    fitting = [one for one in fitting if first <= one.start < first + len(meant)] or fitting
    if not fitting:
        return text
    reached = (figure for figure in fitting[1:] if _REACHED.search(text[: figure.start]))
    nearest = min(fitting, key=lambda figure: units.index(figure.unit) if figure.unit in units else len(units))
    figure = next(reached, nearest)  # 1515人 before 908户 where people are asked for
    return f"{text[: figure.start]}**{text[figure.start : figure.end].strip()}**{text[figure.end :]}"


def _lines(query: Query, rows: Sequence[tuple[str | None, list[str]]]) -> str:
    lines: list[str] = []
    for label, said in rows:
        if label:
            lines.append(f"- **{label}**：{'；'.join(said) or NOTHING}")
        elif query.intent == "list" and len(said) > 1:
            lines += [f"- {one}" for one in said]
        else:
            lines += said
    return "\n".join(lines) if any(label for label, _ in rows) or query.intent == "list" else "\n\n".join(lines)


def _table(rows: Sequence[tuple[str | None, list[str]]]) -> str:
    """A row a place; `|` in report text would break the table, and is written in full width."""
    body = [f"| {label} | {'；'.join(said).replace('|', '｜') or NOTHING} |" for label, said in rows]
    return "\n".join(["| 地区 | 报告内容 |", "| --- | --- |", *body])
