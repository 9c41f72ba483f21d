"""The nouns of the offline half: Region, Period, Section, Report, When, Fact, Chunk, Card, Scope.

All offsets are character offsets (Unicode code points) into `Report.text`, half-open [start, end).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from index.text.sentences import sentences

_OPENING = 40  # characters of a text without a title that stand for one

RegionLevel = Literal["province", "city", "county"]
ReportKind = Literal["summary", "plan", "summary_and_plan"]
FactKind = Literal["level", "change", "rate", "threshold", "share", "rank", "count_of_items"]
FactState = Literal["reached", "planned", "earlier"]


@dataclass(frozen=True, slots=True)
class Region:
    """A place of the nationwide gazetteer.

    `code` is its six-digit GB/T 2260 code, whose leading pairs are province, city and county; `path` holds the
    full names from the province down to the place itself.
    """

    code: str
    name: str
    short: str
    level: RegionLevel
    path: tuple[str, ...]

    @property
    def prefix(self) -> str:
        """The digits that every place inside this one shares: 2 for a province, 4 for a city, 6 for a county."""
        return self.code[: {"province": 2, "city": 4, "county": 6}[self.level]]

    def covers(self, other: "Region") -> bool:
        """Whether `other` is this place or lies in it."""
        return other.code.startswith(self.prefix)


@dataclass(frozen=True, slots=True)
class Period:
    """What time a text speaks of: a year (None where it cannot be told), perhaps one half of it, done or planned."""

    year: int | None
    half: Literal[1, 2] | None = None
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with everything below it.

    `text[start:heading_end]` is the heading as it stands with its marker and end mark, `heading` the same without
    surrounding space and end mark. `level` is the depth in the tree, from 1. `period` is the inherited one.
    """

    heading: str
    level: int
    start: int
    heading_end: int
    end: int
    period: Period | None
    children: tuple["Section", ...] = ()

    def walk(self) -> Iterator["Section"]:
        """This section and all below it, in text order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Report:
    """One file, read: its text to the letter, what is known of it (None where it cannot be told) and its sections.

    `path` is relative to the folder it was built from, with forward slashes; `sha256` is that of the file's bytes.
    `body_start` is where the body begins, after head table and title; `tail` where the lines of a web page below it
    begin, if there are any. `year` is the year that the report is about.
    `warnings` are for the build's summary; `distrusted` are spans that no answer may quote (injected advertising).
    """

    path: str
    sha256: str
    text: str
    title: str | None
    agency: str | None
    region: Region | None
    published: date | None
    kind: ReportKind | None
    year: int | None
    body_start: int
    sections: tuple[Section, ...]
    warnings: tuple[str, ...] = ()
    distrusted: tuple[tuple[int, int], ...] = ()
    tail: int | None = None

    @property
    def body_end(self) -> int:
        """Where the body ends."""
        return len(self.text) if self.tail is None else self.tail

    @property
    def opening(self) -> str:
        """The title, else the first words of the text: what tells a report without a title from others."""
        if self.title:
            return self.title
        first = re.search(rf"\S.{{0,{_OPENING - 1}}}", self.text)  # asked for with each chunk: must not read on
        return first[0].splitlines()[0].strip() if first else ""


@dataclass(frozen=True, slots=True)
class When:
    """The time that a figure is of: a year, a `part` of it, or all years from `year` to `last` together.

    `part` is a half ("H1", "H2"), a quarter ("Q1"–"Q4") or a month ("01"–"12") of `year`, else empty; `as_of` tells
    that the figure is the state at that time, not what happened in it.
    """

    year: int
    last: int | None = None
    part: str = ""
    as_of: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure as a record: `report.text[start:end]` is the figure as written, its unit included where it has one.

    `thing` is what it counts or measures, as short as is unambiguous (城市低保标准). `value` is in the base unit,
    with 万 and 亿 multiplied in (2.85万元 is 28500, 元); %, ‰ and 个百分点 stay as they are. `per` is by what
    (人, 月), `part` a part of what is counted (城市, 其中: …). `kind`: a level; a change (增加320人); a rate, or a
    share of a whole; a threshold (不低于); a rank; how many items something has (六大行动). `place` is the full name
    of the place that it is of, `when` its time, both None where they cannot be told. `state`: told as reached,
    planned, or the value before a change. `cell` tells that it stands in a table: its heads are in `thing`.
    """

    start: int
    end: int
    thing: str
    value: Decimal
    unit: str
    per: tuple[str, ...] = ()
    kind: FactKind = "level"
    part: str | None = None
    place: str | None = None
    when: When | None = None
    state: FactState = "reached"
    cell: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a report that is found and cited as one paragraph.

    `text == report.text[start:end]`. `section` holds the headings above it, outermost first; `context` is the line
    put before the text when it is embedded and searched; `years` are its period's year and those that its text names.
    `facts` are its figures, in text order.
    """

    report: str
    ordinal: int
    start: int
    end: int
    text: str
    section: tuple[str, ...]
    period: Period | None
    context: str
    years: frozenset[int]
    facts: tuple[Fact, ...] = ()

    @property
    def indexed_text(self) -> str:
        """What is embedded and put into the lexical index."""
        return f"{self.context}\n{self.text}"

    @property
    def indexed_sentences(self) -> list[tuple[int, int]]:
        """Where the sentences of `text` stand in `indexed_text`, in order: the parts that have vectors of their own."""
        shift = len(self.context) + 1
        return [(start + shift, end + shift) for start, end in sentences(self.text)]


@dataclass(frozen=True, slots=True)
class Card:
    """What the catalogue says of a stored report: everything but its text.

    `years` are the report's own year and those of its sections' periods. `opening` is the title, else the first words
    of the text. Of a report whose own place cannot be told, `leads` are the places named at its start, which it may
    speak of, and `named` all that it names.
    """

    path: str
    title: str | None
    agency: str | None
    region: Region | None
    published: date | None
    kind: ReportKind | None
    year: int | None
    years: frozenset[int]
    opening: str
    leads: tuple[Region, ...] = ()
    named: frozenset[Region] = frozenset()


@dataclass(frozen=True, slots=True)
class Scope:
    """Which chunks a search may return; None means no limit.

    `reports` are report paths; a chunk passes `years` when it speaks of any of them.
    """

    reports: frozenset[str] | None = None
    years: frozenset[int] | None = None


def overlaps(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether any of the spans touches `start:end`."""
    return any(start < right and left < end for left, right in spans)
