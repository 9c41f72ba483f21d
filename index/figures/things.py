"""What a figure counts or measures: the words before it taken apart, the noun behind it, and what it stands under."""

import re
from dataclasses import dataclass, field, replace
from itertools import takewhile

import rjieba

# The end of what stands before a figure, taken off piece by piece: how it bounds, changes and reaches.
_MOVES = (
    "提高|增加|增长|提升|上升|扩大|拓展|拓宽|扩展|下降|降低|减少|调整|缩短|缩减|压缩|压减|攀升|发展|上涨|上调|下调|下调|回升|回落|延长|扩容|扩|"
    "升|增|降|涨|减|跌|调|缩|提|改善|优化|精简|加密|壮大|进"
)
_UP = re.compile(r"增|提|升|涨|扩|多|高|快|延长|回升|上调|拓|新")
_TAIL = re.compile(
    rf"""(?:
    (?P<to>(?:{_MOVES})(?:了)?(?:到了?|至|为|成)|(?:发展|推进|进)到|稳定(?:在|到|增长到)|(?:保持|维持|控制|稳定|压降|稳控)(?:在|到|为)?)
    |(?P<change>(?:分别|平均|均|净|累计|实际|再|又|各|已|年均|同比|环比|名义|预计|预期)*(?:(?:增长|增加|提高|提升|上升|上涨|攀升|下降|降低|减少|缩短|缩减|压缩|压减|回落|回升|扩大|增|降|减|升|涨|跌|[多少高低快慢]|精简|下调|上调|延长|提前|少卖|多卖|节约|下滑|负增长|正增长|加快)了?))
    |(?P<least>不(?:得)?[低少小]于|至少|不下于|超过了?|超出|超|突破(?:了)?|迈上|跨上|站上|跃上|迈过|跨越|逾|(?<![通经超度])过|高于|大于|多于|最低|保底|起步|最少)
    |(?P<most>不(?:得)?[超高大多]于|不(?:得)?超过?|低于|少于|小于|不足|不到|最高|至多|最多|封顶|上限)
    |(?P<ratio>占比(?:分别)?(?:为|达到?)?|比重(?:为|达到?)?)
    |(?P<of>(?:由|从|自)(?:原来|过去|之前|原先|原|最初|年初|此前)?的?)
    |(?P<was>(?:原来?|过去|以前|此前|原先)(?:是|为|要|有)?)
    |(?P<about>约|大约|大概|近|将近|接近|左右|共计?|总共|总计|合计|计|累计|已经?|均|就|[为是有]|位?居|名列|位列|列|排名?|位次?|只有|仅有|仅|只|才|还有?|仍(?:有|为|是)?|现有|现已|达到?了?|高达|多达|达成|实现了?|完成了?|在|了|到|至|:|：|分别|各|预计|预期|平均|全部|各自|实际|的|[“"（(]|[,，、—-]|\s|又|也|再|都|名义|要|需|应|可|能|能够|折合|人民币|另外|还|同期|目标值?|计划|规划|必须|预定|原则上|略|力争|拟|人数|约为|定为|确定为|核定为|每|总|全年|全国|全省)
    )$""",
    re.VERBOSE,
)
_COMPARE = re.compile(
    r"(?:[比较](?:去年|上年|上一年|前年|年初|年初计划|计划|目标|规划|原计划|同期|往年|上期|上月|上季度|上半年|[“\"]?十.五[”\"]?(?:时期|期间|末)?|第.个五年计划(?:期间)?|法定时限|预算|以前|过去|之前|原来|[12]\d{3}年|[一二][〇○零一二三四五六七八九]{3}年)"
    r"(?:同期|全年|底|末|年底)?(?:的)?|同比|环比|与(?:上年|去年|[12]\d{3}年)(?:同期)?相比|[快高低慢多少]于(?=全)|比(?=全国|全省|全市))"
)
_SOURCE = re.compile(
    r"(?:由|从|自)(?:原来|过去|之前|原先|原有?|最初|年初|此前|以往|开始|成立之初|建[成档]时)?[ 的]*"
    r"(?:每[\u4e00-\u9fff]{1,6}|[人户]均|约|近|不足|不到|平均)*[ 　]*$"
)
_AHEAD = re.compile(r"[高低快慢多少][出于][^，。、]{0,12}$")
_PER = re.compile(
    r"(?:每(?P<each>千人口|万人口|千人|万人|百户|平方米|平方公里|公里|立方米|学期|学年|年度|千瓦时|位老人|位|名[\u4e00-\u9fff]{0,4}|[人户月年天日次亩院斤吨餐床张套生桌件村个家所度场例辆班届株头只杯本份])(?:平均|最高|最低)?)"
    r"|(?P<mean>[人户年月日亩床次单班镇村校院家])均(?!衡|匀|等|值|线|势)(?P<also>[月年](?!龄|均))?|单次|(?<=均)月(?=收入)|(?<![\d个一二三四五六七八九十两半几各上下本当每逐按])月(?=工资|收入|租金|标准|补|均|薪)|(?<=[\u4e00-\u9fff])亩(?=产|收入)|一餐|一次性"
)
_PLACE_ALL = r"(?:全[市县区省州旗盟镇乡村街]|我[市县区省局州旗]|本[市县区省局]|辖区|县域|县内|市域内?)(?!性|级|委|政府|长|域)(?:内)?"
_LEAD = re.compile(
    rf"^(?:[\s，,、；;：:。“\"（(）)·—\-•●■]|其中|另外|此外|同时|并且?|共有?(?![建同享产青享管])|一共|合计|总共|{_PLACE_ALL}|目前|现有|现在|现已|已经?|还有?|累计|预计|力争|争取|确保|努力|将|要|可|使|让|推动|促进|带动|实现|完成(?!率)|达到|全面|有效|持续|继续|大力|积极|扎实|深入|稳步|切实|重点|计划|拟|年内|全年|当年|今年|以及|及|和|与|又|再|也|先后|成功|首次|共计|总计|分别|有|是|为|对(?!象|口|外|接)|向(?!上|社会)|给(?!水|予)|把|在(?!建|校|岗|册|职|业|园|线|用|库|读|逃|家|地)|于|从(?!业|事)|由|至|到(?!期|账|位|户)|截至|截止|期间|时期|底|末|以来|的|较|比|通过|主要|特别是|尤其是|包括|涉及|相当于|约占|约|近|则|均|全部|[①-⑳]|\d{{1,2}}[.、．)）]|[（(]?[一二三四五六七八九十]{{1,3}}[)）、是](?!来))+"
)
_TAILED = re.compile(
    r"(?:[\s，,、；;：:的（(“\"]|达到?|为|是|共|有|了|由|从|以|及|和|与|每|向|对|给|就|将|把|已|约|在|要|则|还|也|又|都|仅|只|按|按照)+$"
)
_LEAP = re.compile(r"^[ 　]*(?:及?以上|以下|以内|之内|左右|上下|余|多)*[ 　]*的?[ 　]*")
_STOPS = re.compile(r"[，,。；;：:！？!?\n（()）、每]|左右|等(?=[\u4e00-\u9fff]{0,2}[，。；、])")
_VERB_END = ("v", "vn", "d", "p", "ad", "ul", "c", "vd", "vi", "zg", "u", "uj", "ug")
_LIGHT = frozenset(
    [
        "完成",
        "实现",
        "达到",
        "有",
        "为",
        "是",
        "让",
        "使",
        "推动",
        "确保",
        "力争",
        "做好",
        "抓好",
        "抓实",
        "建成",
        "建设",
        "培育",
        "实施",
        "开展",
        "落实",
        "安排",
        "涉及",
        "涵盖",
        "覆盖",
        "包括",
        "拥有",
        "形成",
        "打造",
        "共有",
        "已有",
    ]
)
_NOUN_TAGS = ("n", "a", "b", "j", "l", "i", "s", "f", "x", "m", "q", "r", "k", "h", "z", "t", "e", "g", "y", "vn", "o")
_CLASSIFIERS_OF_PEOPLE = frozenset(("人", "名", "位", "户", "人次", "户次"))


