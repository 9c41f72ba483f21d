"""Does a statement say of one thing what its spans say of another? Plain texts in.

An amount given to another thing, two things exchanged, or one put in another's place.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import rjieba

from assistant.claims import Amount, measured
from assistant.wording import GLUE, share, stands, words

_MISPLACED = 0.3  # by how much more another amount's words may be those that a statement says of an amount
_KNOWN = 0.3  # how much of a word must stand in a text
_TELLING = 0.5  # how differently a word must stand beside two amounts to tell which is which
_AGE = re.compile(r"\d+周?岁")
_PEOPLE = frozenset(("人", "名", "位", "户", "人次"))
_ENDS = re.compile(r"[,;。:()“”\n]")
_Tagged = tuple[str, str]  # a word with its class


def misplaced(said: str, held: str) -> bool:
    """Whether what a statement says of an amount is said of another one of its kind.

    Only words that stand beside some of these amounts and not beside others tell which is which.
    """
    there = measured(held)
    for amount, subject in measured(said):
        own = [context for other, context in there if other.equals(amount)]
        others = [context for other, context in there if _rivals(amount, other)]
        if not own or not others:
            continue
        told = [*(word.text for word in words(subject)), *_AGE.findall(subject)]
        telling = [word for word in told if _tells(word, [*own, *others])]
        if max(share(telling, each) for each in others) - max(share(telling, each) for each in own) > _MISPLACED:
            return True
    return False


def _rivals(one: Amount, other: Amount) -> bool:
    return (one.of_one_kind(other) or {one.unit, other.unit} <= _PEOPLE) and not one.equals(other)


def _tells(word: str, contexts: list[str]) -> bool:
    found = [stands(word, context) for context in contexts]
    return max(found) - min(found) >= _TELLING


def swapped(said: str, held: str) -> bool:
    """Whether neighbours in a statement stand apart in the spans, one of them beside another thing of its kind.

    Things of a kind are words of one length and one last character: 红色 and 黄色, 老年人 and 残疾人.
    """
    parts = list(_parts(held))
    for clause in re.split("、|" + _ENDS.pattern, said):
        told = [word.text for word in words(clause) if len(word.text) > 1 and word.text in held]
        for one, other in pairwise(told):
            if _beside_another(one, other, parts) or _beside_another(other, one, parts):
                return True
    return False


def _parts(text: str) -> Iterator[str]:
    """The clauses of a text, and the members of its lists where each says something of its own."""
    for clause in _ENDS.split(text):
        members = clause.split("、")
        yield from members if all(len(words(member)) > 1 for member in members) else [clause]


def _beside_another(thing: str, said_of: str, parts: list[str]) -> bool:
    """Whether the one part that has `said_of` has another thing of the kind instead."""
    there = [part for part in parts if said_of in part]
    if len(there) != 1 or thing in there[0]:
        return False
    others = {word.text for word in words(there[0])} - {thing, said_of}
    return any(len(other) == len(thing) and other[-1] == thing[-1] for other in others)


def replaced(said: str, held: str, above: str) -> bool:
    """Whether a word that no span has stands where the spans always have another: 体育彩票销量 for 福利彩票销量."""
    before: dict[str, list[_Tagged]] = {}
    for left, (head, _) in pairwise(rjieba.tag(held, False)):
        before.setdefault(head, []).append(left)
    return any(
        left[0] not in GLUE
        and _names(left)
        and _is_head(right)
        and stands(left[0], held + above) <= _KNOWN
        and right[0] in before
        and all(_qualifies(other) and other[0] not in said for other in before[right[0]])
        for left, right in pairwise(rjieba.tag(said, False))
    )


def _names(tagged: _Tagged) -> bool:
    """Whether a word names a thing; places are held against the spans elsewhere."""
    word, tag = tagged
    return len(word) > 1 and tag.startswith("n") and tag != "ns"


def _qualifies(tagged: _Tagged) -> bool:
    word, tag = tagged
    return len(word) > 1 and tag.startswith(("n", "b"))


def _is_head(tagged: _Tagged) -> bool:
    word, tag = tagged
    return word not in GLUE and (word[0].isdigit() or (len(word) > 1 and tag.startswith(("n", "v", "b", "j"))))
