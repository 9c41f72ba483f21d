"""Plans carried out over figures that are said beforehand: which are looked for, which belong together, when none is.

What is then done with them is tested beside it, in what does it.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

import pytest

from assistant.catalogue import Catalogue
from assistant.model import Found, Query
from assistant.reckon.find import Asked, Finder, Held
from assistant.reckon.items import Item
from assistant.reckon.plan import PLANNED, Limit, Plan
from assistant.reckon.reckoner import Reckoner
from assistant.reckon.telling import Reckoned
from index.model import Card, Region
from tests.helpers.places import place, query
from tests.helpers.reckoned import held as through_the_gate
from tests.helpers.reckoned import item

QINYUAN, ANZE, GU, CHANGZHI = place("沁源县"), place("安泽县"), place("古县"), place("长治市")
QUERY = query("沁源县低保标准", ())


class Told:
    """A finder that knows these figures: each found where its label is the thing, its place and year those asked for.

    A figure of no year that is asked for is found where none is.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self.asked: list[Asked] = []

    def figures(self, asked: Asked, whole: Query) -> tuple[tuple[Held, ...], list[Found]]:
        self.asked.append(asked)
        fitting = [one for one in self._items if self._fits(one, asked)]
        fitting.sort(key=lambda one: -(one.fact.when.year if one.fact.when else 0))
        return tuple(Held(one.fact, one.evidence, 9.0) for one in fitting), []

    def _fits(self, one: Item, asked: Asked) -> bool:
        fact = one.fact
        year = fact.when.year if fact.when else None
        return (
            fact.thing == asked.thing
            and (asked.place is None or fact.place == asked.place.name)
            and asked.of in (None, fact.place)
            and asked.year in (None, year)
            and asked.planned == (fact.state == "planned")
        )


def figure(where: str, year: int | None, written: str, unit: str = "人", thing: str = "低保人数", **told: Any) -> Item:
    return item(where, written, unit, **{"year": year, "thing": thing, "quote": f"{where}{year}{thing}{{}}。"} | told)


def plan(operation: Any, *pairs: tuple[str, Region | None], years: tuple[int, ...] = (), **told: Any) -> Plan:
    known = {"every_place": False, "every_year": False, "planned": None} | told
    return Plan(operation=operation, pairs=pairs, years=years, **known)


def card(where: Region, year: int) -> Card:
    return Card(f"{where.name}{year}.txt", None, None, where, None, "summary", year, frozenset({year}), "")


CARDS = Catalogue(card(where, year) for where in (QINYUAN, ANZE, GU) for year in (2021, 2022, 2023))


def carried_out(asked: Plan, *items: Item, told: Query = QUERY) -> tuple[Reckoned | None, list[Asked]]:
    finder = Told(items)
    reckoned, _ = Reckoner(cast(Finder, finder), CARDS).answer(told, asked)
    return (through_the_gate(reckoned) if reckoned else None), finder.asked


def answer(asked: Plan, *items: Item) -> str:
    reckoned, _ = carried_out(asked, *items)
    assert reckoned is not None
    return reckoned.answer


PEOPLE = "低保人数"
SIX = [
    figure(where, year, f"{count}人")
    for where, counts in (("沁源县", (3012, 2930, 2845)), ("安泽县", (1801, 1790, 1764)))
    for year, count in zip((2021, 2022, 2023), counts, strict=True)
]


def test_a_row_for_each_thing_place_and_year() -> None:
    pairs = [(thing, where) for thing in (PEOPLE, "床位") for where in (QINYUAN, ANZE)]
    _, asked = carried_out(plan("max", *pairs, years=(2021, 2022)), *SIX)
    assert [(one.thing, one.place, one.year) for one in asked] == [
        (thing, where, year) for thing, where in pairs for year in (2021, 2022)
    ]


def test_places_side_by_side_are_a_table_with_a_row_each() -> None:
    told, _ = carried_out(plan("multi", (PEOPLE, QINYUAN), (PEOPLE, ANZE), years=(2023,)), *SIX)
    assert told is not None
    assert [(row[0], row[2]) for row in told.rows[1:]] == [("沁源县", "**2845人**[1]"), ("安泽县", "**1764人**[2]")]


