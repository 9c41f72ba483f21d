"""Levels, differences, sums, shares, conversions: what follows from a few figures, with its working.

Every operation lists its figures as they are, and says why, where they cannot be reckoned with. Of each, `missing` are
the places or years that have no such figure, `least` how sure the span of each must be, and `unit` the one in which the
result is asked for.
"""

from collections.abc import Sequence
from fractions import Fraction

from assistant.language.measures import POINTS, digits, measure, rounded
from assistant.language.times import UNKNOWN, time_name
from assistant.model import Result
from assistant.reckon import words
from assistant.reckon.items import Item
from assistant.reckon.likeness import turn, unfit
from assistant.reckon.telling import Reckoned, Telling, called, dated, name, result_of, said, time_of

_SHARE_PLACES = (1, 2)  # decimal places of a share: the second where the first says nothing


def levels(items: Sequence[Item], *, missing: Sequence[str] = (), why: str | None = None) -> Reckoned:
    """Each figure as it is: a line each, or where places are told apart a table with the time of each."""
    telling = Telling()
    places = {item.fact.place or item.label for item in items}
    if len(items) > 1 and len(places) > 1:
        tabled(telling, items, missing)
    else:
        _lined(telling, items)
    told = words.not_told(missing) if missing else None
    telling.caveat(why, told)
    return telling.done()


def difference(one: Item, other: Item, *, missing: Sequence[str] = (), least: float = 0.0, unit: str = "") -> Reckoned:
    """By how much the one is more or less than the other: the smaller from the bigger."""
    if missing or (why := unfit((one, other), least)):
        return levels((one, other), missing=missing, why=None if missing else why)
    telling = Telling()
    more, less = (one, other) if one.value >= other.value else (other, one)
    own = result_unit((more, less), unit)
    result, is_rounded = result_of(more.value - less.value, points(own), commas=commas((one, other)))
    record = telling.record("difference", (more, less), result)
    marks = telling.mark(more, less)
    if one.value == other.value:
        telling.say(f"{time_of((one, other))}{words.same((name(one), name(other)), one.said)}{marks}", computed=record)
        return telling.done()
    working = words.working(terms((more, less), own), "−", said(result), about=is_open(one, other), rounded=is_rounded)
    if one.time and other.time and one.time < other.time:
        one, other = other, one  # what came later is held against what was before
    sign = words.more(high=one.high, over_time=one.time != other.time, rises=one.value > other.value)
    text = f"{words.compared(*_names(one, other), sign, working)}{by_time((one, other), own)}"
    telling.say(f"{time_of((one, other))}{text}{marks}", computed=record)
    return telling.done()


def total(items: Sequence[Item], *, missing: Sequence[str] = (), least: float = 0.0, unit: str = "") -> Reckoned:
    """What the items add up to, each part named; nothing where a part is missing, for that would be no sum of them."""
    if missing or len(items) < 2 or (why := unfit(items, least, falls=True) or _unsummed(items)):
        return levels(items, missing=missing, why=None if missing or len(items) < 2 else why)
    telling = Telling()
    own = result_unit(items, unit)
    whole = sum((item.value for item in items), Fraction())
    result, is_rounded = result_of(whole, own, commas=commas(items))
    working = words.working(terms(items, own), "+", said(result), about=is_open(*items), rounded=is_rounded)
    told = words.total(list(map(name, items)), working, falls=turn(items[0]) < 0)
    text = f"{time_of(items)}{told}{telling.mark(*items)}"
    telling.say(text, computed=telling.record("sum", items, result))
    return telling.done()


def share(part: Item, whole: Item, *, least: float = 0.0) -> Reckoned:
    """What share of the whole a part is, in percent."""
    why = unfit((part, whole), least)
    if why or not whole.value or part.value > whole.value:
        return levels((part, whole), why=why or words.NO_PART)
    ratio = part.value / whole.value * 100
    told = next((near for places in _SHARE_PLACES if (near := rounded(ratio, places))), None)
    if told is None:
        return levels((part, whole), why=words.TOO_SMALL if ratio else None)
    telling = Telling()
    result = Result(digits(told), "%")
    unit = result_unit((part, whole), "")
    is_rounded = told != ratio
    working = words.working(
        terms((part, whole), unit), "÷", said(result), about=is_open(part, whole), rounded=is_rounded
    )
    text = f"{time_of((part, whole))}{words.share(name(part), name(whole), working)}{telling.mark(part, whole)}"
    telling.say(text, computed=telling.record("share", (part, whole), result))
    return telling.done()


