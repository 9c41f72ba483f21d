"""Which time a figure is of, and whether it is reached, planned or earlier: a linear model over what stands around it.

All pairs of a time and a state are weighed together and the likeliest is taken. Fitted by `python -m eval.training
times` on figures whose time and state were told by hand.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
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
    """A row of `rows` for each name, (names, columns)."""

    at: Mapping[str, int]
    rows: NDArray[np.float32]

    def sum(self, names: Iterable[str]) -> NDArray[np.float32]:
        """The sum of the rows of these names, (columns,); names that are not known count nothing."""
        found = {at for name in names if (at := self.at.get(name)) is not None}
        return self.rows[list(found)].sum(0) if found else np.zeros(self.rows.shape[1], np.float32)


@dataclass(frozen=True, slots=True)
class Model:
    """What was fitted: of what is seen around a figure a weight for each state and each shape of a time, of what is
    seen of a time one for it and one for it with each state.
    """

    around: Weights
    of: Weights

    def scores(self, around: Iterable[str], of: Iterable[Iterable[str]], shapes: Sequence[int]) -> NDArray[np.float32]:
        """How likely each of the times is with each state, (times, states), not made to sum up to anything."""
        told, own = self.around.sum(around), np.stack([self.of.sum(names) for names in of])
        by_shape = told[[len(STATES) + shape for shape in shapes]]
        return (own[:, :1] + own[:, 1:] + told[: len(STATES)] + by_shape[:, None]).astype(np.float32)


def model_of(fitted: Mapping[str, Mapping[str, Sequence[int]]]) -> Model:
    """The model of what its file holds: whole hundredths."""
    tables = (fitted["around"], fitted["of"])
    found = [Weights({name: at for at, name in enumerate(told)}, _rows(told)) for told in tables]
    return Model(*found)


def _rows(told: Mapping[str, Sequence[int]]) -> NDArray[np.float32]:
    return np.array(list(told.values()), np.float32) / np.float32(100)


def settle(around: Around, model: Model | None = None) -> tuple[When | None, FactState]:
    """The time of a figure, None where it has or names none, and its state."""
    found = candidates(around)
    seen = (seen_of(each, around) for each in found)
    scores = (model or _shipped()).scores(seen_around(around), seen, [shape(each) for each in found])
    if around.trail.ahead and not any(mention.start >= around.start for mention in around.mentions):
        # Under plans for a later year only what the sentence itself dates is of an earlier one, or done.
        scores[:, STATES.index("reached")] = -np.inf
        scores[[_is_past(each.when, around) for each in found], STATES.index("planned")] = -np.inf
    best, state = np.unravel_index(int(scores.argmax()), scores.shape)
    return found[int(best)].when, STATES[int(state)]


def _is_past(when: When | None, around: Around) -> bool:
    today = around.trail.ground.year
    return when is not None and today is not None and (when.last or when.year) <= today


@cache
def _shipped() -> Model:
    return model_of(json.loads(WEIGHTS.read_text(encoding="utf-8")))
