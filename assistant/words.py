"""The words that say what a text is about. Segmentation and word classes are jieba's."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

import rjieba

# Word classes without a topic of their own (tags of the jieba dictionary): pronouns, particles, prepositions,
# conjunctions, adverbs, measure words, modal particles, punctuation.
_FUNCTION_TAGS = frozenset(
    {"r", "u", "uj", "ul", "uz", "ud", "uv", "ug", "p", "c", "d", "q", "y", "e", "o", "h", "k", "x"}
)
# Words that carry a question rather than its topic.
_QUESTION_WORDS = frozenset(
    """
    是 有 为 做 干 搞 指 指的 什么 啥 叫啥 哪些 哪个 哪几 多少 几 钱 多 多少钱 怎么 怎样 怎么样 怎么办 如何
    为什么 吗 呢 请问 问 告诉 说 说说 介绍 一下 知道 情况 方面 具体 包括 分别 一共 总共 共 各 各地 地区 地方
    哪里 哪 时候 能 会 可以 要 想 应该 被 让 给 在 到 从 没有 有没有 是不是 能不能 会不会 就行 行 比较
    比一比 对比 相比 区别 不同 差别 不一样 提到 提及 报告 今年 去年 明年 年 月 日 年度 时间 内容 主要 目前
    现在 进行 开展 其中 之后 以后 太多 它 他们 那 这 该 当地 全 了 的 和 与 及 将 达到 达 属于 叫 称为 以及
    上 下 中 里 个 家 张 名 元 万元 亿元 人次 万 亿 数量 人数 个数 名字 名称 怎么回事 很 还 再 别 儿 想要
    准备 打算 计划 花 得到 放在 出来 回来 一点 咋 咋整 咋办 咋样 哪儿 啊 呀 嘛 还有 例子 详细 最后 接下来 往后 今后
    总量 总数 目标 预期 截至 截止 最近 不能 搞法 想法
    去 出去 下去 下来 起来 上来 进来 过来 过去 区里 县里 市里 省里 镇里
    """.split()  # noqa: SIM905
)
# 几家, 多少个, 哪几种, 各有: words that jieba cuts together with the thing counted.
_ASKING = re.compile(
    r"叫(?:做|作)?(?:什么|啥)|帮我?(?:查|看|找)(?:一?下|看)?|麻烦(?:问|查)?(?:一?下)?|我?想(?:知道|了解)(?:一?下)?|(?:哪[个边里]|谁)的?(?:更|最|比较)?[高低多少大小快慢]|"
    r"(?:有|[总一]?共有?)?(?:多少|几|哪几|哪)(?:个|家|张|名|户|件|项|座|所|处|对|宗|次|例|条|辆|台|套|间|栋|支|场|期|批|份|亩|岁|天|年|月|"
    r"倍|级|位|种|类|大|步|儿|些|人次|人|钱)?|第[一二三四五六七八九十]+(?:个|项|条)|[一两](?:年|处|个|地)|各(?![类项种级界方地市县区位省])|点名|是不是|有没有"
)
# Nouns that nearly every question and paragraph has.
_GENERAL = frozenset(
    """
    工作 措施 做法 办法 问题 结果 效果 成效 方式 方法 政策
    服务 项目 人 事 模式 机制 体系 制度 方案 行动 建设 人员
    """.split()  # noqa: SIM905
)
# Characters that end a name of a thing: jieba cuts 社工站 in two.
_SUFFIXES = frozenset(
    "站点楼院馆所室会金费率权员队店园街部局处科线网法日节奖证卡券库群链厂桥路港机车房田品业师生户量值额度"
)
_COUNTING = frozenset("零一二两三四五六七八九十百千万亿几多半第个家张名项种类大处地年次位")
_FIVE_YEARS = re.compile("十[一二三四五六]五")  # 十四五 is a plan's name, no number
_LIGHT_TAGS = frozenset({"v", "vd", "a", "ad", "an", "zg", "f", "t", "m", "b"})
_LIGHT = 0.5
INTERROGATIVE = re.compile("什么|哪|多少|几|怎|如何|何|谁|为啥|吗")
_OBJECT = re.compile(r"了?(?:多少|几|什么|哪)")
_COUNTED = re.compile(
    r"(?P<name>(?:[二三四五六七八九十]{1,2}|\d{1,2})[大项件张]\S{0,4}?(?:行动|工程|体系|实事|任务|产业|战略|计划|机制|平台|清单|名片|攻坚))"
)
_WANTED = re.compile(
    r"(?:什么|哪(?:一|几)?[个种些项类条座所家名位张]?|何种|几[个种项类条座所家名位大])(?P<noun>[\u4e00-\u9fff]{1,6})"
)


@lru_cache(maxsize=16384)
def normalise(text: str) -> str:
    """Full width to half width, compatibility forms folded (NFKC), lower case."""
    return unicodedata.normalize("NFKC", text).lower()


@lru_cache(maxsize=65536)
def content_words(text: str) -> Mapping[str, float]:
    """The words of a text that say what it is about, in order, in lower case and half width, with their weights.

    Nouns weigh 1; verbs, adjectives and words of one character say less of the topic.
    """
    words: dict[str, float] = {}
    last: str | None = None  # a noun that ended right here, which a single character may belong to: 社工 + 站
    for word, tag in rjieba.tag(_ASKING.sub(" ", normalise(text))):
        if last and word in _SUFFIXES:
            words.pop(last, None)
            words[last + word] = 1.0
            last = None
            continue
        counted = tag == "m" and all(map(_COUNTING.__contains__, word)) and not _FIVE_YEARS.fullmatch(word)
        if tag in _FUNCTION_TAGS or counted or word in _QUESTION_WORDS or not any(map(str.isalnum, word)):
            last = None
            continue
        light = len(word) == 1 or tag in _LIGHT_TAGS or word in _GENERAL
        words[word] = _LIGHT if light else 1.0
        last = word if tag[0] in "njv" and len(word) > 1 else None
    return words


def counted_names(question: str) -> list[str]:
    """Names that say how many parts a thing has, as a text has them: 六大行动, 十件实事."""
    return [match["name"] for match in _COUNTED.finditer(normalise(question))]


def wanted_noun(question: str) -> str | None:
    """The noun asked for: 镇 in 哪个镇, 颜色 in 什么颜色; None where the question names none."""
    for match in _WANTED.finditer(question):
        words = rjieba.tag(match["noun"])
        if words and words[0][1][0] in "nzsbv" and words[0][0] not in _QUESTION_WORDS:
            return str(words[0][0])
    return None


def asked_verb(question: str) -> str | None:
    """The verb whose object is asked for: 实施 in 实施了多少个, 获得 in 获得了什么奖; None where there is none."""
    for match in _OBJECT.finditer(question):
        before = rjieba.tag(question[: match.start()])
        if before and before[-1][1].startswith("v") and before[-1][0] not in _QUESTION_WORDS:
            return str(before[-1][0])
    return None
