"""Chats of two and three turns: what is taken over from before, and what is dropped."""

import pytest

from assistant.catalogue import Places
from assistant.model import Query
from assistant.question.follow_up import in_contrast, is_small_talk
from assistant.question.understand import understand
from index.model import Region
from index.places.gazetteer import gazetteer
from tests.helpers.places import place

COVERED = (place("苏州市"), place("渝中区"), place("和平县"))


def chat(turns: str) -> Query:
    """The last of the turns (separated by |) understood after those before it."""
    *history, question = turns.split("|")
    return understand(question, history, gazetteer(), Places(COVERED))


def names(regions: tuple[Region, ...]) -> str:
    return "".join(region.short for region in regions)


LEVEL = "苏州2023年的低保标准是多少"


# What follows each chat: the places, the years, the kind of answer, what `standalone` must say and must not.
@pytest.mark.parametrize(
    ("turns", "places", "years", "intent", "said", "dropped"),
    [
        # Another place.
        (f"{LEVEL}|那渝中区呢？", "渝中", (2023,), "figure", "低保标准", "苏州"),
        (f"{LEVEL}|渝中区呢", "渝中", (2023,), "figure", "低保标准", "苏州"),
        (f"{LEVEL}|渝中区是多少", "渝中", (2023,), "figure", "低保标准", "苏州"),
        (f"{LEVEL}|换成渝中区", "渝中", (2023,), "figure", "低保标准", "苏州"),
        (f"{LEVEL}|再看渝中区的情况", "渝中", (2023,), "figure", "低保标准", "苏州"),
        (f"{LEVEL}|和平县2022年的呢", "和平", (2022,), "figure", "低保标准", "2023"),
        (f"{LEVEL}|渝中区上半年呢", "渝中", (2023,), "figure", "上半年低保标准", "苏州"),
        (f"{LEVEL}|那渝中区农村呢", "渝中", (2023,), "figure", "农村", "苏州"),
        (f"{LEVEL}|渝中区的养老床位呢", "渝中", (2023,), "figure", "养老床位", "苏州"),
        (f"{LEVEL}|谢谢|那渝中区呢", "渝中", (2023,), "figure", "低保标准", "谢谢"),
        (f"{LEVEL}|那渝中区呢|和平县呢", "和平", (2023,), "figure", "低保标准", "渝中"),
        ("低保标准是多少|苏州", "苏州", (), "figure", "低保标准", "？"),
        ("低保标准是多少|我问的是苏州", "苏州", (), "figure", "低保标准", "我"),
        ("各地的低保标准是多少|苏州呢", "苏州", (), "figure", "低保标准", "各地"),
        ("哪些地区建了社工站|苏州的怎么做的", "苏州", (), "explain", "社工站", "哪些"),
        (f"{LEVEL}|其他地方呢", "", (2023,), "comparison", "低保标准", "苏州"),
        (f"{LEVEL}|各地呢", "", (2023,), "comparison", "低保标准", "苏州"),
        ("苏州和渝中区的低保标准是多少|那和平县呢", "和平", (), "figure", "低保标准", "苏州"),
        ("哪些地区建了社工站|那渝中区呢", "渝中", (), "fact", "社工站", "哪些"),
        # Another year.
        (f"{LEVEL}|2024年呢", "苏州", (2024,), "figure", "低保标准", "2023"),
        (f"{LEVEL}|那2022和2024年呢", "苏州", (2022, 2024), "figure", "低保标准", "2023"),
        (f"{LEVEL}|上一年呢", "苏州", (2022,), "figure", "低保标准", "2023"),
        (f"{LEVEL}|前一年是多少", "苏州", (2022,), "figure", "低保标准", "2023"),
        (f"{LEVEL}|第二年呢", "苏州", (2024,), "figure", "低保标准", "2023"),
        (f"{LEVEL}|明年呢", "苏州", (), "figure", "明年低保标准", "2023"),
        (f"{LEVEL}|去年呢", "苏州", (), "figure", "低保标准", "2023"),
        (f"{LEVEL}|那今年的目标呢", "苏州", (), "figure", "今年低保标准", "2023"),
        (f"{LEVEL}|那目标呢", "苏州", (), "figure", "低保标准", "2023"),
        (f"{LEVEL}|2024年呢|渝中区呢", "渝中", (2024,), "figure", "低保标准", "2023"),
        ("苏州上半年救助多少人|下半年呢", "苏州", (), "figure", "下半年救助多少人", "上半年"),
        ("苏州上半年救助多少人|2022年呢", "苏州", (2022,), "figure", "救助多少人", "上半年"),
        # More about the same thing.
        (f"{LEVEL}|农村的呢", "苏州", (2023,), "figure", "低保标准", "？"),
        (f"{LEVEL}|其中城市低保是多少", "苏州", (2023,), "figure", "低保标准", "？"),
        (f"{LEVEL}|多少？", "苏州", (2023,), "figure", "低保标准", "？"),
        (f"{LEVEL}|为什么", "苏州", (2023,), "explain", "低保标准", "？"),
        (f"{LEVEL}|比去年提高了多少", "苏州", (2023,), "figure", "低保标准", "？"),
        (f"{LEVEL}|跟上一年比涨了多少", "苏州", (2023,), "figure", "低保标准", "2022"),
        (f"{LEVEL}|和2022年比呢", "苏州", (2023, 2022), "figure", "低保标准", "？"),
        (f"{LEVEL}|我是说农村低保", "苏州", (2023,), "figure", "低保标准", "我"),
        (f"{LEVEL}|只看农村", "苏州", (2023,), "figure", "农村", "只看"),
        (f"{LEVEL}|不是城市，是农村", "苏州", (2023,), "figure", "农村", "不是"),
        (f"{LEVEL}|有多少人享受", "苏州", (2023,), "figure", "低保标准", "？"),
        (f"{LEVEL}|是全国最高的吗", "苏州", (2023,), "explain", "低保标准", "？"),
        (f"{LEVEL}|好的，明白了|那目标呢", "苏州", (), "figure", "低保标准", "明白"),
        ("苏州的临时救助模式是什么|具体怎么做", "苏州", (), "explain", "临时救助", "？"),
        ("苏州的临时救助模式是什么|还有呢", "苏州", (), "fact", "临时救助", "？"),
        ("苏州的临时救助模式是什么|谁负责", "苏州", (), "fact", "临时救助", "？"),
        ("苏州的临时救助模式是什么|哪个部门负责", "苏州", (), "fact", "临时救助", "？"),
        ("苏州的临时救助模式是什么|什么时候开始的", "苏州", (), "fact", "临时救助", "？"),
        ("苏州的临时救助模式是什么|效果怎么样", "苏州", (), "fact", "临时救助", "？"),
        ("苏州的临时救助模式是什么|花了多少钱", "苏州", (), "figure", "临时救助", "？"),
        ("苏州的临时救助模式是什么|详细说说", "苏州", (), "explain", "临时救助", "？"),
        ("苏州的临时救助模式是什么|它今年发放了多少钱？", "苏州", (), "figure", "临时救助", "？"),
        ("苏州打算建几个中心|建成了吗", "苏州", (), "explain", "中心", "？"),
        ("苏州打算建几个中心|实际建了几个", "苏州", (), "figure", "中心", "？"),
        ("苏州完成了哪些工作|接下来呢", "苏州", (), "list", "接下来哪些工作", "完成"),
        ("苏州完成了哪些工作|那下一步打算做什么", "苏州", (), "explain", "下一步", "？"),
        ("苏州有多少家养老机构|公办的有几家|民办的呢", "苏州", (), "figure", "养老机构", "？"),
        ("苏州有多少家养老机构|床位呢|护理型的占多少", "苏州", (), "figure", "床位", "？"),
        ("苏州新建了几个中心|花了多少|资金从哪来", "苏州", (), "fact", "中心", "？"),
        ("苏州有多少家养老机构|分别是哪些", "苏州", (), "list", "养老机构", "？"),
        # An item of the list before.
        ("苏州要实施哪六大行动|第二个行动具体做什么", "苏州", (), "explain", "六大行动", "？"),
        ("苏州要实施哪六大行动|第三项呢", "苏州", (), "list", "六大行动", "？"),
        ("苏州要实施哪六大行动|最后一个是什么", "苏州", (), "fact", "六大行动", "？"),
        ("苏州要实施哪六大行动|第二个呢|第三个呢", "苏州", (), "list", "六大行动", "第二个"),
        # Side by side.
        (f"{LEVEL}|那渝中区呢|两地比一比", "苏州渝中", (2023,), "comparison", "低保标准", "比"),
        (f"{LEVEL}|那渝中区呢|哪个高", "苏州渝中", (2023,), "comparison", "低保标准", "？"),
        (f"{LEVEL}|那渝中区呢|两个地方谁更高？", "苏州渝中", (2023,), "comparison", "低保标准", "？"),
        (f"{LEVEL}|那渝中区呢|它们差多少", "苏州渝中", (2023,), "comparison", "低保标准", "？"),
        (f"{LEVEL}|渝中区呢|和平县呢|三地对比一下", "苏州渝中和平", (2023,), "comparison", "低保标准", "？"),
        (f"{LEVEL}|渝中区呢|和平县呢|这几个地方比比看", "苏州渝中和平", (2023,), "comparison", "低保标准", "？"),
        (f"{LEVEL}|和渝中区比呢", "苏州渝中", (2023,), "comparison", "低保标准", "？"),
        (f"{LEVEL}|渝中区比它高吗", "苏州渝中", (2023,), "comparison", "低保标准", "？"),
        ("各地的低保标准是多少|哪个最高", "", (), "comparison", "低保标准", "？"),
        ("各地的低保标准是多少|最高的是哪个", "", (), "comparison", "低保标准", "？"),
        ("哪些地区建了社工站|分别建了几个", "", (), "comparison", "社工站", "？"),
        (f"{LEVEL}|加上和平县呢", "苏州和平", (2023,), "comparison", "低保标准", "？"),
        ("苏州和渝中区的低保标准是多少|哪个高", "苏州渝中", (), "comparison", "低保标准", "？"),
        ("苏州和渝中区的低保标准是多少|养老床位呢", "苏州渝中", (), "comparison", "养老床位", "？"),
        # A new thing: the old one is dropped, and the place kept where none is named.
        (f"{LEVEL}|养老床位有多少张", "苏州", (), "figure", "养老床位", "低保"),
        (f"{LEVEL}|殡葬改革有什么进展", "苏州", (), "list", "殡葬改革", "低保"),
        (f"{LEVEL}|另外，养老床位有多少张", "苏州", (), "figure", "养老床位", "低保"),
        (f"{LEVEL}|换个问题，养老床位有多少张", "苏州", (), "figure", "养老床位", "低保"),
        (f"{LEVEL}|该市养老机构有多少家", "苏州", (), "figure", "养老机构", "低保"),
        (f"{LEVEL}|那里的殡葬改革怎么搞的", "苏州", (), "explain", "殡葬改革", "低保"),
        (f"{LEVEL}|渝中区的殡葬改革有什么进展", "渝中", (), "list", "殡葬改革", "低保"),
        (f"{LEVEL}|殡葬改革做了什么|花了多少钱", "苏州", (), "figure", "殡葬改革", "低保"),
        (f"{LEVEL}|哪些地区建了社工站", "", (), "places", "社工站", "低保"),
    ],
)
def test_chats(turns: str, places: str, years: tuple[int, ...], intent: str, said: str, dropped: str) -> None:
    query = chat(turns)
    assert names(query.regions) == places
    assert query.years == years
    assert query.intent == intent
    assert said in query.standalone
    assert dropped not in query.standalone


