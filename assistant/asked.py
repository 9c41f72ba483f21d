"""What the words of a question ask for: years, done or planned, the kind of answer, an item of an earlier list."""

import re
from collections.abc import Mapping
from typing import Literal

from assistant.model import Intent, Query
from index.markers import chinese_number
from index.periods import years_in

# What a user sets beside a question, and what is then asked for (see `planned`).
Aspect = Literal["done", "planned", "either"]
ASPECTS: Mapping[Aspect, bool | None] = {"done": False, "planned": True, "either": None}

_LONGEST_RANGE = 20  # years
_RANGE = re.compile(r"(?<!\d)((?:19|20)\d\d)年?(?:[-—–~～]+|[至到])((?:19|20)\d\d)年?(?!\d)")
_BEFORE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=(?:[、,，/](?:19|20)\d\d)+(?!\d))")
_NO_YEAR = "元块人户万亿多余名个张家件亩平公吨次对条字米千份套例场座位辆"  # 2000元 is an amount
# 2021年以来 is more than that year.
_OPEN_ENDED = r"年?(?:\d{1,2}月(?:[份初底]|\d{1,2}日)?)?(?:以来|至今|起(?![步点])|以[前后]|之[前后])"
_YEAR = re.compile(
    rf"(?<!\d)((?:19|20)\d\d)(?!{_OPEN_ENDED})(?:年(?:[度底末]|初(?!步))?|(?=\s|$|(?![{_NO_YEAR}])[\u4e00-\u9fff]))"
)
_OLD_YEAR = re.compile(r"[一二][〇○零一二三四五六七八九]{3}年|[１２][０-９]{3}年")
# 24年 for 2024, where it opens a clause or stands behind a place; 20年来, 15年期 are lengths of time.
_SHORT_YEAR = re.compile(r"(?:^|(?<=[\s，,。、和与跟比到至从在]))(1\d|2\d)年(?!来|内|以|之?[前后间]|时间|期|多|左右)")
_HALF = re.compile("[上下]半年")
_MOST_YEARS = 4  # asked side by side; more are a span of time
_TOGETHER = re.compile("累计|总共|合计|一共|共[计有]?(?:多少|几)|以来|期间")

# Words that look like plans or results and are none. A plan is only taken for one where that is plain: what is not
# planned is then no answer, while a question that is read as neither is answered with either.
_NO_PLAN = re.compile(
    r"计划生育|(?:行动|培养|资助|帮扶|援助)计划|规划(?:局|师|馆|和自然|与自然|了)|准备金|准备(?=[^，。？?]{0,5}(?:材料|资料|证|手续|东西))|"
    r"将军|将近|麻将|干将|将(?:多少|几|哪)|将(?=[^，。？?]{1,30}(?:了|到|纳入|列[入为]|转|移交|交[给由]|调整|改造|作为))|"
    r"模拟|虚拟|拟[订定人]|为(?:什么|何|啥)[还会]?要|要求|[重主需必只机纲摘首]要|要[么点闻素是件]|未来(?:社区|乡村|工厂)|预算安排|"
    r"争取(?:了|到|上级|中央|省级|[^，。？?]{0,4}(?:资金|项目))|目标(?:群体|人群|对象|客户)|(?<=对)接下来|"
    r"(?:目标|任务|计划)(?:任务)?(?=[^，。？?]{0,6}(?:完成|实现|达成|落实)(?:了|情况|得|率|没|吗|怎))"
)
_PLAN = re.compile(
    r"打算|计划|拟|预计|预期|力争|争取|准备|下一?步|下一?阶段|接下来|往后|今后|明年|来年|想法|设想|展望|愿景|年内要|"
    r"想(?=[建搞做办干弄开])|(?:后面|以后)(?=[要打怎准还会])|将要?"
)
_PLAN_PERHAPS = re.compile(
    r"目标|未来|规划|思路|下半年|年底前?要|要(?=[建做新搞干推增抓改达]|实施|完成|救助|培训|提[高升]|解决|落实|开展|发展)|"
    r"要把[^，。？?]{1,10}[建做换改变降提扩]|要把多少|(?:今年[^，。？?了]{0,4}|工作|怎么|如何|后续|什么|啥|哪些|怎样|的)安排"
)
# 要完成, 计划建成: the plan governs the result.
_WOULD_BE = re.compile(r"(?:计划|打算|要|将|拟|力争|争取|预计|准备)[^，。？?了]{0,4}(?:完成|建成|办成|共[有计])")
_DONE = re.compile(
    r"了(?:多少|几|什么|哪|啥|没|吗|么|多[大高长])|(?<!未)完成|已经?|去年|前年|上一?年|实际|上半年|过去|至今|迄今|"
    r"[干办做建搞]成|[干办做搞弄落抓]实?得|结果如何|安排了"
)
_DONE_PERHAPS = re.compile(r"目前|现有|截至|截止|累计|共[有计]|情况如何|成效|成绩")
_ENDS_DONE = re.compile(r"了[\u4e00-\u9fff]{1,12}[？?]?$")  # 建了养老院没有, 进了试验区
_WHAT_IF = re.compile("能|会|可以|[怎咋]|如何|应|要")
_NO_RESULT = re.compile(r"[提说写讲谈]到了|提及了|了解|为了|除了|不了|建成区|已婚|已故")

