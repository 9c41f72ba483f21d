"""Which time a figure is of, and whether it is reached, planned or earlier: a linear model over what stands around it.

All pairs of a time and a state are weighed together and the likeliest is taken. Fitted by `python -m eval.training
times` on figures whose time and state were told by hand.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.figures.anchor.around import Around
from index.figures.anchor.candidates import candidates
from index.figures.anchor.features import seen_around, seen_of, shape
from index.model import FactState, When

STATES: tuple[FactState, ...] = ("reached", "planned", "earlier")
WEIGHTS = Path(__file__).parent / "data" / "anchor.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """A row of `rows` for each name, (names + 1, columns); the last one, of no name, is zero."""

    at: Mapping[str, int]
    rows: NDArray[np.float32]

    def sums(self, seen: Sequence[Collection[str]]) -> NDArray[np.float32]:
        """For each of these the sum of its names' rows, (seen, columns); names that are not known count nothing."""
        none, found, starts = len(self.at), list[int](), list[int]()
        for names in seen:
            starts.append(len(found))
            found.append(none)
            found += [self.at[name] for name in set(names) if name in self.at]
        sums: NDArray[np.float32] = np.add.reduceat(self.rows[found], starts)
        return sums


@dataclass(frozen=True, slots=True)
class Model:
    """What was fitted: of what is seen around a figure a weight for each state and each shape of a time, of what is
    seen of a time one for it and one for it with each state.
    """

    around: Weights
    of: Weights

    def scores(
        self, around: Collection[str], of: Sequence[Collection[str]], shapes: Sequence[int]
    ) -> NDArray[np.float32]:
        """How likely each of the times is with each state, (times, states), not made to sum up to anything."""
        (told,), own = self.around.sums([around]), self.of.sums(of)
        by_shape = told[[len(STATES) + shape for shape in shapes]]
        scores: NDArray[np.float32] = own[:, :1] + own[:, 1:] + told[: len(STATES)] + by_shape[:, None]
        return scores


def model_of(fitted: Mapping[str, Mapping[str, Sequence[int]]]) -> Model:
    """The model of what its file holds: whole hundredths."""
    tables = (fitted["around"], fitted["of"])
    found = [Weights({name: at for at, name in enumerate(told)}, _rows(told)) for told in tables]
    return Model(*found)


def _rows(told: Mapping[str, Sequence[int]]) -> NDArray[np.float32]:
    rows = [*told.values(), [0] * len(next(iter(told.values())))]
    return np.array(rows, np.float32) / np.float32(100)


def settle(around: Around, model: Model | None = None) -> tuple[When | None, FactState]:
    """The time of a figure, None where it has or names none, and its state."""
    found = candidates(around)
    shapes = [shape(each) for each in found]
    scores = (model or _shipped()).scores(list(seen_around(around)), seen_of(found, around), shapes)
    best, state = np.unravel_index(int(scores.argmax()), scores.shape)
    return found[int(best)].when, STATES[int(state)]


@cache
def _shipped() -> Model:
    return model_of(json.loads(WEIGHTS.read_text(encoding="utf-8")))