_NO_NOUNS = frozenset(["台阶", "大关", "关口", "门槛", "目标", "人", "名", "人次", "其中", "时间", "以上", "全部", "目前", "各自", "左右"])
_NOUN_VERBS = frozenset(["下岗", "就业", "改扩建", "在建", "续建", "参保", "失能", "失业", "救助", "退役", "养老", "扶贫", "脱贫", "进城", "务工"])
_PREDICATES = frozenset(
    ["实现", "投入", "开展", "获得", "达到", "享受", "纳入", "完成", "通过", "进入", "参加", "入选", "荣获", "获评", "使用", "提供", "得到", "接受", "建成", "投用", "覆盖", "占", "居", "均", "全部", "全额", "定额"]
)
_BUILT = frozenset(["新建", "改建", "续建", "扩建", "普及", "改扩建"])
_BEGINS_A_NOUN = re.compile(rf"(?!(?:{_MOVES})(?:了)?(?:[到至为成]))[\u4e00-\u9fff“《A-Za-z\d]")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Left:
    """What stands before a figure in its clause, taken apart: the noun and how the figure is said of it."""

    noun: str
    moved: str = ""  # the verb of a change by the figure (增加), empty where there is none
    to: bool = False
    source: bool = False  # behind 由 or 从: what is left behind
    was: bool = False
    bound: bool = False
    share: bool = False
    state: bool = False  # told as standing (达到, 为, 升至), not as done in a time
    versus: str = ""  # the stretch that it is compared with (比上年)
    per: tuple[str, ...] = field(default=())


