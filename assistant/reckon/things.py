"""Which words of a question name the things whose figures it asks for: a linear model over words and their neighbours.

Fitted by `python -m eval.training plans` on questions by hand.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import rjieba

WEIGHTS = Path(__file__).parent / "data" / "things.json"
_EDGE = ("", "")
Word = tuple[str, str]
"""A word and its class."""


def words_of(text: str) -> list[Word]:
    """The words of a text with their classes, as jieba's dictionary has them."""
    return [(word, tag) for word, tag in rjieba.tag(text) if word.strip()]


def features(words: Sequence[Word], at: int) -> Iterator[str]:
    """What the model sees of a word: itself, two on either side, their classes, its outer characters and its seams."""
    around = [words[k] if 0 <= k < len(words) else _EDGE for k in range(at - 2, at + 3)]
    (before_last, _), (before, before_tag), (word, tag), (behind, behind_tag), (behind_next, _) = around
    yield from (f"w{word}", f"t{tag}", f"p{before}", f"n{behind}", f"pp{before_last}", f"nn{behind_next}")
    yield from (f"pt{before_tag}", f"nt{behind_tag}", f"ptt{before_tag} {tag}", f"ntt{tag} {behind_tag}")
    yield from (f"pw{before} {word}", f"wn{word} {behind}", f"c{word[:1]}", f"d{word[-1:]}")
    yield from (f"d-{before[-1:]}", f"c+{behind[:1]}", f"pl{before[-1:]}{word[:1]}", f"nl{word[-1:]}{behind[:1]}")
    yield from (f"l{min(len(word), 4)}", "b")


def things_in(text: str, weights: Mapping[str, float] | None = None) -> tuple[str, ...]:
    """The things, each once, in the order of the text."""
    known = _weights() if weights is None else weights
    words = words_of(text)
    told = [sum(known.get(name, 0.0) for name in features(words, at)) > 0 for at in range(len(words))]
    runs: list[str] = [""]
    for at, (word, _) in enumerate(words):
        joins = word == "的" and 0 < at < len(words) - 1 and told[at - 1] and told[at + 1]
        if told[at] or joins:
            runs[-1] += word
        elif runs[-1]:
            runs.append("")
    return tuple(dict.fromkeys(run for run in runs if len(run) > 1))


@cache
def _weights() -> Mapping[str, float]:
    fitted: Mapping[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return fitted
