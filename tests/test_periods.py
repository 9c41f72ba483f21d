"""Years, halves, done and planned."""

from datetime import date

import pytest

from index.model import Period
from index.periods import clause_planned, report_period, report_year, section_period

DONE = Period(2022)


@pytest.mark.parametrize(
    ("title", "published", "body", "year"),
    [
        ("某区民政局2024年工作计划", None, "", 2024),
        ("某市2021年工作总结和2022年工作打算", None, "", 2021),
        (None, date(2023, 3, 17), "一、2022年工作成绩和亮点\n好。", 2022),
        (None, None, "各项工作进展顺利。\n一、救助。好。\n2024年，我们将抓好大事，做好安排：\n一、救助。", 2023),
        (None, date(2022, 9, 1), "一、上半年工作完成情况\n好。", 2022),
        (None, date(2023, 1, 20), "2022年建成3个，2022年发放5万元。2023年将建2个。", 2022),
        (None, None, "2018年新增7家。2018年登记9家。2018年办结3件。\n二、下一步工作计划\n到2019年底完成。2019年，2019年。", 2018),
        (None, None, "新增7家，发放9万元。", None),
        ("2025年某省政府工作报告", None, "一、2024年工作回顾\n二、2025年工作安排", 2025),
        ("政府工作报告", date(2022, 3, 5), "一、2021年工作回顾", 2022),
        ("政府工作报告", None, "一、2021年工作回顾", 2022),
    ],
)
def test_the_year_of_a_report(title: str | None, published: date | None, body: str, year: int | None) -> None:
    assert report_year(title, published, body) == year


def test_the_period_of_a_report() -> None:
    assert report_period("某局2024年工作计划", "plan", 2024) == Period(2024, None, True)
    assert report_period("某局2022年上半年工作总结", "summary", 2022) == Period(2022, 1, False)
    assert report_period("2025年某省政府工作报告", "summary_and_plan", 2025) == Period(2025, None, True)
    assert report_period("关于某事的通知", None, 2020) is None
    assert report_period(None, "summary", None) is None


@pytest.mark.parametrize(
    ("heading", "level", "inherited", "period"),
    [
        ("一、2022年工作成绩和亮点", 1, DONE, Period(2022)),
        ("二、2023年工作打算", 1, DONE, Period(2023, None, True)),
        ("二、下一步工作计划", 1, DONE, Period(2023, None, True)),
        ("一、上半年工作完成情况", 1, DONE, Period(2022, 1)),
        ("二、下半年工作计划", 1, DONE, Period(2022, 2, True)),
        ("（一）救助工作", 2, Period(2023, None, True), Period(2023, None, True)),
        ("1.实施三年行动计划", 3, DONE, DONE),
        ("（一）基本情况", 2, Period(2023, None, True), DONE),
        ("三、下一步打算", 1, None, None),
        ("一、2024年工作回顾", 1, Period(2025, None, True), Period(2024)),
        ("一、2024年工作回顾", 1, None, Period(2024)),
    ],
)
def test_the_period_of_a_section(heading: str, level: int, inherited: Period | None, period: Period | None) -> None:
    assert section_period(heading, level, inherited, DONE) == period


@pytest.mark.parametrize(
    ("clause", "period", "planned"),
    [
        ("已建成3个中心", DONE, False),
        ("将新建3个中心", DONE, True),
        ("到2025年，建成四级网络", DONE, True),
        ("建成3个中心", Period(2023, None, True), True),
        ("2022年底完成打造2个服务站", Period(2023, None, True), False),
        ("将4812名群众纳入保障", DONE, False),
        ("将城乡低保标准提高到每月900元", DONE, False),
        ("我市将全面推行积分制", DONE, True),
        ("力争年检率达到65%", DONE, True),
        ("出台三年行动计划", DONE, False),
    ],
)
def test_clauses_planned_or_done(clause: str, period: Period | None, planned: bool) -> None:
    assert clause_planned(clause, period) is planned
