"""What a span must hold to answer: a time, a figure of the kind asked for, a sum paid and no standard by head."""

import pytest

from tests.helpers.places import want

WHEN, WHAT = "苏州的敬老院什么时候启用", "苏州的烟感报警器"


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        (WHEN, "敬老院6月启用", True),
        (WHEN, "敬老院2024年启用", True),
        (WHEN, "敬老院于15日启用", True),
        (WHEN, "敬老院在上半年启用", True),
        (WHEN, "敬老院已经启用", False),
        (WHEN, "敬老院启用床位30张", False),
        ("苏州的名单公示多久", "名单公示7天", True),
        ("苏州的名单公示多久", "名单在门口公示", False),
        (WHAT, "为老人安装烟感报警器", True),
        ("苏州的敬老院在哪里", "敬老院已经启用", True),
    ],
)
def test_a_time_stands_where_one_is_asked_for(question: str, text: str, fits: bool) -> None:
    wish = want(question)
    assert not wish.figure
    assert wish.fits(text) is fits


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("苏州有多少张床位", "建成床位30张", True),
        ("苏州有多少张床位", "建成床位一批", False),
        ("苏州有多少张床位", "建成敬老院3家", False),
        ("苏州助餐一个月给多少钱", "助餐补贴每月300元", True),
        ("苏州助餐一个月给多少钱", "发放助餐补贴300元", False),
    ],
)
def test_a_figure_of_the_kind_asked_for(question: str, text: str, fits: bool) -> None:
    assert want(question).fits(text) is fits


@pytest.mark.parametrize(
    ("question", "amounts"),
    [
        ("苏州养老机构有多少家", (("家",),)),
        ("苏州的低保标准是多少", (("元",),)),
        ("苏州的九宫巡访是什么", ()),
        ("苏州的三大行动是什么", ()),
    ],
)
def test_which_amounts_are_asked_for(question: str, amounts: tuple[tuple[str, ...], ...]) -> None:
    wish = want(question)
    assert (wish.amounts, wish.figure) == (amounts, bool(amounts))


def test_the_questions_own_numbers_are_no_answer() -> None:
    wish = want("苏州花5120.8万元救助了多少人")
    assert wish.units("发放5120.8万元，惠及30人") == ("人",)
