"""How a figure of a report is told: in bold among its own words; of a cell what its heads say that it counts."""

import re
from fractions import Fraction

from assistant.language.measures import number, scale_of
from assistant.language.times import time_name
from index.model import Fact

_BLANKS = re.compile(r"\s+")
_PLAN = re.compile("计划|目标")
_PROVINCE = re.compile(r"^[^省区]{2,8}(?:省|自治区)(?=.)")


def name_of(fact: Fact) -> str:
    """Of when, where and what a figure is: 2023年盱眙县鲍集镇农村低保人数."""
    time = time_name(fact.when) if fact.when else ""
    unsaid = fact.state == "planned" and not _PLAN.search(fact.thing)
    return f"{time}{_PROVINCE.sub('', fact.place or '')}{fact.thing}{'计划' if unsaid else ''}"


def figure_of(fact: Fact, written: str) -> str:
    """The figure of a cell that says `written`, with the unit of its heads where it has none of its own."""
    told = number(written)
    if told is None:
        return written
    size = abs(Fraction(fact.value)) / told if told else Fraction(1)
    per = "".join(f"/{each}" for each in fact.per)
    return f"{written.strip()}{scale_of(size) or ''}{fact.unit}{per}"


def cell_told(fact: Fact, written: str) -> str:
    """The whole: 2023年盱眙县鲍集镇农村低保人数：921人."""
    return f"{name_of(fact)}：{figure_of(fact, written)}"


def in_bold(quote: str, first: int, last: int) -> str:
    """A quote on one line, `quote[first:last]` of it in bold."""
    before, figure, behind = (_BLANKS.sub(" ", part) for part in (quote[:first], quote[first:last], quote[last:]))
    return f"{before.lstrip()}**{figure.strip()}**{behind.rstrip()}"
