"""Groups of provinces in a question: each is named, but not where the group is something of its own."""

import pytest

from index.places.gazetteer import gazetteer
from index.places.groups import _groups, spelled_out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("东北三省一共产了多少粮", "辽宁、吉林、黑龙江一共产了多少粮"),
        ("江浙沪新增就业", "江苏、浙江、上海新增就业"),
        ("长三角三省一市失业率谁最低", "上海、江苏、浙江、安徽失业率谁最低"),
        ("京津冀协同发展做了什么", "京津冀协同发展做了什么"),
        ("长三角一体化", "长三角一体化"),
        ("苏州低保标准", "苏州低保标准"),
    ],
)
def test_a_group_is_spelled_out_where_its_places_are_meant(text: str, told: str) -> None:
    assert spelled_out(text) == told


def test_every_place_of_a_group_is_a_province() -> None:
    for places in _groups().values():
        for name in places:
            assert gazetteer().named(name)[0].level == "province"
