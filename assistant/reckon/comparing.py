"""Many figures side by side: the most and the least, the order, those past a limit, the course over the years."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from assistant.language.times import UNKNOWN, time_name
from assistant.model import Computed, Result
from assistant.reckon import words
from assistant.reckon.items import Item
from assistant.reckon.judging import Bound, lies, other_unit
from assistant.reckon.likeness import is_total, unfit
from assistant.reckon.operations import commas, is_open, levels, points, result_unit, tabled, total
from assistant.reckon.telling import Reckoned, Telling, name, result_of, said, time_of, together

_IN_A_LINE = 6  # figures that are told in one line; more are told in a table
_NEXT = 2  # told behind the first, where a table has the others


def extreme(items: Sequence[Item], *, most: bool, missing: Sequence[str] = (), least: float = 0.0) -> Reckoned:
    """Which is the most, or the least, and what comes next."""
    if len(items) < 2 or (why := unfit(items, least)):
        return levels(items, missing=missing, why=why if len(items) > 1 else None)
    telling = Telling()
    order = _ordered(items, downwards=most)
    first = [item for item in order if item.value == order[0].value]
    rest = order[len(first) :]
    many = len(items) > _IN_A_LINE
    names, marks = [name(item) for item in first], telling.mark(*first)
    others = [telling.named(item) for item in (rest[:_NEXT] if many else rest)]
    text = words.extreme(names, f"{first[0].said}{marks}", high=order[0].high, most=most, others=others)
    telling.say(f"{time_of(items)}{text}", order, telling.record("max" if most else "min", order, _own(order[0])))
    if many:
        tabled(telling, order, missing)
    telling.caveat(words.not_told(missing) if missing else None)
    return telling.done()


def ranked(
    items: Sequence[Item],
    *,
    downwards: bool = True,
    of: str | None = None,
    missing: Sequence[str] = (),
    least: float = 0.0,
) -> Reckoned:
    """All in order, and where the one called `of` stands in it."""
    if len(items) < 2 or (why := unfit(items, least)):
        return levels(items, missing=missing, why=why if len(items) > 1 else None)
    telling = Telling()
    order = _ordered(items, downwards=downwards)
    many, high = len(items) > _IN_A_LINE, order[0].high
    if asked := next((item for item in order if item.label == of), None):
        place = 1 + sum(1 for item in order if (item.value > asked.value) == downwards and item.value != asked.value)
        text = words.place_in_order(name(asked), place, high=high, downwards=downwards)
        telling.say(f"{text}，{asked.said}{telling.mark(asked)}")
    told = [telling.named(item, bold=at == 0 and not asked) for at, item in enumerate(order[:3] if many else order)]
    text = words.ranked(told, high=high, downwards=downwards, many=many)
    telling.say(f"{time_of(items)}{text}", order, telling.record("rank", order, _own(order[0])))
    if many:
        tabled(telling, order, missing)
    telling.caveat(words.not_told(missing) if missing else None)
    return telling.done()


def filtered(
    items: Sequence[Item],
    value: Decimal,
    unit: str,
    bound: Bound,
    *,
    missing: Sequence[str] = (),
    least: float = 0.0,
) -> Reckoned:
    """Those on that side of a limit, and those that are not; `value` is in the base unit of `unit`."""
    if not items or (why := unfit(items, least, falls=True) or other_unit(items[0], unit)):
        return levels(items, missing=missing, why=why if items else None)
    telling = Telling()
    sides: dict[bool | None, list[Item]] = {True: [], False: [], None: []}
    for item in _ordered(items, downwards=bound in ("least", "over")):
        sides[lies(item, value, unit, bound)].append(item)
    if passed := sides[True]:
        counted = "年" if all(item.label == time_name(item.fact.when) for item in items) else "个"
        text = words.passing([telling.named(item, bold=True) for item in passed], counted)
        telling.say(
            f"{time_of(items)}{text}", computed=telling.record("filter", passed, Result(f"{len(passed)}", counted))
        )
    if sides[False]:
        told = [telling.named(item) for item in sides[False]]
        telling.say(words.failing(told, none_passes=not passed and not sides[None]))
    if sides[None]:
        telling.say(words.open_ones([telling.named(item) for item in sides[None]]))
    telling.caveat(words.not_told(missing) if missing else None)
    return telling.done()


def trend(items: Sequence[Item], *, missing: Sequence[str] = (), least: float = 0.0, unit: str = "") -> Reckoned:
    """How a figure went over the years: up or down and by how much, then a row a year with its change."""
    totals = [item for item in items if is_total(item)]
    left = words.of_several_years([name(item) for item in totals]) if totals else None
    years = sorted((item for item in items if item not in totals and item.time), key=lambda item: item.time or (0,))
    undated = [item.label for item in items if item.time is None]
    why = words.undated(undated) if undated else unfit(years, least) if years else None
    if len(years) < 2 or why or len({item.time for item in years}) < len(years):
        why = why or (words.unlike(words.PARTS_TOLD) if len(years) > 1 else None)
        return levels(items, missing=missing, why=why)
    telling = Telling()
    _course(telling, years, unit)
    telling.row(words.YEAR, words.VALUE, words.CHANGE)
    for before, item in pairwise((None, *years)):
        if item:
            _year(telling, before, item, unit)
    telling.caveat(left, words.not_told(missing) if missing else None)
    return telling.done()


def changes(courses: Sequence[tuple[Item, Item]], *, unit: str = "") -> Reckoned:
    """How the figures of several places went from one year to another: a row each; and what each year's add up to."""
    items = [item for course in courses for item in course]
    if why := next((why for course in courses if (why := unfit(course, 0.0))), None):
        return levels(items, why=why)
    telling = Telling()
    telling.row(words.PLACE, *(time_name(item.fact.when) for item in courses[0]), words.CHANGE)
    for before, after in courses:
        cells = [f"{item.said}{telling.mark(item)}" for item in (before, after)]
        change, record = _changed(telling, before, after, unit)
        telling.row(name(after), *cells, f"**{change}**")
        telling.say(words.of_label(telling.named(after), change), (before,), record, line=False)
    sums = [total(year, unit=unit) for year in zip(*courses, strict=True)]
    if not all(said.computed for told in sums for said in told.statements):
        sums = []
    return together((*reversed(sums), telling.done()))


