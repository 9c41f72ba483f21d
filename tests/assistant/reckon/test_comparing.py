"""The most and the least, the order, those past a limit, the course over the years."""

from decimal import Decimal
from typing import Any

import pytest

from assistant.model import Result
from assistant.reckon.comparing import changes, extreme, filtered, ranked, trend
from assistant.reckon.items import Item
from tests.helpers.reckoned import held, item

MONTH: dict[str, Any] = {"per": ("月",)}
STANDARDS = [item(place, f"{n}元", "元", **MONTH) for place, n in (("安泽县", 550), ("沁源县", 560), ("古县", 540))]
COUNTED = [
    item(place, f"{n}人", "人", thing="低保对象") for place, n in (("安泽县", 1764), ("沁源县", 2845), ("古县", 2106))
]


def over_years(*told: tuple[int, int | str], thing: str = "低保对象", unit: str = "人", **facts: Any) -> list[Item]:
    return [item(f"{year}年", f"{n}{unit}", unit, year=year, thing=thing, place="沁源县", **facts) for year, n in told]


def test_the_most_is_named_with_what_comes_next() -> None:
    told = held(extreme(STANDARDS, most=True, missing=["安定县"]))
    assert (
        told.answer.splitlines()[0] == "2023年最高的是**沁源县**，560元/月[1]；其次安泽县550元/月[2]、古县540元/月[3]"
    )
    assert told.caveats == ("安定县的报告没有说。",)
    record = told.statements[0].computed
    assert record
    assert (record.operation, len(record.operands), record.result) == ("max", 3, Result("560", "元/月"))
    assert held(extreme(COUNTED, most=False)).answer.startswith(
        "2023年最少的是**安泽县**，1764人[1]；其次古县2106人[2]"
    )


def test_the_year_of_the_most() -> None:
    told = held(extreme(over_years((2021, 1180), (2022, 1102), (2023, 1033), thing="结婚登记", unit="对"), most=True))
    assert told.answer.startswith("最多的是**2021年**，1180对[1]")


def test_the_first_may_be_several() -> None:
    told = held(extreme([*STANDARDS, item("乡宁县", "560元", "元", **MONTH)], most=True))
    assert told.answer.startswith("2023年最高的是**沁源县**、**乡宁县**，都是560元/月[1][2]")


def test_many_are_told_in_a_table() -> None:
    names = "甲乙丙丁戊己庚辛"
    told = held(extreme([item(f"{one}县", f"{n}人", "人") for n, one in enumerate(names, 11)], most=True))
    assert told.answer.splitlines()[0] == "2023年最高的是**辛县**，18人[1]；其次庚县17人[2]、己县16人[3]"
    assert len(told.rows) == 1 + len(names)


@pytest.mark.parametrize("most", [True, False])
def test_places_of_different_years_are_not_compared(most: bool) -> None:
    beds = [item("沁源县", "380张", "张", year=2021), item("安泽县", "260张", "张")]
    told = held(extreme(beds, most=most))
    assert "最" not in told.answer
    assert "年份不同，没有计算。" in told.answer
    assert [row[1] for row in told.rows] == ["年份", "2021年", "2023年"]


def test_all_in_order() -> None:
    told = held(ranked(STANDARDS))
    assert told.answer == "2023年从高到低：沁源县**560元/月**[1]、安泽县550元/月[2]、古县540元/月[3]"
    assert held(ranked(COUNTED, downwards=False)).answer.startswith("2023年从少到多：安泽县")


def test_where_one_stands() -> None:
    told = held(ranked(STANDARDS, of="安泽县"))
    assert told.answer.splitlines()[0] == "**安泽县**从高到低排第二，550元/月[1]"


def test_those_past_a_limit_and_those_not() -> None:
    told = held(filtered(COUNTED, Decimal(2000), "人", "over", missing=["安定县"]))
    first, second, *_ = told.answer.splitlines()
    assert first == "2023年符合的有两个：沁源县**2845人**[1]、古县**2106人**[2]"
    assert second == "不符合的：安泽县1764人[3]"
    assert told.caveats == ("安定县的报告没有说。",)
    assert held(filtered(COUNTED, Decimal(1), "人", "under")).answer.startswith("没有符合的：")
    assert "单位不同" in filtered(COUNTED, Decimal(1), "元", "under").answer


