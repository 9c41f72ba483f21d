"""What a question wants done with figures: a linear model over its meaning and what is known of its places and years.

Fitted by `python -m eval.training plans` on questions by hand.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from assistant.model import Query

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
SURE = 0.5  # from which what is likeliest is taken


def flags(query: Query, *, limit: bool) -> tuple[float, ...]:
    """What is known of a question: several places, three or more, several years, all places, yes or no, an amount."""
    places, years = len(query.regions), len(query.years)
    told = (places > 1, places > 2, years > 1, years > 2, query.every_region, query.whether, limit)
    return tuple(map(float, told))


def seen(vector: NDArray[np.float32], known: tuple[float, ...], centre: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the model sees, (dimension + flags + 1,): the vector away from the usual, the flags, a bias."""
    return np.concatenate([_SPREAD * (vector - centre), np.array([*known, 1.0], np.float32)])


def operation_of(query: Query, vector: NDArray[np.float32], *, limit: bool) -> Operation | None:
    """The operation that a question wants, of whose topic `vector` is the embedding; None where it wants none."""
    names, centre, weights = _model()
    scores = seen(vector, flags(query, limit=limit), centre) @ weights
    shares = np.exp(scores - scores.max())
    best = int(shares.argmax())
    if names[best] == NONE or shares[best] < SURE * shares.sum():
        return None
    return cast(Operation, names[best])


_SPREAD = np.float32(30.0)  # the vectors of questions differ by hundredths


@cache
def _model() -> tuple[tuple[str, ...], NDArray[np.float32], NDArray[np.float32]]:
    fitted: Mapping[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    centre, weights = (np.array(fitted[name], np.float32) for name in ("centre", "weights"))
    return tuple(fitted["operations"]), centre, weights
