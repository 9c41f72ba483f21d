"""Reading-comprehension sets: the answer is a span of one report. Was that report found, was it answered, how near?"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from assistant.batch import Asks, open_lines, read_lines
from eval.questions import Split, split_of
from eval.scoring.text import rouge_l
from index.errors import QuestionError

TOP = 5  # passages among which the right report is looked for


@dataclass(frozen=True, slots=True)
class SpanQuestion:
    """A question whose `answer` is words of `report`."""

    id: str | int
    question: str
    report: str
    answer: str


@dataclass(frozen=True, slots=True)
class SpanScore:
    """Whether the right report was among the TOP passages, whether the answer was a refusal, and its ROUGE-L."""

    split: Split
    found: bool
    refused: bool
    rouge_l: float


def load_spans(path: Path) -> tuple[SpanQuestion, ...]:
    """The questions of a JSONL file. Raises QuestionError, which names file and line, for anything wrong with it."""
    try:
        questions = tuple(question for _, _, question in read_lines(open_lines(path), SpanQuestion))
        if not questions:
            raise QuestionError("没有一个问题")
        return questions
    except QuestionError as error:
        raise QuestionError(f"问题文件 {path}：{error}") from error


def score_spans(assistant: Asks, questions: Sequence[SpanQuestion]) -> tuple[SpanScore, ...]:
    """Asks and scores each question, in order."""
    scores = []
    for number, question in enumerate(tqdm(questions, desc="评测", unit="问", disable=None)):
        answer = assistant.ask(question.question)
        found = question.report in [passage.report for passage in answer.passages[:TOP]]
        said = "".join(statement.text for statement in answer.statements)
        scores.append(SpanScore(split_of(None, number), found, answer.refused, rouge_l(said, question.answer)))
    return tuple(scores)


def span_table(scores: Sequence[SpanScore]) -> str:
    """A row for the half used in tuning, one for the half held back, and one for all."""
    lines = [f"{'half':8}{'n':>5}{'found@5':>10}{'refused':>10}{'ROUGE-L':>10}"]
    for half in ("tune", "held", "all"):
        rows = [[one.found, one.refused, one.rouge_l] for one in scores if half in (one.split, "all")]
        if rows:
            lines.append(f"{half:8}{len(rows):5}" + "".join(f"{mean:10.3f}" for mean in np.mean(rows, axis=0)))
    return "\n".join(lines)
