"""Fits how spans are weighed against each other, and how sure it is that the best answers, on questions held back.

The models are `assistant/evidence/confidence.py`; their weights lie beside it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.answer import Assistant
from assistant.evidence.confidence import FIRST_SIGNS, SIGNS
from assistant.evidence.portions import portions
from assistant.evidence.reading import judged
from eval.training.measure import Cited, is_right
from eval.training.questions import TrainingQuestion
from index.errors import EvaluationError

_L2_WORTH, _L2_CONFIDENCE = 0.02, 0.01
_THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
_PARTS = 10  # of the reliability curve
Matrix = NDArray[np.float64]
Weights = dict[str, float]
_Judgement = tuple[bool, float, bool]
# What is to be as small as may be: its value and its slope at some weights.
Loss = Callable[[Matrix], tuple[float, Matrix]]


@dataclass(frozen=True, slots=True)
class Case:
    """A question's spans: signs (spans, SIGNS), what each loses for its report, which are right, (spans,) each."""

    answerable: bool
    signs: Matrix
    losses: Matrix
    right: NDArray[np.bool_]

    @property
    def first(self) -> "Case":
        """The same before the spans are looked at closer."""
        return replace(self, signs=self.signs[:, : len(FIRST_SIGNS)])

    def best(self, worth: Matrix) -> int:
        """The span that these weights choose."""
        return int(np.argmax(self.signs @ worth - self.losses))


def cases(assistant: Assistant, questions: Iterable[TrainingQuestion]) -> Iterator[Case]:
    """What each question's spans look like; no question for which there is none."""
    for one in questions:
        want, found = assistant.read(one.question)
        text = assistant.library.report(one.doc).text
        rows: list[list[float]] = []
        losses: list[float] = []
        right: list[bool] = []
        for portion in portions(want.query, found):
            for span in judged(want, portion, assistant.library, assistant.reader):
                cited = Cited(span.hit.chunk.report, span.start, span.end, span.text(span.start, span.end))
                rows.append([span.signs[name] for name in SIGNS])
                losses.append(span.loss)
                right.append(is_right(one, text, [cited]))
        if rows:
            yield Case(one.answerable, np.array(rows), np.array(losses), np.array(right))


def fit(told: Sequence[Case]) -> dict[str, Weights]:
    """The weights of the three models. Raises EvaluationError where the questions teach nothing."""
    worth = _worth(told)
    models = {
        "promise": zip(FIRST_SIGNS, _worth([case.first for case in told]), strict=True),
        "worth": zip(SIGNS, worth, strict=True),
        "confidence": zip((*SIGNS, "bias"), _confidence(told, worth), strict=True),
    }
    return {model: {name: round(float(weight), 4) for name, weight in weights} for model, weights in models.items()}


def trade_off(told: Sequence[Case]) -> Iterator[tuple[float, float, float, float]]:
    """(threshold, right, wrong, near misses refused) with weights that were fitted on the other half each time."""
    seen = _unseen(told)
    answerable = [row for row in seen if row[0]]
    near = [row for row in seen if not row[0]]
    for threshold in _THRESHOLDS:
        right = sum(sure >= threshold and hit for _, sure, hit in answerable)
        wrong = sum(sure >= threshold and not hit for _, sure, hit in answerable)
        refused = sum(sure < threshold for _, sure, _ in near)
        yield threshold, right / max(1, len(answerable)), wrong / max(1, len(answerable)), refused / max(1, len(near))


def reliability(told: Sequence[Case]) -> Iterator[tuple[float, float, int]]:
    """(mean confidence, share that is right, how many) of a tenth of the questions each, the least sure first."""
    seen = sorted((sure, hit) for _, sure, hit in _unseen(told))
    for part in np.array_split(np.array(seen), min(_PARTS, len(seen))):
        yield float(part[:, 0].mean()), float(part[:, 1].mean()), len(part)


def _unseen(told: Sequence[Case]) -> list[_Judgement]:
    """Each half of the questions, judged with weights fitted on the other."""
    return [row for half in (0, 1) for row in _judgements(told[half::2], fit(told[1 - half :: 2]))]


def _judgements(told: Sequence[Case], weights: Mapping[str, Weights]) -> Iterator[_Judgement]:
    """Of each question: whether it can be answered, how sure its best span is, and whether that is right."""
    worth = np.array([weights["worth"][name] for name in SIGNS])
    sure = np.array([weights["confidence"][name] for name in SIGNS])
    for case in told:
        best = case.best(worth)
        odds = float(case.signs[best] @ sure) + weights["confidence"]["bias"]
        yield case.answerable, float(1 / (1 + np.exp(-odds))), bool(case.right[best])


def _worth(told: Sequence[Case]) -> Matrix:
    """A softmax over a question's spans, of which the right ones are to have the greatest share."""
    taught = [case for case in told if case.right.any() and not case.right.all()]
    if not taught:
        raise EvaluationError("没有可供拟合的问题：至少要有一问，其答案在所读的段落里，别的句子也在")

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        value, slope = 0.0, np.zeros_like(weights)
        for case in taught:
            scores = case.signs @ weights - case.losses
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            of_right = shares * case.right
            value -= float(np.log(of_right.sum() + 1e-12))
            slope -= case.signs.T @ (of_right / (of_right.sum() + 1e-12) - shares)
        return value / len(taught) + _L2_WORTH * float(weights @ weights), slope / len(taught) + 2 * _L2_WORTH * weights

    return _smallest(loss, taught[0].signs.shape[1])


def _confidence(told: Sequence[Case], worth: Matrix) -> Matrix:
    """Logistic regression: whether the best span is right, (SIGNS and a bias,)."""
    bests = [(case, case.best(worth)) for case in told]
    rows = np.array([[*case.signs[best], 1.0] for case, best in bests])
    right = np.array([float(case.right[best]) for case, best in bests])
    kept = np.array([*[_L2_CONFIDENCE] * len(SIGNS), 0.0])

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        odds = rows @ weights
        surprise = np.logaddexp(0, np.where(right > 0, -odds, odds)).mean()
        shares = 1 / (1 + np.exp(-odds))
        return float(surprise + kept @ weights**2), rows.T @ (shares - right) / len(right) + 2 * kept * weights

    return _smallest(loss, len(SIGNS) + 1)


def _smallest(loss: Loss, size: int) -> Matrix:
    return np.asarray(minimize(loss, np.zeros(size), jac=True).x)
