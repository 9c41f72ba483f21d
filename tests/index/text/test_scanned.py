"""Which of a text's recognised lines a span touches, and which are too doubtful for figures."""

from hypothesis import given
from hypothesis import strategies as st

from index.model import overlaps
from index.text.scanned import Scanned, scanned_in


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), max_size=6), st.integers(0, 30), st.integers(0, 9))
def test_those_of_a_span_are_the_lines_that_it_touches(gaps: list[tuple[int, int]], start: int, length: int) -> None:
    lines, at = [], 0
    for gap, size in gaps:
        lines.append(Scanned(at + gap, at + gap + size, 0.9))
        at += gap + size
    touched = [line for line in lines if overlaps([(line.start, line.end)], start, start + length)]
    assert scanned_in(lines, start, start + length) == touched


def test_a_line_below_the_limit_is_unclear() -> None:
    assert [Scanned(0, 1, confidence).unclear for confidence in (0.0, 0.89, 0.9, 1.0)] == [True, True, False, False]