_UNITS = "个家名张人户所项座种次件万元天岁级倍起支对条台辆场处块钱成亩吨套间批期宗例"
_FIGURE = re.compile(
    rf"多少|几[{_UNITS}]|(?:标准|金额|比例|占比|数量|总数|总额|人数|增幅|增速|增长|覆盖率|率)(?:是|为|有|达|呢|[？?]?$)|"
    r"多[大高](?!年|岁|了)|多长(?!时|$)|率(?:是|为|达)|百分之几|翻了?几"
)
_COUNTED_THING = r"[一二两三四五六七八九十\d]+(?:大|项|个|条|类|种|方面)"
_LIST = re.compile(
    r"哪些|哪几|哪[两三四五六七八九十\d]|包括|包含|有什么(?!用$)|有[啥何](?:要求|措施|优惠|规定|条件|好处|办法|政策)|(?:什么|啥)(?:要求|措施|举措|优惠|条件|待遇|好处|困难|问题)|做了[什啥]么?(?=[？?，,]|$|工作|事|试点)|"
    rf"指(?:的是)?什么|(?<!第)(?<!最后)(?<![第\d]\d){_COUNTED_THING}[\u4e00-\u9fff]{{0,8}}(?:是|有)?(?:什么|哪|啥)"
)
_EXPLAIN = re.compile(
    r"做(?:些|了)?[什啥]么?|干(?:些|了)?[什啥]么?|有(?:什么|哪些|啥)(?:打算|安排|举措|措施|办法|想法)|怎么(?!样[？?。]?$)|怎样|咋(?!样[？?。]?$)|"
    r"如何|为什么|为何|为啥|什么原因|操作|流程|吗[？?]?$|是否|[能可有会用要是][不没](?:[能可有会用要是])|能否|可否|凭什么|说说"
)
_WILL_DO = re.compile(r"(?:打算|计划|准备|要)[做干](?:些)?[什啥]么?")
_WHO = re.compile(
    r"谁|哪一?个?(?:部门|单位|机构|局|处室|科室|人)|哪[天年月]|哪一[天年]|什么时候|何时|几[月号时点]|多久|多长时间"
)
_CLAUSE_END = re.compile(r"[，,；;。？?！!]")
_COUNT = re.compile(
    r"(?<![第后那一二两三四五六七八九十\d])(?P<n>[一二两三四五六七八九十]{1,2}|\d{1,2})(?:大|项|个|条|类|种|方面|张|本)"
)
_ORDINAL = re.compile(
    r"第(?P<n>[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]|\d{1,2})(?:大|个(?!百年|五年|月|季)|[项条点类件张步](?!骤|代)|种|方面|部分|行动|工程|任务|措施|"
    r"(?=呢|是[什啥]|具体|怎么|[？?。]?$))|(?P<back>倒数第(?P<m>[一二三四五]))|(?P<last>最后(?:那|一|那一)?[个项条点类种件])"
)


