"""Invariants 1 and 2: chunks are the report's own text and cover its body once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Period, Report
from index.report.chunks import LONGEST, SHORTEST, split
from index.report.periods import years_in
from index.report.sections import parse
from tests.helpers.generated import REPORT_LIKE
from tests.helpers.paths import SHARED


def report_of(text: str, body_start: int = 0, title: str | None = None, year: int | None = 2022) -> Report:
    period = Period(year) if year else None
    sections = parse(text, body_start, (), period)
    return Report("a.txt", "0" * 64, text, title, None, None, None, "summary", year, body_start, sections)


def assert_covers(report: Report) -> None:
    chunks = split(report)
    position = report.body_start
    for ordinal, chunk in enumerate(chunks):
        assert chunk.ordinal == ordinal
        assert chunk.start == position < chunk.end
        assert report.text[chunk.start : chunk.end] == chunk.text
        assert len(chunk.text) <= LONGEST or chunk.text.isspace() or len(chunk.text.strip()) <= LONGEST
        position = chunk.end
    assert position == len(report.text)


@given(st.one_of(REPORT_LIKE, st.text(max_size=1500)), st.integers(0, 30))
def test_every_character_of_the_body_lies_in_exactly_one_chunk(text: str, body_start: int) -> None:
    assert_covers(report_of(text, min(body_start, len(text))))


@pytest.mark.skipif(not SHARED.exists(), reason="needs the real reports")
def test_real_texts_are_covered() -> None:
    paths = sorted((SHARED / "reports").glob("*.txt")) + sorted((SHARED / "corpora").glob("*/*.txt"))[::25]
    for path in paths:
        assert_covers(report_of(path.read_text(encoding="utf-8")))


def test_a_long_section_is_cut_at_sentence_ends() -> None:
    chunks = split(report_of("一、救助\n" + "发放救助金三万元，惠及群众五百人。" * 60))
    assert len(chunks) > 2
    assert all(chunk.text.endswith("。") for chunk in chunks)
    assert {chunk.section for chunk in chunks} == {("一、救助",)}


def test_a_cut_leaves_no_heading_alone_and_no_scrap_at_the_end() -> None:
    for length in range(380, 900, 7):
        text = "一、救助\n" + "各地要统筹资源，做好衔接，" * (length // 13) + "确保落实。办好实事。"
        chunks = split(report_of(text))
        assert all(40 <= len(chunk.text.strip()) <= LONGEST for chunk in chunks), length


def test_short_siblings_are_joined_and_a_bare_heading_goes_with_what_follows() -> None:
    chunks = split(report_of("一、救助\n（一）低保。提标。\n（二）特困。提标。\n（三）临时。" + "及时救助。" * 40))
    assert chunks[0].text == "一、救助\n（一）低保。提标。\n（二）特困。提标。\n"
    assert chunks[0].section == ("一、救助",)
    assert chunks[1].section == ("一、救助", "（三）临时")
    assert len(chunks[0].text) <= SHORTEST


def test_the_context_says_where_a_chunk_stands_and_its_years_what_it_speaks_of() -> None:
    (first, second) = split(
        report_of("一、工作成绩\n" + "已发放。" * 50 + "\n二、下一步工作计划\n" + "到2025年全覆盖。" * 30, title="总结")
    )[:2]
    assert first.context == "2022年·总结 > 一、工作成绩"
    assert second.context == "2023年计划·总结 > 二、下一步工作计划"
    assert second.years == {2023, 2025}
    assert second.period == Period(2023, None, True)
    assert second.indexed_text == f"{second.context}\n{second.text}"


def test_a_part_of_an_undated_report_may_be_of_any_year_that_the_report_names() -> None:
    text = "到2025年全覆盖。" * 100 + "2023年已发放。" * 100 + "持续推进。" * 200
    years = [chunk.years for chunk in split(report_of(text, year=None))]
    assert years[0] == {2025}
    assert {2023} in years
    assert years[-1] == {2023, 2025}
    dated = [chunk.years for chunk in split(report_of(text, year=2024))]
    assert years[-1] != dated[-1] == {2024}


@given(st.one_of(REPORT_LIKE, st.text(max_size=800)), st.none() | st.integers(2000, 2030))
def test_a_chunk_has_its_periods_year_and_those_that_it_names(text: str, year: int | None) -> None:
    for chunk in split(report_of(text, year=year)):
        named = set(years_in(chunk.text)) | {chunk.period.year if chunk.period else None} - {None}
        assert chunk.years == named or (not named and year is None and chunk.years == set(years_in(text)))


@pytest.mark.parametrize(
    ("text", "title", "context"),
    [
        ("\n  民政工作简讯  \n新增床位30张。", None, "2022年·民政工作简讯"),
        ("新增养老床位" * 20, None, "2022年·" + "新增养老床位" * 6 + "新增养老"),
        ("民政工作简讯\n新增床位30张。", "总结", "2022年·总结"),
    ],
)
def test_a_text_without_a_title_is_told_by_its_first_words(text: str, title: str | None, context: str) -> None:
    assert split(report_of(text, title=title))[0].context == context
    assert report_of(text, title=title).opening == context.partition("·")[2]


def test_a_report_without_a_body_has_no_chunks() -> None:
    assert split(report_of("标题", 2)) == ()