def test_without_a_year_places_are_compared_in_the_newest_that_all_have() -> None:
    both = plan("max", (PEOPLE, QINYUAN), (PEOPLE, ANZE))
    assert "2023年最多的是**沁源县**" in answer(both, *SIX)
    older = [one for one in SIX if one.fact.place == "沁源县" or one.fact.when != SIX[-1].fact.when]
    said = answer(both, *older)
    assert "2022年最多的是**沁源县**" in said
    assert "2930人" in said
    assert "1790人" in said


def test_where_no_year_is_common_nothing_is_reckoned() -> None:
    apart = [figure("沁源县", 2023, "2845人"), figure("安泽县", 2021, "1801人")]
    told, _ = carried_out(plan("max", (PEOPLE, QINYUAN), (PEOPLE, ANZE)), *apart)
    assert told is not None
    assert told.caveats == ("年份不同，没有计算。",)
    assert not any(said.computed for said in told.statements)


def test_all_years_there_are_or_the_last_so_many_are_looked_for() -> None:
    every = plan("trend", (PEOPLE, QINYUAN), every_year=True)
    _, asked = carried_out(every, *SIX)
    assert [one.year for one in asked] == [2021, 2022, 2023]
    assert "共减少**167人**" in answer(every, *SIX)
    _, asked = carried_out(replace(every, last=2), *SIX)
    assert [one.year for one in asked] == [2022, 2023]


def test_years_told_from_now_are_those_of_each_place() -> None:
    both = plan("difference", (PEOPLE, QINYUAN), (PEOPLE, ANZE), back=(0, 1))
    told, asked = carried_out(both, *SIX)
    assert [(one.place, one.year) for one in asked] == [(QINYUAN, 2023), (QINYUAN, 2022), (ANZE, 2023), (ANZE, 2022)]
    assert told is not None
    assert told.rows[1:] == (
        ("沁源县", "2930人[3]", "2845人[1]", "**减少85人**"),
        ("安泽县", "1790人[4]", "1764人[2]", "**减少26人**"),
    )
    _, asked = carried_out(replace(both, operation="sum", planned=True, back=(PLANNED,)), *SIX)
    assert {one.year for one in asked} == {2023}


def test_last_year_is_not_the_one_that_a_report_plans() -> None:
    cards = Catalogue([replace(card(QINYUAN, 2022), years=frozenset({2022, 2023}))])
    asked = plan("max", (PEOPLE, QINYUAN), (PEOPLE, ANZE), back=(0,))
    finder = Told(SIX)
    Reckoner(cast(Finder, finder), cards).answer(QUERY, asked)
    assert [(one.place, one.year) for one in finder.asked] == [(QINYUAN, 2022), (ANZE, None)]


def test_without_a_side_of_its_limit_nothing_is_filtered() -> None:
    limit = Limit(Decimal(2000), "人", "equal", "2000人")
    both = plan("filter", (PEOPLE, QINYUAN), (PEOPLE, ANZE), years=(2023,), limit=limit)
    assert "符合" not in answer(both, *SIX)


def test_all_places_are_those_with_reports_or_those_of_them_in_the_one_named() -> None:
    _, asked = carried_out(plan("max", (PEOPLE, None), every_place=True, years=(2023,)), *SIX)
    assert {one.place for one in asked} == {QINYUAN, ANZE, GU}
    _, asked = carried_out(plan("max", (PEOPLE, CHANGZHI), every_place=True, years=(2023,)), *SIX)
    assert {one.place for one in asked} == {QINYUAN}


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


def test_where_no_place_is_named_all_rows_are_of_the_one_that_most_have() -> None:
    figures = [
        figure("沁源县", 2022, "3000万元", "万元", "投资"),
        figure("安泽县", 2023, "5000万元", "万元", "投资"),
        figure("安泽县", 2022, "4000万元", "万元", "投资"),
    ]
    told, _ = carried_out(plan("difference", ("投资", None), years=(2022, 2023)), *figures)
    assert told is not None
    assert {span.hit.chunk.report for span in told.evidence} == {"安泽县2022.txt", "安泽县2023.txt"}


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


def test_what_is_planned_is_looked_for_where_that_is_asked() -> None:
    _, asked = carried_out(plan("multi", (PEOPLE, QINYUAN), (PEOPLE, ANZE), years=(2023,), planned=True), *SIX)
    assert {one.planned for one in asked} == {True}
