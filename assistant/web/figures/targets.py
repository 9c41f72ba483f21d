"""目标与完成: what a report plans for a year beside what is told of that year, each pair judged by `reckon`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.reckon.judging import targets
from assistant.web.figures.find import Figure

_MOST = 100  # pairs that are judged


@dataclass(frozen=True, slots=True)
class Pair:
    """The figures planned for a place and year and those reached, each value once, and what is said of it."""

    planned: tuple[Figure, ...]
    reached: tuple[Figure, ...]
    verdict: str


def pairs(figures: Sequence[Figure]) -> tuple[tuple[Pair, ...], tuple[str, ...]]:
    """Each plan with its result, and why some are not judged. Where a side has several values nothing is judged."""
    sides = _sides(figures)
    if not sides:
        return (), ()
    one = [[side[0].item if len(side) == 1 else None for side in both] for both in sides]
    named = [(both[0][0].place, (planned, reached)) for both, (planned, reached) in zip(sides, one, strict=True)]
    # With one more, of which nothing is known, there is a table even of one.
    told = targets([*named, ("", (None, None))])
    verdicts = [row[-1] for row in told.rows[1:-1]]
    return tuple(map(_pair, sides, verdicts)), tuple(dict.fromkeys(told.caveats))


def _sides(figures: Sequence[Figure]) -> list[tuple[list[Figure], list[Figure]]]:
    """Of each place, year and kind with a plan the values planned and reached; see `_whole`."""
    groups: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.year[0] and figure.source.fact.state != "earlier":
            thing, part, sort, *measure = figure.kind[:-1]  # a threshold is reached by a level or a rate
            groups[figure.order, figure.year, thing, part, sort == "change", *measure].append(figure)
    sides = []
    for _, group in sorted(groups.items(), key=lambda each: str(each[0])):
        planned = [figure for figure in group if figure.source.fact.state == "planned"]
        if planned:
            reached = [figure for figure in group if figure.source.fact.state == "reached"]
            sides.append((_whole(planned), _whole(reached)))
    return sides[:_MOST]


def _whole(figures: Sequence[Figure]) -> list[Figure]:
    """One figure of each value, of the whole year where there are such."""
    whole = [figure for figure in figures if figure.item.time and not figure.item.time[2]]
    return list({figure.item.value: figure for figure in reversed(whole or figures)}.values())[::-1]


def _pair(sides: tuple[list[Figure], list[Figure]], verdict: str) -> Pair:
    planned, reached = sides
    if len(planned) > 1 or len(reached) > 1:
        verdict = "有几个不同的数，没有判断"
    return Pair(tuple(planned), tuple(reached), verdict)
