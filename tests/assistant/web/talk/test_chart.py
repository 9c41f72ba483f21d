"""The bars of a comparison: only for figures that tell the same thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.talk.chart import bars
from tests.helpers.pages import answered, cited

TABLE = "| 地区 | 报告内容 |\n| --- | --- |\n"


def shares(*said: str) -> list[float]:
    """How long the bars of such cells are, each of a place of its own."""
    rows = "\n".join(f"| {place}市 | {words} |" for place, words in zip("甲乙丙", said, strict=False))
    return [bar.share for bar in bars(answered(TABLE + rows))]


@pytest.mark.parametrize(
    ("first", "second", "lengths"),
    [
        ("床位**50张**[1]", "床位**1万张**[2]", [0.005, 1]),
        ("低保标准**1,200元**[1]", "低保标准为**600元**[2]", [1, 0.5]),
        ("全市低保标准由每人每月620元提高到**630元**[1]", "我县低保标准每人每月**315元**[2]", [1, 0.5]),
        ("2024年，甲市生产总值增长**5.8%**[1]", "全省地区生产总值增长**2.9％**左右[2]", [1, 0.5]),
        ("床位**50张**[1]", "床位**50家**[2]", []),
        ("床位**50张**[1]", "报告未提及", []),
        ("低保标准每人每月**500元**[1]", "低保标准每人每年**8000元**[2]", []),
        ("床位**50张**；**60张**[1]", "床位**50张**[2]", []),
        ("床位**0张**[1]", "床位**0张**[2]", []),
    ],
)
def test_bars_stand_for_figures_of_one_unit_and_measure(first: str, second: str, lengths: list[float]) -> None:
    assert shares(first, second) == pytest.approx(lengths)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("全区床位**5000张**[1]", "建成家庭养老床位**400张**[2]"),
        ("新增床位**5000张**[1]", "床位**400张**[2]"),
        ("城市低保标准**700元**[1]", "农村低保标准**600元**[2]"),
        ("社区社会组织由1000家增至**1500家**[1]", "社会组织预登记**2家**[2]"),
        ("低保对象**13万人**、特困人员2万人[1]", "特困人员**1000人**[2]"),
        ("上半年救助**180人**[1]", "救助**500人**[2]"),
        ("到6月底福彩销量**2万元**[1]", "到11月底福彩销量**3万元**[2]"),
        ("532名群众领到**40万元**[1]", "群众领到**50万元**[2]"),
        ("**50张**[1]", "**60张**[2]"),
        ("达到**50张**[1]", "共有**60张**[2]"),
    ],
)
def test_no_bars_where_the_words_before_the_figures_differ_or_say_nothing(first: str, second: str) -> None:
    assert shares(first, second) == []


def test_one_place_is_no_comparison() -> None:
    assert shares("床位**50张**[1]") == []
    assert shares("床位**50张**[1]", "床位**60张**[2]", "报告未提及") == []


def test_the_years_are_told_where_they_differ() -> None:
    said = TABLE + "| 甲市 | 床位**50张**[1] |\n| 乙市2022年 | 床位**60张**[2] |"
    same = bars(answered(said, cited(1, year=2023), cited(2, year=2023)))
    assert [bar.label for bar in same] == ["甲市", "乙市2022年"]
    other = bars(answered(said, cited(1, year=2023), cited(2, year=2022)))
    assert [bar.label for bar in other] == ["甲市（2023 年）", "乙市2022年"]


@given(st.text(max_size=80))
def test_any_text_has_bars_or_none(text: str) -> None:
    assert all(0 <= bar.share <= 1 for told in (text, TABLE + text) for bar in bars(answered(told)))
