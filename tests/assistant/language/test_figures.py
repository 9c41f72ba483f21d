"""Numbers with their scale and unit."""

import pytest

from assistant.language.figures import answers, asked_units, figures


@pytest.mark.parametrize(
    ("text", "number", "scale", "unit"),
    [
        ("实现生产总值1.2万亿元", "1.2", "万亿", "元"),
        ("惠及300馀人", "300", "", "人"),
        ("惠及3万馀人", "3", "万", "人"),
        ("展出书画120幅", "120", "", "幅"),
        ("创作歌曲12首", "12", "", "首"),
        ("拍摄影片3部", "3", "", "部"),
        ("发放手册2.5万册", "2.5", "万", "册"),
        ("栽种树苗800株", "800", "", "株"),
    ],
)
def test_scales_and_units(text: str, number: str, scale: str, unit: str) -> None:
    assert [(each.number, each.scale, each.unit) for each in figures(text)] == [(number, scale, unit)]


@pytest.mark.parametrize(
    ("question", "unit", "answered"),
    [
        ("招募几个志愿者", "名", True),
        ("来了多少个专家", "位", True),
        ("建了几个站", "家", True),
        ("办了几个案子", "件", True),
        ("投了几个项目", "元", False),
        ("建了几个站", "张", False),
        ("招募几名志愿者", "个", False),
    ],
)
def test_how_many_asks_for_things_and_people(question: str, unit: str, answered: bool) -> None:
    assert (answers(asked_units(question), [unit]) == 1) is answered


def test_units_asked_for() -> None:
    assert asked_units("发放了多少钱") == (("元",),)
    assert asked_units("救助了多少人次、发放多少资金") == (("人次",), ("元",))
    assert asked_units("有多少张床位") == (("张",),)
    assert asked_units("覆盖率是多少") == (("%", "‰", "百分点", "个百分点"),)
    assert asked_units("从多少提高到多少") == ((), ())
    assert answers((("人次",), ("元",)), ["元", "个"]) == 0.5


def test_figures_with_scale_and_unit() -> None:
    found = [
        (figure.number, figure.scale, figure.unit)
        for figure in figures("2022年发放2,850.46 万元，惠及1.5万余人、98.7％")
    ]
    assert found == [("2850.46", "万", "元"), ("1.5", "万", "人"), ("98.7", "", "%")]
