"""Question + the questions before it → what it means: a follow-up takes over what it leaves out."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.asked import asked_of_one, asks_figure, intent, ordinal
from assistant.model import Intent, Query
from assistant.words import content_words
from index.model import Region

_SMALL_TALK = re.compile(
    r"(?:谢谢|多谢|感谢|好[的吧]?|嗯|哦|噢|行|可以|明白|知道|收到|了解|你好|您好|再见|拜拜|不错|厉害|辛苦|太好|太棒|真棒|很棒|哈|"
    r"对|是的|没问题|没事|懂|原来如此|这样|[oO][kK]|[hH](?:i|ello)|[你您了啊呀吧的哈呢哦嘛就先]|算了|不用了?|没有?了|[\s，,。.！!~、])+"
)
_POINTS_BACK = re.compile(
    r"^(?:那么?|其中|具体|还有|它|他们|该|这|此|上述|详细|后来)|它|该[局项]|这[个些项种一]|其中|上面|前面|[^\u4e00-\u9fff]其他的?"
)
_THERE = re.compile(r"该[市区县省州]|当地|那里|那边|这[里儿边]|这个?(?:地方|[市区县省])(?!域|长|场)")
_BY_THE_WAY = re.compile(
    r"^(?:哦|嗯|好的?|换个(?:问题|话题)|另外|还有|那么?|对了|顺便|再问一?下?|请问|我还想问|还想问)[，,：:\s]+"
)
_THAT = re.compile(r"^(?:那么?)?(?P<thing>.{2,}?)呢[？?。!！\s]*$")
_MEANT = re.compile(
    r"^(?:只[看说要问]|我[问说指]的是|我是[说问指]|不是[^，,]+[，,]\s*(?:而?是)?)(?P<thing>[^？?]{2,}?)[？?。!！\s]*$"
)
_ASKS = re.compile(r"多少|几|怎|咋|什么|啥|哪|谁|如何|为何|吗")
_OTHER_TIME = re.compile(r"今年|明年|来年|去年|前年|下一?步|下一?阶段|接下来|往后|今后|目标|计划|打算")
_RELATIVE = re.compile(r"今年|明年|来年|去年|下一?步|下一?阶段|接下来|往后|今后|目前|现在")
_SHIFT = re.compile(r"(?P<back>上一?年|前一年|头一年)|(?P<on>下一年|第二年|次年|后一年|转年)")
# 比去年 says what a figure is held against, not whose figure it is; 和2022年比 wants both years.
_AGAINST = re.compile(r"[和跟与同比较](?:去年|上一?年|前一年)")
_AGAINST_YEAR = re.compile(r"^(?:那么?)?[和跟与同比较](?:19|20)\d\d年")
_ELLIPSIS = re.compile(
    r"^(?P<that>那么?|换成|改成|再看|还有)?(?P<rest>.*?)(?:的)?(?:呢|怎么样|如何|的?情况)?[？?。!！\s]*$"
)
_SIDE_BY_SIDE = re.compile(
    r"(?:[这那]?(?:两|三|几)(?:个|处|家)?(?:地方?|城市|[市县区省])|它们|二者|两者|[这那]两个)(?:之间)?|比一比|比比看?|对比(?:一下)?|比较(?:一下)?|相比|"
    r"最[高低多少大小快慢好强早晚]的?是?(?:哪|谁)|(?:哪[个边家里]?|谁)(?:的|更|最)*[高低多少大小快慢好强早晚]|[差高低多少]多少|差距|有(?:什么|啥|何)(?:不同|区别|差别|不一样)"
)
_BESIDE = re.compile(r"^(?:那么?|再|要是|如果|它|这里|放到)*(?:和|跟|与|同|比|加上)(?P<after>.+)")
_WITH_IT = re.compile(r"[比和跟与同](?:它|他们|这里|前面|刚才|上面|前者)")
_FRAGMENT = re.compile(
    r"^(?:[\u4e00-\u9fff]{2}[了从由在]?)?(?:多少|几|哪|什么|啥|怎|咋|谁)|占(?:多少|几成|百分之|比)|^(?:是|都|也|又|占)"
)
_HOW = re.compile("怎|咋|如何|为什么|为何|为啥")
_RESULT = re.compile("完成了|了(?=多少|几|哪|什么|啥)")
_MOST = 20  # places that are compared without being named anew


def is_small_talk(text: str) -> bool:
    """Whether a text asks nothing: thanks, a greeting, a nod."""
    return bool(_SMALL_TALK.fullmatch(text.strip()))


def follow(query: Query, earlier: Sequence[Query]) -> Query:
    """Fills in what a question leaves out, the place, the thing or both, from those before it (oldest first)."""
    if not earlier or is_small_talk(query.question):
        return query
    before = earlier[-1]
    if places := _side_by_side(query, earlier):
        return _compared(query, places, before)
    query = _shifted(query, before)
    rest = _only_elsewhere(query, before)
    return _on(query, before) if rest is None else _same_thing_elsewhere(query, rest, before)


def _on(query: Query, before: Query) -> Query:
    """A question that goes on about the thing or the place of the one before, or owes it nothing."""
    told = _MEANT.match(query.topic) or _THAT.match(query.topic)
    thing = None if told is None or _ASKS.search(told["thing"]) else told["thing"].strip(" 的")
    if query.regions or query.every_region:
        return _more(query, thing, before) if thing and query.regions else query
    topic = _THERE.sub("", _BY_THE_WAY.sub("", query.topic))
    own = content_words(_AGAINST.sub("", topic))
    points_back = _POINTS_BACK.search(_THERE.sub("", _BY_THE_WAY.sub("", query.question)))
    if thing or points_back or len(own) <= 1 or _is_fragment(topic, own):
        return _more(_at_the_same_place(query, before), thing, before)
    return _at_the_same_place(replace(query, topic=topic), before)


def _only_elsewhere(query: Query, before: Query) -> str | None:
    """What a question says beyond another place or time for the one before: "" for nothing, None if it asks more."""
    if before.every_region and not query.regions and _SIDE_BY_SIDE.search(query.topic):
        return ""
    elsewhere = query.regions or query.years or query.every_region
    if not (elsewhere or query.half or _RELATIVE.search(_AGAINST.sub("", query.topic))):
        return None
    match = _ELLIPSIS.match(_RELATIVE.sub("", query.topic))
    if match is None or len(content_words(match["rest"])) > (1 if match["that"] else 0):
        return None
    return match["rest"] if elsewhere or not _ASKS.search(match["rest"]) else None


def _side_by_side(query: Query, earlier: Sequence[Query]) -> tuple[Region, ...]:
    """The places that a question wants compared without naming them all (两地比一比, 和…比呢); () if it does not."""
    before = earlier[-1]
    if query.regions:
        beside = _BESIDE.match(query.question)
        added = beside and beside["after"].startswith(tuple(name for r in query.regions for name in (r.name, r.short)))
        if added or _WITH_IT.search(query.question):
            return tuple(dict.fromkeys(before.regions + query.regions))
        return ()
    if query.every_region or not _SIDE_BY_SIDE.search(query.topic):
        return ()
    most = 3 if "三" in query.topic else _MOST if re.search("[这那]?几[个地处]", query.topic) else 2
    places: tuple[Region, ...] = ()
    for asked in reversed(earlier):
        places = tuple(dict.fromkeys(asked.regions + places))
        if len(places) >= most:
            break
    return places if len(places) > 1 else ()


def _compared(query: Query, places: tuple[Region, ...], before: Query) -> Query:
    rest = _WITH_IT.sub("", _SIDE_BY_SIDE.sub("", query.topic))
    own = len(content_words(rest)) > 1
    topic = query.topic if own else before.topic
    background = "" if own else before.background
    return replace(
        query,
        topic=topic,
        background=background,
        standalone=f"{_named(places)}{_stated(query.years or before.years)}{background} {topic}".replace(" ", ""),
        named=query.named or before.named,
        regions=places,
        years=query.years or before.years,
        half=query.half or before.half,
        planned=before.planned if query.planned is None else query.planned,
        intent="comparison" if len(places) > 1 else query.intent,
    )


def _shifted(query: Query, before: Query) -> Query:
    """上一年 and 第二年 counted from the year of the question before, and the year that it is compared with added."""
    if _AGAINST_YEAR.match(query.question):
        return replace(query, years=tuple(dict.fromkeys(before.years + query.years)))
    match = None if _AGAINST.search(query.topic) else _SHIFT.search(query.topic)
    if not match or not before.years or query.years:
        return query
    year = min(before.years) - 1 if match["back"] else max(before.years) + 1
    return replace(query, years=(year,), topic=_SHIFT.sub("", query.topic).strip(" 的，,"))


def _more(query: Query, thing: str | None, before: Query) -> Query:
    """More about the thing of the question before; of `thing`, where no more than that is said (那…呢)."""
    earlier = before.topic
    if before.background and ordinal(before.topic):
        earlier = ""  # 第三项呢 after 第二项呢: both are of the list asked for before them
    background = f"{before.background} {earlier}".strip()
    years = query.years or (() if _OTHER_TIME.search(_AGAINST.sub("", query.question)) else before.years)
    on = f"（接着问：{background}）" if background else ""
    kind = _single(before)
    if thing and len(query.regions) > 1 and kind == "figure":
        kind = "comparison"
    return replace(
        query,
        topic=thing or query.topic,
        background=background,
        standalone=f"{_named(query.regions)}{_stated(years)}{thing or query.topic}{on}",
        years=years,
        named=query.named or before.named,
        intent=kind if thing else query.intent,
    )


def _at_the_same_place(query: Query, before: Query) -> Query:
    compared = (len(before.regions) > 1 or before.every_region) and query.intent == "figure"
    return replace(
        query,
        standalone=f"{_named(before.regions)}{_stated(query.years)}{query.topic}",
        regions=before.regions,
        every_region=before.every_region,
        intent="comparison" if compared else query.intent,
    )


def _named(regions: Sequence[Region]) -> str:
    return "、".join(region.name for region in regions)


def _stated(years: Sequence[int]) -> str:
    return "、".join(f"{year}年" for year in years)


def _is_fragment(topic: str, own: Collection[str]) -> bool:
    """A question whose subject is missing: it opens with its verb or with the amount asked for."""
    return len(own) <= 2 and bool(_FRAGMENT.search(topic))


def _same_thing_elsewhere(query: Query, rest: str, before: Query) -> Query:
    """「那…呢？」: the question before, asked of another place or time; `rest` narrows it (那…城里呢)."""
    every = query.every_region or (before.every_region and not query.regions)
    regions = query.regions or (() if query.every_region else before.regions)
    relative = _RELATIVE.search(query.topic)
    years = query.years or (() if relative else before.years)
    half = query.half or (None if query.years or relative else before.half)
    when = _stated(years) + (relative[0] if relative else "") + {1: "上半年", 2: "下半年", None: ""}[half]
    same = _RESULT.sub("", before.topic) if query.planned else before.topic
    topic = f"{rest.strip(' 的')} {same}" if content_words(rest) else same
    return replace(
        before,
        question=query.question,
        standalone=f"{_named(regions)}{when}{before.background} {topic}".replace(" ", ""),
        topic=topic,
        regions=regions,
        every_region=every,
        years=years,
        half=half,
        planned=before.planned if query.planned is None else query.planned,
        intent=_elsewhere(rest, before, len(regions), every),
    )


def _elsewhere(rest: str, before: Query, places: int, every: bool) -> Intent:
    if _HOW.search(rest) and places < 2:
        return "explain"
    if every and before.intent in ("comparison", "places"):
        return before.intent
    if places > 1 or every:
        return intent(before.topic, places, every)
    return "fact" if before.intent == "places" else _single(before)


def _single(before: Query) -> Intent:
    """The kind of answer that the question before wants of each place."""
    if before.intent != "comparison":
        return before.intent
    if asks_figure(before.standalone) or re.search(r"标准|金额|数量", before.topic):
        return "figure"
    return asked_of_one(before.topic)
