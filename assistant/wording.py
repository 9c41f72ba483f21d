"""What a text says, word by word, and where another says the same: for holding a statement against its evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from assistant.claims import amounts
from assistant.matching import synonyms
from index.sentences import clauses, sentences

# Word classes, and words, that say nothing by themselves: reports and statements use them freely.
_FUNCTION = ("r", "u", "p", "c", "d", "q", "y", "e", "o", "h", "k", "x", "m", "f")
GLUE = frozenset(
    """
    为 是 有 达到 达 共 总共 一共 其中 包括 分别 方面 工作 情况 进行 开展 实行 实施 推进 推动 开始 要 会 能 可
    可以 由 对 在 到 从 当年 全年 年 月 日 底 末 年底 年末 截至 截止 计划 将 拟 打算 准备 安排 今年 明年 去年 已
    已经 了 目前 现有 现在 还 也 并 并且 同时 以及 地区 当地 全市 全县 全区 全省 本市 本县 本区 市 县 区 省 做
    把 使 让 给 向 按 按照 通过 采取 采用 属于 称为 叫做 名为 即 就是 用于
    """.split()  # noqa: SIM905
)
# How much of a word a text has with another word for it, with its halves, with pairs of its characters, with some.
_SYNONYM, _HALVES, _PAIRS, _CHARACTERS = 0.9, 0.8, 0.7, 0.4


@dataclass(frozen=True, slots=True)
class Word:
    """A word that says something; `name` where it is a noun or a name."""

    text: str
    name: bool


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """The words of a plain text that say something, in order."""
    found = []
    for word, tag in rjieba.tag(text):
        if word in GLUE or tag.startswith(_FUNCTION) or not any("\u4e00" <= each <= "\u9fff" for each in word):
            continue
        found.append(Word(word, tag[0] in "nsj" and len(word) > 1))
    return tuple(found)


def stands(word: str, text: str) -> float:
    """How much of a word a text has, from 0 to 1."""
    if word in text:
        return 1.0
    if any(other in text for other in synonyms().get(word, ())):
        return _SYNONYM
    if len(word) == 1:
        return 0.0
    if len(word) > 3 and word[:2] in text and word[2:] in text:
        return _HALVES
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    paired = sum(pair in text for pair in pairs) / len(pairs)
    return max(_PAIRS * paired, _CHARACTERS * sum(each in text for each in word) / len(word))


def share(told: Sequence[str], text: str) -> float:
    """How much of some words a text has, from 0 to 1; all of none."""
    return sum(stands(word, text) for word in told) / len(told) if told else 1.0


@lru_cache(maxsize=65536)
def covered(part: str, text: str) -> float:
    """How much of what a part says a text says as well."""
    return share([word.text for word in words(part)], text)


@lru_cache(maxsize=1024)
def windows(text: str) -> tuple[str, ...]:
    """Runs of up to three clauses of a text, each with the clause that its sentence begins with."""
    return tuple(dict.fromkeys(_windows(text)))


def _windows(text: str) -> Iterator[str]:
    for first, last in sentences(text):
        parts = [text[start:end] for start, end in clauses(text, first, last)]
        for at in range(len(parts)):
            yield (parts[0] if at else "") + "".join(parts[at : at + 3])


def near(part: str, text: str) -> str:
    """The window that says what a part of a statement says: of those with its amounts, if any, the most alike."""
    told = amounts(part)
    runs = windows(text)
    same = [run for run in runs if any(one.equals(other) for one in told for other in amounts(run))]
    return max(same or runs, key=lambda run: (covered(part, run), -len(run)), default=text)
