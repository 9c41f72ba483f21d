"""How the cell of a table is told: what its heads say that it counts, and its figure with their unit."""

import re
from fractions import Fraction

from assistant.language.measures import SCALES, number
from index.model import Fact, When

_PROVINCE = re.compile(r"^[^省区]{2,8}(?:省|自治区)(?=.)")
_PARTS = {"H1": "上半年", "H2": "下半年", "Q1": "第一季度", "Q2": "第二季度", "Q3": "第三季度", "Q4": "第四季度"}


def name_of(fact: Fact) -> str:
    """Of when, where and what a figure is: 2023年盱眙县鲍集镇农村低保人数."""
    told = "计划" in fact.thing or "目标" in fact.thing
    place = _PROVINCE.sub("", fact.place or "")
    return f"{_time(fact.when)}{place}{fact.thing}{'计划' if fact.state == 'planned' and not told else ''}"


def figure_of(fact: Fact, written: str) -> str:
    """The figure of a cell that says `written`, with the unit of its heads where it has none of its own."""
    told = number(written)
    if told is None:
        return written
    size = abs(Fraction(fact.value)) / told if told else Fraction(1)
    scale = next((name for name, each in SCALES.items() if each == size), "")
    per = "".join(f"/{each}" for each in fact.per)
    return f"{written.strip()}{scale}{fact.unit}{per}"


def cell_told(fact: Fact, written: str) -> str:
    """The whole: 2023年盱眙县鲍集镇农村低保人数：921人."""
    return f"{name_of(fact)}：{figure_of(fact, written)}"


def _time(when: When | None) -> str:
    if when is None:
        return ""
    if when.last:
        return f"{when.year}—{when.last}年"
    return f"{when.year}年{_PARTS.get(when.part, '')}"
