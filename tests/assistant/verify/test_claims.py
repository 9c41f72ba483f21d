"""What a text claims to the letter: amounts in their units, what is said of them, numerals, rates, years, names."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify.claims import (
    Amount,
    amounts,
    dated,
    letters,
    measured,
    number,
    numerals,
    plain,
    quoted,
    rates,
    years,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2,031.5 万元", "20315000元"),
        ("２０３１．５万元", "2031.5余万元"),
        ("168家", "168个"),
        ("3件", "3项"),
        ("5名", "5位"),
        ("占98.50%", "占98.5％"),
    ],
)
def test_two_wordings_of_one_amount_are_one(one: str, other: str) -> None:
    (first,), (second,) = amounts(plain(one)), amounts(plain(other))
    assert first.equals(second)
    assert first.of_one_kind(second)


@pytest.mark.parametrize(
    ("one", "other"), [("5人", "5户"), ("5元", "5万元"), ("5人", "6人"), ("5%", "5个百分点"), ("15人", "5人")]
)
def test_other_amounts_are_others(one: str, other: str) -> None:
    (first,), (second,) = amounts(plain(one)), amounts(plain(other))
    assert not first.equals(second)


def test_years_are_no_amounts() -> None:
    assert not amounts("2023年")
    assert years("2023年和二〇二四年") == {2023, 2024}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("１，２３４．５ 万元", "1234.5万元"),
        ("12,345,678元", "12345678元"),
        ("2022,2023年", "2022,2023年"),
        ("（一）甲；乙：丙", "(一)甲;乙:丙"),
        ("共12\n34人", "共12\n34人"),
        ("", ""),
    ],
)
def test_plain(text: str, told: str) -> None:
    assert plain(text) == told


@given(st.text(max_size=60))
def test_plain_and_letters_change_nothing_twice(text: str) -> None:
    assert letters(letters(text)) == letters(text)
    assert "，" not in plain(text)


def subjects(text: str) -> list[tuple[int, str]]:
    return [(int(amount.value), subject) for amount, subject in measured(plain(text))]


def test_an_amount_is_of_what_its_clause_names() -> None:
    assert subjects("低保标准提高到855元，增长8%；特困标准1120元。") == [
        (855, "低保标准提高到#元"),
        (8, "低保标准提高到855元,增长#%"),
        (1120, "特困标准#元"),
    ]


def test_amounts_in_one_clause_are_of_what_stands_beside_them() -> None:
    assert subjects("收录118项产品和120项服务") == [(118, "收录#项产品和"), (120, "#项服务")]


def test_amounts_listed_apart_are_of_one_thing_each() -> None:
    assert subjects("城市、农村低保标准分别为950元、800元。") == [(950, "城市为"), (800, "农村低保标准为")]


def test_where_more_things_than_amounts_are_listed_the_sentence_is_said_of_each() -> None:
    sentence = "甲村、乙村、丙村分别为5人、6人。"
    assert subjects(sentence) == [(5, sentence), (6, sentence)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("推进六大行动", [("六", "大行动")]),
        ("第三个、三分之二", [("第三", "个"), ("三", "分之二")]),
        ("统一进一步十分重视一批", []),
        ("统一六项", [("六", "项")]),
        ("", []),
    ],
)
def test_numerals(text: str, found: list[tuple[str, str]]) -> None:
    assert list(numerals(text)) == found


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", 10),
        ("二十", 20),
        ("第十二", 12),
        ("一百零五", 105),
        ("三千五百", 3500),
        ("两", 2),
        ("〇", 0),
        ("三五", None),
    ],
)
def test_number(numeral: str, value: int | None) -> None:
    assert number(numeral) == value


def test_rates() -> None:
    assert rates("每人每月5元") == rates("5元/人/月") | {"人", "月"} == {"人", "月"}
    assert rates("人均5元") == {"人"}
    assert rates("5元") == frozenset()


def test_quoted() -> None:
    assert list(quoted("《养老 条例》和“一站式”服务，「幸福院」")) == ["养老条例", "一站式", "幸福院"]
    assert list(quoted("《没有完")) == []


def test_parts_of_a_year() -> None:
    assert dated("2023年末和2024年6月") == {("2023", "底"), ("2024", "6月")}


@given(st.integers(0, 10**9), st.sampled_from(["元", "人", "户", "%", ""]))
def test_an_amount_equals_itself(value: int, unit: str) -> None:
    assert Amount(Decimal(value), unit).equals(Amount(Decimal(value), unit))
