"""Figures and years of a statement must stand in what it cites."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify import unsupported

SPAN = "截至6月底,发放低保金2,850.46 万元，惠及1.5万人、15户，占比98.74%；2022年新建3个。"


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("发放低保金2850.46万元", ()),
        ("发放低保金2850.46亿元", ("2850.46亿元",)),
        ("发放低保金850.46万元", ("850.46万元",)),
        ("惠及5户", ("5户",)),
        ("惠及15户", ()),
        ("占比98.74％", ()),
        ("占比98.7%", ("98.7%",)),
        ("2021年新建3个", ("2021年",)),
        ("2022年新建3个", ()),
        ("没有数字", ()),
    ],
)
def test_figures_stand_to_the_digit_and_the_unit(statement: str, missing: tuple[str, ...]) -> None:
    assert unsupported(statement, (SPAN,)) == missing


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from(["元", "万元", "人次", "个", "%"]))
def test_another_number_is_never_supported(said: int, stands: int, unit: str) -> None:
    supported = not unsupported(f"共{said}{unit}", (f"共{stands}{unit}",))
    assert supported == (said == stands)
