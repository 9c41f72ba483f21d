"""What a span must hold to answer a question: its words, and figures of the kinds that are asked for."""

import re
from dataclasses import dataclass

from assistant.evidence import patterns
from assistant.language.figures import Units, answers, asked_units, figures
from assistant.language.patterns import TIME, WHEN
from assistant.language.terms import Terms
from assistant.model import Query


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a span is held against: the query, its words, the amounts asked for and the numbers it names itself.

    `rate` matches what a span must hold where an amount by the month or by the year is asked for.
    """

    query: Query
    terms: Terms
    amounts: tuple[Units, ...]
    echoed: frozenset[str]
    rate: re.Pattern[str] | None

    @property
    def figure(self) -> bool:
        """Whether an amount is asked for."""
        return bool(self.amounts)

    def fits(self, text: str) -> bool:
        """Whether a text has a time where one is asked for, and a figure of a kind asked for, by month or year too."""
        if self.when and not TIME.search(text):
            return False
        if not self.figure:
            return True
        return bool(answers(self.amounts, self.units(text))) and (self.rate is None or bool(self.rate.search(text)))

    @property
    def when(self) -> bool:
        """Whether a time is asked for."""
        return bool(WHEN.search(self.query.topic))

    def units(self, text: str) -> tuple[str, ...]:
        """The units of the text's figures that are not merely the question's own."""
        return tuple(figure.unit for figure in figures(text) if figure.number not in self.echoed)


def wanted(query: Query, terms: Terms) -> Wanted:
    """What a span must hold to answer the query."""
    asked = query.topic
    if query.intent == "figure" and not patterns.ASKS_AMOUNT.search(asked):
        asked = f"{asked} {query.background}"  # 那…呢: the amount was asked for in the question before
    asks = (
        query.intent == "figure"
        or "多少" in asked
        or bool(patterns.ASKS_AMOUNT.search(asked) and query.intent != "list")
    )
    if query.intent == "comparison":
        asks = asks or any(asked_units(asked))
    echoed = frozenset(figure.number for figure in figures(query.topic))
    rate = next((answer for question, answer in patterns.RATES if question.search(query.topic)), None)
    return Wanted(query, terms, asked_units(asked) if asks else (), echoed, rate)
