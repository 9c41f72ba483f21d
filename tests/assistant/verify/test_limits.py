"""Limits beside amounts: kept, left out, put in, exchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify.claims import plain
from assistant.verify.limits import limits_kept, without_limits

LIMITS = ["超过{}", "{}以上", "不足{}", "近{}", "约{}", "{}左右", "仅{}", "至少{}", "不超过{}", "{}"]


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("床位不足400张", "床位400张"),
        ("近300场", "超300场"),
        ("不满700人", "700余人"),
        ("只有9%", "9%"),
        ("约5人", "5人"),
        ("20分钟以上", "20分钟左右"),
        ("期限不少于1年", "期限不超过1年"),
        ("至少3家，2家", "3家，至少2家"),
    ],
)
def test_another_limit(said: str, held: str) -> None:
    assert not limits_kept(plain(said), plain(held))


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("超过300场", "超300场"),
        ("300多场", "300余场"),
        ("3.5万余人次", "35000余人次"),
        ("约175亿美元", "175亿美元左右"),
        ("不得少于210万元", "不少于210万元"),
        ("每人最多1000元", "不能超过每月1000元"),
        ("400张", "近400张"),
        ("近400张", "400张，近400张"),
        ("没有数", ""),
    ],
)
def test_the_limit_that_is_set_there(said: str, held: str) -> None:
    assert limits_kept(plain(said), plain(held))


@given(st.sampled_from(LIMITS), st.sampled_from(LIMITS), st.integers(2, 10**6))
def test_a_limit_is_kept_by_itself_and_may_be_left_out(one: str, other: str, number: int) -> None:
    told = plain(one.format(f"{number}张"))
    assert limits_kept(told, told)
    assert limits_kept(f"{number}张", told)
    assert limits_kept(told, plain(other.format(f"{number}张"))) or one != other


def test_without_limits() -> None:
    assert without_limits("建成不足400张，超过每人3元，附近5家") == "建成400张，每人3元，附近5家"
