"""Plans carried out over figures that are said beforehand: which are looked for, which belong together, when none is.

What is then done with them is tested beside it, in what does it.
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from assistant.reckon.plan import Limit
from tests.helpers.reckoned import ANZE, CHANGZHI, GU, PEOPLE, QINYUAN, SIX, answer, carried_out, figure, plan


def test_places_side_by_side_are_a_table_with_a_row_each() -> None:
    told, _ = carried_out(plan("multi", (PEOPLE, QINYUAN), (PEOPLE, ANZE), years=(2023,)), *SIX)
    assert told is not None
    assert [(row[0], row[2]) for row in told.rows[1:]] == [("沁源县", "**2845人**[1]"), ("安泽县", "**1764人**[2]")]


def test_without_a_side_of_its_limit_nothing_is_filtered() -> None:
    limit = Limit(Decimal(2000), "人", "equal", "2000人")
    both = plan("filter", (PEOPLE, QINYUAN), (PEOPLE, ANZE), years=(2023,), limit=limit)
    assert "符合" not in answer(both, *SIX)


def test_a_place_that_does_not_say_is_named() -> None:
    assert "古县" in answer(plan("max", (PEOPLE, None), every_place=True, years=(2023,)), *SIX)


def test_of_two_measures_that_which_most_have_is_taken() -> None:
    mixed = [
        figure("沁源县", 2023, "900户", "户"),
        figure("沁源县", 2023, "2845人"),
        figure("安泽县", 2023, "1764人"),
    ]
    said = answer(plan("difference", (PEOPLE, QINYUAN), (PEOPLE, ANZE), years=(2023,)), *mixed)
    assert "2845 − 1764 = **1081人**" in said


def test_a_limit_says_which_measure_is_meant() -> None:
    mixed = [
        figure("沁源县", 2023, "900户", "户"),
        figure("安泽县", 2023, "700户", "户"),
        figure("古县", 2023, "2106人"),
        figure("沁源县", 2023, "2845人"),
    ]
    limit = Limit(Decimal(2000), "人", "over", "2000人")
    said = answer(plan("filter", (PEOPLE, None), every_place=True, years=(2023,), limit=limit), *mixed)
    assert "2845人" in said
    assert "2106人" in said
    assert "户" not in said


def test_a_figure_that_is_found_twice_is_no_answer() -> None:
    one = figure("沁源县", 2023, "2845人")
    again = replace(one, fact=replace(one.fact, thing="特困人数"))
    told, asked = carried_out(plan("sum", (PEOPLE, QINYUAN), ("特困人数", QINYUAN), years=(2023,)), one, again)
    assert len(asked) == 2
    assert told is None


def test_a_place_without_a_figure_is_named_and_nothing_reckoned_without_it() -> None:
    for operation in ("difference", "sum", "share", "multi"):
        told, _ = carried_out(plan(operation, (PEOPLE, QINYUAN), (PEOPLE, GU), years=(2023,)), *SIX)
        assert told is not None
        assert "2845人" in told.answer
        assert "古县的报告没有说" in told.answer
        assert not any(said.computed for said in told.statements)


def test_a_figure_that_no_record_tells_is_read_where_it_is_of_the_measure_of_the_others() -> None:
    both = plan("sum", (PEOPLE, QINYUAN), (PEOPLE, ANZE), years=(2023,))
    told = answer(both, SIX[2], read=[SIX[5]])
    assert "2845 + 1764 = **4609人**" in told
    money = figure("安泽县", 2023, "1165元", "元")
    assert "安泽县的报告没有说" in answer(both, SIX[2], read=[money])


def test_where_most_figures_are_missing_there_is_no_answer() -> None:
    pairs = [(PEOPLE, where) for where in (QINYUAN, GU, CHANGZHI)]
    told, _ = carried_out(plan("sum", *pairs, years=(2023,)), *SIX)
    assert told is None
    told, _ = carried_out(plan("multi", ("床位", QINYUAN), ("床位", ANZE), years=(2023,)))
    assert told is None


def test_what_is_asked_of_two_things_is_a_line_each() -> None:
    beds = figure("沁源县", 2023, "412张", "张", "床位")
    two = plan("multi", (PEOPLE, QINYUAN), ("床位", QINYUAN), years=(2023,))
    said = answer(replace(two, listed=True), *SIX, beds)
    assert "2845人" in said
    assert "412张" in said
    for told, figures in ((two, (*SIX, beds)), (replace(two, listed=True), SIX)):
        assert carried_out(told, *figures)[0] is None  # in no list; the beds are missing


def test_of_two_figures_that_are_as_likely_neither_is_told() -> None:
    rival = figure("沁源县", 2023, "2854人")
    told, _ = carried_out(plan("max", (PEOPLE, QINYUAN), (PEOPLE, ANZE), years=(2023,)), *SIX, rival)
    assert told is not None
    assert "2845" not in told.answer
    assert "沁源县" in told.caveats[0]


def test_the_most_is_a_count_and_the_highest_a_standard() -> None:
    both = [
        figure(where, 2023, written, unit, per=per)
        for where, people, money in (("沁源县", "900人", "560元"), ("安泽县", "950人", "550元"))
        for written, unit, per in ((people, "人", ()), (money, "元", ("月",)))
    ]
    pairs = ((PEOPLE, QINYUAN), (PEOPLE, ANZE))
    assert "**安泽县**，950人" in answer(plan("max", *pairs, years=(2023,), high=False), *both)
    assert "**沁源县**，560元/月" in answer(plan("max", *pairs, years=(2023,), high=True), *both)


def test_of_two_it_is_told_by_how_much_the_first_is_more() -> None:
    told = answer(plan("max", (PEOPLE, QINYUAN), (PEOPLE, ANZE), years=(2023,)), *SIX)
    assert "最多的是**沁源县**" in told
    assert "2845 − 1764 = **1081人**" in told


def test_plans_are_told_where_no_result_is_found_and_either_will_do() -> None:
    goals = [figure(where, 2024, written, quote="计划{}。", state="planned") for where, written in GOALS]
    both = plan("sum", (PEOPLE, QINYUAN), (PEOPLE, ANZE), years=(2024,))
    assert "3000 + 1700 = **4700人**" in answer(both, *goals)
    told, _ = carried_out(replace(both, operation="yesno"), *goals)
    assert told is None


GOALS = (("沁源县", "3000人"), ("安泽县", "1700人"))


def test_a_target_is_held_against_what_became_of_it() -> None:
    goal = figure("沁源县", 2023, "3000人", quote="计划{}。", state="planned")
    told, asked = carried_out(plan("target", (PEOPLE, QINYUAN), planned=True), goal, *SIX)
    assert told is not None
    assert told.answer.startswith("沁源县2023年：没有达到目标，少155人；目标3000人，实际**2845人**")
    assert [(one.year, one.planned) for one in asked] == [(None, False), (2023, True)]
    told, _ = carried_out(plan("target", (PEOPLE, QINYUAN)), *SIX)
    assert told is None


@pytest.mark.parametrize(
    ("value", "unit", "said"), [("284500", "人", "不是："), ("2845", "人", "是："), ("2845", "", "是：")]
)
def test_yes_or_no_to_the_figure_that_is_named(value: str, unit: str, said: str) -> None:
    limit = Limit(Decimal(value), unit, "equal", value)
    assert answer(plan("yesno", (PEOPLE, QINYUAN), years=(2023,), limit=limit), *SIX).startswith(said)


@pytest.mark.parametrize(("more", "said"), [(True, "是："), (False, "不是：")])
def test_yes_or_no_to_the_one_being_more(more: bool, said: str) -> None:
    both = plan("yesno", (PEOPLE, QINYUAN), (PEOPLE, ANZE), years=(2023,), more=more)
    assert answer(both, *SIX).startswith(said)


def test_a_figure_is_turned_into_the_unit_asked_for() -> None:
    money = figure("安泽县", 2023, "0.12亿元", "亿元", "低保资金")
    told, _ = carried_out(plan("convert", ("低保资金", ANZE), unit="万元"), money)
    assert told is not None
    assert "**1200万元**" in told.answer
    assert "**1200万元**" in answer(plan("level", ("低保资金", ANZE), unit="万元"), money)
    for unit in ("", "亿元"):
        told, _ = carried_out(plan("convert", ("低保资金", ANZE), unit=unit), money)
        assert told is None
