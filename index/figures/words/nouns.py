"""Nouns and verbs around a figure, by their word classes: what is counted, what is done with it, what it is called."""

import re
from itertools import takewhile

import rjieba

from index.figures.words.left import MOVED
from index.figures.words.vocabulary import words as listed

_LIGHT, _NO_NOUN, _BUILT = listed("light"), listed("no_noun"), listed("built")
_NOUN_VERBS, _PREDICATES, _PEOPLE = listed("noun_verb"), listed("predicate"), listed("people")
_JOINS = ("的", "和", "与", "及", "以及")
_NOUN_TAGS = ("n", "a", "b", "j", "l", "i", "s", "f", "x", "m", "q", "r", "k", "h", "z", "t", "e", "g", "y", "vn", "o")
_VERB_TAGS = ("v", "d", "p", "ad", "u", "z")
_LEAP = re.compile(r"[ 　]*(?:及?以上|以下|以内|之内|左右|上下|余|多)*[ 　]*的?[ 　]*")
_STOP = re.compile(r"[，,。；;：:！？!?\n（()）、每]|左右|等(?=[\u4e00-\u9fff]{0,2}[，。；、])")
_BEGINS = re.compile(rf"(?!{MOVED})[\u4e00-\u9fff“《A-Za-z\d]")
_LONGEST = 40
_UP = re.compile(r"增|提|升|涨|扩|多|高|快|延长|拓|新")

Tagged = list[tuple[str, str]]


def right_of(text: str, unit: str) -> tuple[str, int]:
    """The noun behind a figure and its measure word (个左右|国家级智能工厂), and where it ends; '' if none is there."""
    leap = _LEAP.match(text)
    at = leap.end() if leap else 0
    stop = _STOP.search(text, at)
    words = text[at : stop.start() if stop else len(text)][:_LONGEST]
    if not _BEGINS.match(words):
        return "", 0
    noun = _noun_at_start(words, unit in _PEOPLE)
    return noun, at + len(noun)


def _noun_at_start(words: str, people: bool) -> str:
    """The noun that words begin with; what people do is none (10人|享受补贴)."""
    tokens = rjieba.tag(words)
    if people and tokens[0][1] == "v" and tokens[0][0] not in _NOUN_VERBS:
        return ""
    kept: list[str] = []
    quoted = False
    for number, (word, tag) in enumerate(tokens):
        if word in "“”《》":
            quoted = word in "“《"
        elif not (quoted or _goes_on(word, tag, kept, tokens[number + 1 :])):
            break
        kept.append(word)
    noun = re.sub(r"(?:的|和|与|及|以及|[“《])$", "", "".join(kept))
    return "" if noun in _NO_NOUN else noun


def _goes_on(word: str, tag: str, kept: list[str], following: Tagged) -> bool:
    """Whether a word goes on with the noun that `kept` begins."""
    if word in _JOINS:
        return bool(kept) and bool(following)
    if word in _PREDICATES:
        return False
    if tag == "vn" and not kept:
        return not following or _inside_noun(kept, following)
    if tag == "v":
        return word in _NOUN_VERBS or _inside_noun(kept, following)
    return tag.startswith(_NOUN_TAGS) and word not in ("其", "这", "各", "每")


def _inside_noun(kept: list[str], following: Tagged) -> bool:
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
    verbs = takewhile(lambda each: each[1].startswith(_VERB_TAGS) or each[0] in _BUILT, reversed(rjieba.tag(words)))
    return "".join(reversed([word for word, _ in verbs])) or None


def verb_and(verb: str, noun: str) -> str:
    """`verb` before `noun`, verbs left out that say no more than that it is there (完成, 建成)."""
    return noun if verb in _LIGHT or verb.endswith(("等", "的", "了")) else verb + noun


def is_noun(words: str) -> bool:
    """Whether words are a noun with what qualifies it, without a verb of their own."""
    tags = [tag for _, tag in rjieba.tag(words)]
    ends = bool(tags) and tags[-1].startswith(("n", "x", "j", "l", "i"))
    return ends and "v" not in tags and tags[0] not in ("p", "d", "c")


def shared(items: list[str]) -> list[str]:
    """Things side by side, each with the verb of the first (改造供热、燃气) and the noun of the last (排水管网)."""
    first, last = rjieba.tag(items[0]), rjieba.tag(items[-1])
    verb = first[0][0] if len(first) > 1 and first[0][1] == "v" else ""
    noun = last[-1][0] if len(last) > 1 and last[-1][1].startswith("n") else ""
    room = len(items[-1]) - len(noun)
    full = [item + noun if noun and len(item) <= min(room, 3) else item for item in items]
    return [full[0], *(item if item.startswith(verb) else verb + item for item in full[1:])]


def suffix(moved: str, unit: str) -> str:
    """What a change or a growth by a figure is called: 增速, 降幅, 提高幅度, 减少额."""
    up = bool(_UP.search(moved))
    if unit in ("%", "‰", "倍", ""):
        return "增速" if up else "降幅"
    if unit == "个百分点":
        return "提高幅度" if up else "下降幅度"
    return ("增加" if up else "减少") + ("额" if unit.endswith("元") else "数" if unit in _PEOPLE else "量")
