"""Does a statement say of one thing what its spans say of another? Plain texts in.

An amount given to another thing, or two things exchanged.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from assistant.verify import patterns
from assistant.verify.claims import Amount, measured
from assistant.verify.wording import share, stands, words

_MISPLACED = 0.1  # by how much more another amount's words may be those that a statement says of an amount
_TELLING = 0.5  # how differently a word must stand beside two amounts to tell which is which
_PEOPLE = frozenset(("人", "名", "位", "户", "人次"))
_ENDS = re.compile(r"[,;。:()“”\n]")


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
        told = [*(word.text for word in words(subject)), *patterns.AGE.findall(subject)]
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
    beside = set(pairwise(word.text for word in words(held)))  # across a comma as well
    for clause in re.split("[、和与及]|" + _ENDS.pattern, said):
        told = [word.text for word in words(clause) if len(word.text) > 1 and word.text in held]
        for one, other in pairwise(told):
            if (one, other) in beside:
                continue
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
