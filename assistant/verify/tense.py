"""Is a plan told as done, or what was done as a plan? Clause by clause, by the words and amounts that they share."""

from collections.abc import Iterator, Sequence
from typing import Literal

from assistant.verify import patterns
from assistant.verify.claims import amounts, letters
from assistant.verify.wording import words
from index.model import Period
from index.report.periods import clause_planned
from index.text.sentences import clauses

# What a document that reports on no year says is neither done nor planned, but ordered, unless it says so itself.
Tense = Literal["done", "planned", "ordered", "either"]

_STYLE = {"了", "累计", "截至"}  # where no order is given, no more than style, or a date


def tense_kept(said: str, spans: Sequence[tuple[str, Period | None]]) -> bool:
    """Whether a statement tells as done only what the spans (text, period) do not plan, and plans only what they do."""
    if any(letters(said) in letters(text) for text, _ in spans):
        return True  # the report's own words, which the citation shows to be of a plan
    there = [(clause, _tense(clause, period)) for text, period in spans for clause in _clauses(text)]
    if patterns.DUTY.search(said) and all(
        period and not period.planned and not patterns.DUTY.search(text) for text, period in spans
    ):
        return False
    hedged = bool(patterns.WILL.search(said) or patterns.SHALL.search(said) or "将" in said)
    for clause in _clauses(said):
        tenses = [{tense for text, tense in there if _has(text, token)} for token in _tokens(clause)]
        marks = () if patterns.UNFINISHED.search(clause) else patterns.DONE.findall(clause)
        if (marks or not hedged) and any(tense == {"planned"} for tense in tenses):
            return False
        nearest = _nearest(clause, there)
        if _newly_reached(marks, nearest):
            return False
        will = _future(clause)
        if will and {tense for _, tense in nearest} == {"done"} and not any(will in text for text, _ in there):
            return False
    return True


def _future(clause: str) -> str | None:
    """The word that makes a clause of a statement a plan."""
    match = patterns.WILL.search(clause)
    if match:
        return match[0]
    return "将" if "将" in clause and clause_planned(clause, None) else None


def _newly_reached(marks: Sequence[str], told: Sequence[tuple[str, Tense]]) -> bool:
    """Whether clauses that only order have none of a statement's marks of results."""
    new = {mark for mark in marks if not any(mark in text for text, _ in told)}
    if not any(patterns.ORDERED.search(text) for text, _ in told):
        new -= _STYLE
    return bool(new) and {tense for _, tense in told} == {"ordered"}


def _nearest(clause: str, there: Sequence[tuple[str, Tense]]) -> list[tuple[str, Tense]]:
    """Those clauses that share most words with one, two at least."""
    tokens = list(_tokens(clause))
    shared = [sum(_has(text, token) for token in tokens) for text, _ in there]
    most = max(shared, default=0)
    return [each for count, each in zip(shared, there, strict=True) if count == most > 1]


def _clauses(text: str) -> list[str]:
    return [text[start:end].strip(",。;:") for start, end in clauses(text)]


def _tense(clause: str, period: Period | None) -> Tense:
    """What a clause of a report tells; a 将 outside a part on plans mostly puts an object first."""
    if patterns.UNFINISHED.search(clause):
        return "planned"
    if patterns.REACHED.search(clause):
        return "done"
    if period is not None and period.planned:
        return "either" if patterns.STATE.search(clause) else "planned"
    if period is None:
        return "ordered"
    return "either" if "将" in clause or patterns.DUTY.search(clause) else "done"


def _tokens(clause: str) -> Iterator[str]:
    """The words and amounts of a clause that tell it from others."""
    yield from (word.text for word in words(clause) if len(word.text) > 1)
    yield from (f"{amount.value}{amount.unit}" for amount in amounts(clause))


def _has(text: str, token: str) -> bool:
    return token in text or token in {f"{amount.value}{amount.unit}" for amount in amounts(text)}
