"""Amounts given to another thing, two things exchanged."""

import pytest

from assistant.verify.claims import plain
from assistant.verify.subjects import misplaced, swapped

STANDARDS = plain("低保标准提高到855元，特困供养标准提高到1120元；80岁以上老人16815人，90岁以上老人2173人。")


@pytest.mark.parametrize(
    "said",
    ["低保标准提高到1120元", "特困供养标准为855元", "90岁以上老人16815人", "甲区低保标准提高到1,120元"],
)
def test_an_amount_of_another_thing(said: str) -> None:
    assert misplaced(plain(said), STANDARDS)


@pytest.mark.parametrize(
    "said", ["低保标准提高到855元", "特困供养的标准是1120元", "标准为855元", "低保标准3元", "没有数", STANDARDS]
)
def test_an_amount_of_its_own_thing(said: str) -> None:
    assert not misplaced(plain(said), STANDARDS)


COLOURS = plain("红色的须紧急干预，黄色的须兜底；严禁挤占、挪用、截留资金。")


@pytest.mark.parametrize("said", ["黄色的须紧急干预", "红色的须兜底"])
def test_exchanged(said: str) -> None:
    assert swapped(said, COLOURS)


def test_neighbours_across_a_mark_are_not_exchanged() -> None:
    held = plain("在征收所得税后，区别不同情况征收调节税。加强产业分析、项目调度和企业服务。")
    assert not swapped("征收所得税后区别不同情况", held)
    assert not swapped("加强产业分析和企业服务", held)


@pytest.mark.parametrize("said", ["红色的须紧急干预", "黄色的须兜底，红色的须紧急干预", "严禁截留资金", "", COLOURS])
def test_not_exchanged(said: str) -> None:
    assert not swapped(plain(said), COLOURS)
