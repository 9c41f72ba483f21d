"""What was reckoned, told: lines and a table in Markdown, the statements behind them, each citation with its number."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.language.measures import digits, is_finite, measure, rounded
from assistant.language.times import time_name
from assistant.language.told import in_bold
from assistant.model import Computed, Evidence, Operand, Operation, Result, Statement
from assistant.reckon import words
from assistant.reckon.items import Item
from assistant.verify.faults import unsupported

Row = tuple[str, ...]
_MARK = re.compile(r"\[(\d+)\]")
_SHORT = 90  # characters of clauses that are told word for word
_SAFE = str.maketrans({"|": "｜", "*": "＊", "[": "［", "]": "］", "\n": " "})  # what would break a line or a table


@dataclass(frozen=True, slots=True)
class Reckoned:
    """An answer in Markdown, its statements citing `evidence` by number, from 1.

    `rows` is its table, head first, empty where it has none; `caveats` are what was left out or not reckoned and why.
    Both stand in the answer as well.
    """

    answer: str
    statements: tuple[Statement, ...]
    evidence: tuple[Evidence, ...]
    rows: tuple[Row, ...] = ()
    caveats: tuple[str, ...] = ()


class Telling:
    """Gathers what is told; each span is cited by one number."""

    def __init__(self) -> None:
        self._evidence: list[Evidence] = []
        self._lines: list[str] = []
        self._statements: list[Statement] = []
        self._rows: list[Row] = []
        self._caveats: list[str] = []

    def number(self, item: Item) -> int:
        """The number by which its span is cited."""
        if item.evidence not in self._evidence:
            self._evidence.append(item.evidence)
        return self._evidence.index(item.evidence) + 1

    def mark(self, *items: Item) -> str:
        """The citations of items, each once."""
        return "".join(f"[{number}]" for number in dict.fromkeys(map(self.number, items)))

    def named(self, item: Item, *, bold: bool = False) -> str:
        """安泽县550元/月[2]."""
        said = item.said.translate(_SAFE)
        label = name(item)
        between = "：" if label[-1:].isascii() else ""  # PM2.5：25微克
        return f"{label}{between}{f'**{said}**' if bold else said}{self.mark(item)}"

    def say(
        self, text: str, items: Iterable[Item] = (), computed: Computed | None = None, *, line: bool = True
    ) -> None:
        """A statement, with the citations in its text and those of `items`; in a table where it is no `line`."""
        numbers = [int(number) for number in _MARK.findall(text)] + [self.number(item) for item in items]
        plain = _MARK.sub("", text).replace("**", "")
        self._statements.append(Statement(plain, tuple(dict.fromkeys(numbers)), computed))
        if line:
            self._lines.append(text)

    def head(self, text: str) -> None:
        """Words before the lines that state nothing."""
        self._lines.append(text)

    def row(self, *cells: str) -> None:
        """A row of the table; the first is its head."""
        self._rows.append(cells)

    def caveat(self, *told: str | None) -> None:
        """What was left out, or not reckoned; nothing where there is nothing."""
        self._caveats += [each for each in told if each]

    def record(self, operation: Operation, items: Sequence[Item], result: Result) -> Computed:
        """The record of what was reckoned from items whose figures are known."""
        operands = [Operand(each.figure.value, each.figure.unit, self.number(each)) for each in items if each.figure]
        return Computed(operation, tuple(operands), result)

    def done(self) -> Reckoned:
        """All that was told: lines, table, caveats."""
        parts = ["\n".join(self._lines), _table(self._rows), "".join(self._caveats)]
        return Reckoned(
            "\n\n".join(filter(None, parts)),
            tuple(self._statements),
            tuple(self._evidence),
            tuple(self._rows),
            tuple(self._caveats),
        )


def together(parts: Sequence[Reckoned]) -> Reckoned:
    """Several answers as one, in order; a span that more than one cites has one number."""
    evidence = tuple(dict.fromkeys(span for part in parts for span in part.evidence))
    moved = [_moved(part, evidence) for part in parts]
    rows = [part.rows for part in moved if part.rows]
    return Reckoned(
        "\n\n".join(part.answer for part in moved if part.answer),
        tuple(said for part in moved for said in part.statements),
        evidence,
        rows[0] if len(rows) == 1 else (),
        tuple(dict.fromkeys(told for part in moved for told in part.caveats)),
    )


def _moved(part: Reckoned, evidence: Sequence[Evidence]) -> Reckoned:
    """The same with the numbers of its spans among others."""
    to = {number: evidence.index(span) + 1 for number, span in enumerate(part.evidence, 1)}
    return replace(
        part,
        answer=_renumbered(part.answer, to),
        rows=tuple(tuple(_renumbered(cell, to) for cell in row) for row in part.rows),
        statements=tuple(_restated(said, to) for said in part.statements),
    )


def _restated(said: Statement, to: dict[int, int]) -> Statement:
    record = said.computed
    if record:
        operands = tuple(replace(each, citation=to[each.citation]) for each in record.operands)
        record = replace(record, operands=operands)
    return Statement(said.text, tuple(to[number] for number in said.citations), record)


def _renumbered(text: str, to: dict[int, int]) -> str:
    return _MARK.sub(lambda mark: f"[{to[int(mark[1])]}]", text)


def in_its_words(item: Item) -> str:
    """The clauses that a figure stands in, word for word, with it in bold; '' for long ones and for rows of a table."""
    quote, at = item.evidence.quote, item.evidence.start
    first, last = item.fact.start - at, item.fact.end - at
    if item.fact.cell or len(quote) > _SHORT or not 0 <= first < last <= len(quote):
        return ""
    return in_bold(quote.translate(_SAFE), first, last).rstrip("，,、；;。 ")


def called(item: Item) -> str:
    """What an item is called; what has figures that stand nowhere is not said of it."""
    label = item.label.translate(_SAFE)
    chunk, when = item.evidence.hit.chunk, item.fact.when
    times = [time_name(when)] + [
        f"{year}年" for year in (chunk.period and chunk.period.year, when and when.last) if year
    ]
    if not unsupported(label, (item.evidence.quote, *chunk.section, *times)):
        return label
    return (item.fact.place or words.UNNAMED).translate(_SAFE)


def name(item: Item) -> str:
    """What an item is called, told as a target where it is one."""
    label, state = called(item), words.OF_STATE.get(item.fact.state, "")
    return label if words.PLANS.search(label) else f"{label}{state}"


def time_of(items: Sequence[Item]) -> str:
    """The time that all are of, where it is known and their labels do not tell it; else empty."""
    when = items[0].fact.when
    if when is None or any(item.time != items[0].time or str(when.year) in item.label for item in items):
        return ""
    return time_name(when)


def dated(item: Item) -> str:
    """What an item is called, and its time."""
    return f"{name(item)}{time_of([item])}"


def result_of(value: Fraction, unit: str, *, commas: bool = False) -> tuple[Result, bool]:
    """A value of a base as a result in a unit, and whether it had to be rounded to two places."""
    told = value / measure(unit).size
    whole = is_finite(told)
    return Result(digits(told if whole else rounded(told, 2), commas), unit), not whole


def said(result: Result) -> str:
    """30元/月."""
    return f"{result.value}{result.unit}"


def _table(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    head, *body = rows
    lines = [head, tuple("---" for _ in head), *body]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)
