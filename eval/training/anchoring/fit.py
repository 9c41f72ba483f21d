"""Fits what tells the time and the state of a figure, and tells how well of documents that were not learned from."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from eval.training.anchoring.rows import Row
from eval.training.questions import group_of
from index.figures.anchor.features import SHAPES
from index.figures.anchor.model import STATES, Model, model_of

FOLDS = 5
_L2_AROUND, _L2_OF = 1e-5, 1e-4
_RARE = 3  # times that something must be seen
_SLIGHT = 5  # hundredths; what weighs less nowhere is left out
_STEPS = 300
# What is known beforehand, and too rare in reports to be learned: several years, a part of one or the year before,
# which a clause names right before its figure, are the figure's (48 and 37 of 13,792 figures).
_KNOWN = dict.fromkeys(("@opens1 span", "@own1 span", "@clause1 span", "@own1 part", "@own1上年 year"), 4.0)
_AROUND, _OF = len(STATES) + len(SHAPES), 1 + len(STATES)
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seen:
    """Rows as matrices: `around` (rows, names), `of` (times, names), and of each time its row, shape and rightness."""

    around: csr_matrix
    of: csr_matrix
    row: NDArray[np.int64]
    shape: NDArray[np.int64]
    right: NDArray[np.bool_]
    state: NDArray[np.int64]

    @property
    def by_row(self) -> csr_matrix:
        """(rows, times): adds up what times have, row by row."""
        times = len(self.row)
        return csr_matrix((np.ones(times), (self.row, np.arange(times))), shape=(self.around.shape[0], times))


def fit(rows: Iterable[Row]) -> dict[str, dict[str, list[int]]]:
    """What the model's file holds: the likeliest weights of a softmax over all pairs of a time and a state."""
    learned = [row for row in rows if any(row.right)]
    around = _known(row.around for row in learned)
    of = _known(names for row in learned for names in row.of)
    seen = _matrices(learned, around, of)
    start = np.zeros(len(around) * _AROUND + len(of) * _OF)
    for name, value in _KNOWN.items():
        if name in of:
            start[len(around) * _AROUND + of[name] * _OF] = value
    strength = np.concatenate([np.full(len(around) * _AROUND, _L2_AROUND), np.full(len(of) * _OF, _L2_OF)])
    options = {"maxiter": _STEPS}
    found = minimize(_loss(seen, start, strength), start, jac=True, method="L-BFGS-B", options=options).x
    first, second = _split(np.round(100 * found).astype(int), len(around))
    return {"around": _kept(around, first), "of": _kept(of, second)}


def _loss(seen: Seen, start: Matrix, strength: Matrix) -> Callable[[Matrix], tuple[float, Matrix]]:
    by_row, shapes = seen.by_row, np.eye(len(SHAPES))[seen.shape]
    right = seen.right[:, None] & (np.arange(len(STATES)) == seen.state[seen.row][:, None])
    count = len(seen.state)

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        scores = _scores(seen, *_split(flat, seen.around.shape[1]))
        top = np.full(count, -np.inf)
        np.maximum.at(top, seen.row, scores.max(1))
        weights = np.exp(scores - top[seen.row][:, None])
        every, good = by_row @ weights.sum(1), by_row @ (weights * right).sum(1) + 1e-300
        off = (weights / every[seen.row][:, None] - weights * right / good[seen.row][:, None]) / count
        told = np.concatenate([by_row @ off, by_row @ (off.sum(1)[:, None] * shapes)], 1)
        slope = [seen.around.T @ told, seen.of.T @ np.concatenate([off.sum(1)[:, None], off], 1)]
        away = flat - start
        surprise = float(np.log(every / good).mean() + (strength * away * away).sum())
        return surprise, np.concatenate([part.ravel() for part in slope]) + 2 * strength * away

    return loss


def _scores(seen: Seen, around: Matrix, of: Matrix) -> Matrix:
    """(times, states): as the model weighs them."""
    told, own = seen.around @ around, seen.of @ of
    shapes = told[seen.row, len(STATES) + seen.shape]
    return np.asarray(own[:, :1] + own[:, 1:] + told[seen.row, : len(STATES)] + shapes[:, None])


def _split(flat: NDArray[Any], around: int) -> tuple[NDArray[Any], NDArray[Any]]:
    return flat[: around * _AROUND].reshape(-1, _AROUND), flat[around * _AROUND :].reshape(-1, _OF)


def _kept(names: Mapping[str, int], weights: NDArray[np.int64]) -> dict[str, list[int]]:
    return {name: weights[at].tolist() for name, at in names.items() if abs(weights[at]).max() >= _SLIGHT}


def _known(seen: Iterable[Collection[str]]) -> dict[str, int]:
    counts = Counter(name for names in seen for name in names)
    return {name: at for at, name in enumerate(sorted(name for name, count in counts.items() if count >= _RARE))}


def _matrices(rows: Sequence[Row], around: Mapping[str, int], of: Mapping[str, int]) -> Seen:
    return Seen(
        _bag([row.around for row in rows], around),
        _bag([names for row in rows for names in row.of], of),
        np.array([at for at, row in enumerate(rows) for _ in row.of]),
        np.array([each for row in rows for each in row.shapes]),
        np.array([each for row in rows for each in row.right]),
        np.array([STATES.index(row.state) for row in rows]),
    )


def _bag(seen: Sequence[Collection[str]], known: Mapping[str, int]) -> csr_matrix:
    entries = [(row, known[name]) for row, names in enumerate(seen) for name in names if name in known]
    columns = tuple(zip(*entries, strict=True)) if entries else ([], [])
    return csr_matrix((np.ones(len(entries)), columns), shape=(len(seen), len(known)))


def cross_validated(rows: Sequence[Row]) -> dict[str, tuple[float, float, float]]:
    """Of each view the shares of figures told right of time, of state and of both, a fifth of the places at a time."""
    groups = {name: at % FOLDS for at, name in enumerate(sorted({group_of(row.doc) for row in rows}))}
    told: dict[str, list[tuple[bool, bool]]] = {}
    for fold in range(FOLDS):
        model = model_of(fit(row for row in rows if groups[group_of(row.doc)] != fold))
        for row in rows:
            if groups[group_of(row.doc)] == fold:
                told.setdefault(row.view, []).append(_told(row, model))
    return {view: _shares(np.array(every)) for view, every in told.items()}


def _shares(right: NDArray[np.bool_]) -> tuple[float, float, float]:
    when, state = right.mean(0)
    return float(when), float(state), float(right.all(1).mean())


def _told(row: Row, model: Model) -> tuple[bool, bool]:
    scores = model.scores(row.around, row.of, row.shapes)
    best, state = np.unravel_index(int(scores.argmax()), scores.shape)
    return row.right[int(best)], STATES[int(state)] == row.state
