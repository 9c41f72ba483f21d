"""How well a stretch of text speaks of what a question asks: its words, weighted by how telling each one is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from assistant.language.likeness import likeness
from assistant.language.words import asked_verb, content_words, counted_names, normalise, wanted_noun
from assistant.model import Query

# Weights of words against an ordinary noun's.
_NAMED = 2.0
_ASKED_VERB = 0.6
_WANTED_NOUN = 0.5
_BACKGROUND = 0.5


@dataclass(frozen=True, slots=True)
class Terms:
    """The words asked about with their weights, which add up to 1.

    `phrases` are neighbours among them as the question has them together; `verb` is the one whose object is asked for.
    """

    weights: Mapping[str, float]
    phrases: tuple[str, ...]
    verb: str | None

    def credits(self, text: str) -> dict[str, float]:
        """For each word that stands in the text, wholly (1) or in part (below 1), how much of it does."""
        plain = normalise(text)
        return {word: share for word in self.weights if (share := likeness(word, plain))}

    def coverage(self, credits: Mapping[str, float]) -> float:
        """The weight of what was found, from 0 to 1."""
        return sum(self.weights[word] * credit for word, credit in credits.items())


def terms_of(query: Query, frequency: Callable[[str], int], size: int) -> Terms:
    """The words that the question asks about; rare ones in the index (of `size` chunks) weigh more.

    The weight is BM25's inverse document frequency; a word that stands nowhere counts as one seen once. What is named
    in quotation marks is one word and weighs double, what a follow-up takes over from before weighs less.
    """
    noun, verb = wanted_noun(query.topic), asked_verb(query.topic)
    weights = dict(content_words(_without(query.topic, query.named)))
    if not weights and not query.named and not query.background:
        weights = dict(content_words(query.standalone))
    topic = normalise(query.topic)
    phrases = tuple(a + b for a, b in pairwise(weights) if a + b in topic)
    weights = _with_names(weights, topic) | {normalise(name): _NAMED for name in query.named}
    if verb:
        weights[verb] = _ASKED_VERB
    if noun:
        weights[noun] = _WANTED_NOUN
    for word, weight in content_words(_without(query.background, query.named)).items():
        weights.setdefault(word, _BACKGROUND * weight)
    raw = {
        word: weight * rarity
        for (word, weight), rarity in zip(weights.items(), _rarities(weights, frequency, size), strict=True)
    }
    total = sum(raw.values()) or 1.0
    return Terms({word: weight / total for word, weight in raw.items()}, phrases, verb)


def _with_names(weights: Mapping[str, float], topic: str) -> dict[str, float]:
    """The words with names of several parts (六大行动)."""
    return {**weights, **dict.fromkeys(counted_names(topic), 1.0)}


def _without(text: str, named: Sequence[str]) -> str:
    for name in named:
        text = text.replace(name, " ")
    return text


def _rarities(words: Iterable[str], frequency: Callable[[str], int], size: int) -> list[float]:
    """How rare each word is in the index. A single character is at most as rare as the rarest longer word: one that no
    report has (掏 in 掏钱) is everyday speech."""
    rare = {word: _rarity(word, frequency, size) for word in words}
    most = max((rare[word] for word in rare if len(word) > 1), default=max(rare.values(), default=0.0))
    return [min(rare[word], most) for word in rare]


def _rarity(word: str, frequency: Callable[[str], int], size: int) -> float:
    return log(1 + size / max(frequency(word), 1))