def converted(item: Item, unit: str, *, least: float = 0.0) -> Reckoned:
    """A figure in another unit: 万元 for 亿元, by the month for by the year."""
    wanted = measure(unit)
    if why := unfit((item,), least) or (None if item.measure.like(wanted) else words.unlike(words.UNITS)):
        return levels((item,), why=why)
    if item.figure and item.figure.unit == unit:
        return levels((item,))
    telling = Telling()
    result, is_rounded = result_of(item.value, unit, commas=commas((item,)))
    about = words.ABOUT if is_open(item) else ""
    text = words.converted(dated(item), item.said, f"{about}{said(result)}", is_rounded)
    telling.say(f"{text}{telling.mark(item)}", computed=telling.record("convert", (item,), result))
    return telling.done()


def _lined(telling: Telling, items: Sequence[Item]) -> None:
    """A line each; the time is told once where it is the same."""
    time = time_of(items) if items else ""
    if time and len(items) > 1:
        telling.head(words.head(time))
    for item in items:
        label = f"{name(item)}{time}" if len(items) == 1 else f"- {name(item)}{time_of([item]) if not time else ''}"
        telling.say(f"{words.of_label(label, f'**{item.said}**')}{telling.mark(item)}")


def tabled(telling: Telling, items: Sequence[Item], missing: Sequence[str] = ()) -> None:
    """A table of figures as they are: a row each with its time, and whether it was reached where that differs."""
    states = any(item.fact.state != "reached" for item in items)
    parts = len({item.fact.part for item in items}) > 1
    head = [words.PLACE, words.YEAR, words.VALUE]
    telling.row(*head, *[words.PART] * parts, *[words.STATE] * states)
    for item in items:
        more = [item.fact.part or UNKNOWN] * parts + [words.STATES[item.fact.state]] * states
        telling.row(called(item), time_name(item.fact.when), f"**{item.said}**{telling.mark(item)}", *more)
        telling.say(telling.named(item), line=False)
    for label in missing:
        telling.row(label, UNKNOWN, words.NOT_TOLD, *[UNKNOWN] * (parts + states))


def result_unit(items: Sequence[Item], asked: str) -> str:
    """The unit of a result: the one asked for if it fits, else that of the biggest operand."""
    biggest = max(items, key=lambda item: item.value)
    own = biggest.figure.unit if biggest.figure else biggest.fact.unit
    return asked if asked and measure(asked).like(biggest.measure) else own


def terms(items: Sequence[Item], unit: str) -> list[str]:
    """Operands in a working: bare where all have the unit of the result."""
    figures = [item.figure for item in items if item.figure]
    bare = measure(unit).kind != "%" and all(figure.unit == unit and not figure.limit for figure in figures)
    return [figure.value if bare else figure.said for figure in figures]


def by_time(items: Sequence[Item], unit: str) -> str:
    """That what is paid by the year is reckoned by the month, or the reverse; '' where all are paid alike."""
    told = {time for item in items if item.figure for time in words.PAID_BY if item.figure.unit.endswith(f"/{time}")}
    return words.by_time(unit[-1:]) if len(told) > 1 else ""


def commas(items: Sequence[Item]) -> bool:
    """Whether the reports write thousands with commas."""
    return any(item.figure and ("," in item.figure.value or "，" in item.figure.value) for item in items)


def is_open(*items: Item) -> bool:
    """Whether any of the figures is told as about so much, or as a limit."""
    return any(item.fact.kind == "threshold" or (item.figure and item.figure.limit) for item in items)


def _names(one: Item, other: Item) -> tuple[str, str]:
    """What both are called; the value before a change is not called by its row's name again."""
    if called(one) == called(other):
        of = words.OF_STATE
        return of.get(one.fact.state, called(one)), of.get(other.fact.state, called(other))
    return name(one), name(other)


def points(unit: str) -> str:
    """Percentages differ by percentage points."""
    return POINTS if measure(unit).kind == "%" else unit


def _unsummed(items: Sequence[Item]) -> str | None:
    """Why figures that are alike are not added up."""
    if items[0].measure.kind in ("%", POINTS):
        return words.NO_SHARES_ADDED
    over_time = len({item.time for item in items}) > 1
    return words.NO_STOCKS_ADDED if over_time and any(i.fact.when and i.fact.when.as_of for i in items) else None
