"""Question + the questions before it → what it means: a follow-up takes over what it leaves out."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.language.words import content_words
from assistant.model import Intent, Query
from assistant.question import follow_up_patterns as patterns
from assistant.question.intent import asked_of_one, asks_figure, intent, ordinal
from index.model import Region

_MOST = 20  # places that are compared without being named anew


def is_small_talk(text: str) -> bool:
    """Whether a text asks nothing: thanks, a greeting, a nod."""
    return bool(patterns.SMALL_TALK.fullmatch(text.strip()))


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


def in_contrast(text: str, before: str) -> str:
    """A question that only names the other of two (那城市的呢) as the one before it with that in its place."""
    match = patterns.IN_CONTRAST.fullmatch(text.strip())
    for pair in patterns.CONTRASTS if match else ():
        for one, other in (pair, pair[::-1]):
            if match and match["other"] == other and one in before and other not in before:
                return f"{before.rstrip('？?。 ')}{match['rest'] or ''}".replace(one, other)
    return text


def _on(query: Query, before: Query) -> Query:
    """A question that goes on about the thing or the place of the one before, or owes it nothing."""
    told = patterns.MEANT.match(query.topic) or patterns.THAT.match(query.topic)
    thing = None if told is None or patterns.ASKS.search(told["thing"]) else told["thing"].strip(" 的")
    if query.regions or query.every_region:
        return _more(query, thing, before) if thing and query.regions else query
    topic = patterns.THERE.sub("", patterns.BY_THE_WAY.sub("", query.topic))
    own = content_words(patterns.AGAINST.sub("", topic))
    points_back = patterns.POINTS_BACK.search(patterns.THERE.sub("", patterns.BY_THE_WAY.sub("", query.question)))
    if thing or points_back or len(own) <= 1 or _is_fragment(topic, own):
        return _more(_at_the_same_place(query, before), thing, before)
    return _at_the_same_place(replace(query, topic=topic), before)


def _only_elsewhere(query: Query, before: Query) -> str | None:
    """What a question says beyond another place or time for the one before: "" for nothing, None if it asks more."""
    if before.every_region and not query.regions and patterns.SIDE_BY_SIDE.search(query.topic):
        return ""
    elsewhere = query.regions or query.years or query.every_region
    if not (elsewhere or query.half or patterns.RELATIVE.search(patterns.AGAINST.sub("", query.topic))):
        return None
    match = patterns.ELLIPSIS.match(patterns.RELATIVE.sub("", query.topic))
    if match is None or len(content_words(match["rest"])) > (1 if match["that"] else 0):
        return None
    return match["rest"] if elsewhere or not patterns.ASKS.search(match["rest"]) else None


def _side_by_side(query: Query, earlier: Sequence[Query]) -> tuple[Region, ...]:
    """The places that a question wants compared without naming them all (两地比一比, 和…比呢); () if it does not."""
    before = earlier[-1]
    if query.regions:
        beside = patterns.BESIDE.match(query.question)
        added = beside and beside["after"].startswith(tuple(name for r in query.regions for name in (r.name, r.short)))
        if added or patterns.WITH_IT.search(query.question):
            return tuple(dict.fromkeys(before.regions + query.regions))
        return ()
    if query.every_region or not patterns.SIDE_BY_SIDE.search(query.topic):
        return ()
    most = 3 if "三" in query.topic else _MOST if patterns.SEVERAL.search(query.topic) else 2
    places: tuple[Region, ...] = ()
    for asked in reversed(earlier):
        places = tuple(dict.fromkeys(asked.regions + places))
        if len(places) >= most:
            break
    return places if len(places) > 1 else ()


def _compared(query: Query, places: tuple[Region, ...], before: Query) -> Query:
    rest = patterns.WITH_IT.sub("", patterns.SIDE_BY_SIDE.sub("", query.topic))
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
    if patterns.AGAINST_YEAR.match(query.question):
        return replace(query, years=tuple(dict.fromkeys(before.years + query.years)))
    match = None if patterns.AGAINST.search(query.topic) else patterns.SHIFT.search(query.topic)
    if not match or not before.years or query.years:
        return query
    year = min(before.years) - 1 if match["back"] else max(before.years) + 1
    return replace(query, years=(year,), topic=patterns.SHIFT.sub("", query.topic).strip(" 的，,"))


def _more(query: Query, thing: str | None, before: Query) -> Query:
    """More about the thing of the question before; of `thing`, where no more than that is said (那…呢)."""
    earlier = before.topic
    if before.background and ordinal(before.topic):
        earlier = ""  # 第三项呢 after 第二项呢: both are of the list asked for before them
    background = f"{before.background} {earlier}".strip()
    years = query.years or (
        () if patterns.OTHER_TIME.search(patterns.AGAINST.sub("", query.question)) else before.years
    )
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
    return len(own) <= 2 and bool(patterns.FRAGMENT.search(topic))


def _same_thing_elsewhere(query: Query, rest: str, before: Query) -> Query:
    """「那…呢？」: the question before, asked of another place or time; `rest` narrows it (那…城里呢)."""
    every = query.every_region or (before.every_region and not query.regions)
    regions = query.regions or (() if query.every_region else before.regions)
    relative = patterns.RELATIVE.search(query.topic)
    years = query.years or (() if relative else before.years)
    half = query.half or (None if query.years or relative else before.half)
    when = _stated(years) + (relative[0] if relative else "") + {1: "上半年", 2: "下半年", None: ""}[half]
    same = patterns.RESULT.sub("", before.topic) if query.planned else before.topic
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
    if patterns.HOW.search(rest) and places < 2:
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
    if asks_figure(before.standalone) or patterns.AMOUNT.search(before.topic):
        return "figure"
    return asked_of_one(before.topic)
