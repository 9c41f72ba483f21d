"""The words that say what a text is about. Segmentation and word classes are jieba's."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

import rjieba

# Word classes without a topic of their own (tags of the jieba dictionary): pronouns, particles, prepositions,
# conjunctions, adverbs, measure words, modal particles, punctuation.
_FUNCTION_TAGS = frozenset({"r", "u", "uj", "ul", "uz", "ud", "uv", "ug", "p", "c", "d", "q", "y", "e", "o", "h", "k", "x"})
# Words that carry a question rather than its topic.
_QUESTION_WORDS = frozenset(
    "是 有 为 做 指 指的 什么 哪些 哪个 哪几 多少 几 钱 多 多少钱 怎么 怎样 怎么样 如何 为什么 吗 呢 请问 问 告诉 说 说说 介绍 一下 知道 "
    "情况 方面 具体 包括 分别 一共 总共 共 各 各地 地区 地方 哪里 哪 时候 能 会 可以 要 想 应该 被 让 给 在 到 从 没有 "
    "比较 对比 相比 区别 不同 差别 提到 提及 报告 今年 去年 明年 年 月 日 年度 时间 内容 主要 目前 现在 进行 开展 其中 "
    "它 他们 那 这 该 当地 全 了 的 和 与 及 将 达到 达 属于 叫 称为 以及 上 下 中 里 个 家 张 名 元 万元 亿元 人次 万 亿".split()
)
_LIGHT_TAGS = frozenset({"v", "vd", "a", "ad", "an", "zg", "f", "t", "m", "b"})
_LIGHT = 0.5
_WANTED = re.compile(r"(?:什么|哪(?:一|几)?[个种些项类条座所家名位张]?|何种|几[个种项类条座所家名位大])(?P<noun>[\u4e00-\u9fff]{1,6})")


def normalise(text: str) -> str:
    """Full width to half width, compatibility forms folded (NFKC), lower case."""
    return unicodedata.normalize("NFKC", text).lower()


@lru_cache(maxsize=65536)
def content_words(text: str) -> Mapping[str, float]:
    """The words of a text that say what it is about, in order, in lower case and half width, with their weights.

    Nouns weigh 1; verbs, adjectives and words of one character say less of the topic.
    """
    words: dict[str, float] = {}
    for word, tag in rjieba.tag(normalise(text)):
        if tag not in _FUNCTION_TAGS and word not in _QUESTION_WORDS and any(map(str.isalnum, word)):
            words[word] = _LIGHT if len(word) == 1 or tag in _LIGHT_TAGS else 1.0
    return words


def wanted_noun(question: str) -> str | None:
    """The noun asked for: 镇 in 哪个镇, 颜色 in 什么颜色; None where the question names none."""
    for match in _WANTED.finditer(question):
        words = rjieba.tag(match["noun"])
        if words and words[0][1][0] in "nzsbv" and words[0][0] not in _QUESTION_WORDS:
            return str(words[0][0])
    return None
