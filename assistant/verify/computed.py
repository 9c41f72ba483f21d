"""The last gate: which figures of a statement neither stand in what it cites nor follow from figures that do.

A reckoned figure is believed only with its record: each operand stands in the quote of its citation as written, and the
result is reckoned here once more, apart from `assistant/reckon/`, with fractions: nothing is lost on the way.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NoReturn

from assistant.language.figures import FIGURE
from assistant.language.measures import NUMERALS, POINTS, SCALES, is_finite, measure, number, rounded
from assistant.model import Citation, Computed, Evidence, Operand, Operation, Result, Statement
from assistant.verify.claims import plain
from assistant.verify.faults import unsupported
from index.model import Fact

Cited = tuple[Citation, Evidence]
_YEAR = re.compile(r"((?:19|20)\d\d)年?")
_OR_SO = "余馀多来几"
_MORE = f"[{_OR_SO}]?"
_BARE = re.compile(rf"[\d{NUMERALS}{_OR_SO}]$")
_ROUNDED = re.compile("[约≈]")
_PLACES = (1, 2)  # to which a result may be rounded, if that is told


def unfounded(statement: Statement, cited: Mapping[int, Cited]) -> tuple[str, ...]:
    """The figures and years of a statement that nothing founds, and the result of a record that does not hold.

    `cited` has the citations of the answer by number, each with the span that it quotes.
    """
    own = [cited[number] for number in statement.citations]
    missing = unsupported(statement.text, tuple(citation.quote for citation, _ in own))
    missing = tuple(claim for claim in missing if not any(_told_around(claim, *each) for each in own))
    record = statement.computed
    if record is None:
        return missing
    if not _holds(statement, record, cited):
        return tuple(dict.fromkeys((*missing, f"{record.result.value}{record.result.unit}")))
    return tuple(claim for claim in missing if not _says(claim, record.result))


def follows(record: Computed) -> bool:
    """Whether the result of a record follows from its operands: exactly, or rounded where it cannot be written out."""
    try:
        exact = _RECKONED[record.operation](record)
    except _UnlikeError:
        return False
    told = number(record.result.value)
    return told is not None and (told == exact or (_may_round(record, exact) and told in _roundings(record, exact)))


def is_exact(record: Computed) -> bool:
    """Whether the result of a record that follows is told as it is, not rounded."""
    return number(record.result.value) == _RECKONED[record.operation](record)


class _UnlikeError(Exception):
    """Operands, or operands and result, that cannot be set beside one another."""


def _holds(statement: Statement, record: Computed, cited: Mapping[int, Cited]) -> bool:
    for operand in record.operands:
        if operand.citation not in statement.citations or not stands(operand, cited[operand.citation][1]):
            return False
    return follows(record) and (is_exact(record) or bool(_ROUNDED.search(statement.text)))


def _may_round(record: Computed, exact: Fraction) -> bool:
    return record.operation == "share" or not is_finite(exact)


def _roundings(record: Computed, exact: Fraction) -> Iterator[Fraction]:
    written = plain(record.result.value).partition(".")[2]
    if len(written) <= max(_PLACES):
        yield from (rounded(exact, places) for places in _PLACES if len(written) <= places)


# --- What each operation makes of its operands, in the unit of the result


def _difference(record: Computed) -> Fraction:
    first, second = _in_unit(record, 2)
    return abs(first - second)


def _sum(record: Computed) -> Fraction:
    return sum(_in_unit(record), Fraction())


def _share(record: Computed) -> Fraction:
    part, whole = record.operands
    ratio = _amount(part, part.unit) / (_amount(whole, part.unit) or _fail())
    unit = measure(record.result.unit)
    return ratio * 100 / unit.size if unit.kind == "%" else _fail()


def _most(record: Computed) -> Fraction:
    return max(_in_unit(record))


def _least(record: Computed) -> Fraction:
    return min(_in_unit(record))


def _rank(record: Computed) -> Fraction:
    """The first, where all stand in order, up or down."""
    told = _in_unit(record)
    falls, rises = all(a >= b for a, b in pairwise(told)), all(a <= b for a, b in pairwise(told))
    return told[0] if falls or rises else _fail()


def _filter(record: Computed) -> Fraction:
    """How many there are, of one kind."""
    for operand in record.operands:
        _amount(operand, record.operands[0].unit)
    return Fraction(len(record.operands) or _fail())


def _trend(record: Computed) -> Fraction:
    told = _in_unit(record)
    return abs(told[-1] - told[0])


def _convert(record: Computed) -> Fraction:
    (told,) = _in_unit(record, 1)
    return told


_RECKONED: Mapping[Operation, Callable[[Computed], Fraction]] = {
    "difference": _difference,
    "sum": _sum,
    "share": _share,
    "max": _most,
    "min": _least,
    "rank": _rank,
    "filter": _filter,
    "trend": _trend,
    "convert": _convert,
}


def _in_unit(record: Computed, count: int | None = None) -> list[Fraction]:
    """The operands in the unit of the result; percentages differ by percentage points."""
    if len(record.operands) != count if count else len(record.operands) < 2:
        _fail()
    unit = record.result.unit
    if record.operation in ("difference", "trend") and measure(unit).kind == POINTS:
        unit = "%" if measure(record.operands[0].unit).kind == "%" else unit
    return [_amount(operand, unit) for operand in record.operands]


def _amount(operand: Operand, unit: str) -> Fraction:
    told, own, wanted = number(operand.value), measure(operand.unit), measure(unit)
    if told is None or not own.like(wanted):
        _fail()
    return told * own.size / wanted.size


def _fail() -> NoReturn:
    raise _UnlikeError


# --- Where figures stand


def stands(operand: Operand, evidence: Evidence) -> bool:
    """Whether an operand stands in a quote as written, its unit behind it or told by its fact."""
    value, unit = plain(operand.value), plain(operand.unit).split("/")[0]
    scale = next((each for each in sorted(SCALES, key=len, reverse=True) if each and unit.startswith(each)), "")
    behind = rf"{_MORE}{re.escape(scale)}{_MORE}{re.escape(unit.removeprefix(scale))}"
    edge = rf"\d.{NUMERALS}点" if value[:1] in NUMERALS else r"\d."
    whole = re.compile(rf"(?<![{edge}]){re.escape(value)}(?![\d]|\.\d){behind}")
    share = re.compile(rf"百分之{re.escape(value)}(?![{NUMERALS}点\d])")
    for quote in _readings(evidence.quote):
        if unit and (whole.search(quote) or (unit == "%" and share.search(quote))):
            return True
    told, own = number(operand.value), measure(unit)
    return told is not None and any(
        (abs(Fraction(fact.value)) * measure(fact.unit).size, measure(fact.unit).kind) == (told * own.size, own.kind)
        for fact in _unitless(evidence)
    )


def _told_around(claim: str, citation: Citation, evidence: Evidence) -> bool:
    """Whether a claim is the year of what is cited, a figure whose unit stands elsewhere, or in the heads of a cell."""
    cells = [fact for fact in _facts(evidence) if fact.cell]
    if cells and not unsupported(claim, tuple(fact.thing for fact in cells)):
        return True
    # In a row without its tabs a cell's digits run into those of the next.
    if (value := number(claim)) is not None and value in [number(_written(fact, evidence)) for fact in cells]:
        return True
    if year := _YEAR.fullmatch(claim):
        told = {fact.when.year for fact in _facts(evidence) if fact.when}
        told |= {fact.when.last for fact in _facts(evidence) if fact.when and fact.when.last}
        return int(year[1]) in told | {citation.year} or year[1] in "\n".join(citation.section)
    said = FIGURE.fullmatch(claim)
    if not said or not said["unit"]:
        return False
    amount = Decimal(said["number"]) * SCALES.get(re.sub(_MORE, "", said["scale"]), 1)
    return any((abs(fact.value), fact.unit) == (amount, said["unit"]) for fact in _unitless(evidence))


def _says(claim: str, result: Result) -> bool:
    """Whether a claim is the result, its unit perhaps cut short where it is no known one."""
    value, unit = plain(result.value), plain(result.unit).split("/")[0]
    return claim.startswith(value) and unit.startswith(claim.removeprefix(value))


def _written(fact: Fact, evidence: Evidence) -> str:
    return evidence.quote[fact.start - evidence.start : fact.end - evidence.start]


def _unitless(evidence: Evidence) -> Iterator[Fact]:
    """The figures of a quote whose unit stands elsewhere: in the head of a table, at the end of a list (5万、6万人)."""
    for fact in _facts(evidence):
        written = _written(fact, evidence)
        if fact.cell or _BARE.search(plain(written)):
            yield fact


def _facts(evidence: Evidence) -> Iterator[Fact]:
    """The figures of a quote."""
    facts = evidence.hit.chunk.facts
    return (fact for fact in facts if evidence.start <= fact.start and fact.end <= evidence.end)


def _readings(quote: str) -> tuple[str, str]:
    """A quote as it is, and as one line: an end and a beginning of lines may look like a figure."""
    return plain(quote), plain(" ".join(quote.split()))