def left_of(text: str, mentions: list[tuple[int, int]], unit: str) -> Left:
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
        kept = "".join(match[0] for match in _PER.finditer(source[0]) if _keeps(match))
        return Left(noun=tidy(words[: source.start()] + kept), source=True, per=per)
    words = _PER.sub(lambda match: match[0] if _keeps(match) else " ", words)
    flags: dict[str, str] = {}
    order: list[str] = []
    while match := _TAIL.search(words):
        kind = match.lastgroup or "about"
        flags.setdefault(kind, match[0])
        order.append(kind)
        words = words[: match.start()].rstrip(" \u3000")
    to, moved = "to" in flags, flags.get("change", "")
    return Left(
        noun=tidy(words),
        moved="" if to and order.index("to") < (order.index("change") if moved else 99) else moved,
        to=to,
        source="of" in flags and not to and not moved,
        was="was" in flags,
        bound="least" in flags or "most" in flags,
        share="ratio" in flags or bool(re.search(r"占[^，。]{0,12}$", words)),
        state=to or bool(re.search(r"达|为|是|有|突破|超", flags.get("about", "") + flags.get("least", ""))),
        versus="".join(text[start:end] for start, end in versus),
        per=per,
    )


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        if all(not (other[0] <= start and end <= other[1]) or other == (start, end) for other in spans):
            text = text[:start] + " " + text[end:]
    return text


def _keeps(match: re.Match[str]) -> bool:
    """Whether 人均 or 每万人口 belongs to the thing's name as well."""
    return (match["each"] is None and not match[0].startswith("一")) or bool(re.match(r"[千万]人", match["each"] or ""))


def per_of(words: str) -> tuple[str, ...]:
    """By what a figure counts, from the words before it: 每人每月, 人均, 月工资."""
    found: list[str] = []
    for match in _PER.finditer(words):
        if match["each"]:
            found.append(re.sub(r"^[名位].*", "人", match["each"]).replace("年度", "年"))
        elif match["mean"]:
            found.append({"单": "次"}.get(match["mean"], match["mean"]))
            if match["also"]:
                found.append(match["also"])
        elif match[0] == "单次":
            found.append("次")
        elif match[0] in ("月", "亩"):
            found.append(match[0])
        elif match[0] == "一餐":
            found.append("餐")
    return tuple(dict.fromkeys(found))


def tidy(words: str) -> str:
    """A noun without what leads up to it and what trails it."""
    before = None
    while before != words:
        before = words
        words = _LEAD.sub("", words)
        words = _TAILED.sub("", words)
    words = re.sub(r"[ \u3000\xa0]+", "", words)
    if words.count("”") > words.count("“"):
        words = words.replace("”", "", 1) if words.startswith("”") else "“" + words
    elif words.count("“") > words.count("”"):
        words += "”"
    return words


def right_of(text: str, people: bool) -> tuple[str, int]:
    """The noun behind a figure and its measure word (个左右|国家级智能工厂), and where it ends; '' if none is there."""
    leap = _LEAP.match(text)
    at = leap.end() if leap else 0
    stop = _STOPS.search(text, at)
    words = text[at : stop.start() if stop else len(text)][:_LONGEST]
    if not _BEGINS_A_NOUN.match(words):
        return "", 0
    noun = _noun_at_start(words, people)
    return noun, at + len(noun)


