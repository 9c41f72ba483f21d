"""Which amounts can be set beside one another, by their units."""

import pytest

from assistant.language.measures import measure


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("万元", "亿元", True),
        ("元/月", "元/年", True),
        ("元/月", "元/人/月", True),
        ("元/年/人", "元/月", True),
        ("元/人/月", "元/户/月", False),
        ("元", "元/月", False),
        ("元", "元/人", False),
        ("人", "名", True),
        ("人", "户", False),
        ("%", "个百分点", False),
    ],
)
def test_units_are_alike_both_ways(one: str, other: str, alike: bool) -> None:
    assert measure(one).like(measure(other)) is measure(other).like(measure(one)) is alike
