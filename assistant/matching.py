"""How well a stretch of text speaks of what a question asks: its words, weighted by how telling each one is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log
from pathlib import Path

from assistant.model import Query
from assistant.words import content_words, normalise, wanted_noun

_SYNONYM = 0.9  # credit for another word of the same meaning
_PARTIAL = 0.7  # credit for a long word of which only character pairs stand in the text, times their share
_WANTED_NOUN = 0.5  # weight of the last character of the noun asked for (镇 in 哪个镇), against a word's


@dataclass(frozen=True, slots=True)
class Terms:
    """The words asked about with their weights, which add up to 1; `kind` ends the name of the thing asked for."""

    weights: Mapping[str, float]
    kind: str | None

    def credits(self, text: str) -> dict[str, float]:
        """For each word that stands in the text, wholly (1) or in part (below 1), how much of it does."""
        plain = normalise(text)
        found: dict[str, float] = {}
        for word in self.weights:
            if word in plain:
                found[word] = 1.0
            elif any(other in plain for other in synonyms().get(word, ())):
                found[word] = _SYNONYM
            elif len(word) > 2:
                pairs = [a + b for a, b in pairwise(word)]
                share = sum(pair in plain for pair in pairs) / len(pairs)
                if share:
                    found[word] = _PARTIAL * share
        return found

    def coverage(self, credits: Mapping[str, float]) -> float:
        """The weight of what was found, from 0 to 1."""
        return sum(self.weights[word] * credit for word, credit in credits.items())


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """For each word of `data/synonyms.txt` the others of its line."""
    text = (Path(__file__).parent / "data" / "synonyms.txt").read_text(encoding="utf-8")
    groups = [line.split() for line in text.splitlines() if not line.startswith("#")]
    return {word: tuple(other for other in group if other != word) for group in groups for word in group}


def terms_of(query: Query, frequency: Callable[[str], int], size: int) -> Terms:
    """The content words of the question's topic; rare ones in the index (of `size` chunks) weigh more.

    The weight is BM25's inverse document frequency; a word that stands nowhere counts as one seen once.
    """
    words = content_words(query.topic) or content_words(query.standalone)
    noun = wanted_noun(query.topic)
    raw = {word: weight * _rarity(word, frequency, size) for word, weight in words.items()}
    if noun:
        raw[noun] = _WANTED_NOUN * _rarity(noun, frequency, size)
    total = sum(raw.values()) or 1.0
    return Terms({word: weight / total for word, weight in raw.items()}, noun[-1] if noun else None)


def _rarity(word: str, frequency: Callable[[str], int], size: int) -> float:
    seen = max(frequency(word), *(frequency(other) for other in synonyms().get(word, ())), 1)
    return log(1 + size / seen)
