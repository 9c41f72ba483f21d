"""A target against what became of it; yes or no to a figure that the question names."""

from decimal import Decimal
from typing import Any

import pytest

from assistant.model import Result
from assistant.reckon.items import Item
from assistant.reckon.judging import Bound, targets, whether
from tests.helpers.reckoned import held, item

BEDS: dict[str, Any] = {"thing": "新增床位", "place": "甲县"}
PEOPLE = item("沁源县", "2845人", "人", thing="农村低保对象")


def goal(written: str, unit: str = "张", **facts: Any) -> Item:
    return item("甲县", written, unit, year=2024, **{"state": "planned"} | BEDS | facts)


def result(written: str, unit: str = "张", **facts: Any) -> Item:
    return item("甲县", written, unit, year=2024, **BEDS | facts)


@pytest.mark.parametrize(
    ("value", "unit", "bound", "said"),
    [
        ("284500", "人", "equal", "不是：沁源县2023年，全县**2845人**[1]"),
        ("2845", "人", "equal", "是：沁源县2023年，全县**2845人**[1]"),
        ("2845", "名", "equal", "是：沁源县2023年，全县**2845人**[1]"),
        ("2845", "人", "over", "不是：沁源县2023年，全县**2845人**[1]"),
        ("2845", "人", "least", "是：沁源县2023年，全县**2845人**[1]"),
        ("3000", "人", "under", "是：沁源县2023年，全县**2845人**[1]"),
    ],
)
def test_yes_or_no_comes_first(value: str, unit: str, bound: Bound, said: str) -> None:
    assert held(whether(PEOPLE, Decimal(value), unit, bound)).answer == said


def test_a_report_may_not_say_or_not_say_exactly() -> None:
    assert whether(None, Decimal(1), "人", label="古县").answer == "古县的报告没有说。"
    rough = item("古县", "2000人", "人", quote="全县约{}，")
    assert held(whether(rough, Decimal(2010), "人")).answer == "报告没有说准：古县2023年，全县约**2000人**[1]"
    assert "单位不同" in whether(PEOPLE, Decimal(1), "元").answer


def test_what_is_paid_by_the_month_may_be_asked_without_it() -> None:
    assert whether(item("古县", "540元", "元", per=("月",)), Decimal(540), "元").answer.startswith("是：")


@pytest.mark.parametrize(
    ("planned", "reached", "said"),
    [
        (goal("3000张"), result("3200张"), "达到目标，多200张；目标3000张，实际**3200张**[1][2]"),
        (
            goal("3000张", quote="新增{}床位", thing="床位增加量", kind="change"),
            result("3200张"),
            "达到目标，多200张；目标新增3000张，实际**3200张**[1][2]",
        ),
        (goal("3000张"), result("2900张"), "没有达到目标，少100张；目标3000张，实际**2900张**[1][2]"),
        (goal("3000张"), result("3000张"), "达到目标，正好相等；目标3000张，实际**3000张**[1][2]"),
        (
            goal("98%", "%", quote="覆盖率不低于{}", kind="threshold"),
            result("98.5%", "%"),
            "达到目标，高0.5个百分点；目标不低于98%，实际**98.5%**[1][2]",
        ),
        (goal("5%", "%", quote="控制在{}以内"), result("5.2%", "%"), "没有达到目标，高0.2个百分点；目标5%以内"),
        (
            goal("5.5%", "%", quote="失业率{}左右", thing="失业率"),
            result("5.2%", "%", thing="失业率"),
            "达到目标，低0.3个百分点；目标5.5%左右",
        ),
        (goal("5%", "%", quote="增长{}左右", kind="change"), result("4.9%", "%", kind="change"), "目标只说大概，低0.1"),
        (
            goal("3%", "%", quote="能耗下降{}以上", kind="change"),
            result("3.5%", "%", quote="能耗下降{}。", kind="change"),
            "达到目标，多降0.5个百分点；目标下降3%以上，实际**下降3.5%**[1][2]",
        ),
    ],
)
def test_a_target_and_what_became_of_it(planned: Item, reached: Item, said: str) -> None:
    told = held(targets([("甲县", (planned, reached))]))
    assert told.answer.startswith(f"甲县2024年：{said}")
    record = told.statements[0].computed
    assert record
    assert record.operation == "difference"


def test_several_targets_stand_in_a_table() -> None:
    told = held(
        targets(
            [("甲县", (goal("3000张"), result("3200张"))), ("乙县", (goal("10户", "户"), None)), ("丙县", (None, None))]
        )
    )
    assert told.rows == (
        ("地区", "年份", "目标", "实际", "结果"),
        ("甲县", "2024年", "3000张[1]", "3200张[2]", "达到目标，多200张"),
        ("乙县", "2024年", "10户[3]", "报告没有说", "–"),
        ("丙县", "–", "报告没有说", "报告没有说", "–"),
    )
    assert told.statements[0].computed is not None
    assert told.statements[0].computed.result == Result("200", "张")


def test_one_of_both_may_be_missing() -> None:
    told = held(targets([("甲县", (None, result("3200张")))]))
    assert told.answer == "甲县实际：3200张[1]\n\n甲县的报告没有说目标。"


def test_a_fall_is_not_held_against_a_rise() -> None:
    fallen = result("3%", "%", quote="下降{}", kind="change")
    told = held(targets([("甲县", (goal("3%", "%", quote="增长{}", kind="change"), fallen))]))
    assert "没有计算" in told.answer
    assert "下降3%" in told.answer
