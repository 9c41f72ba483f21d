"""Which figures a plan looks for: of which places and years, planned or reached."""

from dataclasses import replace
from typing import cast

from assistant.catalogue import Catalogue
from assistant.reckon.find import Finder
from assistant.reckon.plan import PLANNED
from assistant.reckon.reckoner import Reckoner
from tests.helpers.reckoned import (
    ANZE,
    CHANGZHI,
    GU,
    PEOPLE,
    QINYUAN,
    QUERY,
    SIX,
    Told,
    answer,
    card,
    carried_out,
    figure,
    plan,
)


def test_a_row_for_each_thing_place_and_year() -> None:
    pairs = [(thing, where) for thing in (PEOPLE, "床位") for where in (QINYUAN, ANZE)]
    _, asked = carried_out(plan("max", *pairs, years=(2021, 2022)), *SIX)
    assert [(one.thing, one.place, one.year) for one in asked] == [
        (thing, where, year) for thing, where in pairs for year in (2021, 2022)
    ]


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


def test_all_places_are_those_with_reports_or_those_of_them_in_the_one_named() -> None:
    _, asked = carried_out(plan("max", (PEOPLE, None), every_place=True, years=(2023,)), *SIX)
    assert {one.place for one in asked} == {QINYUAN, ANZE, GU}
    _, asked = carried_out(plan("max", (PEOPLE, CHANGZHI), every_place=True, years=(2023,)), *SIX)
    assert {one.place for one in asked} == {QINYUAN}


def test_where_no_place_is_named_all_rows_are_of_the_one_that_most_have() -> None:
    figures = [
        figure("沁源县", 2022, "3000万元", "万元", "投资"),
        figure("安泽县", 2023, "5000万元", "万元", "投资"),
        figure("安泽县", 2022, "4000万元", "万元", "投资"),
    ]
    told, _ = carried_out(plan("difference", ("投资", None), years=(2022, 2023)), *figures)
    assert told is not None
    assert {span.hit.chunk.report for span in told.evidence} == {"安泽县2022.txt", "安泽县2023.txt"}


def test_what_is_planned_is_looked_for_where_that_is_asked() -> None:
    _, asked = carried_out(plan("multi", (PEOPLE, QINYUAN), (PEOPLE, ANZE), years=(2023,), planned=True), *SIX)
    assert {one.planned for one in asked} == {True}
