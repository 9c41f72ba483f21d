"""The words that say what a text is about. Segmentation and word classes are jieba's."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import rjieba

from assistant.language import patterns
from assistant.language.lists import words as listed

# Word classes without a topic of their own (tags of the jieba dictionary): pronouns, particles, prepositions,
# conjunctions, adverbs, measure words, modal particles, punctuation.
_FUNCTION_TAGS = frozenset(
    {"r", "u", "uj", "ul", "uz", "ud", "uv", "ug", "p", "c", "d", "q", "y", "e", "o", "h", "k", "x"}
)
_DATA = Path(__file__).parent / "data"
_QUESTION_WORDS = frozenset(listed(_DATA / "question_words.txt"))  # which are no topic
_GENERAL = frozenset(listed(_DATA / "general_nouns.txt"))  # which weigh little
_ENDINGS = frozenset(listed(_DATA / "name_endings.txt"))  # which belong to the noun before them
_LIGHT_TAGS = frozenset({"v", "vd", "a", "ad", "an", "zg", "f", "t", "m", "b"})
_LIGHT = 0.5


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
    for word, tag in rjieba.tag(patterns.ASKING.sub(" ", normalise(text))):
        if last and word in _ENDINGS:
            words.pop(last, None)
            words[last + word] = 1.0
            last = None
            continue
        counted = tag == "m" and patterns.COUNTING.fullmatch(word) and not patterns.FIVE_YEARS.fullmatch(word)
        if tag in _FUNCTION_TAGS or counted or word in _QUESTION_WORDS or not any(map(str.isalnum, word)):
            last = None
            continue
        light = len(word) == 1 or tag in _LIGHT_TAGS or word in _GENERAL
        words[word] = _LIGHT if light else 1.0
        last = word if tag[0] in "njv" and len(word) > 1 else None
    return words


def counted_names(question: str) -> list[str]:
    """Names that say how many parts a thing has, as a text has them: 六大行动, 十件实事."""
    return [match["name"] for match in patterns.COUNTED.finditer(normalise(question))]


def wanted_noun(question: str) -> str | None:
    """The noun asked for: 镇 in 哪个镇, 颜色 in 什么颜色; None where the question names none."""
    for match in patterns.WANTED.finditer(question):
        words = rjieba.tag(match["noun"])
        if words and words[0][1][0] in "nzsbv" and words[0][0] not in _QUESTION_WORDS:
            return str(words[0][0])
    return None


def asked_verb(question: str) -> str | None:
    """The verb whose object is asked for: 实施 in 实施了多少个, 获得 in 获得了什么奖; None where there is none."""
    for match in patterns.OBJECT.finditer(question):
        before = rjieba.tag(question[: match.start()])
        if before and before[-1][1].startswith("v") and before[-1][0] not in _QUESTION_WORDS:
            return str(before[-1][0])
    return None
