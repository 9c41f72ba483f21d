"""What held-back training questions show: of the whole product, and of the reader by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answer import Assistant
from assistant.model import Answer
from eval.training.questions import Span, TrainingQuestion

Outcome = Literal["right", "wrong", "refused"]
_ENOUGH = 0.5  # of an answer's characters that must be cited


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what came of it. A near miss is right where it is refused."""

    question: TrainingQuestion
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Cited:
    """What is cited of a report: `text[start:end]`."""

    report: str
    start: int
    end: int
    quote: str


def ask(assistant: Assistant, questions: Iterable[TrainingQuestion]) -> list[Asked]:
    """Asks each question by itself."""
    return [Asked(one, outcome(one, assistant.ask(one.question), assistant)) for one in questions]


def outcome(question: TrainingQuestion, answer: Answer, assistant: Assistant) -> Outcome:
    """Right where what is cited answers."""
    if answer.refused:
        return "refused"
    text = assistant.library.report(question.doc).text
    cited = [Cited(one.report, one.start, one.end, one.quote) for one in answer.citations]
    return "right" if is_right(question, text, cited) else "wrong"


def is_right(question: TrainingQuestion, text: str, cited: Sequence[Cited]) -> bool:
    """Whether at least half of the stretches of its document's text that answer is cited, or the very words of one."""
    own = [(one.start, one.end) for one in cited if one.report == question.doc]
    wanted = sum(end - start for start, end in question.spans)
    held = sum(_common(span, part) for span in question.spans for part in own)
    words = [text[start:end] for start, end in question.spans]
    said = any(word in one.quote for word in words for one in cited)
    return bool(question.spans) and (held >= _ENOUGH * wanted or said)


def _common(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def shares(asked: Sequence[Asked]) -> dict[str, float]:
    """Of the answerable ones: right, wrong, refused; of the near misses: refused."""
    told = [one.outcome for one in asked if one.question.answerable]
    near = [one.outcome for one in asked if not one.question.answerable]
    row = {name: told.count(name) / max(1, len(told)) for name in ("right", "wrong", "refused")}
    return row | {"near misses refused": near.count("refused") / max(1, len(near))}
