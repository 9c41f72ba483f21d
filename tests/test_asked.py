"""Years, done or planned, the kind of answer and ordinals, as questions put them."""

import pytest

from assistant.asked import asked_of_one, counted, half_asked, intent, ordinal, planned, without_times, years_asked

PLANNED = (
    """
2024年年检率目标是多少|打算建几个中心|下一步计划做什么|接下来咋整|往后怎么搞|养老这块有啥想法|准备搞几个试点|明年要建多少张床位
今后怎么管|今年安排多少资金|还要改造几家敬老院|年底前要达到多少|力争建成几家|拟新建几所幼儿园|预计投入多少|将新增多少床位|下半年有什么安排
接下来有哪些重点|未来三年要救助多少人|想建几个公园|以后打算怎么办|要完成哪些任务|计划完成多少投资|争取达到多少|准备怎么干
来年有啥打算|下一阶段的重点是什么|到年底要建成几个|2025年要培训多少人|目标是多少|有什么规划|后面还有什么安排|目前的打算是什么
要把标准提高到多少|预期增长多少
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
DONE = (
    """
发放了多少资金|目前有多少养老床位|干成了哪些事|去年弄得怎么样|完成了哪些工作|已经建成几家|截至6月底有多少低保对象|累计救助多少人
目标任务完成了吗|安排了多少人就业|计划完成得怎么样|共有多少家|实际建了几个|上半年救助多少人|取得了什么成效|办成了几件实事
建了养老院没有|婚俗改革搞得怎么样|至今建了几座|建成了吗|计划生育奖励发了多少|将低保标准提高到了多少|预算执行了多少|目标完成情况如何
哪个县进了试验区|获得了什么奖|要求整改的问题改了没|做了什么|新增了几家|上一年发放多少
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
EITHER = (
    """
低保标准|低保标准是多少|计划生育政策是什么|规划局在哪里|将军街道有几个社区|总体要求是什么|有哪些重要会议|预算是多少|准备金是多少
有哪些主要做法|需要什么材料|申请条件是什么|怎么了解政策|为了什么|虚拟养老院是什么|未来社区是什么|为什么要改革|谁负责|将军路有多宽|安排多少人就业
申请低保还要带什么材料|要准备什么材料|临时救助要怎么申请|将多少人纳入低保|争取上级资金多少|救助目标群体是谁|要提交什么证明
家里人生了病，去哪里申请救助|出了院怎么办|行动计划是什么
目标是多少，去年完成了多少|预算安排多少|走到哪一步了|哪些地区提到了社工站
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [(q, True) for q in PLANNED] + [(q, False) for q in DONE] + [(q, None) for q in EITHER],
)
def test_done_or_planned(question: str, expected: bool | None) -> None:
    assert planned(question) is expected


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


def test_places_side_by_side() -> None:
    assert intent("低保标准是多少", 2, False) == "comparison"
    assert intent("低保标准是多少", 0, True) == "comparison"
    assert intent("提到了社工站", 0, True) == "places"
    assert intent("低保标准是多少", 1, False) == "figure"


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("2023年和2024年", (2023, 2024)),
        ("2022—2024年的标准", (2022, 2023, 2024)),
        ("2022-2024年标准", (2022, 2023, 2024)),
        ("2022年至2024年", (2022, 2023, 2024)),
        ("2022到2024年", (2022, 2023, 2024)),
        ("2023、2024年的标准", (2023, 2024)),
        ("2022和2023的标准", (2022, 2023)),
        ("二〇二四年的标准", (2024,)),
        ("２０２４年的标准", (2024,)),
        ("24年低保标准", (2024,)),
        ("23年和24年的标准", (2023, 2024)),
        ("20年来的变化", ()),
        ("满15年的职工", ()),
        ("2024年1月到6月", (2024,)),
        ("2021年以来", ()),
        ("自2020年2月起", ()),
        ("自2020年起", ()),
        ("2024年底", (2024,)),
        ("2024年前三季度", (2024,)),
        ("近三年", ()),
        ("“十四五”期间", ()),
        ("截至6月底", ()),
        ("前三季度", ()),
        ("1337布局", ()),
        ("补助2000元", ()),
        ("救助1999人次", ()),
        ("低保标准2024", (2024,)),
        ("12345热线", ()),
        ("2024上半年", (2024,)),
    ],
)
def test_years(question: str, years: tuple[int, ...]) -> None:
    assert years_asked(question) == years
    assert not any(str(year) in without_times(question) for year in years)


def test_halves() -> None:
    assert half_asked("上半年救助了多少人") == 1
    assert half_asked("2024年下半年的打算") == 2
    assert half_asked("半年来救助了多少人") is None
    assert half_asked("上半年和下半年各救助多少人") is None


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
