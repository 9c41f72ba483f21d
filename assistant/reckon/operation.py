"""What a question wants done with figures: a linear model over its meaning and what is known of its places and years.

Fitted by `python -m eval.training plans` on questions by hand.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from assistant.model import Query
from assistant.reckon.things import words_of

Operation = Literal[
    "level",
    "multi",
    "difference",
    "sum",
    "share",
    "max",
    "min",
    "rank",
    "filter",
    "trend",
    "target",
    "yesno",
    "convert",
]
NONE = "none"
WEIGHTS = Path(__file__).parent / "data" / "operation.json"
SURE = 0.35  # from which what is likeliest is taken


def flags(query: Query, *, limit: bool) -> tuple[float, ...]:
    """What is known of a question: several places, three or more, several years, all places, yes or no, an amount."""
    places, years = len(query.regions), len(query.years)
    told = (places > 1, places > 2, years > 1, years > 2, query.every_region, query.whether, limit)
    return tuple(map(float, told))


def words_seen(topic: str) -> frozenset[str]:
    """The words of a question's topic, their neighbouring pairs, the last word; pairs of characters, the last ones."""
    words = [word for word, _ in words_of(topic)]
    plain = "".join(topic.split())
    pairs = (f"~{one}{other}" for one, other in pairwise(plain))
    ends = (f"{plain[-count:]}$" for count in (2, 3))
    return frozenset((*words, *map(" ".join, pairwise(words)), *(f"{word}$" for word in words[-1:]), *pairs, *ends))


def seen(vector: NDArray[np.float32], known: tuple[float, ...], centre: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the model sees beside words, (dimension + flags + 1,): the vector away from the usual, the flags, a bias."""
    return np.concatenate([_SPREAD * (vector - centre), np.array([*known, 1.0], np.float32)])


@dataclass(frozen=True, slots=True)
class Model:
    """What was fitted: a column of weights for each operation, a row for each thing `seen`, and for each word."""

    operations: tuple[str, ...]
    centre: NDArray[np.float32]
    weights: NDArray[np.float32]
    words: Mapping[str, NDArray[np.float32]]


def model_of(fitted: Mapping[str, Any]) -> Model:
    """The model of what its file holds."""
    centre, weights = (np.array(fitted[name], np.float32) for name in ("centre", "weights"))
    words = {word: np.array(row, np.float32) for word, row in fitted["words"].items()}
    return Model(tuple(fitted["operations"]), centre, weights, words)


def operation_of(
    query: Query, vector: NDArray[np.float32], *, limit: bool, model: Model | None = None
) -> Operation | None:
    """The operation that a question wants, of whose topic `vector` is the embedding; None where it wants none."""
    model = model or _shipped()
    scores = seen(vector, flags(query, limit=limit), model.centre) @ model.weights
    for word in words_seen(query.topic):
        scores = scores + model.words.get(word, 0.0)
    shares = np.exp(scores - scores.max())
    best = int(shares.argmax())
    if model.operations[best] == NONE or shares[best] < SURE * shares.sum():
        return None
    return cast(Operation, model.operations[best])


_SPREAD = np.float32(30.0)  # the vectors of questions differ by hundredths


@cache
def _shipped() -> Model:
    return model_of(json.loads(WEIGHTS.read_text(encoding="utf-8")))
