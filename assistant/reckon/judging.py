"""Figures held against others: a target against what became of it, a figure against the one that a question names."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from assistant.language.measures import measure
from assistant.language.times import UNKNOWN, time_name
from assistant.model import Computed
from assistant.reckon import words
from assistant.reckon.items import Item
from assistant.reckon.likeness import turn, unfit
from assistant.reckon.operations import commas, difference, levels, points, result_unit
from assistant.reckon.telling import Reckoned, Telling, called, dated, in_its_words, result_of, said

Bound = Literal["least", "over", "most", "under", "equal"]
Pair = tuple[Item | None, Item | None]
"""What was to be reached, and what was; None where the report does not say."""

_NEAR = Fraction(1, 20)  # share of a target of about so much up to which it is not said to be missed
_FAR = Fraction(1, 10)  # share of a limit from which a figure told as about so much lies on one side of it for sure


def whether(
    item: Item | None, value: Decimal, unit: str, bound: Bound = "equal", *, label: str = "", least: float = 0.0
) -> Reckoned:
    """Yes or no, first: is the figure the one that the question names, or on that side of it?

    `value` is in the base unit of `unit`; without an item, `label` is whose report does not say.
    """
    telling = Telling()
    if item is None:
        telling.caveat(words.not_told([label]))
        return telling.done()
    if why := unfit((item,), least, states=True) or other_unit(item, unit):
        return levels((item,), why=why)
    verdict, clause = lies(item, value, unit, bound), in_its_words(item)
    answer = words.yes_or_no(verdict, f"{dated(item)}，{clause}" if clause else f"{dated(item)}是**{item.said}**")
    telling.say(f"{answer}{telling.mark(item)}")
    return telling.done()


def beside(one: Item, other: Item, *, more: bool) -> Reckoned:
    """Yes or no, first: is the one more than the other, or less; then by how much they differ."""
    told = difference(one, other)
    if not any(statement.computed for statement in told.statements):
        return told
    yes = one.value > other.value if more else one.value < other.value
    return replace(told, answer=f"{words.YES if yes else words.NO}：{told.answer}")


def lies(item: Item, value: Decimal, unit: str, bound: Bound) -> bool | None:
    """Whether a figure lies on that side of a limit; None where the report tells it too roughly."""
    asked = measure(unit)
    own, limit = item.value if asked.per else item.bare, Fraction(value) * asked.size
    sides = {"least": own >= limit, "over": own > limit, "most": own <= limit, "under": own < limit}
    word = item.figure.limit if item.figure else ""
    if bound == "equal":
        return own == limit if not word or abs(own - limit) > limit * _FAR else True if own == limit else None
    if not word or abs(own - limit) > limit * _FAR:
        return sides[bound]
    if words.FLOOR.search(word) and own >= limit and bound in ("least", "over"):
        return True if bound == "least" or own > limit else None
    if words.CEILING.search(word) and own <= limit and bound in ("most", "under"):
        return True if bound == "most" or own < limit else None
    return None


def other_unit(item: Item, unit: str) -> str | None:
    """Why a figure cannot be held against one of this unit, which may leave out by what it is paid."""
    alike = measure(item.fact.unit).like(measure(unit)) or item.measure.like(measure(unit))
    return None if alike else words.unlike(words.UNITS)


def targets(pairs: Sequence[tuple[str, Pair]], *, least: float = 0.0) -> Reckoned:
    """For each label whether the target was reached, and by how much it was passed or missed; a table for several."""
    telling = Telling()
    if len(pairs) > 1:
        telling.row(words.PLACE, words.YEAR, words.TARGET, words.REACHED, words.VERDICT)
    for label, pair in pairs:
        _held(telling, label, pair, least, line=len(pairs) == 1)
    return telling.done()


def _held(telling: Telling, label: str, pair: Pair, least: float, *, line: bool) -> None:
    planned, reached = pair
    verdict, record = "", None
    marks = telling.mark(*(item for item in pair if item))
    if planned and reached:
        why = unfit((planned, reached), least, states=True, free=(words.TIMES,)) or _unlike(planned, reached)
        if why is None:
            verdict, record = _verdict(telling, planned, reached)
        telling.caveat(words.of_label(label, why) if why else None)
    if not line:
        first = reached or planned
        cells = [f"{item.said}{telling.mark(item)}" if item else words.NOT_TOLD for item in pair]
        telling.row(label, time_name(first.fact.when if first else None), *cells, verdict or UNKNOWN)
    if planned and reached and verdict:
        text = words.target(dated(reached), verdict, planned.said, reached.said)
        telling.say(f"{text}{marks}", computed=record, line=line)
        return
    for item, word in zip(pair, (words.TARGET, words.REACHED), strict=True):
        if item:
            telling.say(f"{words.of_label(called(item) + word, item.said)}{telling.mark(item)}", line=line)
        elif line:
            telling.caveat(words.not_told([label], word))


def _verdict(telling: Telling, planned: Item, reached: Item) -> tuple[str, Computed]:
    order = (planned, reached) if planned.value >= reached.value else (reached, planned)
    own = points(result_unit(order, ""))
    result, _ = result_of(order[0].value - order[1].value, own, commas=commas(order))
    sign = words.more(high=reached.high, over_time=False, rises=reached.value > planned.value)
    if turn(reached) < 0:
        sign = words.fell(more=reached.value > planned.value)
    met = _met(planned, reached)
    told = said(result) if reached.value != planned.value else ""
    return words.verdict(met=met, sign=sign, result=told), telling.record("difference", order, result)


def _met(planned: Item, reached: Item) -> bool | None:
    """Whether the result is on the target's side; None where a target is only about so much and it is nearly missed."""
    word = planned.figure.limit if planned.figure else ""
    ceiling = bool(words.CEILING.search(word)) or (
        not words.FLOOR.search(word) and turn(planned) >= 0 and bool(words.LESS_IS_BETTER.search(planned.fact.thing))
    )
    met = reached.value <= planned.value if ceiling else reached.value >= planned.value
    rough = bool(word) and not words.FLOOR.search(word) and not words.CEILING.search(word)
    near = abs(reached.value - planned.value) <= planned.value * _NEAR
    return None if rough and not met and near else met


def _unlike(planned: Item, reached: Item) -> str | None:
    return None if _added(planned) == _added(reached) else words.unlike(words.KINDS)


def _added(item: Item) -> int:
    """1 for what was added, by its verb (新增3000张) or what it counts (新增床位3000张), -1 for what was taken away."""
    return turn(item) or int(words.ADDED.match(item.fact.thing) is not None)
