"""Question + history → Query: places, years, done or planned, the kind wanted, the thing asked about.

Rules only: deterministic, no model.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

from assistant.asked import half_asked, intent, ordinal, planned, without_times, years_asked
from assistant.catalogue import Places
from assistant.followup import follow, is_small_talk
from assistant.model import Query
from index.errors import QuestionError
from index.model import Region
from index.regions import Gazetteer, Mention

LONGEST_QUESTION = 2000  # characters
_REMEMBERED = 5  # earlier questions

_PLACE_ENDS = "省市县区州盟旗"
_BEFORE_PLACE = ("", *"和与跟及同比、，,。？? 或")
_EACH = re.compile("各(?![类项种级界方地市县区位省])|分别")
_QUOTED = re.compile(r"[“\"「『《‘']([^”\"」』》’']{2,30})[”\"」』》’']")
_KIND_OF_PLACE = r"(?:地区|地方|城市|省份?|市(?![场民值政])|区县|县区|[县区州](?!域|长))"
_EVERY_REGION = re.compile(
    rf"(?<!要求)(?<!督促)(?<!指导)(?<!对)各(?:地(?!方债)|{_KIND_OF_PLACE})(?!、自治区|[\u4e00-\u9fff]{{0,6}}[主有相][管关]部门)|"
    rf"(?:哪些|哪几个|哪一?个|哪){_KIND_OF_PLACE}|哪些单位|(?<![这那])(?:有?几个|多少个){_KIND_OF_PLACE}|"
    r"所有(?:地区|地方|报告)|(?:其他|其它|别的)(?:地方|地区|城市|省份?)|(?:地区|地方|城市|省份|区县|县区)有(?:哪些|哪?几个|多少个)|"
    r"(?:哪里|哪儿)的?(?=[^，。？?]{1,12}最)|(?<=最[\u4e00-\u9fff]的)是(?:哪里|哪儿)"
)
# Behind a place that is named these count or point at parts of it: 有几个区, 放在哪个县.
_PART_OF_PLACE = re.compile(r"[在到于给进户]哪|是哪|(?:几|多少)个")
# An organisation named after a place is none: 苏州银行, 人行苏州中心支行; but 苏州银行有多少家 asks of the place.
_ORGANISATION = re.compile(
    r"(?:(?<![省市县区州盟旗])(?:[东西南北中]?路(?![面网灯口段政况边])|大道|大街)|(?:农村|城市)?(?:商业|农商|村镇)?银行(?![业卡账存网])|"
    r"(?:师范|理工|科技|工业|农业|医科|中医药?|财经|外国语|外语|交通|海洋|林业|民族|工程|职业|技术|传媒|体育|政法|邮电|石油){0,3}"
    r"大学(?![生城本毕])|商会|中心支行|[分支]行)(?!一?共?有(?:多少|几)[家所个]|有哪)"
)
_OFFICE = re.compile(r"(?:人民)?政府|委(?![托员])|长(?![者期江三])|[\u4e00-\u9fff]{2,8}?[厅局委办](?!门)")
_COORDINATED = re.compile(r"[和与跟及、比同或]$")
# What help goes to, or what people come from, is not whose report is asked for; nor is what is excepted.
_AID_BEFORE = re.compile(r"(?:援助?|支援|驰援|援建|对口(?:支援|帮扶|协作)|来自)$")
_TOWARDS = re.compile(r"(?:返回?|前往|[飞发送开]往|赴|捐赠?给?|帮扶|协作|[到至往向对给])$")
_BACK_FROM = re.compile(r"[省市]?(?:返|回|来[的到]|入|进|出发)")
_AFFLICTED = re.compile(r"[省市]?(?:等|返|来|疫区)")
_BETWEEN = re.compile(r"(?<=\s)(?:[和与跟及同比或、，,]\s+)+")
_EXCEPTED = re.compile(r"[^，。；]{0,6}?(?:以外|之外|外)")


def understand(question: str, history: Sequence[str], gazetteer: Gazetteer, covered: Places) -> Query:
    """What a question asks, with what its chat said before (earlier questions, oldest first).

    Raises QuestionError for an empty or over-long question.
    """
    told = [earlier for earlier in history if earlier.strip() and not is_small_talk(earlier)]
    asked: list[Query] = []
    for text in [*told[-_REMEMBERED:], question]:
        asked.append(follow(_read(_checked(text), gazetteer, covered), asked))
    return replace(asked[-1], question=question)


def _checked(question: str) -> str:
    text = "".join(character for character in question if character.isprintable() or character.isspace()).strip()
    if not text:
        raise QuestionError("问题是空的：请写下要问的内容。")
    if len(text) > LONGEST_QUESTION:
        raise QuestionError(f"问题有 {len(text)} 个字，超过上限 {LONGEST_QUESTION} 个字：请缩短后再问。")
    return text


def _read(text: str, gazetteer: Gazetteer, covered: Places) -> Query:
    """One question read by itself."""
    mentions = _places(_meant(gazetteer.mentions(text, covered), text, covered), text)
    places = _told_apart([mention for mention in mentions if not _is_excepted(mention, text)], text)
    regions = tuple(dict.fromkeys(region for mention in places for region in mention.regions))
    every_region = _asks_of_every(text, regions, covered)
    acted_in = [mention for mention in mentions if mention not in places and _lies_in_one(mention, places)]
    rest = _without(text, [mention for mention in mentions if mention not in acted_in])
    return Query(
        question=text,
        standalone=text,
        topic=_topic(rest, every_region),
        background="",
        named=tuple(name for quoted in _QUOTED.findall(text) if (name := quoted.strip("，。？！、,.?! "))),
        ordinal=ordinal(text),
        regions=regions,
        every_region=every_region,
        years=years_asked(rest),
        half=half_asked(text),
        planned=planned(_QUOTED.sub(" ", rest)),
        intent=intent(text, len(places), every_region),
    )


def _meant(mentions: Sequence[Mention], text: str, covered: Places) -> list[Mention]:
    """The mentions that are places: not what stands in quotation marks, nor, beside a loaded place, a word's middle.

    The short name of a place without a report counts there only where a list of places or a clause begins.
    """
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    free = [m for m in mentions if not any(start <= m.start and m.end <= end for start, end in quoted)]
    loaded = [m for m in free if any(map(covered.any_in, m.regions))]
    if not loaded:
        return free
    return [m for m in free if m in loaded or m.text[-1] in _PLACE_ENDS or text[: m.start][-1:] in _BEFORE_PLACE]


def _places(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """The mentions that are no part of an organisation's name, nor where help goes, people come from or go."""
    places: list[Mention] = []
    first = True
    for run in _runs(mentions, text):
        before, end = text[: run[0].start], run[-1].end
        away = _AID_BEFORE.search(before) or (not first and _TOWARDS.search(before))
        left = before.endswith("从") and _BACK_FROM.match(text, end)
        if not (away or left or (before.endswith("对") and _AFFLICTED.match(text, end))):
            places += [mention for mention in run if not _ORGANISATION.match(text, mention.end)]
        first = False
    return places


