"""Numbers with their scale and unit."""

import pytest

from assistant.figures import figures


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
