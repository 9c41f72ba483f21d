"""Like with like: why figures may not be reckoned with together, if so."""

from collections.abc import Collection, Sequence
from itertools import combinations

from assistant.reckon import words
from assistant.reckon.items import Item, Turn


def unfit(
    items: Sequence[Item], least: float, *, states: bool = False, falls: bool = False, free: Collection[str] = ()
) -> str | None:
    """Why these are not reckoned with, to be told; None where they may be.

    All are of one measure, reached or planned alike (unless `states`), of years, halves or totals alike, and differ in
    one thing only: place, time or part, but for those that are `free`. `least` is how sure each must be; all may be
    `falls`.
    """
    if doubted := [item.label for item in items if item.evidence.sure < least or item.figure is None]:
        return words.doubtful(doubted)
    if not all(one.measure.like(other.measure) for one, other in combinations(items, 2)):
        return words.unlike(words.UNITS)
    if not states and (why := _of_two_kinds(items, falls=falls) or _rough(items)):
        return why
    if len({_span(item) for item in items}) > 1:
        return words.unlike(words.TIMES)
    told: dict[str, set[object]] = {
        words.PLACES: {place for item in items if (place := _place(item))},
        words.TIMES: {item.time for item in items},
        words.PARTS_TOLD: {_part(item, items) for item in items},
    }
    differing = [name for name, values in told.items() if len(values) > 1 and name not in free]
    return words.unlike(differing[1]) if len(differing) > 1 else None


def _rough(items: Sequence[Item]) -> str | None:
    """Why figures are not reckoned with of which one is told only as more, or less, than so much."""
    told = [item.figure.limit for item in items if item.figure]
    return words.ROUGH if any(words.FLOOR.search(limit) or words.CEILING.search(limit) for limit in told) else None


def _of_two_kinds(items: Sequence[Item], *, falls: bool) -> str | None:
    """Why totals, changes and falls, targets and results are not reckoned with together."""
    if len({turn(item) for item in items}) > 1:
        return words.unlike(words.KINDS)
    if turn(items[0]) < 0 and not falls:
        return words.NO_FALLS
    return words.unlike(words.STATE_WORDS) if len({item.fact.state == "planned" for item in items}) > 1 else None


def turn(item: Item) -> Turn:
    """Of a change, whether it goes up or down."""
    return item.figure.turn if item.figure else 0


def is_total(item: Item) -> bool:
    """Whether it is of several years together."""
    return item.time is not None and item.time[1] is not None


def _span(item: Item) -> tuple[bool, str]:
    """How long the time is that a figure is of."""
    return (is_total(item), item.time[2]) if item.time else (False, "")


def _part(item: Item, items: Sequence[Item]) -> str | None:
    """Of which part a figure is, if only its name tells so (城市低保, beside the 低保 of 城市)."""
    parts = (one.fact.part for one in items if one.fact.part)
    return item.fact.part or next((part for part in parts if part in item.fact.thing), None)


def _place(item: Item) -> str | None:
    """The place of a figure, else what its row is called where that is no year."""
    if item.fact.place or (item.time and str(item.time[0]) in item.label):
        return item.fact.place
    return item.label
