"""A tiny evaluation: two reports, an assistant that says one thing, and runs that are made of their scores alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from assistant.model import Answer, Citation, Library, Passage, Statement
from assistant.settings import Settings
from eval.questions import Question
from eval.record import Record, Run, digest, questions_digest, timeless
from eval.scoring.metrics import QuestionScore
from eval.scoring.summary import by_slice, estimate, latency
from index.errors import QuestionError, StoreError
from index.model import Chunk, Region, Report
from index.store.protocol import Manifest

TEXT = "甲县新建养老机构5家。"
OTHER = "乙县发放低保金99万元。"
MANIFEST = Manifest("tiny", "f" * 8, 4, {"size": 300})
LINE: dict[str, Any] = {
    "id": "q1",
    "question": "甲县新建养老机构几家",
    "history": [],
    "type": "number",
    "answerable": True,
    "sources": ["a.txt"],
    "evidence": [["养老机构5家"]],
    "facts": [["5家"]],
    "forbidden": [],
}
NOTHING = {"answerable": False, "sources": [], "evidence": [], "facts": []}
REFUSABLE = LINE | NOTHING | {"id": "q2", "question": "乙县呢", "history": [LINE["question"]], "type": "unanswerable"}
ASKED = Question("q1", LINE["question"], (), "number", True, ("a.txt",), (("养老机构5家",),), (("5家",),), ())
_NONE = QuestionScore(**dict.fromkeys((one.name for one in fields(QuestionScore)), None) | {"faults": ()})  # type: ignore[arg-type]


def write(path: Path, *values: Any) -> Path:
    """A file of lines: texts as they are, anything else as JSON."""
    lines = (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def region(name: str, code: str) -> Region:
    """A county."""
    return Region(code, name, name[0], "county", (name,))


REGIONS = {"a.txt": region("甲县", "110101"), "b.txt": region("乙县", "110102")}


def library(texts: Mapping[str, str], regions: Mapping[str, Region] = REGIONS) -> Library:
    """Reports of these texts, by path; each line of them is a chunk."""

    def report(path: str) -> Report:
        if path not in texts:
            raise StoreError(f"索引里没有 {path}")
        return Report(path, "", texts[path], None, None, regions.get(path), None, None, 2022, 0, ())

    def chunks_of(path: str) -> list[Chunk]:
        found, start = [], 0
        for ordinal, text in enumerate(texts.get(path, "").split("\n")):
            found.append(Chunk(path, ordinal, start, start + len(text), text, (), None, "", frozenset()))
            start += len(text) + 1
        return found

    return Library(report, chunks_of)


class TinyAssistant:
    """Says 5 whatever is asked."""

    store = SimpleNamespace(manifest=MANIFEST)
    library = library({"a.txt": TEXT, "b.txt": OTHER})

    def __init__(self, milliseconds: float = 3.0) -> None:
        self.milliseconds = milliseconds

    def ask(self, question: str, history: Sequence[str] = (), *, top_k: int = 10) -> Answer:
        if "？？" in question:
            raise QuestionError("问题里没有字")
        return Answer(
            question=question,
            standalone_question=question,
            answer="新建养老机构**5家**[1]",
            refused=False,
            reason=None,
            regions=(),
            periods=(),
            statements=(Statement("新建养老机构5家", (1,)),),
            citations=(Citation(1, "a.txt", None, "甲县", 2022, (), TEXT, "养老机构5家", 4, 10),),
            passages=(Passage("a.txt", (), TEXT, 1.0, 0, len(TEXT)),),
            timings_ms={"total": self.milliseconds},
        )


def scored(**values: Any) -> QuestionScore:
    """A score of which only these values apply, beside those that always do."""
    return replace(_NONE, **{"correct": 0.0, "good": 0.0, "unsupported_figures": 0.0} | values)


def run_of(scores: Sequence[QuestionScore], must: Sequence[str] = (), **changes: Any) -> Run:
    """A run of the questions q1, q2, … with these scores; `changes` are to its other fields."""
    records = []
    for number, score in enumerate(scores, start=1):
        asked = replace(ASKED, id=f"q{number}", must=f"q{number}" in must)
        answer = {"id": asked.id, "answer": f"答{score.good}", "refused": False, "timings_ms": {"total": number}}
        records.append(Record(asked, answer, score))
    slices = by_slice([(one.question, one.score) for one in records], lambda question: (question.type,))
    run = Run(
        questions="questions.jsonl",
        questions_sha256=questions_digest([one.question for one in records]),
        answers_sha256=digest([timeless(one.answer) for one in records]),
        commit="c" * 40,
        started="2024-01-02T03:04:05+00:00",
        seconds=1.5,
        settings=Settings(),
        manifest=MANIFEST,
        machine={"python": "3.11"},
        scores=estimate(scores),
        by_type=slices,
        by_region={},
        by_report={},
        latency_ms=latency(one.answer for one in records),
        records=tuple(records),
    )
    return replace(run, **changes)