def test_a_rough_figure_near_a_limit_is_told_apart() -> None:
    rough = item("古县", "2000余人", "人", thing="低保对象")
    near = item("古县", "2000人", "人", quote="全县约{}，", thing="低保对象")
    assert "不好判断的：古县约2000人" in held(filtered([*COUNTED[:2], near], Decimal(2000), "人", "over")).answer
    assert "2000余人" in held(filtered([*COUNTED[:2], rough], Decimal(1000), "人", "over")).answer.splitlines()[0]


def test_changes_of_several_places_are_a_row_each_and_each_year_is_added_up() -> None:
    courses = [
        (item("安泽县", "1790人", "人", year=2022, thing="低保对象"), item("安泽县", "1764人", "人", thing="低保对象")),
        (item("古县", "2000人", "人", year=2022, thing="低保对象"), item("古县", "2106人", "人", thing="低保对象")),
    ]
    told = held(changes(courses))
    assert told.answer.splitlines()[:3] == [
        "2023年安泽县、古县合计：1764 + 2106 = **3870人**[1][2]",
        "",
        "2022年安泽县、古县合计：1790 + 2000 = **3790人**[3][4]",
    ]
    assert [row[-1] for row in told.rows] == ["变化", "**减少26人**", "**增加106人**"]
    assert [said.computed and said.computed.operation for said in told.statements] == [
        "sum", "sum", "difference", "difference",
    ]  # fmt: skip


def test_changes_of_what_is_unlike_are_not_told() -> None:
    courses = [(item("安泽县", "1790户", "户", year=2022), item("安泽县", "1764人", "人"))]
    assert not any(said.computed for said in changes(courses).statements)


def test_the_course_over_the_years() -> None:
    told = held(trend(over_years((2023, 2845), (2021, 3012), (2022, 2930))))
    assert told.answer.splitlines()[0] == "2021年到2023年逐年减少，共减少**167人**[1][2][3]"
    assert told.rows == (
        ("年份", "数值", "变化"),
        ("2021年", "3012人[1]", "–"),
        ("2022年", "2930人[2]", "比2021年减少82人"),
        ("2023年", "2845人[3]", "比2022年减少85人"),
    )
    assert [said.computed and said.computed.operation for said in told.statements] == [
        "trend", None, "difference", "difference",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (((2021, 500), (2022, 560), (2023, 530)), "2021年到2023年先升后降，共提高**30元**"),
        (((2021, 500), (2022, 460), (2023, 530)), "2021年到2023年先降后升，共提高**30元**"),
        (((2020, 500), (2021, 460), (2022, 530), (2023, 500)), "2020年到2023年有升有降，首尾相同"),
        (((2021, 500), (2023, 530)), "2021年到2023年上升，共提高**30元**"),
        (((2020, 500), (2022, 510), (2023, 530)), "2020年到2023年上升，共提高**30元**"),  # a year is left out
        (((2021, 500), (2022, 500)), "2021年到2022年没有变化"),
    ],
)
def test_the_words_for_a_course(told: tuple[tuple[int, int], ...], said: str) -> None:
    assert held(trend(over_years(*told, thing="低保标准", unit="元"))).answer.startswith(said)


def test_shares_change_by_points() -> None:
    told = held(trend(over_years((2022, "5.5"), (2023, "5.2"), thing="失业率", unit="%")))
    assert "下降**0.3个百分点**" in told.answer
    assert told.rows[2][2] == "比2022年下降0.3个百分点"


def test_totals_of_years_are_no_years() -> None:
    from index.model import When

    whole = item("“十四五”", "9000人", "人", thing="低保对象", place="沁源县", when=When(2021, 2025))
    told = held(trend([*over_years((2021, 3012), (2022, 2930)), whole], missing=["2023年"]))
    assert "不是一年的数，没有列入" in told.answer
    assert "2023年的报告没有说。" in told.answer
    assert len(told.rows) == 3
