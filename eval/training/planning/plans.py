"""Fits what tells the plan of a question: which operation it wants, which of its words name things."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from assistant.model import Query
from assistant.reckon.operation import NONE, flags, seen, words_seen
from assistant.reckon.plan import Embed, limit_in, text_of
from assistant.reckon.things import features, words_of
from eval.training.questions import DATA, load_questions, split_of
from index.errors import EvaluationError

PLANS = DATA / "plans.jsonl"
_L2_OPERATION, _L2_THINGS = 1e-3, 1e-5
_RARE, _RARE_WORD = 2, 4  # times that a feature must be seen, of a word of a thing and of a question
_NO_FIGURES, _EACH = ("why", "how", "where", "who", "definition"), 8
_WORDS = 2.0  # what a word counts beside the flags
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PlannedQuestion:
    """A question by hand, the operation that it wants, and the things whose figures it asks for, as it names them."""

    question: str
    operation: str
    things: tuple[str, ...]
    history: tuple[str, ...] = ()


def load_plans(path: Path = PLANS) -> tuple[PlannedQuestion, ...]:
    """The questions of a JSONL file. Raises EvaluationError, which names file and line, for a line that is none."""
    told = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            fields: dict[str, Any] = json.loads(line)
            question, wanted, things = fields["question"], fields["operation"], tuple(fields["things"])
            told.append(PlannedQuestion(question, wanted, things, tuple(fields.get("history", ()))))
        except (ValueError, KeyError, TypeError) as error:
            raise EvaluationError(f"{path} 第 {number} 行不是问题：{error}") from error
    return tuple(told)


def others() -> list[PlannedQuestion]:
    """Training questions of kinds that want nothing done with figures: one in so many, for there are thousands."""
    told = [one for one in load_questions() if one.kind in _NO_FIGURES and split_of(one.doc) == "train"]
    return [PlannedQuestion(one.question, NONE, ()) for one in told[::_EACH]]


def fit_operation(told: Sequence[tuple[PlannedQuestion, Query]], embed: Embed) -> dict[str, Any]:
    """Softmax regression: the operation of each question."""
    names = sorted({one.operation for one, _ in told}, key=lambda name: (name != NONE, name))
    vectors = np.stack([embed(query.topic or query.standalone) for _, query in told])
    centre = np.round(vectors.mean(0), 4)
    dense = [
        seen(vector, flags(query, limit=limit_in(text_of(query)) is not None), centre)
        for vector, (_, query) in zip(vectors, told, strict=True)
    ]
    words = [words_seen(query.topic) for _, query in told]
    known = _known(words, _RARE_WORD)
    rows = csr_matrix(hstack([csr_matrix(np.stack(dense)), _WORDS * _bag(words, known)]))
    right = np.eye(len(names))[[names.index(one.operation) for one, _ in told]]

    def loss(flat: Vector) -> tuple[float, Vector]:
        scores = rows @ flat.reshape(-1, len(names))
        scores -= scores.max(1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(1, keepdims=True)
        surprise = -np.log((shares * right).sum(1) + 1e-12).mean() + _L2_OPERATION * flat @ flat
        return float(surprise), (rows.T @ (shares - right) / len(told)).ravel() + 2 * _L2_OPERATION * flat

    weights = _smallest(loss, rows.shape[1] * len(names)).reshape(-1, len(names))
    first = weights.shape[0] - len(known)
    of_words = {word: np.round(_WORDS * weights[first + at], 2).tolist() for word, at in known.items()}
    return {
        "operations": names,
        "centre": centre.astype(np.float64).round(4).tolist(),
        "weights": weights[:first].round(3).tolist(),
    } | {"words": of_words}


def fit_things(told: Iterable[tuple[PlannedQuestion, Query]]) -> dict[str, float]:
    """Logistic regression: whether a word is one of a thing's; of the questions that name their things."""
    seen_words: list[list[str]] = []
    right: list[float] = []
    for one, query in told:
        if not names_things(one, query):
            continue
        text = text_of(query)
        words = words_of(text)
        inside = _inside(one, text, [word for word, _ in words])
        seen_words += [list(features(words, at)) for at in range(len(words))]
        right += inside
    known = _known(seen_words, _RARE)
    rows = _bag(seen_words, known)
    sign = 2 * np.array(right) - 1

    def loss(weights: Vector) -> tuple[float, Vector]:
        odds = rows @ weights
        shares = 1 / (1 + np.exp(-odds))
        surprise = np.logaddexp(0, -odds * sign).mean() + _L2_THINGS * weights @ weights
        return float(surprise), rows.T @ (shares - np.array(right)) / len(right) + 2 * _L2_THINGS * weights

    weights = _smallest(loss, len(known))
    return {name: round(float(weights[at]), 3) for name, at in known.items() if abs(weights[at]) >= 5e-4}


def names_things(one: PlannedQuestion, query: Query) -> bool:
    """Whether a question wants anything of figures, and all its things stand where they are looked for."""
    return one.operation != NONE and all(thing in text_of(query) for thing in one.things)


def _known(seen_words: Iterable[Collection[str]], least: int) -> dict[str, int]:
    """A column for each feature that is seen `least` times."""
    counts = Counter(name for names in seen_words for name in names)
    return {name: at for at, name in enumerate(sorted(name for name, count in counts.items() if count >= least))}


def _bag(seen_words: Sequence[Collection[str]], known: Mapping[str, int]) -> csr_matrix:
    entries = [(row, known[name]) for row, names in enumerate(seen_words) for name in names if name in known]
    columns = tuple(zip(*entries, strict=True)) if entries else ([], [])
    return csr_matrix((np.ones(len(entries)), columns), shape=(len(seen_words), len(known)))


def _inside(one: PlannedQuestion, text: str, words: Sequence[str]) -> list[float]:
    """For each word whether most of it stands in a thing."""
    marked = [False] * len(text)
    for thing in one.things:
        at = text.find(thing)
        for place in range(at, at + len(thing)) if at >= 0 else ():
            marked[place] = True
    told: list[float] = []
    at = 0
    for word in words:
        at = text.index(word, at)
        told.append(float(2 * sum(marked[at : at + len(word)]) >= len(word)))
        at += len(word)
    return told


def _smallest(loss: Callable[[Vector], tuple[float, Vector]], size: int) -> NDArray[np.float64]:
    return np.asarray(minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B").x)
