"""What is reckoned with: a figure, what its row is called, and the span in which it stands."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

from assistant.language.measures import NUMERALS, SCALES, Measure, measure, number, scale_of
from assistant.language.times import YEAR_ENDS
from assistant.model import Evidence, Operand
from assistant.reckon import words
from assistant.verify.computed import stands
from index.model import Fact

Turn = Literal[-1, 0, 1]
_MORE = "[余馀多来几]"
_FIGURE = re.compile(
    rf"""
    (?:百分之)?(?P<number>[\d０-９](?:[\d０-９,，.．\s]*[\d０-９])?|[{NUMERALS}]+(?:点[{NUMERALS}]+)?)
    \s*(?P<more>{_MORE}?)\s*(?P<scale>万亿|[百千]?[万亿]|[百千])?(?:\s*{_MORE})?
    """,
    re.VERBOSE,
)
_BLANK = re.compile(r"\s+")
_MOVING = ("change", "rate", "threshold")


@dataclass(frozen=True)
class Item:
    """A figure to reckon with. `label` is what its row is called: a place, a year, a thing."""

    label: str
    fact: Fact
    evidence: Evidence

    @cached_property
    def figure(self) -> "Figure | None":
        """Its figure as written; None where that does not stand so in the quote."""
        figure = _figure(self.fact, self.evidence)
        return figure if figure and stands(Operand(figure.value, figure.unit, 1), self.evidence) else None

    @cached_property
    def said(self) -> str:
        """Its figure as an answer says it: 560元/月, 约1.2亿元, 不低于75元/人/月."""
        return self.figure.said if self.figure else _tidy(self._text)

    @property
    def value(self) -> Fraction:
        """In the base of its measure, a year's part of what is paid by the year in that of a month."""
        return abs(Fraction(self.fact.value)) * self.measure.size

    @cached_property
    def measure(self) -> Measure:
        """What it measures, by what."""
        return measure("/".join((self.fact.unit, *self.fact.per)))

    @property
    def bare(self) -> Fraction:
        """In the base of its unit, whatever it is paid by."""
        return abs(Fraction(self.fact.value)) * measure(self.fact.unit).size

    @property
    def high(self) -> bool:
        """Whether it is high or low, not much or little."""
        return words.height(self.fact.thing, "/".join((self.fact.unit, *self.fact.per)))

    @property
    def time(self) -> tuple[int, int | None, str] | None:
        """(year, last year, part of the year): the state at a year's end is the year's, and so a rate's."""
        when = self.fact.when
        if when is None:
            return None
        whole = (when.as_of and when.part in YEAR_ENDS) or ("月" in self.measure.per and when.part.isdecimal())
        return when.year, when.last, "" if whole else when.part

    @property
    def _text(self) -> str:
        first = self.fact.start - self.evidence.start
        return self.evidence.quote[max(first, 0) : max(self.fact.end - self.evidence.start, 0)]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as written: `value` and `unit` for a record, `said` for people.

    `limit` is the word that leaves it open (约, 余, 不低于, 以上), empty where it is exact; `turn` tells of a change
    whether it goes up or down, and is 0 for what is none.
    """

    value: str
    unit: str
    said: str
    limit: str
    turn: Turn


def _figure(fact: Fact, evidence: Evidence) -> Figure | None:
    first, last = fact.start - evidence.start, fact.end - evidence.start
    if not 0 <= first < last <= len(evidence.quote):
        return None
    match = _FIGURE.search(evidence.quote[first:last])
    told = number(match["number"]) if match else None
    if match is None or told is None or (not told and fact.value):
        return None
    ratio = abs(Fraction(fact.value)) / told if told else SCALES[match["scale"] or ""]
    scale = scale_of(ratio)
    if scale is None or (match["scale"] and match["scale"] != scale):
        return None
    return _worded(fact, match, scale, evidence.quote[: first + match.start()], evidence.quote[first + match.end() :])


def _worded(fact: Fact, match: re.Match[str], scale: str, before: str, behind: str) -> Figure:
    """A figure with the words right before and behind it that are part of what it says."""
    behind = behind.lstrip()
    base = _base(match.string[match.end() :], fact)
    opening, ending = words.LIMIT_BEFORE.search(before), words.LIMIT_BEHIND.match(behind.removeprefix(base))
    limits = [found["limit"] for found in (opening, ending) if found]
    limits += [words.ABOUT] if re.search(_MORE, match[0]) else []
    found = words.CHANGE_BEFORE.search(before[: opening.start()] if opening else before)
    change = found if fact.kind in _MOVING else None
    sign = "-" if before.endswith(("-", "−", "－")) and fact.value < 0 else ""
    per = "".join(f"/{each}" for each in fact.per)
    core = f"{match[0].strip()}{'' if match['scale'] else scale}{base}"
    core = match[0].strip() if core.startswith("百分之") else core
    said = (
        f"{change['verb'] if change else ''}{opening['limit'] if opening else ''}{sign}"
        f"{core}{per}{ending['limit'] if ending else ''}"
    )
    falls = fact.value < 0 or bool(change and change["falls"]) or bool(words.FALL.search(fact.thing))
    turn: Turn = -1 if falls else 1 if change or fact.kind == "change" or words.RISE.search(fact.thing) else 0
    return Figure(_tidy(match["number"]), f"{scale}{base}{per}", _tidy(said), next(iter(limits), ""), turn)


def _base(written: str, fact: Fact) -> str:
    """The unit as it is written behind a number, where it is the fact's in other words (名 for 人), else the fact's."""
    told = _tidy(unicodedata.normalize("NFKC", written)).split("/")[0]
    own, other = measure(fact.unit), measure(told)
    return told if told and own.like(other) and own.size == other.size else fact.unit


def _tidy(text: str) -> str:
    return _BLANK.sub(" ", text).strip()
