"""The training questions: by hand, as offsets into documents that are known by their digests."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from index.errors import EvaluationError

DATA = Path(__file__).parent / "data"
QUESTIONS, DOCUMENTS, REPORTS = DATA / "questions.jsonl", DATA / "documents.json", DATA / "reports.jsonl"

# `train` is learned from, `choose` chooses among trainings and sets thresholds, `held` is asked once at the end;
# `apart` is never learned from, for an evaluation set asks about the same documents.
Split = Literal["train", "choose", "held", "apart"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TrainingQuestion:
    """A question over one document, whose text is meant by the offsets.

    `spans` are the shortest stretches that answer, none where nothing does; `near` is then the clause that a hasty
    reader would give, and `miss` how it misses, where that is known. `yes` is the verdict on a question of yes or no.
    """

    id: str
    doc: str
    question: str
    kind: str
    spans: tuple[Span, ...]
    near: Span | None = None
    miss: str | None = None
    yes: bool | None = None

    @property
    def answerable(self) -> bool:
        """Whether the document answers it."""
        return bool(self.spans)

    @property
    def split(self) -> Split:
        """Which half of the work it belongs to: that of its place, or of its document where it has none."""
        return split_of(self.doc)


def group_of(doc: str) -> str:
    """The place whose reports are held back together, or the document: `series_xixia_2020.txt` → `series_xixia`."""
    stem = Path(doc).stem
    if "provincial" in doc:
        return stem.removesuffix("政府工作报告")[5:7]
    return stem.rstrip("0123456789h").rstrip("_-") if "reports/" in doc else doc


@cache
def split_of(doc: str) -> Split:
    """A tenth of the groups each is for choosing and held back, by the digest of their names."""
    number = int(hashlib.sha256(group_of(doc).encode("utf-8")).hexdigest(), 16) % 10
    if number < 2:
        return "choose" if number else "held"
    return "apart" if "provincial_2025" in doc else "train"


def digest(text: str) -> str:
    """What a document's text is known by."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def load_questions(path: Path = QUESTIONS) -> tuple[TrainingQuestion, ...]:
    """The questions of a JSONL file. Raises EvaluationError, which names file and line, for a line that is none."""
    told = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            told.append(_question(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise EvaluationError(f"{path} 第 {number} 行不是训练问题：{error}") from error
    return tuple(told)


def _question(fields: Mapping[str, Any]) -> TrainingQuestion:
    spans = tuple((int(start), int(end)) for start, end in fields["spans"])
    near = fields.get("near")
    return TrainingQuestion(
        id=str(fields["id"]),
        doc=str(fields["doc"]),
        question=str(fields["question"]),
        kind=str(fields["kind"]),
        spans=spans,
        near=(int(near[0]), int(near[1])) if near else None,
        miss=fields.get("miss"),
        yes=fields.get("yes"),
    )


def save_questions(questions: Sequence[TrainingQuestion], path: Path = QUESTIONS) -> None:
    """Writes them as `load_questions` reads them, what is not known left out."""
    lines = []
    for one in questions:
        fields: dict[str, object] = {
            "id": one.id,
            "doc": one.doc,
            "question": one.question,
            "kind": one.kind,
            "spans": one.spans,
        }
        more: dict[str, object] = {"near": one.near, "miss": one.miss, "yes": one.yes}
        fields.update((name, value) for name, value in more.items() if value is not None)
        lines.append(json.dumps(fields, ensure_ascii=False, separators=(",", ":")))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
