"""Files of evaluation questions, in the format and of the types that `eval/gate.jsonl` shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.batch import open_lines, read_lines
from index.errors import QuestionError

Type = Literal[
    "number",
    "planned",
    "reached",
    "temporal",
    "fact",
    "paraphrase",
    "followup",
    "list",
    "ambiguous",
    "compare",
    "how",
    "why",
    "yes_no",
    "unanswerable",
    "near_miss",
    "false_premise",
]
TO_REFUSE: frozenset[Type] = frozenset({"unanswerable", "near_miss", "false_premise"})  # right answer: a refusal
Split = Literal["tune", "held"]  # used in tuning, or held back from it
Group = tuple[str, ...]  # met by any one of its alternatives


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what is wanted of its answer.

    `sources` are the reports that may be cited; each group of `evidence` must stand in a cited paragraph, each group
    of `facts` in the answer; `forbidden` is what a hasty answer would say instead. These four are empty where the
    reports do not answer the question. `reference` is a whole answer to come near to; the loss of a `must` question
    is a regression by itself.
    """

    id: str
    question: str
    history: tuple[str, ...]
    type: Type
    answerable: bool
    sources: tuple[str, ...]
    evidence: tuple[Group, ...]
    facts: tuple[Group, ...]
    forbidden: tuple[str, ...]
    split: Split | None = None
    reference: str | None = None
    must: bool = False


def split_of(told: Split | None, number: int) -> Split:
    """The half that a question belongs to; where its line does not tell, every second one is held back."""
    return told or ("tune" if number % 2 == 0 else "held")


def load_questions(path: Path) -> tuple[Question, ...]:
    """The questions of a JSONL file. Raises QuestionError, which names file and line, for anything wrong with it."""
    try:
        return parse_questions(open_lines(path))
    except QuestionError as error:
        raise QuestionError(f"问题文件 {path}：{error}") from error


def parse_questions(lines: Iterable[bytes]) -> tuple[Question, ...]:
    """One question a line. Raises QuestionError for a bad line, an id used twice and a set without questions."""
    questions: dict[str, Question] = {}
    for number, _, question in read_lines(lines, Question):
        if question.id in questions:
            raise QuestionError(f"第 {number} 行：id {question.id} 已用过，请换一个")
        if flaw := _flaw(question):
            raise QuestionError(f"第 {number} 行（{question.id}）：{flaw}")
        questions[question.id] = question
    if not questions:
        raise QuestionError("没有一个问题")
    return tuple(questions.values())


def _flaw(question: Question) -> str | None:
    """Why a question cannot be scored, None where it can."""
    if question.answerable and question.type in TO_REFUSE:
        return f"类型 {question.type} 的问题应为 answerable: false"
    wanted = {"sources": question.sources, "evidence": question.evidence, "facts": question.facts}
    empty = [name for name, groups in wanted.items() if not groups or not all(map(_says, groups))]
    if question.answerable and empty:
        return f"可回答的问题缺 {'、'.join(empty)}"
    return None


def _says(group: Sequence[str]) -> bool:
    """Whether a source, or every alternative of a group, says something: nothing at all stands in any text."""
    texts = (group,) if isinstance(group, str) else group
    return bool(texts) and all(map(str.strip, texts))
