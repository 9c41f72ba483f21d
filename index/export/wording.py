"""A fact in the words that people read: its value with unit, its time, its kind and state."""

from collections.abc import Mapping

from index.export.sourced import Sourced
from index.model import Fact, FactKind, FactState, When

KINDS: Mapping[FactKind, str] = {
    "level": "数值",
    "change": "增减",
    "rate": "比率",
    "threshold": "限额",
    "share": "占比",
    "rank": "位次",
    "count_of_items": "项数",
}
STATES: Mapping[FactState, str] = {"reached": "完成", "planned": "计划", "earlier": "此前"}
COLUMNS = ("指标", "数值", "单位", "分组", "地区", "时间", "状态", "类型", "原文写法", "报告", "原文")
"""The heads of the columns that `cells` fills."""

_PARTS = {"H1": "上半年", "H2": "下半年", "Q1": "第一季度", "Q2": "第二季度", "Q3": "第三季度", "Q4": "第四季度"}


def cells(one: Sourced) -> tuple[str, ...]:
    """A fact as a row under `COLUMNS`; what is not known is empty."""
    fact = one.fact
    return (
        fact.thing,
        value_of(fact),
        unit_of(fact),
        fact.part or "",
        one.place or "",
        time_of(fact.when) if fact.when else "",
        STATES[fact.state],
        KINDS[fact.kind],
        one.written,
        one.card.title or one.card.path,
        one.quote,
    )


def value_of(fact: Fact) -> str:
    """The value in figures, in the base unit, without zeros behind the point that say nothing."""
    told = format(fact.value, "f")
    return told.rstrip("0").rstrip(".") if "." in told else told


def unit_of(fact: Fact) -> str:
    """The base unit with what it is by: 元/人/月."""
    return "/".join((fact.unit, *fact.per))


def time_of(when: When) -> str:
    """A time as people write it: 2023年上半年, 2021—2025年, 截至2023年6月."""
    years = f"{when.year}—{when.last}年" if when.last else f"{when.year}年"
    part = _PARTS.get(when.part) or (f"{int(when.part)}月" if when.part else "")
    return ("截至" if when.as_of else "") + years + part
