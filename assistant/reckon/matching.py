"""How well a figure's record fits what is asked for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp

from assistant.evidence.meant import bigrams
from assistant.language.words import normalise
from assistant.verify.synonyms import synonyms
from index.model import Fact

# A change, told as such by what a figure counts, whether it is asked for or stands in a report.
CHANGES = re.compile(r"(?:增长|增速|增幅|涨幅|降幅|增减|(?:增加|减少|提高|下降)[额数量]?|幅度)[是的]?$")

_COUNT = re.compile("的?(?:[人户张家件次对]数|数量|总数)$")  # how many there are, which a record has as its unit

# Fitted (a choice among the figures found and none of them) to 226 single figures that 100 questions by hand ask for.
# What the reader makes of a figure's sentence adds nothing to it: .79 of the others chosen right with it and without.
# - named, around: how much of what is asked for the thing of a figure names, and with it the words before the figure;
# - own, told: how much of that thing is named by what is asked for, and by the whole question; asked: of the question;
# - unlike: a change where none is asked for, or the reverse; bound: told only as a limit.
_WEIGHTS: Mapping[str, float] = {
    "named": 2.5,
    "around": 2.9,
    "own": 0.85,
    "told": 3.25,
    "asked": 1.3,
    "unlike": -1.6,
    "bound": -1.5,
}
_BIAS = -4.45


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: the pairs of characters of its wordings, those of the question, whether it is a change."""

    wordings: tuple[frozenset[str], ...]
    question: frozenset[str]
    topic: frozenset[str]
    change: bool

    def signs(self, fact: Fact, before: str) -> dict[str, float]:
        """What its record tells of a figure, and the words `before` it in its sentence."""
        thing = bigrams(f"{fact.thing}{fact.part or ''}")
        near = thing | bigrams(before)
        return {
            "named": max(len(each & thing) / max(1, len(each)) for each in self.wordings),
            "around": max(len(each & near) / max(1, len(each)) for each in self.wordings),
            "own": max(len(each & thing) for each in self.wordings) / max(1, len(thing)),
            "told": len(self.question & thing) / max(1, len(thing)),
            "asked": len(self.topic & thing) / max(1, len(self.topic)),
            "unlike": float(moves(fact) != self.change),
            "bound": float(fact.kind == "threshold"),
        }


def wish_of(thing: str, question: str) -> Wish:
    """What is sought of a thing, in the words of the question or in others that mean the same."""
    wordings = tuple(bigrams(each) for each in wordings_of(thing))
    told = frozenset().union(*map(bigrams, wordings_of(question)))
    return Wish(wordings, told, bigrams(question), bool(CHANGES.search(thing)))


@lru_cache(maxsize=1024)
def wordings_of(text: str) -> tuple[str, ...]:
    """A text, and the same with each word of it that has synonyms in other words."""
    plain = _COUNT.sub("", normalise(text))
    return (plain, *_reworded(plain))


def _reworded(plain: str) -> Iterator[str]:
    for word, others in synonyms().items():
        if len(word) > 1 and word in plain:
            yield from (plain.replace(word, other) for other in others)


def moves(fact: Fact) -> bool:
    """Whether a figure is a change, not what something is."""
    return fact.kind == "change" or bool(CHANGES.search(fact.thing))


def odds(signs: Mapping[str, float]) -> float:
    """The odds that a figure is the one asked for, against none being so."""
    return exp(_BIAS + sum(_WEIGHTS[name] * sign for name, sign in signs.items()))
