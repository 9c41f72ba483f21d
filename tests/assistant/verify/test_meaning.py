"""Whether a statement says what the spans say, and nothing more."""

import pytest

from assistant.verify.claims import plain
from assistant.verify.meaning import distorted, said_there

HELD = plain("建成养老机构5家，完成适老化改造400户；不再收取服务费。居民提出项目30个，确定9个。")


@pytest.mark.parametrize(
    "said",
    [
        "建成养老机构5家，有效带动了当地旅游消费增长",
        "收取服务费",
        "撤销养老机构5家，取消适老化改造",
        "提出项目9个",
    ],
)
def test_distorted(said: str) -> None:
    assert distorted(plain(said), HELD, "")


@pytest.mark.parametrize(
    "said", ["养老机构建成5家", "适老化改造完成400户，养老机构建成5家", "服务费不再收取", "提出项目30个，确定9个", HELD]
)
def test_not_distorted(said: str) -> None:
    assert not distorted(plain(said), HELD, "")


def test_what_stands_above_a_span_may_be_said() -> None:
    assert not distorted("养老服务方面建成机构5家", HELD, "养老服务")


def test_what_is_said_of_a_name_is_said_where_it_stands() -> None:
    held = "昆山市建成社工站10个。吴江区发放救助金88万元。"
    assert said_there("昆山", {"昆山"}, "昆山市建成社工站10个", held)
    assert not said_there("昆山", {"昆山"}, "昆山发放救助金88万元", held)
