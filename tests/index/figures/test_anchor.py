"""The times that a figure may be of, what is seen of them, and which one a model takes."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from index.figures.anchor.around import Around, Trail
from index.figures.anchor.candidates import candidates
from index.figures.anchor.features import SHAPES, seen_around, seen_of, shape
from index.figures.anchor.model import STATES, model_of, settle
from index.figures.ground import ground_of
from index.figures.prose import Prose
from index.figures.stretches import stretches
from index.model import FactState, When
from index.report.chunks import split
from tests.index.report.test_chunks import report_of


def arounds(text: str, year: int | None = 2023) -> list[Around]:
    report = report_of(text, year=year)
    ground = ground_of(report)
    found: list[Around] = []

    def seen(around: Around) -> tuple[When | None, FactState]:
        found.append(replace(around, trail=replace(around.trail)))
        return None, "reached"

    prose = Prose(report, ground, (), stretches(report), seen, Trail(ground))
    assert [fact for chunk in split(report) for fact in prose.facts(chunk)]
    return found


def sources(around: Around) -> Iterator[tuple[When | None, str]]:
    for candidate in candidates(around):
        yield from ((candidate.when, source) for source in candidate.sources)


@pytest.mark.parametrize(
    ("text", "when", "source"),
    [
        ("2021年新增床位20张。", When(2021), "own1"),
        ("低保对象198人，2021年新增床位20张。", When(2021), "own1"),
        ("2021年建成敬老院，新增床位20张。", When(2021), "opens1"),
        ("2021年建成敬老院。新增床位20张。", When(2021), "begins1"),
        ("敬老院在2021年建成。新增床位20张。", When(2021), "begins1"),
        ("新增床位20张，2021年投用。", When(2021), "later1"),
        ("新增床位20张，比2021年多。", When(2021), "vlater1"),
        ("2021年建成敬老院。\n新增床位20张。", When(2021), "opened"),
        ("一、2021年工作\n新增床位20张。", When(2021), "head00"),
        ("新增床位20张。", When(2023), "period0"),
        ("新增床位20张。", When(2024), "ground+"),
        ("2021至2022年新增床位20张。", When(2022), "last own1"),
        ("2021至2022年新增床位20张。", When(2020), "before own1"),
        ("新增床位20张。", None, "none"),
    ],
)
def test_times_are_told_from_where_they_stand(text: str, when: When | None, source: str) -> None:
    assert (when, source) in list(sources(arounds(text)[-1]))


def test_each_time_is_there_once_and_none_is_the_last() -> None:
    (around,) = arounds("一、2023年工作\n2023年新增床位20张。\n")
    found = [candidate.when for candidate in candidates(around)]
    assert len(set(found)) == len(found)
    assert found[-1] is None


def test_what_the_sentence_itself_names_has_a_shape_of_its_own() -> None:
    (around,) = arounds("2021年新增床位20张。")
    shapes = {candidate.when: SHAPES[shape(candidate)] for candidate in candidates(around)}
    assert (shapes[When(2021)], shapes[When(2023)], shapes[None]) == ("named", "year", "none")


def test_words_are_seen_by_where_they_stand_and_digits_are_all_alike() -> None:
    (around,) = arounds("一、救助工作\n全年救助困难群众，力争新增床位120张以上。")
    seen = set(seen_around(around))
    assert {"b力争", "l床位", "a以上", "s救助", "h0救助"} <= seen
    assert not any("120" in name for name in seen)


def test_the_likeliest_pair_of_a_time_and_a_state_is_taken() -> None:
    (around,) = arounds("2021年力争新增床位20张。")
    columns = len(STATES) + len(SHAPES)
    planned = [0, 100] + [0] * (columns - 2)
    model = model_of({"around": {"b力争": planned}, "of": {"@own1": [100, 0, 0, 0], "@ground": [50, 0, 0, 0]}})
    assert settle(around, model) == (When(2021), "planned")
    assert settle(around, model_of({"around": {"b无": planned}, "of": {"@ground": [50, 0, 0, 0]}})) == (
        When(2023),
        "reached",
    )


def test_what_is_seen_of_a_time_tells_how_far_it_is_from_the_report_unless_the_sentence_names_it() -> None:
    (around,) = arounds("2021年新增床位20张。")
    found = candidates(around)
    seen = {candidate.when: set(names) for candidate, names in zip(found, seen_of(found, around), strict=True)}
    assert {"@own1", "@own1 year"} <= seen[When(2021)]
    assert not any(name.startswith("@g-") for name in seen[When(2021)])
    assert {"@ground+", "@g1  named"} <= seen[When(2024)]


def test_headings_of_a_later_year_are_ahead_of_the_report() -> None:
    later, both = arounds("一、2024年打算\n新增床位20张。\n二、2023年总结和2024年打算\n新增床位30张。\n")
    assert ("*ahead1" in seen_around(later), "*ahead1" in seen_around(both)) == (True, False)