def _runs(mentions: Sequence[Mention], text: str) -> list[list[Mention]]:
    """The mentions in runs of those that only 和 or 、 stands between."""
    runs: list[list[Mention]] = []
    for mention in mentions:
        if runs and text[runs[-1][-1].end : mention.start] in ("、", "和", "与", "及", "，"):
            runs[-1].append(mention)
        else:
            runs.append([mention])
    return runs


def _is_excepted(mention: Mention, text: str) -> bool:
    return text[: mention.start].endswith(("除", "除了")) and bool(_EXCEPTED.match(text, mention.end))


def _told_apart(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """The mentions without those of a place around another, unless they stand side by side (江苏和苏州).

    An office of the wider place acts in the narrower one: 江苏省民政厅在苏州 is 江苏.
    """
    left = {mention.regions: mention for mention in reversed(mentions)}  # the first mention of each
    for outer, inner in permutations(tuple(left.values()), 2):
        if outer.regions in left and inner.regions in left and _contains(outer, inner):
            first, second = sorted((outer, inner), key=lambda mention: mention.start)
            if not _COORDINATED.search(text[first.end : second.start]):
                left.pop((inner if _OFFICE.match(text, outer.end) else outer).regions)
    return [mention for mention in mentions if mention.regions in left]


def _contains(outer: Mention, inner: Mention) -> bool:
    return all(any(place != region and place.covers(region) for place in outer.regions) for region in inner.regions)


def _lies_in_one(mention: Mention, places: Sequence[Mention]) -> bool:
    return any(_contains(place, mention) for place in places)


def _asks_of_every(text: str, regions: Sequence[Region], covered: Places) -> bool:
    """Whether all places are asked for; those in a place that is named only where some of them have reports."""
    match = _EVERY_REGION.search(text)
    if not match or not regions:
        return bool(match)
    return any(map(covered.others_in, regions)) and not _PART_OF_PLACE.search(text)


def _without(text: str, mentions: Sequence[Mention]) -> str:
    for mention in sorted(mentions, key=lambda mention: -mention.start):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return text


def _topic(text: str, every_region: bool) -> str:
    """The text without years and the words that name all places."""
    text = without_times(text)
    for pattern in (_EVERY_REGION, _EACH) if every_region else (_EACH,):
        text = pattern.sub(" ", text)
    text = _BETWEEN.sub(" ", f" {text} ")
    return re.sub(r"\s+", " ", text).strip(" 的，,。？?、")
