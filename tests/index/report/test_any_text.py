"""What holds of the sections of any text: they nest inside each other, and finding them takes no quadratic time."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.model import Period, Section
from index.report.sections import parse
from tests.helpers.generated import REPORT_LIKE
from tests.helpers.paths import SHARED

DONE = Period(2022)


def _assert_nested(sections: tuple[Section, ...], start: int, end: int, level: int) -> None:
    position = start
    for section in sections:
        assert position <= section.start < section.end <= end
        assert section.start < section.heading_end <= section.end
        assert section.level == level
        _assert_nested(section.children, section.start, section.end, level + 1)
        position = section.end


@settings(max_examples=300)
@given(st.one_of(REPORT_LIKE, st.text(max_size=200)), st.integers(0, 20))
def test_any_text_gives_a_nested_tree(text: str, body_start: int) -> None:
    body_start = min(body_start, len(text))
    sections = parse(text, body_start, (), DONE)
    _assert_nested(sections, body_start, len(text), 1)
    for root in sections:
        for section in root.walk():
            assert text[section.start : section.heading_end].startswith(section.heading)


@pytest.mark.parametrize(
    "unit",
    [
        "一、甲。\n说明：\n",
        "一是甲。二是乙。",
        "1.甲 2.乙 ",
        "一、《（“\n",
        "1.甲。\n（一）乙。\n",
        "\n",
        "2023年1月5日\n",
    ],
)
def test_many_markers_take_no_quadratic_time(unit: str) -> None:
    sections = parse(unit * 20_000, 0, (), None)
    assert len(sections) > 10_000 or unit in ("\n", "一、《（“\n", "2023年1月5日\n")


@pytest.mark.skipif(not SHARED.exists(), reason="needs the real reports")
@pytest.mark.parametrize("path", sorted((SHARED / "reports").glob("*.txt")), ids=lambda path: path.name[:3])
def test_real_reports_give_a_nested_tree(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    sections = parse(text, 0, (), DONE)
    _assert_nested(sections, 0, len(text), 1)
    assert sum(1 for root in sections for _ in root.walk()) >= 10
