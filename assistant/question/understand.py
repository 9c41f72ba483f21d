"""Question + history → Query: places, years, done or planned, the kind wanted, the thing asked about.

Rules only: deterministic, no model.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import permutations

from assistant.catalogue import Places
from assistant.model import Query
from assistant.question import patterns
from assistant.question.follow_up import follow, in_contrast, is_small_talk
from assistant.question.intent import asks_whether, intent, ordinal
from assistant.question.times import half_asked, planned, whole_years, without_times, years_asked
from index.errors import QuestionError
from index.model import Region
from index.places.gazetteer import Gazetteer, Mention
from index.places.groups import spelled_out

LONGEST_QUESTION = 2000  # characters
_REMEMBERED = 5  # earlier questions

_MOST_OTHERS = 12
_COMMAS = ("，", ",")
_PLACE_ENDS = "省市县区州盟旗"
_BEFORE_PLACE = ("", *"和与跟及同比、，,。？? 或")


def understand(question: str, history: Sequence[str], gazetteer: Gazetteer, covered: Places) -> Query:
    """What a question asks, with what its chat said before (earlier questions, oldest first).

    Raises QuestionError for an empty or over-long question.
    """
    told = [earlier for earlier in history if earlier.strip() and not is_small_talk(earlier)]
    asked: list[Query] = []
    before = ""
    for text in [*told[-_REMEMBERED:], question]:
        before = in_contrast(_spoken(_checked(text)), before)
        asked.append(follow(_read(before, gazetteer, covered), asked))
    return replace(asked[-1], question=question)


def _spoken(text: str) -> str:
    """A question with what is said for short written out: groups of places, years, 离 for 离婚."""
    return patterns.DIVORCED.sub("离婚", whole_years(spelled_out(text)))


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
    excepted = {region for mention in mentions if _is_excepted(mention, text) for region in mention.regions}
    places = _told_apart([mention for mention in mentions if excepted.isdisjoint(mention.regions)], text)
    regions = tuple(dict.fromkeys(region for mention in places for region in mention.regions))
    regions = regions or _others(text, excepted, covered)
    every_region = _asks_of_every(text, regions, covered)
    acted_in = [mention for mention in mentions if mention not in places and _lies_in_one(mention, places)]
    rest = _without(text, [mention for mention in mentions if mention not in acted_in])
    return Query(
        question=text,
        standalone=text,
        topic=_topic(rest, every_region),
        background="",
        named=tuple(name for quoted in patterns.QUOTED.findall(text) if (name := quoted.strip("，。？！、,.?! "))),
        ordinal=ordinal(text),
        regions=regions,
        every_region=every_region,
        years=years_asked(rest),
        half=half_asked(text),
        planned=planned(patterns.QUOTED.sub(" ", rest)),
        intent=intent(text, max(len(places), len(regions) if excepted else 0), every_region),
        whether=asks_whether(text),
    )


def _meant(mentions: Sequence[Mention], text: str, covered: Places) -> list[Mention]:
    """The mentions that are places: not what stands in quotation marks, nor, beside a loaded place, a word's middle.

    The short name of a place without a report counts there only where a list of places or a clause begins.
    """
    quoted = [match.span() for match in patterns.QUOTED.finditer(text)]
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
        away = patterns.AID_BEFORE.search(before) or (not first and patterns.TOWARDS.search(before))
        left = before.endswith("从") and patterns.BACK_FROM.match(text, end)
        if not (away or left or (before.endswith("对") and patterns.AFFLICTED.match(text, end))):
            places += [mention for mention in run if not patterns.ORGANISATION.match(text, mention.end)]
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
    before = text[: mention.start]
    apart = before.endswith("除了") and text[mention.end : mention.end + 1] in _COMMAS
    around = before.endswith(("除", "除了")) and bool(patterns.EXCEPTED.match(text, mention.end))
    return apart or around or bool(patterns.LEFT_OUT.search(before) or patterns.APART.match(text, mention.end))


def _others(text: str, excepted: AbstractSet[Region], covered: Places) -> tuple[Region, ...]:
    """The places of the same kind that have reports, where all others than those excepted are asked for."""
    if not excepted or not patterns.OTHERS.search(text):
        return ()
    levels = {region.level for region in excepted}
    others = (region for region in covered if region.level in levels and region not in excepted)
    return tuple(sorted(others, key=lambda region: region.code)[:_MOST_OTHERS])


def _told_apart(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """The mentions without those of a place around another, unless they stand side by side (江苏和苏州).

    An office of the wider place acts in the narrower one: 江苏省民政厅在苏州 is 江苏.
    """
    left = {mention.regions: mention for mention in reversed(mentions)}  # the first mention of each
    for outer, inner in permutations(tuple(left.values()), 2):
        if outer.regions in left and inner.regions in left and _contains(outer, inner):
            first, second = sorted((outer, inner), key=lambda mention: mention.start)
            if not patterns.COORDINATED.search(text[first.end : second.start]):
                left.pop((inner if patterns.OFFICE.match(text, outer.end) else outer).regions)
    return [mention for mention in mentions if mention.regions in left]


def _contains(outer: Mention, inner: Mention) -> bool:
    return all(any(place != region and place.covers(region) for place in outer.regions) for region in inner.regions)


def _lies_in_one(mention: Mention, places: Sequence[Mention]) -> bool:
    return any(_contains(place, mention) for place in places)


def _asks_of_every(text: str, regions: Sequence[Region], covered: Places) -> bool:
    """Whether all places are asked for; those in a place that is named only where some of them have reports."""
    match = patterns.EVERY_REGION.search(text)
    if not match or not regions:
        return bool(match)
    return any(map(covered.others_in, regions)) and not patterns.PART_OF_PLACE.search(text)


def _without(text: str, mentions: Sequence[Mention]) -> str:
    for mention in sorted(mentions, key=lambda mention: -mention.start):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return text


def _topic(text: str, every_region: bool) -> str:
    """The text without years and the words that name all places."""
    text = without_times(text)
    for pattern in (patterns.EVERY_REGION, patterns.EACH) if every_region else (patterns.EACH,):
        text = pattern.sub(" ", text)
    text = patterns.BETWEEN.sub(" ", f" {text} ")
    return re.sub(r"\s+", " ", text).strip(" 的，,。？?、")
