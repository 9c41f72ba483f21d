"""The evaluation question that a record of feedback makes.

The file of records is what `python -m assistant feedback` exports (`assistant.web.talk.feedback`). Other keys are
ignored; of records with the same id the last one counts, for a user may think again.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.batch import open_lines, read_lines
from assistant.language.figures import FIGURE, answers, figures
from assistant.model import Answer
from assistant.web.talk.feedback import Feedback
from eval.check_set import holding
from eval.questions import TO_REFUSE, Group, Question, Type
from eval.scoring.text import normalise
from index.errors import EvaluationError, QuestionError
from index.model import Chunk

__all__ = ["Chunks", "Feedback", "Right", "load_feedback", "question_of"]

Chunks = Mapping[str, Sequence[Chunk]]  # the paragraphs of each report, by its name
_LONGEST_QUOTE = 40  # characters; of a longer one a clause is evidence, so that chunks cut otherwise still hold it
_SHORTEST_QUOTE = 6  # characters; a shorter clause (达到95%) may stand in any paragraph
_CLAUSE = re.compile(r"[^。！？；，\n]+[。！？；，\n]*")
_ENDS = "。！？；， \n"
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


@dataclass(frozen=True, slots=True)
class Right:
    """What the editor says of the right answer: its evidence and facts, or that there is none; its type."""

    evidence: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    refuse: bool = False
    type: Type | None = None


def load_feedback(path: Path, feedback_id: str) -> Feedback:
    """The record of this id. Raises EvaluationError for a file or a line that cannot be read, and for no such id."""
    try:
        records = {record.id: record for _, _, record in read_lines(open_lines(path), Feedback)}
    except QuestionError as error:
        raise EvaluationError(f"反馈文件 {path}：{error}") from error
    if feedback_id not in records:
        raise EvaluationError(f"反馈文件 {path} 里没有 id 为 {feedback_id} 的记录，请核对 --id")
    return records[feedback_id]


def question_of(feedback: Feedback, right: Right, question_id: str, chunks: Chunks) -> Question:
    """The question with what is wanted of its answer: what the editor says, else what was said in a liked answer.

    Raises EvaluationError where neither tells.
    """
    answer, trusted = feedback.answer, feedback.liked and not feedback.answer.refused
    told = right.evidence or right.facts
    if right.refuse and told:
        raise EvaluationError("--refuse 表示报告里没有答案，不能与 --evidence、--fact 同用")
    if right.refuse or (feedback.liked and answer.refused and not told):
        guess: Type = "false_premise" if answer.reason == "premise_mismatch" else "unanswerable"
        return _question(feedback, question_id, _typed(right.type, guess, refused=True))
    if not (trusted or right.evidence):
        raise EvaluationError(
            f"反馈 {feedback.id} 的回答不可作准：请用 --evidence 给出原文依据（可用 --fact 给出事实），"
            "报告里没有答案则用 --refuse"
        )
    evidence = right.evidence or tuple(_clause(cited.quote, _bold(answer)) for cited in answer.citations)
    sources = _sources(evidence, answer, chunks, trusted=trusted) if right.evidence else _cited(answer)
    facts = right.facts or _facts(feedback, evidence, trusted=trusted)
    guess = _guess(feedback, facts, sources)
    return _question(feedback, question_id, _typed(right.type, guess, refused=False), sources, evidence, facts)


def _question(
    feedback: Feedback,
    question_id: str,
    question_type: Type,
    sources: Sequence[str] = (),
    evidence: Sequence[str] = (),
    facts: Sequence[str] = (),
) -> Question:
    return Question(
        id=question_id,
        question=feedback.question,
        history=feedback.history,
        type=question_type,
        answerable=question_type not in TO_REFUSE,
        sources=tuple(sources),
        evidence=_groups(evidence),
        facts=_groups(facts),
        forbidden=(),
    )


def _groups(texts: Sequence[str]) -> tuple[Group, ...]:
    """Each text once, as a group of its own."""
    return tuple({normalise(text): (text,) for text in texts}.values())


def _typed(told: Type | None, guess: Type, *, refused: bool) -> Type:
    if told and (told in TO_REFUSE) != refused:
        raise EvaluationError(f"--type {told} 与{'拒答' if refused else '可回答的问题'}不符，请换一个类型")
    return told or guess


def _guess(feedback: Feedback, facts: Sequence[str], sources: Sequence[str]) -> Type:
    if feedback.history:
        return "followup"
    if len(sources) > 1:
        return "compare"
    if len(facts) > 2:
        return "list"
    return "number" if all(FIGURE.fullmatch(fact) for fact in facts) else "fact"


def _cited(answer: Answer) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cited.report for cited in answer.citations))


def _sources(evidence: Sequence[str], answer: Answer, chunks: Chunks, *, trusted: bool) -> tuple[str, ...]:
    """The reports that hold the evidence: of each, those that a trusted answer cites, else all."""
    found: dict[str, None] = {}
    for text in evidence:
        held = holding((text,), chunks)
        if not normalise(text) or not held:
            raise EvaluationError(f"依据「{text}」不在任何报告的同一段里，请照原文改正 --evidence")
        cited = [path for path in held if trusted and path in _cited(answer)]
        found |= dict.fromkeys(cited or held)
    return tuple(found)


def _facts(feedback: Feedback, evidence: Sequence[str], *, trusted: bool) -> tuple[str, ...]:
    """What is bold in an answer that is trusted, else the figures of its statements, else the evidence.

    What the question says already is left out. Raises EvaluationError where nothing is left.
    """
    said = [statement.text for statement in feedback.answer.statements] if trusted else evidence
    asked = normalise("\n".join((*feedback.history, feedback.question)))
    for facts in (_bold(feedback.answer) if trusted else (), [*_amounts(said)], evidence):
        if new := tuple(fact for fact in facts if normalise(fact) not in asked):
            return new
    raise EvaluationError("问题里已说了回答中的一切，看不出要考什么：请用 --fact 给出事实")


def _bold(answer: Answer) -> list[str]:
    return _BOLD.findall(answer.answer)


def _amounts(texts: Sequence[str]) -> Iterator[str]:
    """The figures with a unit that counts something: no dates, no ages."""
    for text in texts:
        yield from (text[figure.start : figure.end] for figure in figures(text) if answers(((),), (figure.unit,)))


def _clause(quote: str, marked: Sequence[str]) -> str:
    """The quote; of a long one the clause with what is marked, else the first, with its neighbours if very short."""
    quote = quote.strip(_ENDS)
    clauses = [match.span() for match in _CLAUSE.finditer(quote)]
    if len(quote) <= _LONGEST_QUOTE or not clauses:
        return quote
    at = next((quote.find(text) for text in marked if text in quote), clauses[0][0])
    first = last = next(number for number, (_, end) in enumerate(clauses) if end > at)
    while len(clause := quote[clauses[first][0] : clauses[last][1]].strip(_ENDS)) < _SHORTEST_QUOTE:
        if first > 0:
            first -= 1
        elif last + 1 < len(clauses):
            last += 1
        else:
            break
    return clause
