"""Statements by hand, true ones and lies, each with what it cites: for whoever judges whether one follows."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.training.questions import DATA, Span, Split, split_of
from index.errors import EvaluationError

STATEMENTS = DATA / "statements.jsonl"
TRUE_KINDS = ("y", "free")  # near the words that are cited, and freely reworded


@dataclass(frozen=True, slots=True)
class TrainingStatement:
    """A statement over one document, whose text the offsets of `spans` mean.

    `kind` says how it is worded where it is true, and what is false in it where it is not: a figure, its subject, …
    """

    id: str
    doc: str
    statement: str
    spans: tuple[Span, ...]
    kind: str

    @property
    def true(self) -> bool:
        """Whether the report's words bear it out, all of it."""
        return self.kind in TRUE_KINDS

    @property
    def split(self) -> Split:
        """Which half of the work it belongs to: that of its document's questions."""
        return split_of(self.doc)


def load_statements(path: Path = STATEMENTS) -> tuple[TrainingStatement, ...]:
    """The statements of a JSONL file. Raises EvaluationError, which names file and line, for a line that is none."""
    told = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            fields: dict[str, Any] = json.loads(line)
            spans = tuple((int(start), int(end)) for start, end in fields.pop("spans"))
            told.append(TrainingStatement(spans=spans, **fields))
        except (ValueError, KeyError, TypeError) as error:
            raise EvaluationError(f"{path} 第 {number} 行不是训练陈述：{error}") from error
    return tuple(told)
