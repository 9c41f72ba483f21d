"""The kind of answer, ordinals and counts, as questions put them."""

import pytest

from assistant.question.intent import asked_of_one, asks_whether, counted, intent, ordinal

INTENTS = {
    "figure": """
        低保标准是多少|发放了多少资金|有几家养老机构|低保一个月能拿几个钱|孤儿一个月给多少钱|覆盖率达到多少|公示期是多少天|办一次要几天
        建了几所幼儿园|床位数量|比例是多少|增速是多少|护理型床位占比是多少|一共几户|涨了多少|占百分之几|能补几块钱|救助多少人次
        一年办几场|有多少个社区|多大面积|火化率是多少|补贴标准是|包括多少个项目|几岁能领
    """,
    "fact": """
        救助模式是什么|什么时候启动的|公示期多长时间|哪天揭牌的|要等多久|谁负责|哪个部门负责|几月份开始|由谁牵头|办公地点在哪里
        服务中心建在哪个镇|叫什么名字|怎么样|养老服务怎么样|牵头单位是谁|哪一年建成的|多大年纪可以领|什么是先照后核
        哪家单位承办|品牌叫啥|效果咋样|救助热线电话号码|哪个单位来管
    """,
    "list": """
        要实施哪六大行动|养老两大工程是什么|有哪些要求|有哪些措施|有什么优惠|有啥规定|完成了哪些工作|包括什么|做了什么|哪几项重点
        有哪些人可以申请|三大行动是哪些|指的是什么|需要哪些材料|五个方面是啥|分为哪几类|有什么条件
    """,
    "explain": """
        怎么管住审批权|如何申请临时救助|为什么要改革|怎样认定|办理流程|低保咋申请|接下来做什么|准备做些什么|往后怎么干|为啥停办
        钱不够怎么办|能不能网上办|是否收费|有没有人上门|可以代办吗|为何取消|具体怎么操作|孩子没人管咋办|第二个行动具体做什么
    """,
}


@pytest.mark.parametrize(
    ("question", "expected"),
    [(question, kind) for kind, text in INTENTS.items() for line in text.split() for question in line.split("|")],
)
def test_the_kind_of_answer(question: str, expected: str) -> None:
    assert asked_of_one(question) == expected
    assert asked_of_one(f"{question}？") == expected


@pytest.mark.parametrize(
    ("question", "whether"),
    [
        ("标准涨没涨", True),
        ("助餐点建够10个了吗？", True),
        ("是不是改完了", True),
        ("是否全部专业运营", True),
        ("达到目标没有", True),
        ("老人感染有无", True),
        ("改造了多少户", False),
        ("为什么没有建成", False),
        ("谁没有补贴", False),
        ("建成的敬老院", False),
    ],
)
def test_a_question_that_is_answered_by_yes_or_no(question: str, whether: bool) -> None:
    assert asks_whether(question) is whether


def test_places_side_by_side() -> None:
    assert intent("低保标准是多少", 2, False) == "comparison"
    assert intent("低保标准是多少", 0, True) == "comparison"
    assert intent("提到了社工站", 0, True) == "places"
    assert intent("低保标准是多少", 1, False) == "figure"


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("第二个行动具体做什么", 2),
        ("第三项呢", 3),
        ("第三呢", 3),
        ("那第一条是什么", 1),
        ("第十二项任务", 12),
        ("第2个是啥", 2),
        ("最后一个是什么", -1),
        ("最后那项呢", -1),
        ("倒数第二个", -2),
        ("第两个", 2),
        ("第二十一项", 21),
        ("第十十个", None),
        ("第一季度救助了多少人", None),
        ("第一个月发了多少", None),
        ("第三产业增加值", None),
        ("第二批试点", None),
        ("派驻第一书记几名", None),
        ("第二个百年目标", None),
        ("最后多少人通过", None),
        ("低保标准是多少", None),
    ],
)
def test_items_of_an_earlier_list(question: str, number: int | None) -> None:
    assert ordinal(question) == number


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("六大行动是什么", 6),
        ("两个机制", 2),
        ("十二项任务", 12),
        ("12个方面", 12),
        ("2张网", 2),
        ("三条底线和四项制度", 3),
        ("第三项任务", None),
        ("后两项", None),
        ("那两个呢", None),
        ("一百个项目", None),
        ("有哪些行动", None),
    ],
)
def test_how_many_things_there_are(question: str, number: int | None) -> None:
    assert counted(question) == number
