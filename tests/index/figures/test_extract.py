"""Sentences → facts: what a figure is of, of when, where, reached or planned."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.figures.extract import with_facts
from index.model import Fact, Report, When
from index.places.gazetteer import gazetteer
from index.report.chunks import split
from tests.helpers.generated import REPORT_LIKE
from tests.index.report.test_chunks import report_of

(PLACE,) = (place for place in gazetteer().named("和平县") if place.level == "county")


def read(text: str, year: int | None = 2023) -> list[Fact]:
    report = replace(report_of(text, year=year), region=PLACE)
    return facts_of(report)


def facts_of(report: Report) -> list[Fact]:
    return [fact for chunk in with_facts(report, split(report)) for fact in chunk.facts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("城市低保标准提高到每人每月780元。", [("城市低保标准", "780", "元", "level", "reached")]),
        (
            "审批时间由30个工作日缩短到15个工作日。",
            [("审批时间", "30", "个工作日", "level", "earlier"), ("审批时间", "15", "个工作日", "level", "reached")],
        ),
        (
            "火化率58.9%，比上年提高9.4个百分点。",
            [("火化率", "58.9", "%", "rate", "reached"), ("火化率提高幅度", "9.4", "个百分点", "change", "reached")],
        ),
        ("完成营造林600万亩。", [("营造林", "6000000", "亩", "level", "reached")]),
        ("力争火化率达到42%以上。", [("火化率", "42", "%", "threshold", "planned")]),
        ("建成15个左右国家级智能工厂。", [("国家级智能工厂", "15", "个", "count_of_items", "reached")]),
        (
            "启动改造19个城中村、180个城镇老旧小区。",
            [
                ("启动改造城中村", "19", "个", "count_of_items", "reached"),
                ("启动改造城镇老旧小区", "180", "个", "count_of_items", "reached"),
            ],
        ),
        (
            "出口额、进口额分别增长13.1%、33.7%。",
            [("出口额增速", "13.1", "%", "rate", "reached"), ("进口额增速", "33.7", "%", "rate", "reached")],
        ),
        (
            "离婚登记571对，下降5.1%。",
            [("离婚登记", "571", "对", "level", "reached"), ("离婚登记降幅", "5.1", "%", "rate", "reached")],
        ),
        (
            "福彩销量2143万元，同比减少311万元。",
            [
                ("福彩销量", "21430000", "元", "level", "reached"),
                ("福彩销量减少额", "3110000", "元", "change", "reached"),
            ],
        ),
        ("高铁里程居全国第5位。", [("高铁里程", "5", "位", "rank", "reached")]),
        (
            "60岁以上老年人11.27万人，占常住人口的23.8%。",
            [
                ("60岁以上老年人", "112700", "人", "level", "reached"),
                ("60岁以上老年人占常住人口比重", "23.8", "%", "share", "reached"),
            ],
        ),
        ("实际使用外资1亿美元。", [("实际使用外资", "100000000", "美元", "level", "reached")]),
        ("共有600多万下岗职工实现了再就业。", [("下岗职工", "6000000", "人", "level", "reached")]),
    ],
)
def test_a_figure_is_told_of_its_thing(text: str, expected: list[tuple[str, str, str, str, str]]) -> None:
    found = [(fact.thing, f"{fact.value.normalize():f}", fact.unit, fact.kind, fact.state) for fact in read(text)]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("城市低保标准提高到每人每月780元。", [("人", "月")]),
        ("人均可支配收入2.6万元。", [("人",)]),
        ("月工资只有2600元左右。", [("月",)]),
        ("城市低保标准由每人每月645元提高到670元。", [("人", "月"), ("人", "月")]),
        ("人均可支配收入增长5%。", [()]),
    ],
)
def test_what_a_figure_counts_by(text: str, per: list[tuple[str, ...]]) -> None:
    assert [fact.per for fact in read(text)] == per


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("城乡低保标准分别提高到780元、560元。", ["城市", "农村"]),
        ("新分配184套，其中环卫工人31套、公交司机12套。", [None, "其中:环卫工人", "其中:公交司机"]),
        ("农村低保对象2455人。", ["农村"]),
    ],
)
def test_the_part_that_a_figure_is_of(text: str, parts: list[str | None]) -> None:
    assert [fact.part for fact in read(text)] == parts


@pytest.mark.parametrize(
    ("text", "whens"),
    [
        ("低保对象198人。", [When(2023)]),
        ("截至2022年6月底，低保对象198人。", [When(2022, None, "06", True)]),
        ("上半年新增床位20张。", [When(2023, None, "H1")]),
        ("一季度发放补助20万元。", [When(2023, None, "Q1")]),
        ("1-6月发放补助20万元。", [When(2023, None, "H1")]),
        ("上年发放补助20万元。", [When(2022)]),
        ("“十四五”期间，新增床位200张。", [When(2021, 2025)]),
        ("五年来，新增床位200张。", [When(2019, 2023)]),
        ("人均GDP从2020年的5.2万元提高到2025年的7.4万元。", [When(2020), When(2025)]),
        ("网办率由上年的52.6%提高到58.3%。", [When(2022), When(2023)]),
        ("供水管网漏损率由12.8%降到10.9%。", [None, When(2023)]),
        ("优良天数302天，比2020年增加36天。", [When(2023), When(2023)]),
    ],
)
def test_the_time_that_a_figure_is_of(text: str, whens: list[When | None]) -> None:
    assert [fact.when for fact in read(text)] == whens


def test_what_cannot_be_told_is_none() -> None:
    (fact,) = facts_of(report_of("低保对象198人。", year=None))
    assert fact.when is None
    assert fact.place is None


def test_the_smaller_place_that_a_clause_begins_with() -> None:
    town, whole, nation = read("平洋镇低保对象61户。全县低保对象198户。全国低保对象4000万人。")
    assert (town.place, whole.place, nation.place) == ("广东省和平县平洋镇", "广东省和平县", "全国")


def test_who_speaks_for_the_state_council_speaks_of_the_whole_country() -> None:
    text = "各位代表：\n现在，我代表国务院，向大会报告政府工作。\n重庆市的试点继续推进。\n城镇新增就业1256万人。\n"
    assert [fact.place for fact in facts_of(report_of(text))] == ["全国"]


def test_plans_are_told_by_their_section() -> None:
    text = "一、2023年工作情况\n新增床位20张。\n二、2024年工作计划\n新增床位30张。\n"
    done, planned = read(text)
    assert (done.state, done.when) == ("reached", When(2023))
    assert (planned.state, planned.when) == ("planned", When(2024))


def test_cells_of_a_table_are_facts_and_its_rows_are_no_sentences() -> None:
    text = "2023年救助情况见下表。\n类别\t人数（人）\t资金(万元)\n城市低保\t198\t171.1\n农村低保\t1764\t1165\n"
    found = [(fact.thing, f"{fact.value.normalize():f}", fact.unit, fact.part, fact.cell) for fact in read(text)]
    assert found == [
        ("城市低保人数", "198", "人", "城市", True),
        ("城市低保资金", "1711000", "元", "城市", True),
        ("农村低保人数", "1764", "人", "农村", True),
        ("农村低保资金", "11650000", "元", "农村", True),
    ]


def test_targets_and_results_of_a_table() -> None:
    text = "指标\t年初目标\t实际完成\t增速\n生产总值\t增长7.5%\t142.8亿元\t4.2%\n财政收入\t4.2亿元\t4.63亿元\t18.1%\n"
    found = [(fact.thing, fact.unit, fact.state) for fact in read(text)]
    assert found == [
        ("生产总值增速", "%", "planned"),
        ("生产总值", "元", "reached"),
        ("生产总值增速", "%", "reached"),
        ("财政收入", "元", "planned"),
        ("财政收入", "元", "reached"),
        ("财政收入增速", "%", "reached"),
    ]


def test_years_at_the_head_of_columns_are_times() -> None:
    text = "指标\t2022年\t2023年\n低保人数（人）\t198\t201\n养老床位（张）\t300\t320\n"
    found = [(fact.thing, fact.when, fact.unit) for fact in read(text, year=2024)]
    assert found == [
        ("低保人数", When(2022), "人"),
        ("低保人数", When(2023), "人"),
        ("养老床位", When(2022), "张"),
        ("养老床位", When(2023), "张"),
    ]


@given(
    st.one_of(
        REPORT_LIKE,
        st.lists(
            st.sampled_from(
                [
                    "由",
                    "从",
                    "提高到",
                    "增长",
                    "分别",
                    "其中",
                    "每人每月",
                    "占",
                    "低保",
                    "标准",
                    "780元",
                    "5%",
                    "两千户",
                    "3个",
                    "上年",
                    "2022年",
                    "“十四五”期间",
                    "截至6月底",
                    "，",
                    "、",
                    "。",
                    "；",
                    "\n",
                    "：",
                    "（",
                    "）",
                    "第3位",
                    "\t",
                    "“",
                ]
            ),
            max_size=40,
        ).map("".join),
    )
)
def test_facts_stand_in_their_chunk_in_text_order(text: str) -> None:
    report = report_of(text)
    for chunk in with_facts(report, split(report)):
        spans = [(fact.start, fact.end) for fact in chunk.facts]
        assert spans == sorted(spans)
        assert all(chunk.start <= start < end <= chunk.end for start, end in spans)
        assert all(report.text[start:end].strip() == report.text[start:end] for start, end in spans)


def test_a_cell_below_nought_keeps_its_sign() -> None:
    table = "项目 | 人数 | 增长\n低保 | 12 | -1.2%\n特困 | 13 | −3%\n孤儿 | 14 | 5%"
    assert [str(fact.value) for fact in read(table) if fact.unit == "%"] == ["-1.2", "-3", "5"]
