"""How sure it is that a span answers at all: the words that it lacks count as much as those that it has."""

import json
from collections.abc import Mapping
from functools import cache
from math import exp, log
from pathlib import Path

from assistant.evidence.wanted import Wanted
from assistant.model import Evidence
from index.text.sentences import sentences

SIGNS = ("coverage", "missing", "standout", "words", "figure")
WEIGHTS = Path(__file__).parent / "data" / "confidence_weights.json"


def confidence(want: Wanted, span: Evidence) -> float:
    """From 0 to 1 how sure it is that the best span answers: a logistic model, fitted by `python -m eval fit`.

    Answerable and unanswerable questions weighed alike there, so that 0.5 is even odds.
    """
    fitted = _weights()
    return 1 / (1 + exp(-fitted["bias"] - sum(fitted[name] * sign for name, sign in signs(want, span).items())))


def signs(want: Wanted, span: Evidence) -> dict[str, float]:
    """What the model sees, by the names of SIGNS.

    The weight of the words asked about that stand in and around the span, and that of the heaviest word of which its
    paragraph with all above it has nothing (of more than one character: single ones are mostly verbs of speech); by how
    many standard deviations its sentence stands out in meaning; the logarithm of the number of words; whether
    an amount is asked for.
    """
    chunk = span.hit.chunk
    held = want.terms.credits(chunk.indexed_text)
    first = span.start - chunk.start
    spans = zip(span.hit.meaning, sentences(chunk.text), strict=True)
    return {
        "coverage": span.coverage,
        "missing": max(
            (weight for word, weight in want.terms.weights.items() if len(word) > 1 and word not in held), default=0.0
        ),
        "standout": max(near for near, (start, end) in spans if start < span.end - chunk.start and end > first),
        "words": log(max(1, len(want.terms.weights))),
        "figure": float(want.figure),
    }


@cache
def _weights() -> Mapping[str, float]:
    fitted: Mapping[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return fitted
