"""A figure as written: its number, its unit, and the words beside it that leave it open."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assistant.language.times import time_name
from assistant.reckon.items import Item
from assistant.reckon.operations import converted, difference, levels, total
from index.model import Fact, When
from tests.helpers.reckoned import evidence, held


def at(text: str, written: str, value: str, unit: str, **facts: Any) -> Item:
    """The figure `written` in a text, as `Fact` has it."""
    start = 100 + text.index(written)
    told: dict[str, Any] = {"thing": "低保", "value": Decimal(value), "unit": unit}
    fact = Fact(start, start + len(written), **(told | facts))
    return Item("甲县", fact, evidence(text, (fact,), "甲县.txt"))


@pytest.mark.parametrize(
    ("text", "written", "value", "unit", "said"),
    [
        ("月标准560元；", "560元", "560", "元", ("560", "元", "560元")),
        ("支出1,021.7万元，", "1,021.7万元", "10217000", "元", ("1,021.7", "万元", "1,021.7万元")),
        ("支出1 764 万元，", "1 764 万元", "17640000", "元", ("1 764", "万元", "1 764 万元")),
        ("增长３．５％，", "３．５％", "3.5", "%", ("３．５", "%", "３．５%")),
        ("占百分之三点八。", "百分之三点八", "3.8", "%", ("三点八", "%", "百分之三点八")),
        ("共一千七百六十四人，", "一千七百六十四人", "1764", "人", ("一千七百六十四", "人", "一千七百六十四人")),
        ("惠及一百二十万人", "一百二十万人", "1200000", "人", ("一百二十万", "人", "一百二十万人")),
        ("选派12名干部", "12名", "12", "人", ("12", "名", "12名")),
        ("男17万、女30万人", "17万", "170000", "人", ("17", "万人", "17万人")),
        ("学校二百○八所", "二百○八所", "208", "所", ("二百○八", "所", "二百○八所")),
        ("惠及3.2万户", "3.2万户", "32000", "户", ("3.2", "万户", "3.2万户")),
    ],
)
def test_a_figure_as_written(text: str, written: str, value: str, unit: str, said: tuple[str, str, str]) -> None:
    item = at(text, written, value, unit)
    assert item.figure
    assert (item.figure.value, item.figure.unit, item.figure.said) == said
    assert item.figure.limit == ""
    held(levels([item]))


@pytest.mark.parametrize(
    ("text", "written", "value", "limit", "said"),
    [
        ("惠及约1.2万人", "1.2万人", "12000", "约", "约1.2万人"),
        ("惠及1.2万余人", "1.2万余人", "12000", "约", "1.2万余人"),
        ("惠及120多万人次", "120多万人", "1200000", "约", "120多万人"),
        ("惠及近300人。", "300人", "300", "近", "近300人"),
        ("最近300人", "300人", "300", "", "300人"),
        ("节约300人", "300人", "300", "", "300人"),
        ("不低于300人", "300人", "300", "不低于", "不低于300人"),
        ("达到300人以上。", "300人", "300", "以上", "300人以上"),
        ("控制在300人 以内", "300人", "300", "以内", "300人以内"),
        ("不低于每人每月300人", "300人", "300", "不低于", "不低于300人"),
        ("没有超过300人", "300人", "300", "", "300人"),
        ("不超过300人", "300人", "300", "不超过", "不超过300人"),
    ],
)
def test_words_that_leave_a_figure_open(text: str, written: str, value: str, limit: str, said: str) -> None:
    item = at(text, written, value, "人")
    assert item.figure
    assert (item.figure.limit, item.figure.said) == (limit, said)


def test_a_figure_that_is_not_in_the_quote_as_told_is_not_reckoned_with() -> None:
    """Its words are still said: they stand there to the letter."""
    odd = at("月标准560元，一年6720元", "560元", "5600", "元")  # misread
    other = at("月标准530块钱", "530块", "530", "元")
    for item in (odd, other):
        assert item.figure is None
        told = held(total([item, at("月标准20元", "20元", "20", "元")]))
        assert "没有把握" in told.answer
        assert item.said in ("560元", "530块")


def test_a_change_keeps_its_direction() -> None:
    fall = at("同比下降3.2%。", "3.2%", "3.2", "%", kind="change")
    rise = at("同比增长3.2%。", "3.2%", "3.2", "%", kind="change")
    assert (fall.said, rise.said) == ("下降3.2%", "增长3.2%")
    assert "口径" in held(difference(fall, rise)).answer
    cell = at("| -3.2 |", "3.2", "-3.2", "%", cell=True)
    assert cell.said == "-3.2%"
    assert "没有" in held(difference(cell, rise)).answer


def test_falls_are_told_by_their_names_as_well() -> None:
    rate = at("失业率下降3.2%", "3.2%", "3.2", "%", kind="rate", thing="失业率降幅")
    assert rate.said == "下降3.2%"
    assert rate.figure
    assert rate.figure.turn < 0
    named = at("降幅达3.1%", "3.1%", "3.1", "%", kind="rate", thing="降幅")
    assert "降幅没有拿来计算" in held(difference(rate, named)).answer
    until = at("火化率提高到98%", "98%", "98", "%", kind="rate", thing="火化率")
    assert until.figure
    assert (until.said, until.figure.turn) == ("98%", 0)


def test_what_was_before_a_change_can_be_subtracted() -> None:
    text = "低保标准由530元提高到560元"
    before, after = (
        at(text, f"{n}元", f"{n}", "元", thing="低保标准", state=state, when=when)
        for n, state, when in ((530, "earlier", None), (560, "reached", When(2023)))
    )
    told = held(difference(after, before))
    assert told.answer == "甲县比原来提高：560 − 530 = **30元**[1][2]"


def test_what_is_planned_is_told_as_planned() -> None:
    goal = at("新建300张", "300张", "300", "张", state="planned", when=When(2024))
    assert held(levels([goal])).answer == "甲县目标2024年：**300张**[1]"
    other = replace(goal, label="乙县", fact=replace(goal.fact, place="乙县"))
    assert held(levels([goal, other])).rows[1] == ("甲县", "2024年", "**300张**[1]", "目标")


def test_several_things_have_a_line_each_and_their_time_once() -> None:
    text = "2023年，全县农村低保对象2845人，月标准560元"
    facts: dict[str, Any] = {"place": "沁源县", "when": When(2023)}
    people, money = at(text, "2845人", "2845", "人", **facts), at(text, "560元", "560", "元", per=("月",), **facts)
    items = [replace(people, label="低保人数"), replace(money, label="低保标准")]
    assert held(levels(items, missing=["救助金额"])).answer == (
        "2023年：\n- 低保人数：**2845人**[1]\n- 低保标准：**560元/月**[2]\n\n救助金额的报告没有说。"
    )


def test_a_label_with_figures_of_its_own_is_not_said() -> None:
    item = replace(at("月标准560元", "560元", "560", "元", place="甲县"), label="80岁以上老人")
    assert held(levels([item])).answer == "甲县：**560元**[1]"


def test_the_most_useful_rough_figure_is_told_as_rough() -> None:
    told = held(converted(at("约1.2亿元", "1.2亿元", "120000000", "元"), "万元"))
    assert told.answer == "甲县：约1.2亿元 = **约12000万元**[1]"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (None, "–"),
        (When(2023), "2023年"),
        (When(2021, 2025), "2021—2025年合计"),
        (When(2023, part="H1"), "2023年上半年"),
        (When(2023, part="06", as_of=True), "2023年六月底"),
    ],
)
def test_times_as_people_say_them(when: When | None, said: str) -> None:
    assert time_name(when) == said
