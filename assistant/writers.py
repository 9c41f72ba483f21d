"""Writers turn chosen evidence into an answer; the extractive one says the reports' own clauses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.figures import asked_units, figures
from assistant.model import Evidence, Group, Query, Statement

NOTHING = "报告未提及"
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before verification: its Markdown, and its statements citing evidence by number, from 1."""

    answer: str
    statements: tuple[Statement, ...]


class Writer(Protocol):
    """Writes an answer from evidence and nothing else."""

    def write(self, query: Query, groups: Sequence[Group]) -> Draft:
        """The answer; citation n is the n-th evidence over all groups, in order."""
        ...


class ExtractiveWriter:
    """Says what the evidence says, word for word, with the figure asked for in bold."""

    def write(self, query: Query, groups: Sequence[Group]) -> Draft:
        """One line a statement; a table where places are compared; `place：…` where several places answer."""
        statements: list[Statement] = []
        rows: list[tuple[str | None, list[str]]] = []
        for group in groups:
            row = []
            for evidence in group.evidence:
                number = len(statements) + 1
                statements.append(Statement(_said(evidence), (number,)))
                row.append(f"{_bold(query, _said(evidence))}[{number}]")
            rows.append((group.label, row))
        return Draft(_table(rows) if query.intent == "comparison" else _lines(query, rows), tuple(statements))


def _said(evidence: Evidence) -> str:
    return _SPACE.sub(" ", evidence.quote).strip()


def _bold(query: Query, text: str) -> str:
    """Sets the first figure of a unit asked for in bold."""
    if query.intent not in ("figure", "comparison"):
        return text
    units = asked_units(query.topic)[0]
    figure = next((figure for figure in figures(text) if figure.unit in units or (not units and figure.unit)), None)
    if figure is None:
        return text
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
