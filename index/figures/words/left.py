"""What stands before a figure in its clause, taken apart: the noun, and how the figure is said of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.figures.words.vocabulary import either

MOVED = rf"{either('move')}(?:了)?(?:到了?|至|为|成)"
"""A verb that reaches a figure (提高到)."""
_TAIL = re.compile(
    rf"""(?:
    (?P<to>{MOVED}|(?:发展|推进|进)到|稳定(?:在|到|增长到)|(?:保持|维持|控制|稳定|压降|稳控)(?:在|到|为)?)
    |(?P<change>{either("by_how")}*{either("change")}了?)
    |(?P<least>{either("least")})
    |(?P<most>{either("most")})
    |(?P<ratio>(?:占比|比重)(?:分别)?(?:为|达到?)?)
    |(?P<of>(?:由|从|自)(?:原来|过去|之前|原先|原|最初|年初|此前)?的?)
    |(?P<was>(?:原来?|过去|以前|此前|原先)(?:是|为|要|有)?)
    |(?P<about>{either("filler")})
    )$""",
    re.VERBOSE,
)
_COMPARE = re.compile(
    rf"[比较]{either('rival')}(?:同期|全年|底|末|年底)?(?:的)?|同比|环比"
    r"|与(?:上年|去年|[12]\d{3}年)(?:同期)?相比|[快高低慢多少]于(?=全)|比(?=全国|全省|全市)"
)
_AHEAD = re.compile(r"[高低快慢多少][出于][^，。、]{0,12}$")
_SOURCE = re.compile(
    r"(?:由|从|自)(?:原来|过去|之前|原先|原有?|最初|年初|此前|以往|开始|成立之初|建[成档]时)?[ 的]*"
    r"(?:每[\u4e00-\u9fff]{1,6}|[人户]均|约|近|不足|不到|平均)*[ 　]*$"
)
_PER = re.compile(
    r"""
    每(?P<each>千人口|万人口|千人|万人|百户|平方米|平方公里|公里|立方米|学期|学年|年度|千瓦时|位老人|位|名[\u4e00-\u9fff]{0,4}
        |[人户月年天日次亩院斤吨餐床张套生桌件村个家所度场例辆班届株头只杯本份])(?:平均|最高|最低)?
    |(?P<mean>[人户年月日亩床次单班镇村校院家])均(?!衡|匀|等|值|线|势)(?P<also>[月年](?!龄|均))?
    |(?P<bare>单次|(?<=均)月(?=收入)|(?<![\d个一二三四五六七八九十两半几各上下本当每逐按])月(?=工资|收入|租金|标准|补|均|薪)
        |(?:(?<=[\u4e00-\u9fff])|^)亩(?=产|收入)|一餐)
    |一次性
    """,
    re.VERBOSE,
)
_LEAD = re.compile(rf"^{either('lead')}+")
_TRAIL = re.compile(rf"{either('trail')}+$")
_STANDS = re.compile(r"达|为|是|有|突破|超")


@dataclass(frozen=True, slots=True)
class Left:
    """The words before a figure: its noun, and how the figure is said of it.

    `moved` is the verb of a change by the figure (增加), '' where there is none; `to` tells that it is what a change
    reaches (提高到), `source` that it stands behind 由 or 从, `was` that it is what was before. `bound`: 不低于, 超过;
    `share`: 占; `state`: told as standing (达到, 为), not as done. `versus` is what it is compared with (比上年).
    """

    noun: str
    moved: str = ""
    to: bool = False
    source: bool = False
    was: bool = False
    bound: bool = False
    share: bool = False
    state: bool = False
    versus: str = ""
    per: tuple[str, ...] = field(default=())


def left_of(text: str, mentions: Sequence[tuple[int, int]], unit: str) -> Left:
    """Takes apart the words before a figure; `mentions` are spans of times in `text`, which are no part of a noun."""
    versus = [match.span() for match in _COMPARE.finditer(text)]
    if unit == "个百分点" and (ahead := _AHEAD.search(text)):
        noun = left_of(text[: ahead.start()], [span for span in mentions if span[1] <= ahead.start()], "")
        return replace(noun, moved=ahead[0], versus=ahead[0])
    words = _without(text, [*versus, *mentions])
    per = per_of(words)
    if versus and not text[versus[-1][1] :].strip(" 　的约近"):
        return Left(noun=tidy(_without(text[: versus[-1][0]], mentions)), was=True, per=per)
    if source := _SOURCE.search(words):
        kept = "".join(match[0] for match in _PER.finditer(source[0]) if _names(match))
        return Left(noun=tidy(words[: source.start()] + kept), source=True, per=per)
    words = _PER.sub(lambda match: match[0] if _names(match) else " ", words)
    against = "".join(text[start:end] for start, end in versus)
    return _without_tail(words, against, per)


def _without_tail(words: str, versus: str, per: tuple[str, ...]) -> Left:
    """Takes off what stands between noun and figure piece by piece, from the end."""
    found: dict[str, str] = {}
    while match := _TAIL.search(words):
        found.setdefault(match.lastgroup or "about", match[0])
        words = words[: match.start()].rstrip(" \u3000")
    kinds = list(found)
    reached = "to" in found and ("change" not in found or kinds.index("to") < kinds.index("change"))
    moved = "" if reached else found.get("change", "")
    return Left(
        noun=tidy(words),
        moved=moved,
        to="to" in found,
        source="of" in found and "to" not in found and not moved,
        was="was" in found,
        bound="least" in found or "most" in found,
        share="ratio" in found or bool(re.search(r"占[^，。]{0,12}$", words)),
        state="to" in found or bool(_STANDS.search(found.get("about", "") + found.get("least", ""))),
        versus=versus,
        per=per,
    )


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """`text` with a blank for each span."""
    for start, end in sorted(set(spans), reverse=True):
        if not any(other[0] <= start and end <= other[1] for other in spans if other != (start, end)):
            text = text[:start] + " " + text[end:]
    return text


def _names(match: re.Match[str]) -> bool:
    """Whether what a figure is counted by belongs to the thing's name as well (人均, 每万人口)."""
    if match["each"]:
        return match["each"][1:2] == "人" and match["each"][0] in "千万"
    return not match[0].startswith("一")


def per_of(words: str) -> tuple[str, ...]:
    """By what a figure counts, from the words before it: 每人每月, 人均, 月工资."""
    found: list[str] = []
    for match in _PER.finditer(words):
        if match["each"]:
            found.append(re.sub(r"^[名位].*", "人", match["each"]).replace("年度", "年"))
        elif match["mean"]:
            found += ["次" if match["mean"] == "单" else match["mean"], *(match["also"] or "")]
        elif match["bare"]:
            found.append(match["bare"][-1])
    return tuple(dict.fromkeys(found))


def tidy(words: str) -> str:
    """A noun without what leads up to it and what trails it, its quotation marks in pairs."""
    before = None
    while before != words:
        before = words
        words = _TRAIL.sub("", _LEAD.sub("", words))
    words = re.sub(r"[ \u3000\xa0]+", "", words)
    opened, closed = words.count("“"), words.count("”")
    if closed > opened:
        return words.removeprefix("”") if words.startswith("”") else "“" + words
    return words + "”" if opened > closed else words
