"""What is reckoned with: a figure, what its row is called, and the span in which it stands."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from assistant.language.measures import NUMERALS, SCALES, Measure, measure, number
from assistant.model import Evidence
from assistant.reckon import words
from index.model import Fact, When

_MORE = "[余馀多来几]"
_FIGURE = re.compile(
    rf"""
    (?P<number>[\d０-９](?:[\d０-９,，.．\s]*[\d０-９])?|[{NUMERALS}]+(?:点[{NUMERALS}]+)?)
    \s*(?P<more>{_MORE}?)\s*(?P<scale>万亿|[百千]?[万亿]|[百千])?(?:\s*{_MORE})?
    """,
    re.VERBOSE,
)
_BLANK = re.compile(r"\s+")
_YEAR_ENDS = ("12", "Q4", "H2")


@dataclass(frozen=True)
class Item:
    """A figure to reckon with. `label` is what its row is called: a place, a year, a thing."""

    label: str
    fact: Fact
    evidence: Evidence

    @cached_property
    def figure(self) -> "Figure | None":
        """Its figure as written; None where that cannot be told from the quote."""
        return _figure(self.fact, self.evidence)

    @cached_property
    def said(self) -> str:
        """Its figure as an answer says it: 560元/月, 约1.2亿元, 不低于75元/人/月."""
        return self.figure.said if self.figure else self._text

    @property
    def value(self) -> Fraction:
        """In the base of its measure, a year's part of what is paid by the year in that of a month."""
        return Fraction(self.fact.value) * self.measure.size

    @cached_property
    def measure(self) -> Measure:
        """What it measures, by what."""
        return measure("/".join((self.fact.unit, *self.fact.per)))

    @property
    def time(self) -> tuple[int, int | None, str] | None:
        """(year, last year, part of the year): the state at a year's end is that of the year."""
        when = self.fact.when
        if when is None:
            return None
        return when.year, when.last, "" if when.as_of and when.part in _YEAR_ENDS else when.part

    @property
    def _text(self) -> str:
        first = self.fact.start - self.evidence.start
        return _BLANK.sub(" ", self.evidence.quote[first : self.fact.end - self.evidence.start]).strip()


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as written: `value` and `unit` for a record, `said` for people.

    `limit` are the words that leave it open (约, 余, 不低于, 以上), empty where it is exact.
    """

    value: str
    unit: str
    said: str
    limit: str


def time_name(when: When | None) -> str:
    """A time as people say it: 2023年, 2021—2025年合计, 2023年上半年; a dash where it is not known."""
    if when is None:
        return words.UNKNOWN
    if when.last:
        return words.total_of(when.year, when.last)
    return f"{when.year}年{words.PARTS.get(when.part, '')}{words.AS_OF if when.as_of and when.part else ''}"


def _figure(fact: Fact, evidence: Evidence) -> Figure | None:
    first, last = fact.start - evidence.start, fact.end - evidence.start
    if not 0 <= first < last <= len(evidence.quote):
        return None
    text = evidence.quote[first:last]
    match = _FIGURE.search(text)
    told = number(match["number"]) if match else None
    if not match or not told:
        return None if fact.value or not match else _zero(match["number"], fact)
    ratio = abs(Fraction(fact.value)) / told
    scale = next((name for name, size in SCALES.items() if size == ratio), None)
    if scale is None or (match["scale"] and match["scale"] != scale):
        return None
    return _worded(fact, evidence, match, scale)


def _zero(value: str, fact: Fact) -> Figure:
    unit = "/".join((fact.unit, *fact.per))
    return Figure(value, unit, f"{value}{unit}", "")


def _worded(fact: Fact, evidence: Evidence, match: re.Match[str], scale: str) -> Figure:
    first, last = fact.start - evidence.start, fact.end - evidence.start
    text = match.string
    before = words.LIMIT_BEFORE.search(evidence.quote[: first + match.start()])
    behind = words.LIMIT_BEHIND.match(evidence.quote[first + match.end() :].removeprefix(fact.unit))
    per = "".join(f"/{each}" for each in fact.per)
    whole = unicodedata.normalize("NFKC", text)
    core = f"{match[0].strip()}{'' if match['scale'] else scale}{fact.unit}"
    if "百分之" in whole:
        core = text.strip()
    limit = (before["limit"] if before else "") or (behind["limit"] if behind else "")
    limit = limit or ("约" if match["more"] or re.search(_MORE, match[0]) else "")
    said = _BLANK.sub(" ", f"{before['limit'] if before else ''}{core}{per}{behind['limit'] if behind else ''}")
    value = _BLANK.sub(" ", match["number"].strip())
    return Figure(value, f"{scale}{fact.unit}{per}", said, limit)
