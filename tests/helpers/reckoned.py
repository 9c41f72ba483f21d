"""Figures to reckon with, made up, and the last gate over what was reckoned."""

from decimal import Decimal
from typing import Any

from assistant.language.measures import digits, measure, number
from assistant.model import Citation, Evidence, Hit, Statement
from assistant.reckon.items import Item
from assistant.reckon.telling import Reckoned
from assistant.verify.computed import Cited, unfounded
from index.model import Chunk, Fact, When

SURE = 0.9


def item(
    label: str, written: str, unit: str, *, quote: str = "全县{}，", year: int | None = 2023, **facts: Any
) -> Item:
    """One whose figure is `written` (its number, then `unit` with its scale) in a quote; further fields of its Fact."""
    value = written.removesuffix(unit)
    amount = number(value.rstrip("余多"))
    assert amount is not None
    bare = unit.lstrip("百千万亿") or unit
    size = measure(unit).size / measure(bare).size
    text = quote.format(written)
    start = 100 + text.index(written)
    facts = {"thing": "低保标准", "place": label, "when": When(year) if year else None} | facts
    fact = Fact(start, start + len(written), value=Decimal(digits(amount * size)), unit=bare, **facts)
    return Item(label, fact, evidence(text, (fact,), f"{label}{year}.txt"))


def evidence(text: str, facts: tuple[Fact, ...], report: str, sure: float = SURE) -> Evidence:
    """The whole of a chunk of these words at 100."""
    chunk = Chunk(report, 0, 100, 100 + len(text), text, (), None, "", frozenset(), facts)
    return Evidence(Hit(chunk, 1.0), 100, 100 + len(text), text, 1.0, 1.0, sure)


def gate(said: Statement, told: Reckoned) -> tuple[str, ...]:
    """What the last gate finds in a statement."""
    return unfounded(said, cited(told))


def cited(told: Reckoned) -> dict[int, Cited]:
    """The citations of an answer."""
    return {at: (_citation(at, span), span) for at, span in enumerate(told.evidence, 1)}


def held(told: Reckoned) -> Reckoned:
    """The same, once each of its statements has passed the gate."""
    for said in told.statements:
        assert gate(said, told) == (), said
    return told


def _citation(number: int, span: Evidence) -> Citation:
    chunk = span.hit.chunk
    return Citation(number, chunk.report, None, None, None, chunk.section, chunk.text, span.quote, span.start, span.end)
