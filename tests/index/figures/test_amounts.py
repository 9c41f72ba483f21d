"""Amounts: the same number however it is written, its unit, and what only looks like an amount."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.figures.numbers.amounts import Amount, amounts
from index.figures.numbers.numerals import chinese

DIGITS = "零一二三四五六七八九"


def read(text: str) -> list[tuple[str, str, str]]:
    return [(text[each.start : each.end], f"{each.value:f}", each.unit) for each in amounts(text)]


def only(text: str) -> Amount:
    (found,) = amounts(text)
    return found


@pytest.mark.parametrize(
    ("text", "written", "value", "unit"),
    [
        ("参保1,764人。", "1,764人", "1764", "人"),
        ("参保1 764人。", "1 764人", "1764", "人"),
        ("参保１７６４人。", "１７６４人", "1764", "人"),
        ("参保一千七百六十四人。", "一千七百六十四人", "1764", "人"),
        ("增长３．５％。", "３．５％", "3.5", "%"),
        ("增长19·5％。", "19·5％", "19.5", "%"),
        ("增长百分之三点八。", "百分之三点八", "3.8", "%"),
        ("控制在千分之十三以下", "千分之十三", "13", "‰"),
        ("投入2.85万元。", "2.85万元", "28500", "元"),
        ("投入30余万元。", "30余万元", "300000", "元"),
        ("签发9472余张。", "9472余张", "9472", "张"),
        ("互动4.4万余次。", "4.4万余次", "44000", "次"),
        ("达5.67万亿元。", "5.67万亿元", "5670000000000", "元"),
        ("外资160.6亿美元。", "160.6亿美元", "16060000000", "美元"),
        ("扩大到一亿亩。", "一亿亩", "100000000", "亩"),
        ("走访两千户。", "两千户", "2000", "户"),
        ("占总量的四成。", "四成", "40", "%"),
        ("精简1／4。", "1／4", "0.25", ""),
        ("减少一半。", "一半", "0.5", ""),
        ("提高5.8个百分点。", "5.8个百分点", "5.8", "个百分点"),
        ("浓度26.3微克/立方米。", "26.3微克/立方米", "26.3", "微克/立方米"),
        ("人均预期寿命82.58岁。", "82.58岁", "82.58", "岁"),
        ("全国排名第八。", "第八", "8", "位"),
        ("居全省第3位。", "第3位", "3", "位"),
    ],
)
def test_an_amount_is_read_with_its_unit(text: str, written: str, value: str, unit: str) -> None:
    assert [(words, Decimal(number), of) for words, number, of in read(text)] == [(written, Decimal(value), unit)]


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("714元/人·月", ("人", "月")),
        ("5604元/人年", ("人", "年")),
        ("780元每人每月", ("人", "月")),
        ("19元/平方米", ("平方米",)),
        ("600元/年", ("年",)),
    ],
)
def test_what_an_amount_counts_by(text: str, per: tuple[str, ...]) -> None:
    amount = only(text)
    assert (amount.unit, amount.per, amount.end) == ("元", per, len(text))


@pytest.mark.parametrize(
    "text",
    [
        "2023年6月30日印发",
        "二〇二三年以来",
        "2021—2025年",
        "国办发〔2018〕108号",
        "电话0517-12345678",
        "第十二条、第三批",
        "十四五期间",
        "80周岁以上老年人",
        "自11月1日至次年3月31日",
        "每天9:30开门",
        "一是抓落实",
        "一些家庭进一步改善",
        "残疾人两项补贴",
        "PM2.5监测",
        "“1+5”体系",
        "第一产业",
    ],
)
def test_what_only_looks_like_an_amount(text: str) -> None:
    assert read(text) == []


def numeral(number: int) -> str:
    """A number below 100,000,000 in Chinese numerals."""
    if number >= 10_000:
        rest = number % 10_000
        return numeral(number // 10_000) + "万" + ("零" if 0 < rest < 1000 else "") + (numeral(rest) if rest else "")
    text, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        text += ("零" if gap and digit and text else "") + (DIGITS[digit] + name if digit else "")
        gap = not digit
    return text


@given(st.integers(1, 99_999_999))
def test_a_number_is_the_same_however_it_is_written(number: int) -> None:
    wide = str(number).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    grouped = f"{number:,}"
    for written in (str(number), wide, grouped, grouped.replace(",", " "), grouped.replace(",", "，")):
        assert only(f"发放{written}元。").value == number
    assert chinese(numeral(number)) == number


@given(st.decimals(Decimal("0.01"), Decimal(999), places=2))
def test_scales_are_multiplied_in_exactly(number: Decimal) -> None:
    assert only(f"发放{number}万元。").value == number * 10_000
    assert only(f"发放{number}亿元。").value == number * 100_000_000


@given(
    st.text(alphabet="0123456789一二三十百千万亿点第约近余多．.,，、·/％%元人年月日个成半分之〔〕“” \n", max_size=40)
)
def test_amounts_stand_in_order_and_never_overlap(text: str) -> None:
    end = 0
    for amount in amounts(text):
        assert end <= amount.start < amount.end <= len(text)
        end = amount.end
