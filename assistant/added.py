"""What does a statement say that the text it cites does not? Plain texts in, words out.

Every word must stand there, to the letter or in another that says the same. Free are only those that say nothing by
themselves (`_FREE`), amounts, and what is checked elsewhere: places and numerals.
"""

import re
from functools import cache, lru_cache
from pathlib import Path

import rjieba

from assistant.limits import without_limits
from assistant.matching import synonyms
from assistant.wording import GLUE, windows
from index.sentences import clauses

_FREE_TAGS = ("u", "x", "q", "y", "e", "o", "h", "k")
_FREE = GLUE | frozenset(
    """
    都 均 则 就 又 再 另 还有 已有 另有 设有 已达 成为 涉及 涵盖 分为 居 位居 位列 排 排名 进入 来自 取得 实现
    用 做 办 领 转 放 帮 让 给 来 去 出 起 好 成 得 所 时 里 中 内 间 上 之 等 及 各 个 每 第 项 位 类 种 名 本 其 该 此 这 这些
    他们 它 的 地 与 和 同 于 以 而 且 当 至 当中 之中 期间 以来 为此 从而 因此 此外 另外 按照 根据 关于 针对 对于 作为
    具体 主要 相关 有关 方式 措施 做法 地方 对象 报告 合计 总计 累计 共计 共有 总 总数 数量 人数 如下 例如
    左右 上下 以上 以下 以内
    同比
    一是 二是 三是 四是 五是
    """.split()  # noqa: SIM905
)
# Second characters that leave a verb's sense as it is: 提到 for 提高到, 设好 for 设置.
_FORMATIVES = frozenset("到成为好出起了给入至得有于展行定置着过来去获能可")
_NUMERAL = re.compile("[第零〇一二三四五六七八九十百千万亿两多余分之]+[^半些成]?|每.")
_CHINESE = re.compile("[\u4e00-\u9fff]")
LOCAL = "windows"


def added(said: str, held: str, above: str) -> list[str]:
    """The words of a statement's clauses that no one place of the text has, nor its headings."""
    found = []
    said = without_limits(said)
    for start, end in clauses(said):
        part = said[start:end]
        places = windows(held) if LOCAL == "windows" else (held,)
        left = [_left(part, place, above) for place in places] or [_left(part, "", above)]
        found += min(left, key=len)
    return found


@lru_cache(maxsize=65536)
def _left(part: str, place: str, above: str) -> list[str]:
    pairs = _pairs(place + "\n" + above)
    matched = [False] * (len(part) + 1)
    for at in range(len(part) - 1):
        if part[at : at + 2] in pairs:
            matched[at] = matched[at + 1] = True
    left, at = [], 0
    for word, tag in rjieba.tag(part):
        start, at = at, at + len(word)
        if tag[0] in _FREE_TAGS or word in _FREE or _NUMERAL.fullmatch(word):
            continue
        missing = any(
            not done and each not in _FREE and _CHINESE.match(each)
            for each, done in zip(word, matched[start:at])
        )
        if missing and not _stands(word, place, above):
            left.append(word)
    return left


def _stands(word: str, place: str, above: str) -> bool:
    text = place + "\n" + above
    if word in _FREE or word in text or any(other in text for other in synonyms().get(word, ())):
        return True
    if any(other in place if len(other) > 1 else other in _characters(place) for other in _equivalents().get(word, ())):
        return True
    if len(word) == 4 and _stands(word[:2], place, above) and _stands(word[2:], place, above):
        return True
    stem = "".join(each for each in word if each not in _FORMATIVES and each not in _FREE)
    return (len(stem) > 1 and stem in text) or stem in _stems(place) or not stem


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    """The words of one character of a text, and those with which its verbs begin."""
    return frozenset(word[0] for word, tag in rjieba.tag(text) if len(word) == 1 or tag.startswith("v"))


@lru_cache(maxsize=4096)
def _characters(text: str) -> frozenset[str]:
    return frozenset(word for word in rjieba.cut(text) if len(word) == 1)


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


@cache
def _equivalents():
    text = (Path(__file__).parent / "data" / "equivalents.txt").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            for word in line.split():
                found.setdefault(word, set()).update({other for other in line.split() if other!=word})
    return {word: tuple(sorted(others)) for word, others in found.items()}
