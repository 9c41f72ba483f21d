"""Negations put in or left out, directions turned round."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify.claims import plain
from assistant.verify.opposites import denies, runs_back, turns

text = st.lists(
    st.sampled_from(
        ["不得", "未", "挪用", "资金", "低保", "提高", "降低", "，", "、", "和", "由3元到5元", "先救助后审批"]
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("不得挪用资金", "可以挪用资金"),
        ("机构未达到国家标准", "机构达到国家标准"),
        ("不再开展家庭核对、民主评议和公示", "仍开展民主评议"),
        ("不受户籍、地域限制", "只在户籍所在地申办"),
        ("免于审批", "先审批"),
    ],
)
def test_denied(one: str, other: str) -> None:
    assert denies(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("不得挪用资金", "严禁挪用资金"),
        ("不断提高标准", "提高标准"),
        ("未成年人保护", "保护未成年人"),
        ("取缔非法社会组织3家", "社会组织3家被取缔"),
        ("不再重复支持，以前得到支持", "得到支持"),
        ("杜绝不服从管理", "服从和配合工作，杜绝不服从管理"),
        ("对不裁员、符合条件的单位返还保险费", "对不裁员且符合条件的单位，返还保险费"),
        ("不", "挪用"),
    ],
)
def test_not_denied(one: str, other: str) -> None:
    assert not denies(plain(one), plain(other))


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("比省定标准低20元", "比省定标准高20元"),
        ("农村标准600元", "城市标准600元"),
        ("所有社区设站", "仅有社区设站"),
        ("可以办成民办园", "不得办成民办园"),
        ("可申请延期", "应当申请延期"),
        ("先审批后救助", "先救助后审批"),
    ],
)
def test_turned_round(said: str, held: str) -> None:
    assert turns(plain(said), plain(held))


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("比省定标准高20元", "高20元"),
        ("由3元到5元", "由3元调整到5元"),
        ("定期检查", "定期检查"),
        ("先救助", "先救助后审批"),
    ],
)
def test_not_turned_round(said: str, held: str) -> None:
    assert not turns(said, held)


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("由5元调整到3元", "由3元调整到5元"),
        ("由“核算为主”向“评议为主”转变", "由“评议为主，核算为辅”向“核算为主，评议为辅”转变"),
    ],
)
def test_changes_run_back(said: str, held: str) -> None:
    assert runs_back(plain(said), plain(held))
    assert not runs_back(plain(held), plain(held))


@given(text)
def test_no_text_denies_or_turns_itself_round(one: str) -> None:
    one = plain(one)
    assert not denies(one, one)
    assert not turns(one, one)
    assert not runs_back(one, one)


@given(text, text)
def test_always_the_same(one: str, other: str) -> None:
    assert denies(one, other) == denies(one, other)