def _course(telling: Telling, years: Sequence[Item], unit: str) -> None:
    first, last = years[0], years[-1]
    steps = [(after.value > before.value) - (after.value < before.value) for before, after in pairwise(years)]
    yearly = all((b.time or (0,))[0] - (a.time or (0,))[0] == 1 for a, b in pairwise(years))
    names = (time_name(first.fact.when), time_name(last.fact.when))
    text = words.course(*names, steps, high=first.high, yearly=yearly)
    result, is_rounded = _change(first, last, unit)
    if any(steps):
        sign = words.more(high=first.high, over_time=True, rises=last.value > first.value)
        told = _about(result, first, last, is_rounded=is_rounded) if first.value != last.value else ""
        text += words.altogether(sign, told)
    telling.say(f"{text}{telling.mark(*years)}", computed=telling.record("trend", years, result))


def _year(telling: Telling, before: Item | None, item: Item, unit: str) -> None:
    """A row; beside the year before with the change, which is a statement of its own."""
    label, value = time_name(item.fact.when), f"{item.said}{telling.mark(item)}"
    if before is None:
        telling.row(label, value, UNKNOWN)
        telling.say(f"{label}{value}", line=False)
        return
    change, record = _changed(telling, before, item, unit, time_name(before.fact.when))
    telling.row(label, value, change)
    telling.say(words.step(label, value, change), (before,), record, line=False)


def _changed(telling: Telling, before: Item, after: Item, unit: str, against: str = "") -> tuple[str, Computed]:
    """How a figure differs from one before it, named `against` in words, and the record of that."""
    result, is_rounded = _change(before, after, unit)
    sign = words.more(high=after.high, over_time=True, rises=after.value > before.value)
    told = _about(result, before, after, is_rounded=is_rounded) if after.value != before.value else ""
    order = (after, before) if after.value >= before.value else (before, after)
    return words.change(against, sign, told), telling.record("difference", order, result)


def _change(before: Item, after: Item, unit: str) -> tuple[Result, bool]:
    own = points(result_unit((before, after), unit))
    return result_of(abs(after.value - before.value), own, commas=commas((before, after)))


def _about(result: Result, *items: Item, is_rounded: bool) -> str:
    return f"{words.ABOUT if is_rounded or is_open(*items) else ''}{said(result)}"


def _ordered(items: Sequence[Item], *, downwards: bool) -> list[Item]:
    """Equal ones stay as they came."""
    return sorted(items, key=lambda item: item.value, reverse=downwards)


def _own(item: Item) -> Result:
    """A figure of the items itself, as a result."""
    return Result(item.figure.value, item.figure.unit) if item.figure else Result("", "")
