"""What does a statement say that the text it cites does not? Plain texts in, words out.

Any word that the text lacks may turn a true clause false: 拆除 for 建成, 违规建成, 却无人使用. So none is let pass but
what says nothing by itself (`_FREE`), what stands there in another word for it, and amounts, which are held against the
text elsewhere.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import rjieba

from assistant.language.figures import FIGURE
from assistant.verify.claims import HERE
from assistant.verify.limits import without_limits
from assistant.verify.synonyms import synonyms
from assistant.verify.wording import GLUE, windows
from index.text.sentences import clauses

# Particles, measure words, prefixes and suffixes, marks; other function words may well turn a clause (仅, 除, 若, 未).
_FREE_TAGS = ("u", "x", "q", "y", "o", "h", "k")
_FREE = GLUE | frozenset(
    """
    都 均 则 就 又 再 另 还有 已有 另有 设有 已达 成为 涉及 涵盖 分为 居 位居 位列 排 排名 进入 来自 取得 实现
    用 做 办 领 转 放 帮 让 给 来 去 出 起 好 成 得 所 时 里 中 内 间 上 之 等 及 各 个 每 第 项 位 类 种
    名 本 其 该 此 这 这些 他们 它 的 地 与 和 同 于 以 而 且 当 至 当中 之中 期间 以来 为此 从而 因此 此外 另外
    按照 依照 根据 依据 关于 针对 对于 作为
    但 能够 拥有 具有 据 负责 作 作出 做出 做到 各类 各种 事项 情形 问题 内容 环节 过程 时间 时期 类型 形式 金额 数额
    数据 当前 上述 这项 这类 这种 此项 此类 其他 其它 事宜 还要 还会 还将 还应 还可 也要 也应 均应 均可
    都要 都应 都可 将会
    具体 主要 相关 有关 方式 措施 做法 地方 对象 报告 合计 总计 累计 共计 共有 总 总数 数量 人数 如下 例如 同比
    人员 单位 部门 机构 各地 后 之后 以后 随后 应 应当 应该 需 需要 须 要求 规定 明确 指出 提出 强调 显示 表示 介绍
    通知 文件 意见 方案 公告 左右 上下 以上 以下 以内 一是 二是 三是 四是 五是
    """.split()  # noqa: SIM905
)
# Characters that leave a verb's sense as it is behind it: 提到 for 提高到.
_ENDINGS = frozenset("到成为好出起了给入至得有于展行定置着过来去获下")
# Characters that taggers glue to a neighbour: 镇建 of 在某镇建站.
_GLUED = frozenset(
    "年月日省市县区镇乡村街在的与和由为将已各每共等对把从到按以了及拟获都均则就又再所时之其该此这于而且至里中内间有也还办起应须需向让给使作来"
)
# What says no more than that an amount is so, or shall be, which `assistant/verify/tense.py` tells apart.
_SO = re.compile(f"(?:保持|维持|稳定|控制)在(?=\\D{{0,2}}{HERE})|目标(?=[是为])")
_NUMERAL = re.compile("[第零〇一二三四五六七八九十百千万亿两多余分之]+[^半些成]?")
_OF_ALL = re.compile("[每该本各我][^半]")


def added(said: str, held: str, above: str) -> list[str]:
    """The words of each clause of a statement that the place of the text which has most of them lacks.

    A word may stand in the headings above the text as well.
    """
    found: list[str] = []
    told = _SO.sub("", FIGURE.sub(HERE, without_limits(said)))
    for start, end in clauses(told):
        places = windows(held) or ("",)
        least: tuple[str, ...] = min((_lacking(told[start:end], place, above) for place in places), key=len)
        found += least
    return found


@lru_cache(maxsize=65536)
def _lacking(part: str, place: str, above: str) -> tuple[str, ...]:
    text = f"{place}\n{above}"
    return tuple(word for word in _unmatched(part, _pairs(text)) if not _stands(word, place, text))


def _unmatched(part: str, pairs: frozenset[str]) -> Iterator[str]:
    """The words that say something and have a character which stands beside none of its neighbours in the text.

    By pairs of characters, for taggers cut the same words differently here and there.
    """
    beside = [pair in pairs for pair in map("".join, pairwise(part))]
    matched = [before or behind for before, behind in zip([False, *beside], [*beside, False], strict=True)]
    at = 0
    for word, tag in rjieba.tag(part):
        start, at = at, at + len(word)
        if tag[0] in _FREE_TAGS or word in _FREE or _OF_ALL.fullmatch(word):
            continue
        if tag == "m" and _NUMERAL.fullmatch(word):
            continue
        stood = matched[start:at]
        if not any(stood) or any(
            not stands and each not in _GLUED and each.isalpha() for each, stands in zip(word, stood, strict=True)
        ):
            yield word


def _stands(word: str, place: str, text: str) -> bool:
    """Whether a word stands in a text: itself, another for it, both its halves, or what its verb begins with."""
    if word in _FREE or word in text or any(other in text for other in synonyms().get(word, ())):
        return True
    if any(other in place if len(other) > 1 else other in _heads(place) for other in _equivalents().get(word, ())):
        return True
    if len(word) == 4 and _stands(word[:2], place, text) and _stands(word[2:], place, text):
        return True
    if len(word) == 2 and _shortens(word, place):
        return True
    stem = word[:1] + "".join(each for each in word[1:] if each not in _ENDINGS)
    stem = "".join(each for each in stem if each not in _GLUED)
    if len(stem) > 1:
        return stem in text
    return bool(({stem} | _equivalents().get(stem, frozenset())) & _heads(place))


def _shortens(word: str, place: str) -> bool:
    """Whether the two characters of a word begin two neighbouring words of a text: 减负 for 减轻企业负担."""
    first = [each[0] for each in rjieba.cut(place)]
    return any(one == word[0] and word[1] in first[at + 1 : at + 4] for at, one in enumerate(first))


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text, also with its figures replaced by `HERE`."""
    return frozenset(map("".join, (*pairwise(text), *pairwise(FIGURE.sub(HERE, text)))))


@lru_cache(maxsize=4096)
def _heads(text: str) -> frozenset[str]:
    """The words of one character of a text, and the characters with which its verbs begin."""
    told = [word for word, tag in rjieba.tag(text) if len(word) == 1 or tag.startswith("v")]
    return frozenset(each[0] for word in told for each in (word, word.removeprefix("再")) if each)


@cache
def _equivalents() -> Mapping[str, frozenset[str]]:
    """For each word of `data/equivalents.txt` the others of its lines."""
    text = (Path(__file__).parent / "data" / "equivalents.txt").read_text(encoding="utf-8")
    found: dict[str, frozenset[str]] = {}
    for line in text.splitlines():
        words = frozenset() if line.startswith("#") else frozenset(line.split())
        found |= {word: found.get(word, frozenset()) | words - {word} for word in words}
    return found
