"""Words that turn a clause and do not stand in what it cites; equal words that may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify.added import added
from assistant.verify.claims import plain
from assistant.verify.faults import Span, faults

HELD = (
    "截至6月底，全县建成家庭养老床位400张，惠及老人380名；下拨补助资金120万元，服务质量显著提升。道路另行取消停车位。"
)
TURNED = (
    "拆除家庭养老床位400张",
    "建成家庭养老床位400张是虚假数字",
    "建成家庭养老床位400张，其中一半闲置",
    "建成家庭养老床位不足400张",
    "违规建成家庭养老床位400张",
    "建成家庭养老床位400张，但未通过验收",
)
OTHERS = (
    "取消家庭养老床位400张",
    "据说建成家庭养老床位400张",
    "建成家庭养老床位400张，却无人使用",
    "仅建成家庭养老床位400张",
    "老人自费建成家庭养老床位400张",
    "勉强下拨补助资金120万元",
    "截留补助资金120万元",
    "上缴补助资金120万元",
    "因群众投诉，下拨补助资金120万元",
    "服务质量下降",
    "服务质量可能提升",
)
KEPT = (
    "全县建成家庭养老床位400张",
    "截至6月底，全县共新建家庭养老床位400张，380名老人受益",
    "家庭养老床位建起400张，另外下拨补助资金120万元",
    "补助资金方面，该县发放120万元",
    "服务质量明显提高",
)


@pytest.mark.parametrize("said", [*TURNED, *OTHERS])
def test_what_turns_a_clause_is_a_fault(said: str) -> None:
    assert faults(said, [Span(HELD)])


@pytest.mark.parametrize("said", [*KEPT, HELD])
def test_near_wordings_stand(said: str) -> None:
    assert faults(said, [Span(HELD)]) == ()


def test_the_words_that_are_lacking() -> None:
    held = plain(HELD)
    assert added("违规建成家庭养老床位400张，却无人使用", held, "") == ["违规", "却", "无人", "使用"]
    assert added("床位400张", "", "") == ["床位"]
    assert added("", held, "") == []


def test_a_word_stands_where_its_clause_is_told_or_in_the_headings() -> None:
    assert added("取消家庭养老床位", plain(HELD), "") == ["取消"]
    assert added("取消停车位", plain(HELD), "") == []
    assert added("智慧养老方面建成床位400张", plain(HELD), "智慧养老") == []


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("标准降低", "标准提高"),
        ("收费提供", "免费提供"),
        ("期限缩短", "期限延长"),
        ("体育彩票销量", "福利彩票销量"),
        ("大坪村、漠滨村建站", "大坪村建站"),
        ("停建道路3条", "新建道路3条"),
        ("建站3个fake", "建站3个"),
        ("可能建站", "建站，可在站内用能"),
        ("一般建站", "建站"),
        ("应对建站", "建站"),
        ("上调标准", "下调标准"),
        ("建成床位的目标", "建成床位"),
        ("企业增负", "减轻企业负担"),
    ],
)
def test_a_word_in_the_place_of_another(said: str, held: str) -> None:
    assert added(plain(said), plain(held), "")


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("标准上调", "标准提高"),
        ("没有集中供养孤儿", "无集中供养孤儿"),
        ("明显提高", "显著提升"),
        ("每人提到75元", "提高到75元/月/人"),
        ("为企业减负", "减轻企业负担"),
        ("创下历史新高", "再创历史新高"),
        ("空气优良率保持在98%以上", "空气优良率98%以上"),
        ("目标是建成床位", "建成床位"),
        ("该院对指标作了微调", "医院对指标进行微调"),
        ("从2008年起视需要召开", "从2008年开始视需要召开"),
        ("特殊场所除外", "除特殊场所外"),
        ("在扬子镇建服务站", "在扬子镇新建服务站，建设1处"),
    ],
)
def test_another_word_for_the_same(said: str, held: str) -> None:
    assert added(plain(said), plain(held), "") == []


@given(
    st.lists(st.sampled_from(["建成", "拆除", "床位", "400张", "未", "，", "。", "停", "、", "养老服务"]), max_size=12)
)
def test_no_text_adds_to_itself(pieces: list[str]) -> None:
    text = plain("".join(pieces))
    assert added(text, text, "") == []


@given(st.sampled_from(["拆毁", "虚报", "闲置", "勉强", "谎称", "唯独"]), st.integers(0, 20))
def test_a_word_of_its_own_is_found_wherever_it_stands(word: str, at: int) -> None:
    said = plain("全县建成家庭养老床位400张")
    at = min(at, len(said))
    assert added(said[:at] + word + said[at:], plain(HELD), "")