def _noun_at_start(words: str, people: bool) -> str:
    """The noun that words begin with; what people do is none (10人|享受补贴)."""
    tokens = rjieba.tag(words)
    if people and tokens and tokens[0][1] == "v" and tokens[0][0] not in _NOUN_VERBS:
        return ""
    kept: list[str] = []
    quoted = False
    for number, (word, tag) in enumerate(tokens):
        following = tokens[number + 1 :]
        if word in "“”《》":
            quoted = word in "“《"
        elif not (quoted or _goes_on(word, tag, kept, following)):
            break
        kept.append(word)
    noun = re.sub(r"(?:的|和|与|及|以及|[“《])$", "", "".join(kept))
    return "" if noun in _NO_NOUNS else noun


def _goes_on(word: str, tag: str, kept: list[str], following: list[tuple[str, str]]) -> bool:
    """Whether a word goes on with the noun that `kept` begins."""
    if word in ("的", "和", "与", "及", "以及"):
        return bool(kept) and bool(following)
    if tag == "vn" and not kept and not following:
        return True  # 万项|培训
    if word in _PREDICATES:
        return False
    if tag == "v":
        return _inside_noun(kept, following) or word in _NOUN_VERBS
    return tag.startswith(_NOUN_TAGS) and not (tag == "r" and word in ("其", "这", "各", "每"))


def _inside_noun(kept: list[str], following: list[tuple[str, str]]) -> bool:
    """Whether a verb stands inside a compound noun: its last word is right behind it (照护|床位, 恢复|重建|资金)."""
    if not following:
        return bool(kept)
    run = list(takewhile(lambda each: each[1][0] in "nv", following))
    last = next((number for number, (word, tag) in enumerate(run) if tag[0] == "n" and len(word) > 1), None)
    return last is not None and (last == 0 and len(run) == 1 if kept else last <= 1)


def verb_of(words: str) -> str | None:
    """The verb that ends words whose object is behind the figure (国务院|增发), None where they end with a noun."""
    if not words or words.endswith(("等", "的", "了")):
        return ""
    verbs: list[str] = []
    for word, tag in reversed(rjieba.tag(words)):
        if tag.startswith(("v", "d", "p", "ad", "u", "z")) or word in _BUILT:
            verbs.insert(0, word)
        else:
            break
    return "".join(verbs) if verbs else None


def is_noun(words: str) -> bool:
    """Whether words are a noun with what qualifies it, without a verb of their own."""
    tags = [tag for _, tag in rjieba.tag(words)]
    return (
        bool(tags)
        and tags[-1].startswith(("n", "x", "j", "l", "i"))
        and "v" not in tags
        and tags[0] not in ("p", "d", "c")
    )


def shared(items: list[str]) -> list[str]:
    """Things that stand side by side with the verb of the first (改造供热、燃气) and the noun of the last (排水管网)."""
    first, last = rjieba.tag(items[0]), rjieba.tag(items[-1])
    verb = first[0][0] if len(first) > 1 and first[0][1] == "v" else ""
    noun = last[-1][0] if len(last) > 1 and last[-1][1].startswith("n") else ""
    full = [
        item + noun if noun and len(item) <= len(items[-1]) - len(noun) and len(item) < 4 else item for item in items
    ]
    return [full[0], *(item if item.startswith(verb) else verb + item for item in full[1:])]


def verb_and(verb: str, noun: str) -> str:
    """`verb` before `noun`, light verbs left out (完成, 建成)."""
    return noun if verb in _LIGHT or verb.endswith(("等", "的", "了")) else verb + noun


def suffix(moved: str, unit: str) -> str:
    """What a change or a growth by a figure is called: 增速, 降幅, 提高幅度, 减少额."""
    up = bool(_UP.search(moved))
    if unit in ("%", "‰", "倍", ""):
        return "增速" if up else "降幅"
    if unit == "个百分点":
        return "提高幅度" if up else "下降幅度"
    return ("增加" if up else "减少") + (
        "额" if unit.endswith("元") else "数" if unit in _CLASSIFIERS_OF_PEOPLE else "量"
    )
