"""Levels, differences, sums, shares, conversions: what is said, with its working, and what is not reckoned."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.measures import measure, number
from assistant.model import Computed, Operand, Result
from assistant.reckon.operations import converted, difference, levels, share, total
from tests.helpers.reckoned import held, item

MONTH: dict[str, Any] = {"per": ("月",)}
QINYUAN = item("沁源县", "560元", "元", **MONTH)
ANZE = item("安泽县", "550元", "元", **MONTH)
EARLIER = item("2022年", "530元", "元", year=2022, **MONTH | {"place": "沁源县"})
LATER = item("2023年", "560元", "元", **MONTH | {"place": "沁源县"})


def test_a_level_is_said_as_written() -> None:
    assert held(levels([QINYUAN])).answer == "沁源县2023年：**560元/月**[1]"
    assert held(levels([item("福利彩票", "1021.7万元", "万元")])).answer == "福利彩票2023年：**1021.7万元**[1]"


def test_places_are_told_in_a_table_each_with_its_own_year() -> None:
    told = held(levels([QINYUAN, item("古县", "540元", "元", year=2021, **MONTH)], missing=["安泽县"]))
    assert told.rows == (
        ("地区", "年份", "数值"),
        ("沁源县", "2023年", "**560元/月**[1]"),
        ("古县", "2021年", "**540元/月**[2]"),
        ("安泽县", "–", "报告没有说"),
    )
    assert "| 古县 | 2021年 | **540元/月**[2] |" in told.answer
    assert told.caveats == ("安泽县的报告没有说。",)


def test_what_would_break_a_table_is_written_in_full_width() -> None:
    told = levels([item("甲|乙", "560元", "元"), ANZE])
    assert "| 甲｜乙 |" in told.answer


def test_a_difference_over_the_years() -> None:
    told = held(difference(LATER, EARLIER))
    assert told.answer == "2023年比2022年提高：560 − 530 = **30元/月**[1][2]"
    assert told.statements[0].text == "2023年比2022年提高：560 − 530 = 30元/月"
    operands = (Operand("560", "元/月", 1), Operand("530", "元/月", 2))
    assert told.statements[0].computed == Computed("difference", operands, Result("30", "元/月"))


def test_the_smaller_is_taken_from_the_bigger() -> None:
    assert held(difference(EARLIER, LATER)).answer == "2023年比2022年提高：560 − 530 = **30元/月**[1][2]"
    assert held(difference(ANZE, QINYUAN)).answer == "2023年安泽县比沁源县低：560 − 550 = **10元/月**[1][2]"
    people = [
        item(place, f"{count}人", "人", thing="低保对象") for place, count in (("沁源县", "2845"), ("古县", "2106"))
    ]
    assert held(difference(*people)).answer == "2023年沁源县比古县多：2845 − 2106 = **739人**[1][2]"


def test_equal_figures_are_said_to_be_equal() -> None:
    told = held(difference(QINYUAN, item("古县", "560元", "元", **MONTH)))
    assert told.answer == "2023年沁源县、古县一样，都是560元/月[1][2]"


@pytest.mark.parametrize(
    ("one", "other", "unit", "said"),
    [
        (("1.2亿元", "亿元"), ("300万元", "万元"), "", "1.2亿元 − 300万元 = **1.17亿元**"),
        (("1.2亿元", "亿元"), ("300万元", "万元"), "万元", "1.2亿元 − 300万元 = **11700万元**"),
        (("5.5%", "%"), ("3.2%", "%"), "", "5.5% − 3.2% = **2.3个百分点**"),
        (("1,752人", "人"), ("752人", "人"), "", "1,752 − 752 = **1,000人**"),
        (("120余万元", "万元"), ("20万元", "万元"), "", "120余万元 − 20万元 = 约**100万元**"),
        (("3亩", "亩"), ("1亩", "亩"), "平方米", "3亩 − 1亩 ≈ **1333.33平方米**"),
        (("10斤", "斤"), ("2千克", "千克"), "", "10斤 − 2千克 = **6斤**"),
    ],
)
def test_units_are_made_alike(one: tuple[str, str], other: tuple[str, str], unit: str, said: str) -> None:
    told = difference(item("甲县", *one), item("乙县", *other), unit=unit)
    assert said in told.answer
    if "≈" not in said:
        held(told)


def test_a_month_is_a_twelfth_of_a_year() -> None:
    yearly = item("新宁县", "4740元", "元", per=("年",))
    assert held(converted(yearly, "元/月")).answer == "新宁县2023年：4740元/年 = **395元/月**[1]"
    assert held(difference(QINYUAN, yearly, unit="元/月")).answer.endswith("= **165元/月**（按月折算）[1][2]")
    assert "≈ **8.33元/月**" in held(converted(item("新宁县", "100元", "元", per=("年",)), "元/月")).answer


def test_a_scale_is_another_one() -> None:
    told = held(converted(item("低保资金", "0.12亿元", "亿元"), "万元"))
    assert told.answer == "低保资金2023年：0.12亿元 = **1200万元**[1]"
    assert "没有计算" in converted(item("低保资金", "0.12亿元", "亿元"), "万人").answer


def test_a_sum_names_its_parts() -> None:
    parts = [
        item(name, f"{n}万元", "万元", place="新宁县", thing=name) for name, n in (("福利院", 1200), ("殡仪馆", 4500))
    ]
    assert held(total(parts)).answer == "2023年福利院、殡仪馆合计：1200 + 4500 = **5700万元**[1][2]"
    short = held(total(parts, missing=["康养中心"]))
    assert short.answer.endswith("- 殡仪馆：**4500万元**[2]\n\n康养中心的报告没有说。")
    assert not any(said.computed for said in short.statements)


def test_a_share_is_rounded_and_says_so() -> None:
    part, whole = (item(name, f"{n}人", "人", place="沁源县") for name, n in (("特困", 431), ("低保", 2845)))
    assert held(share(part, whole)).answer == "2023年特困占低保：431 ÷ 2845 ≈ **15.1%**[1][2]"
    assert "没有计算" in share(whole, part).answer
    half = item("一半", "10人", "人", place="沁源县")
    assert held(share(half, item("全部", "20人", "人", place="沁源县"))).answer.endswith("10 ÷ 20 = **50%**[1][2]")


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (item("安泽县", "550元", "元", per=("次", "月")), "单位不同"),
        (item("安泽县", "550户", "户"), "单位不同"),
        (item("安泽县", "550元", "元", year=2021, per=("月",)), "年份不同"),
        (item("安泽县", "550元", "元", part="城市", per=("月",)), "范围不同"),
        (item("安泽县", "550元", "元", state="planned", per=("月",)), "目标和完成不同"),
        (item("安泽县", "550元", "元", kind="change", per=("月",)), "口径"),
    ],
)
def test_only_like_is_set_beside_like(other: Any, why: str) -> None:
    for told in (difference(QINYUAN, other), total([QINYUAN, other])):
        held(told)
        assert why in told.answer
        assert "**560元/月**[1]" in told.answer
        assert not any(said.computed for said in told.statements)


def test_all_are_like_all_others() -> None:
    """件 may be 个 and 个 may be 家, but no 件 is a 家."""
    items = [item(f"{one}县", f"5{one}", one) for one in "个件家"]
    assert "单位不同" in total(items).answer
    assert total(items[:2]).statements[0].computed


def test_nothing_is_reckoned_over_a_doubtful_figure() -> None:
    told = held(difference(LATER, EARLIER, least=0.95))
    assert "没有把握，没有计算" in told.answer
    assert not any(said.computed for said in told.statements)


def test_shares_and_stocks_are_not_added_up() -> None:
    shares = [item(name, "5%", "%", place="沁源县", thing=name) for name in ("甲率", "乙率")]
    assert "百分数不能相加" in total(shares).answer
    assert "没有说" in difference(LATER, EARLIER, missing=["2021年"]).answer


AMOUNTS = st.tuples(st.decimals(0, 10**6, places=2), st.sampled_from(("元", "万元", "亿元")))


@given(st.lists(AMOUNTS, min_size=2, max_size=6))
def test_sums_are_exact(amounts: list[tuple[Any, str]]) -> None:
    items = [
        item(f"{name}项", f"{value}{unit}", unit, place="甲县")
        for name, (value, unit) in zip("甲乙丙丁戊己", amounts, strict=False)
    ]
    told = held(total(items))
    record = told.statements[0].computed
    assert record
    exact = sum(Fraction(value) * measure(unit).size for value, unit in amounts)
    assert (number(record.result.value) or 0) * measure(record.result.unit).size == exact


@given(AMOUNTS, AMOUNTS)
def test_differences_are_exact(one: tuple[Any, str], other: tuple[Any, str]) -> None:
    told = held(
        difference(
            *(
                item(name, f"{value}{unit}", unit)
                for name, (value, unit) in zip(("甲县", "乙县"), (one, other), strict=True)
            )
        )
    )
    record = told.statements[0].computed
    assert record
    exact = abs(Fraction(one[0]) * measure(one[1]).size - Fraction(other[0]) * measure(other[1]).size)
    assert (number(record.result.value) or 0) * measure(record.result.unit).size == exact
    assert "E" not in record.result.value
