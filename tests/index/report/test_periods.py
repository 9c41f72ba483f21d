"""Years, halves, done and planned."""

from datetime import date

import pytest

from index.model import Period
from index.report.periods import clause_planned, following_period, report_period, report_year, section_period, years_in

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
        (
            None,
            None,
            "2018年新增7家。2018年登记9家。2018年办结3件。\n二、下一步工作计划\n到2019年底完成。2019年，2019年。",
            2018,
        ),
        (None, None, "新增7家，发放9万元。", None),
        ("2025年某省政府工作报告", None, "一、2024年工作回顾\n二、2025年工作安排", 2025),
        ("政府工作报告", date(2022, 3, 5), "一、2021年工作回顾", 2022),
        ("政府工作报告", None, "一、2021年工作回顾", 2022),
        (None, None, "一、１９９３年工作的回顾和１９９４年工作的安排\n好。", 1993),
        (None, None, "一、一九九六年的工作回顾\n好。", 1996),
        (None, None, "这些经验，是1978年以来，各地在完成任务中总结出来的，十分宝贵，应当继续坚持下去。", None),
        ("产业发展行动计划（2021-2025 年）", None, "", 2021),
    ],
)
def test_the_year_of_a_report(title: str | None, published: date | None, body: str, year: int | None) -> None:
    assert report_year(title, published, body, "summary_and_plan") == year


def test_a_document_that_is_no_report_is_about_no_year_but_its_titles() -> None:
    assert report_year("关于做好防汛工作的通知", date(2018, 12, 24), "2018年汛期。", kind=None) is None
    assert report_year("关于2019年节假日安排的通知", date(2018, 12, 6), "", kind=None) == 2019


def test_years_are_found_in_every_kind_of_numerals() -> None:
    assert years_in("一九九三年至２００４年，2005 年和二〇〇六年，约1993人") == [1993, 2004, 2005, 2006]


def test_what_sections_after_another_inherit() -> None:
    assert following_period("二、2023年工作打算", Period(2023, None, True), DONE) == Period(2023, None, True)
    assert following_period("一、2022年工作成绩", DONE, DONE) == DONE
    assert following_period("一、1998年回顾和1999年工作的总体要求", Period(1998), None) == Period(1999, None, True)


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
        ("一、过去一年工作回顾", 1, Period(2025, None, True), Period(2024)),
        ("（一）推动改革取得新突破", 2, Period(2025, None, True), Period(2025, None, True)),
        ("二、今年主要任务", 1, DONE, Period(2023, None, True)),
    ],
)
def test_the_period_of_a_section(heading: str, level: int, inherited: Period | None, period: Period | None) -> None:
    report = inherited if inherited and inherited.year == 2025 else DONE
    assert section_period(heading, level, inherited, report) == period


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
