"""Question + history → Query: places, years, done or planned, the kind wanted, the thing asked about.

Rules only: deterministic, no model. A follow-up takes over what it leaves out from the question before it.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Literal

from assistant.model import Intent, Query
from assistant.words import content_words
from index.errors import QuestionError
from index.model import Region
from index.regions import Gazetteer, Mention

LONGEST_QUESTION = 2000  # characters

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?:年度?|(?=[\u4e00-\u9fff]))")
_HALF = re.compile("[上下]半年")
_PLACE_ENDS = "省市县区州盟旗"
_BEFORE_PLACE = ("", *"和与跟及同比、，,。？? 或")
_EACH = re.compile("各(?![类项种级界方地市县区位省])|分别")
_QUOTED = re.compile(r"[“\"「『《‘']([^”\"」』》’']{2,30})[”\"」』》’']")
_EVERY_REGION = re.compile(
    r"各(?:地|市|县|区|省|州|地区|地方|区县|县区)|(?:哪些|哪几个|哪个|哪|几个|有几个|多少个)(?:地区|地方|城市|省份?|市|区县|县区|县|区|单位)(?!域|长)|"
    r"所有(?:地区|地方|报告)"
)
_PLANNED = re.compile(
    r"计划|打算|目标|将要?|准备|拟|预计|力争|下一?步|下半年|明年|未来|规划|要(?:建|做|新|实施|完成|达)|安排"
)
_DONE = re.compile(
    r"了(?:多少|几|什么|哪些)|完成|目前|现有|已经?|截至|去年|上一?年|累计|共(?:有|计)|实际|上半年|情况如何|成效"
)
_FIGURE = re.compile(
    r"多少|几[个家名张人户所项座种次件万元天岁级倍起支对条台辆场处]|(?:标准|金额|比例|占比|数量|总数|总额|人数|增幅|增速|增长|覆盖率|率)(?:是|为|有|达|呢|$)|"
    r"多[大高长]|率(?:是|为|达)"
)
_LIST = re.compile(
    r"哪些|哪几|哪[两三四五六七八九十\d]|包括|包含|有什么|做了什么|指(?:的是)?什么|[一二两三四五六七八九十\d]+(?:大|项|个|条|类|种|方面)[\u4e00-\u9fff]{0,8}(?:是|有)?(?:什么|哪)|"
    r"哪[些几两三四五六七八九十]"
)
_EXPLAIN = re.compile(
    r"做(?:些|了)?什么|有(?:什么|哪些)(?:打算|安排|举措|措施|办法)|怎么(?!样$)|怎样|如何|为什么|为何|什么原因|操作|流程|吗[？?]?$"
)
_POINTS_BACK = re.compile(
    r"^(?:那么?|其中|具体|还有|另外|它|他们|该|这|此|上述|详细)|它|该[市区县省局项]|这[个些项种一]|其中|上面|前面"
)
_THAT = re.compile(r"^(?:那么?)?(?P<thing>.{2,}?)呢[？?。!！\s]*$")
_OTHER_TIME = re.compile(r"今年|明年|去年|下一?步|目标|计划|打算")
_ELLIPSIS = re.compile(
    r"^(?P<that>那么?|换成|改成|再看|还有)?(?P<rest>.*?)(?:的)?(?:呢|怎么样|如何|的?情况)?[？?。!！\s]*$"
)


def understand(question: str, history: Sequence[str], gazetteer: Gazetteer, covered: Collection[Region]) -> Query:
    """What a question asks, with what its chat said before (earlier questions, oldest first).

    Raises QuestionError for an empty or over-long question.
    """
    query: Query | None = None
    for text in [*[earlier for earlier in history if earlier.strip()][-5:], question]:
        read = _read(_checked(text), gazetteer, covered)
        query = _follow(read, query) if query else read
    assert query is not None
    return replace(query, question=question)


def _checked(question: str) -> str:
    text = "".join(character for character in question if character.isprintable() or character.isspace()).strip()
    if not text:
        raise QuestionError("问题是空的：请写下要问的内容。")
    if len(text) > LONGEST_QUESTION:
        raise QuestionError(f"问题有 {len(text)} 个字，超过上限 {LONGEST_QUESTION} 个字：请缩短后再问。")
    return text


def _read(text: str, gazetteer: Gazetteer, covered: Collection[Region]) -> Query:
    """One question read by itself."""
    mentions = _meant(gazetteer.mentions(text, covered), text, covered)
    regions = tuple(dict.fromkeys(region for mention in mentions for region in mention.regions))
    every_region = bool(_EVERY_REGION.search(text))
    years = tuple(dict.fromkeys(int(year) for year in _YEAR.findall(text)))
    return Query(
        question=text,
        standalone=text,
        topic=_topic(text, [(mention.start, mention.end) for mention in mentions]),
        background="",
        named=tuple(name for quoted in _QUOTED.findall(text) if (name := quoted.strip("，。？！、,.?! "))),
        regions=regions,
        every_region=every_region,
        years=years,
        half=_half(text),
        planned=_planned(text),
        intent=_intent(text, len(mentions), every_region),
    )


def _meant(mentions: Sequence[Mention], text: str, covered: Collection[Region]) -> list[Mention]:
    """The mentions that are places: not what stands in quotation marks, nor, beside a loaded place, a word's middle.

    The short name of a place without a report counts there only where a list of places or a clause begins.
    """
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    free = [m for m in mentions if not any(start <= m.start and m.end <= end for start, end in quoted)]
    loaded = [m for m in free if any(place.covers(region) for place in m.regions for region in covered)]
    if not loaded:
        return free
    return [m for m in free if m in loaded or m.text[-1] in _PLACE_ENDS or text[: m.start][-1:] in _BEFORE_PLACE]


def _topic(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text without places, years and the words that name all places."""
    for start, end in reversed(spans):
        text = text[:start] + " " + text[end:]
    for pattern in (_YEAR, _HALF, _EVERY_REGION, _EACH):
        text = pattern.sub(" ", text)
    return re.sub(r"\s+", " ", text).strip(" 的，,。？?、和与")