def years_asked(text: str) -> tuple[int, ...]:
    """The years that a question names, in its order; 2022—2024年 are three, 24年 is 2024, 2021年以来 none."""
    found = [(match.start(), int(match[1])) for pattern in (_YEAR, _BEFORE_YEAR) for match in pattern.finditer(text)]
    found += [(match.start(), year) for match in _OLD_YEAR.finditer(text) for year in years_in(match[0])]
    found += [(match.start(), 2000 + int(match[1])) for match in _SHORT_YEAR.finditer(text)]
    for match in _RANGE.finditer(text):
        first, last = int(match[1]), int(match[2])
        if first < last <= first + _LONGEST_RANGE:
            found += [(match.start(), year) for year in range(first, last + 1)]
    return tuple(dict.fromkeys(year for _, year in sorted(found)))


def without_times(text: str) -> str:
    """A question without the years and halves of years that it names."""
    for pattern in (_RANGE, _BEFORE_YEAR, _YEAR, _OLD_YEAR, _SHORT_YEAR, _HALF):
        text = pattern.sub(" ", text)
    return text


def half_asked(text: str) -> Literal[1, 2] | None:
    """The half of the year that a question names."""
    first, second = "上半年" in text, "下半年" in text
    return None if first == second else 1 if first else 2


def planned(text: str) -> bool | None:
    """Whether a question asks for what is planned (True) or for what was done (False); None where either will do.

    Plain words of plans (打算) and of results (V了) decide before weaker ones (目标, 目前). A question whose
    clauses ask for the one and the other wants both.
    """
    told = {each for clause in _CLAUSE_END.split(text) if (each := _clause_planned(clause)) is not None}
    if told:
        return told.pop() if len(told) == 1 else None
    last = _NO_RESULT.sub(" ", _last_clause(text))
    return False if _ENDS_DONE.search(last) and not _WHAT_IF.search(last) else None


def _clause_planned(text: str) -> bool | None:
    text = _WOULD_BE.sub("打算", _NO_RESULT.sub(" ", _NO_PLAN.sub(" ", text)))
    for plan, done in ((_PLAN, _DONE), (_PLAN_PERHAPS, _DONE_PERHAPS)):
        will, did = bool(plan.search(text)), bool(done.search(text))
        if will or did:
            return will if will != did else None
    return None


def _last_clause(text: str) -> str:
    return _CLAUSE_END.split(text.rstrip("？?。！! "))[-1]


def intent(text: str, places: int, every_region: bool) -> Intent:
    """The kind of answer wanted by a question that names so many places to tell apart."""
    if places >= 2 or (every_region and _FIGURE.search(text)):
        return "comparison"
    return "places" if every_region else asked_of_one(text)


def asked_of_one(text: str) -> Intent:
    """The kind of answer that a question wants of each single place."""
    if _WILL_DO.search(text):
        return "explain"
    if _LIST.search(text) and "多少" not in _last_clause(text):
        return "list"
    if asks_figure(text):
        return "figure"
    return "explain" if _EXPLAIN.search(text) and not _WHO.search(text) else "fact"


def asks_figure(text: str) -> bool:
    """Whether a question asks for an amount."""
    return bool(_FIGURE.search(text))


def counted(topic: str) -> int | None:
    """How many things a question says there are (六大行动 → 6); None where it does not."""
    match = _COUNT.search(topic)
    return chinese_number(match["n"].replace("两", "二")) if match else None


def ordinal(text: str) -> int | None:
    """Which item of an earlier list a question means: 3 for 第三项, -1 for the last; None where it means none."""
    match = _ORDINAL.search(text)
    if not match:
        return None
    if match["last"]:
        return -1
    number = chinese_number((match["n"] or match["m"]).replace("两", "二"))
    return -number if match["back"] and number else number


def side_by_side(query: Query) -> tuple[int, ...]:
    """The years that a question asks of one beside the other: each is answered, or said to be missing, by itself."""
    if query.intent not in ("figure", "fact", "comparison") or not 2 <= len(query.years) <= _MOST_YEARS:
        return ()
    return () if _TOGETHER.search(query.question) else query.years