@pytest.mark.parametrize(
    ("turns", "planned"),
    [
        (f"{LEVEL}|明年呢", True),
        (f"{LEVEL}|那目标呢", True),
        (f"{LEVEL}|那今年的目标呢", True),
        (f"{LEVEL}|去年呢", False),
        (f"{LEVEL}|第二年呢", None),
        ("苏州打算建几个中心|建成了吗", False),
        ("苏州打算建几个中心|渝中区呢", True),
        ("苏州完成了哪些工作|接下来呢", True),
        ("苏州上半年救助多少人|下半年呢", True),
    ],
)
def test_what_becomes_of_done_and_planned(turns: str, planned: bool | None) -> None:
    assert chat(turns).planned is planned


@pytest.mark.parametrize("text", ["谢谢", "好的，明白了", "你好！", "嗯嗯", "OK", "知道了，谢谢你", "太好了"])
def test_small_talk_asks_nothing_and_owes_nothing(text: str) -> None:
    assert is_small_talk(text)
    assert chat(f"{LEVEL}|{text}") == chat(text)


@pytest.mark.parametrize("text", ["多少？", "为什么", "好的办法有哪些", "苏州", "可以代办吗", "对象有多少人"])
def test_what_is_no_small_talk(text: str) -> None:
    assert not is_small_talk(text)


@pytest.mark.parametrize(
    ("before", "text", "told"),
    [
        ("苏州22年农村低保多少户", "那城市的呢", "苏州2022年城市低保多少户"),
        ("苏州上半年结婚的多少对？", "那离的呢，比去年咋样", "苏州上半年离婚的多少对，比去年咋样"),
        ("苏州集中供养的特困有多少人", "分散的多少", "苏州分散供养的特困有多少人"),
        ("苏州离了多少对", "结婚呢", "苏州结婚了多少对"),
    ],
)
def test_the_other_of_two_is_asked_for_in_the_words_of_the_question_before(before: str, text: str, told: str) -> None:
    assert chat(f"{before}|{text}").standalone == told


@pytest.mark.parametrize("text", ["那养老的呢", "城市的标准和农村的呢", "谢谢"])
def test_what_is_no_contrast_is_not_taken_for_one(text: str) -> None:
    assert in_contrast(text, "苏州农村低保多少户") == text