def _half(text: str) -> Literal[1, 2] | None:
    if "上半年" in text:
        return 1
    return 2 if "下半年" in text else None


def _planned(text: str) -> bool | None:
    planned, done = bool(_PLANNED.search(text)), bool(_DONE.search(text))
    return planned if planned != done else None


def _intent(text: str, places: int, every_region: bool) -> Intent:
    if places >= 2 or (every_region and _FIGURE.search(text)):
        return "comparison"
    if every_region:
        return "places"
    if re.search(r"(?:打算|计划|准备|要)做(?:些)?什么", text):
        return "explain"
    if _LIST.search(text) and not re.match(r".*多少", text.rsplit("，", maxsplit=1)[-1]):
        return "list"
    if _FIGURE.search(text):
        return "figure"
    return "explain" if _EXPLAIN.search(text) else "fact"


def _follow(query: Query, before: Query) -> Query:
    """Fills in what the question leaves out: the place, the thing, or both."""
    if query.regions or query.years:
        match = _ELLIPSIS.match(query.topic)
        if match and len(content_words(match["rest"])) <= (1 if match["that"] else 0):
            return _same_thing_elsewhere(query, match["rest"], before)
    if query.regions or query.every_region:
        return query
    own = content_words(query.topic)
    told = _THAT.match(query.topic)
    if not (told or _POINTS_BACK.search(query.question) or len(own) <= 1 or _is_fragment(query.question, own)):
        return _at_the_same_place(query, before)
    background = f"{before.background} {before.topic}".strip()
    return replace(
        _at_the_same_place(query, before),
        topic=told["thing"] if told else query.topic,
        background=background,
        standalone=f"{_named(before.regions)}{background} {query.topic}",
        years=query.years or (() if _OTHER_TIME.search(query.question) else before.years),
        named=query.named or before.named,
        intent=_single(before) if told else query.intent,
    )


def _at_the_same_place(query: Query, before: Query) -> Query:
    compared = len(before.regions) > 1 and query.intent == "figure"
    return replace(
        query,
        standalone=f"{_named(before.regions)}{query.topic}",
        regions=before.regions,
        every_region=before.every_region,
        intent="comparison" if compared else query.intent,
    )


def _named(regions: Sequence[Region]) -> str:
    return "、".join(region.name for region in regions)


def _is_fragment(question: str, own: Collection[str]) -> bool:
    """A question whose subject is missing: it opens with its verb or with the amount asked for."""
    return len(own) <= 2 and bool(re.match(r"^(?:[\u4e00-\u9fff]{2}了?)?(?:多少|几|哪|什么|怎)", question))


def _same_thing_elsewhere(query: Query, rest: str, before: Query) -> Query:
    """「那…呢？」: the question before, asked of another place or year; `rest` narrows it (那…城里呢)."""
    regions, years = query.regions or before.regions, query.years or before.years
    stated = "".join(f"{year}年" for year in years)
    topic = f"{rest} {before.topic}".strip() if content_words(rest) else before.topic
    return replace(
        before,
        question=query.question,
        standalone=f"{_named(regions)}{stated}{before.background} {topic}".replace(" ", ""),
        topic=topic,
        regions=regions,
        every_region=before.every_region and not query.regions,
        years=years,
        intent="comparison" if len(regions) > 1 else "fact" if before.intent == "places" else _single(before),
    )


def _single(before: Query) -> Intent:
    if before.intent != "comparison":
        return before.intent
    return "figure" if _FIGURE.search(before.standalone) or re.search(r"标准|金额|数量", before.topic) else "fact"
