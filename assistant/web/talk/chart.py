"""A comparison's figures as bars, where each place gives one figure and all of them tell the same thing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.language.figures import FIGURE, figures
from assistant.language.words import content_words
from assistant.model import Answer

_SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_ROW = re.compile(r"^\| *(?P<label>[^|]+?) *\| *(?P<said>[^|]*?) *\|$", re.MULTILINE)
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_MARK = re.compile(r"\[(\d+)\]")
_PER = re.compile(r"每[人户月年日天次]|[/／][人户月年日天次]|[人户月年日]均|增加|减少|提高了|下降")
_CLAUSE_END = re.compile(r"[，,；;。：:！!？?]")
# What a clause says beside its subject: a whole year, where, from what a figure rose.
_BESIDE = re.compile(
    rf"(?:19|20)\d\d年(?!\d|[底末初])|[全今去]年|[全我][省市区县旗州]|[由从](?:每[人户月年])*\s*(?:{FIGURE.pattern})"
)
# Words between a subject and its figure, which only say that it was reached.
_REACHED = re.compile(r"(?:统一|进一步)?(?:提高|提标|提|调整|上调|增加|增|扩大|升)[到至]|突破|超过?|平均|约")


@dataclass(frozen=True, slots=True)
class Bar:
    """A place, its figure as it was written, and its length as a share of the longest, from 0 to 1.

    The year follows the place where the figures are of several years.
    """

    label: str
    figure: str
    share: float


@dataclass(frozen=True, slots=True)
class _Cell:
    """What a row of the table gives: its figure in bold and all that must be the same in the others."""

    label: str
    bold: str
    value: float
    unit: str
    rates: frozenset[str]
    subject: frozenset[str]
    years: frozenset[int | None]


def bars(reply: Answer) -> tuple[Bar, ...]:
    """The bars of an answer's table; () where it has none or its figures cannot be laid side by side.

    They can where each row but the heading sets one figure in bold, all of one unit, by the same measure and of the
    same subject: a sum a month is no longer than a sum a year, an increase than what was reached, nor beds set up at
    home than all beds. The subject is the words of the clause before the figure, without what `_BESIDE` and `_REACHED`
    name; other words that mean the same are taken to mean something else.
    """
    rows = [(match["label"], match["said"]) for match in _ROW.finditer(reply.answer)][2:]
    cells = [cell for label, said in rows for cell in _cells(reply, label, said)]
    told = {(cell.unit, cell.rates, cell.subject) for cell in cells}
    longest = max((cell.value for cell in cells), default=0)
    if len(cells) < max(2, len(rows)) or len(told) > 1 or not longest:
        return ()
    dated = len({cell.years for cell in cells}) > 1
    return tuple(Bar(_label(cell) if dated else cell.label, cell.bold, cell.value / longest) for cell in cells)


def _cells(reply: Answer, label: str, said: str) -> Iterator[_Cell]:
    """The one cell of a row, none where it has no one figure of a subject."""
    if len(parts := _BOLD.split(said)) != 3:
        return
    before, bold, _ = parts
    subject = _subject(before.replace(label, " "))
    # Read with what stands before: 5.8% alone would be 8% after the number of a list's item.
    read = [figure for figure in figures(before + bold) if figure.start >= len(before)]
    if len(read) != 1 or not subject:
        return
    marks = {int(number) for number in _MARK.findall(said)}
    years = frozenset(cited.year for cited in reply.citations if cited.number in marks)
    value = _value(read[0].number, read[0].scale)
    yield _Cell(label, bold, value, read[0].unit, frozenset(_PER.findall(said)), subject, years)


def _subject(before: str) -> frozenset[str]:
    """What a figure tells of, by the text before it; empty where that is not plain: there is another figure."""
    clause = _BESIDE.sub(" ", _CLAUSE_END.split(before)[-1])
    return frozenset() if any(figures(clause)) else frozenset(content_words(_REACHED.sub(" ", clause)))


def _label(cell: _Cell) -> str:
    (year,) = cell.years if len(cell.years) == 1 else (None,)
    return cell.label if year is None or str(year) in cell.label else f"{cell.label}（{year} 年）"


def _value(number: str, scale: str) -> float:
    value = float(number)
    for character in scale:
        value *= _SCALES[character]
    return value
