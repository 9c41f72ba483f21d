"""The last gate: a reckoned figure is believed with a record that holds, and no other one is."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.model import Computed, Operand, Operation, Result, Statement
from assistant.reckon.comparing import extreme, filtered, ranked, trend
from assistant.reckon.items import Item
from assistant.reckon.operations import converted, difference, levels, share, total
from assistant.reckon.telling import Reckoned, together
from assistant.verify.computed import follows
from index.model import Fact, When
from tests.helpers.reckoned import gate, held, item

RULES: dict[str, Callable[[Sequence[Item]], Reckoned]] = {
    "difference": lambda items: difference(items[0], items[1]),
    "sum": total,
    "share": lambda items: share(*sorted(items, key=lambda one: one.value)[:2]),
    "max": lambda items: extreme(items, most=True),
    "min": lambda items: extreme(items, most=False),
    "rank": ranked,
    "filter": lambda items: filtered(items, Decimal(0), "元", "least"),
    "convert": lambda items: converted(items[0], "万元"),
    "trend": lambda items: trend(
        [_of_year(one, 2020 + at) for at, one in enumerate(items)],
    ),
}


def _of_year(one: Item, year: int) -> Item:
    return _with(one, replace(one.fact, place="甲县", when=When(year)), f"{year}年")


def _with(one: Item, fact: Fact, label: str) -> Item:
    """The same with another fact at its place, in its chunk as well."""
    chunk = replace(one.evidence.hit.chunk, facts=(fact,))
    return Item(label, fact, replace(one.evidence, hit=replace(one.evidence.hit, chunk=chunk)))


def test_every_operation_is_tried() -> None:
    assert set(RULES) == set(get_args(Operation))


FIGURES = st.lists(
    st.tuples(st.decimals(Decimal("0.01"), 10**5, places=2), st.sampled_from(("元", "万元", "亿元"))),
    min_size=2,
    max_size=5,
)


def _items(figures: Sequence[tuple[Decimal, str]]) -> list[Item]:
    return [item(f"{place}县", f"{n}{unit}", unit) for place, (n, unit) in zip("甲乙丙丁戊", figures, strict=False)]


@given(FIGURES, st.sampled_from(sorted(RULES)))
def test_what_operations_make_passes(figures: list[tuple[Decimal, str]], operation: str) -> None:
    held(RULES[operation](_items(figures)))


@given(FIGURES, st.sampled_from(sorted(RULES)), st.data())
def test_one_digit_changed_is_seen(figures: list[tuple[Decimal, str]], operation: str, data: st.DataObject) -> None:
    told: Reckoned = RULES[operation](_items(figures))
    said = [one for one in told.statements if one.computed]
    assume(said)
    one = data.draw(st.sampled_from(said))
    assert one.computed
    at = data.draw(st.integers(-1, len(one.computed.operands) - 1))
    old = one.computed.result.value if at < 0 else one.computed.operands[at].value
    places = [place for place, each in enumerate(old) if each.isdigit()]
    place, digit = data.draw(st.sampled_from(places)), data.draw(st.sampled_from("0123456789"))
    new = f"{old[:place]}{digit}{old[place + 1 :]}"
    assume(Decimal(new) != Decimal(old))
    assert gate(replace(one, computed=_changed(one.computed, at, new)), told)


def _changed(record: Computed, at: int, value: str) -> Computed:
    if at < 0:
        return replace(record, result=replace(record.result, value=value))
    operands = list(record.operands)
    operands[at] = replace(operands[at], value=value)
    return replace(record, operands=tuple(operands))


PAIR = (item("甲县", "560元", "元", per=("月",)), item("乙县", "530元", "元", per=("月",)))
TOLD = difference(*PAIR)
SAID = TOLD.statements[0]


def operands(*told: tuple[str, str]) -> tuple[Operand, ...]:
    return tuple(Operand(value, unit, at) for at, (value, unit) in enumerate(told, 1))


def test_a_reckoned_figure_without_its_record_is_unfounded() -> None:
    assert gate(replace(SAID, computed=None), TOLD) == ("30元",)
    assert gate(replace(SAID, text=f"{SAID.text}，一年360元"), TOLD) == ("360元",)


@pytest.mark.parametrize(
    "changes",
    [
        {"operation": "sum"},
        {"operation": "convert"},
        {"result": Result("30", "万元/月")},
        {"result": Result("30", "元/年")},
        {"result": Result("30", "户")},
        {"result": Result("", "元/月")},
        {"operands": operands(("560", "元/月"))},
        {"operands": operands(("560", "元/月"), ("530", "元/年"))},
        {"operands": operands(("560", "万元/月"), ("530", "万元/月"))},
        {"operands": operands(("60", "元/月"), ("30", "元/月"))},
        {"operands": operands(("530", "元/月"), ("560", "元/月"))},  # each stands in the other's quote
    ],
)
def test_a_record_that_does_not_hold(changes: dict[str, Any]) -> None:
    assert SAID.computed
    assert gate(replace(SAID, computed=replace(SAID.computed, **changes)), TOLD)


def test_an_operand_must_be_cited() -> None:
    assert gate(replace(SAID, citations=(1,)), TOLD)


def test_rounding_must_be_told() -> None:
    told = share(item("甲", "1人", "人", place="甲县"), item("乙", "3人", "人", place="甲县"))
    assert "≈ **33.3%**" in held(told).answer
    silent = replace(told.statements[0], text=told.statements[0].text.replace("≈", "="))
    assert gate(silent, told) == ("33.3%",)


@pytest.mark.parametrize(
    ("result", "holds"),
    [("33.3", True), ("33.33", True), ("33", False), ("33.333", False), ("33.4", False), ("33.30", False)],
)
def test_a_share_has_one_or_two_places(result: str, holds: bool) -> None:
    assert follows(Computed("share", operands(("1", "人"), ("3", "人")), Result(result, "%"))) == holds


@pytest.mark.parametrize(
    ("operation", "told", "result", "holds"),
    [
        ("share", (("1", "人"), ("0", "人")), ("1", "%"), False),
        ("convert", (("4740", "元/年"),), ("395", "元/月"), True),
        ("convert", (("100", "元/年"),), ("8.33", "元/月"), True),
        ("convert", (("0.12", "亿元"),), ("1200", "万元"), True),
        ("convert", (("0.12", "亿元"),), ("1200.01", "万元"), False),
        ("convert", (("2", "吨"),), ("4000", "斤"), True),
        ("convert", (("15", "亩"),), ("1", "公顷"), True),
        ("sum", (("一千七百六十四", "人"), ("1 ", "名")), ("1,765", "人"), True),
        ("rank", (("3", "人"), ("1", "人"), ("2", "人")), ("3", "人"), False),
        ("max", (("3", "人"), ("1", "人")), ("1", "人"), False),
        ("trend", (("5.5", "%"), ("5.2", "%")), ("0.3", "个百分点"), True),
        ("difference", (("5.5", "%"), ("5.2", "%")), ("0.3", "%"), True),
        ("filter", (("3", "人"), ("1", "人")), ("3", "个"), False),
    ],
)
def test_what_follows(
    operation: Operation, told: Sequence[tuple[str, str]], result: tuple[str, str], holds: bool
) -> None:
    assert follows(Computed(operation, operands(*told), Result(*result))) == holds


def test_the_unit_of_a_cell_stands_in_the_head_of_its_table() -> None:
    one, other = (
        item(name, number, "", quote="| 农村低保 | {} |", thing=name, place="甲县")
        for name, number in (("甲", "1764"), ("乙", "36"))
    )
    cells = [_with(each, replace(each.fact, unit="人", cell=True), each.label) for each in (one, other)]
    told = held(together([levels(cells[:1]), difference(*cells)]))
    assert "甲2023年：**1764人**[1]" in told.answer
    assert "1764 − 36 = **1728人**[1][2]" in told.answer
    assert gate(Statement("1764户", (1,)), told) == ("1764户",)
    assert gate(Statement("176人", (1,)), told) == ("176人",)


def test_a_year_is_that_of_what_is_cited() -> None:
    assert gate(Statement("2023年560元", (1,)), TOLD) == ()
    assert gate(Statement("2022年560元", (1,)), TOLD) == ("2022年",)


def test_answers_put_together_cite_each_span_once() -> None:
    told = held(together([levels([PAIR[1]]), TOLD]))
    assert told.answer == "乙县2023年：**530元/月**[1]\n\n2023年甲县比乙县高：560 − 530 = **30元/月**[2][1]"
    assert told.statements[1].computed
    assert [one.citation for one in told.statements[1].computed.operands] == [2, 1]
