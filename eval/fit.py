"""Fits what is not written by hand: how much to say, and when.

The models are `assistant/evidence/extents.py` and `assistant/evidence/confidence.py`; their weights lie beside them.
Questions held back (`split`) take no part in it; how well the weights do on them is shown beside the others.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

if TYPE_CHECKING:
    import torch

from assistant.answer import Assistant
from assistant.batch import open_lines
from assistant.evidence.choose import best_span, ranked_spans
from assistant.evidence.confidence import SIGNS, signs
from assistant.evidence.extents import FEATURES, KINDS, Run, runs
from assistant.evidence.wanted import Wanted
from assistant.model import Found
from eval.questions import Question, Split, load_questions, split_of
from eval.scoring.metrics import LENGTH_LIMITS
from eval.scoring.text import met, normalise, rouge_l
from eval.spans import SpanQuestion, load_spans
from index.errors import QuestionError

_STEPS, _RATE = 300, 0.05
_L2_EXTENT, _L2_CONFIDENCE = 3e-3, 1e-2
_SHORTER = 0.25  # how much of its score a right answer loses as it grows to the limit of its type
_LONGER = 0.3  # what is left of it beyond
Matrix = NDArray[np.float64]
Scorer = Callable[[str, str], float]  # (path of the report, words) → from 0 to 1
Weights = dict[str, float]


@dataclass(frozen=True, slots=True)
class Example:
    """A question's runs: features (runs, FEATURES), safety and score (runs)."""

    split: Split
    features: Matrix
    safety: Matrix
    scores: Matrix


@dataclass(frozen=True, slots=True)
class Case:
    """The SIGNS of a question's best span, and whether the reports answer the question."""

    split: Split
    signs: Mapping[str, float]
    answerable: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    split: Split
    question: str
    history: tuple[str, ...]
    answerable: bool
    score: Scorer


def read(assistant: Assistant, path: Path) -> tuple[list[Example], list[Case]]:
    """What the questions of a file, of either kind of set, teach; not those that compare places or ask for them."""
    examples: list[Example] = []
    cases: list[Case] = []
    for asked in tqdm(list(_asked(path)), desc=path.name, unit="问", disable=None):
        want, found = assistant.read(asked.question, asked.history)
        if want.query.intent in ("comparison", "places") or (want.query.regions and len(found) != 1):
            continue
        if asked.answerable and want.query.intent in KINDS:
            examples += _example(asked, want, found, assistant)
        cases += _case(asked, want, found, assistant)
    return examples, cases


def _example(asked: _Asked, want: Wanted, found: Sequence[Found], assistant: Assistant) -> Iterator[Example]:
    told = [run for place in found for run in runs(want, place, assistant.library.report)]
    scores = np.array([asked.score(run.sentence.hit.chunk.report, _words(run)) for run in told])
    if told and scores.max() > 0:
        safety = np.array([run.sentence.safety for run in told])
        yield Example(asked.split, np.array([run.features for run in told]), safety, scores)


def _case(asked: _Asked, want: Wanted, found: Sequence[Found], assistant: Assistant) -> Iterator[Case]:
    best = [
        (span.score, signs(want, span))
        for place in found
        if (span := best_span(want, ranked_spans(want, place, assistant.library)))
    ]
    if best:
        _, seen = max(best, key=lambda scored: scored[0])
        yield Case(asked.split, seen, asked.answerable)


def fit_extent(examples: Sequence[Example]) -> Weights:
    """The weight of each of FEATURES: a softmax over a question's runs, of which the expected score is maximised."""
    import torch

    tuned = [one for one in examples if one.split == "tune"]
    if not tuned:
        raise QuestionError("没有可供拟合的问题：每个问题集至少要有一个能回答的问题")
    centre, spread = _scale(np.concatenate([one.features for one in tuned]))
    rows = [
        (torch.tensor((one.features - centre) / spread), torch.tensor(one.safety), torch.tensor(one.scores))
        for one in tuned
    ]

    def loss(weights: "torch.Tensor") -> "torch.Tensor":
        expected = [torch.softmax(features @ weights + safety, 0) @ scores for features, safety, scores in rows]
        return _L2_EXTENT * weights.square().sum() - torch.stack(expected).mean()

    return dict(zip(FEATURES, (_minimised(loss, len(FEATURES)) / spread).round(4).tolist(), strict=True))


def fit_confidence(cases: Sequence[Case]) -> Weights:
    """The weight of each of SIGNS and the bias: logistic regression, both classes weighed alike."""
    import torch

    tuned = [case for case in cases if case.split == "tune"]
    if len({case.answerable for case in tuned}) < 2:
        raise QuestionError("拟合何时回答，要有能回答的问题，也要有不能回答的问题：请用 --set 加上")
    seen = np.array([[case.signs[name] for name in SIGNS] for case in tuned])
    centre, spread = _scale(seen)
    rows = torch.tensor(np.column_stack([(seen - centre) / spread, np.ones(len(seen))]))
    answerable = torch.tensor([float(case.answerable) for case in tuned], dtype=torch.float64)
    share = answerable.mean()
    weight = torch.where(answerable > 0, 0.5 / share, 0.5 / (1 - share))

    def loss(weights: "torch.Tensor") -> "torch.Tensor":
        return _L2_CONFIDENCE * weights[:-1].square().sum() + torch.nn.functional.binary_cross_entropy_with_logits(
            rows @ weights, answerable, weight
        )

    fitted = _minimised(loss, len(SIGNS) + 1)
    weights = fitted[:-1] / spread
    bias = float(fitted[-1] - weights @ centre)
    return dict(zip(SIGNS, weights.round(4).tolist(), strict=True)) | {"bias": round(bias, 4)}


def reached(weights: Weights, examples: Sequence[Example], split: Split) -> float:
    """The mean score of the best run of each question of a half."""
    vector = np.array([weights[name] for name in FEATURES])
    half = [one for one in examples if one.split == split]
    return float(np.mean([one.scores[np.argmax(one.features @ vector + one.safety)] for one in half]))


def trade_off(weights: Weights, cases: Sequence[Case], split: Split) -> Iterator[tuple[float, float, float]]:
    """(threshold, share of the answerable questions answered, share of the others answered) of a half."""
    sure = [(_confidence(weights, case.signs), case.answerable) for case in cases if case.split == split]
    for threshold in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        answered = [np.mean([c >= threshold for c, told in sure if told == answerable]) for answerable in (True, False)]
        yield threshold, float(answered[0]), float(answered[1])


def _confidence(weights: Weights, seen: Mapping[str, float]) -> float:
    return 1 / (1 + exp(-weights["bias"] - sum(weights[name] * seen[name] for name in SIGNS)))


def _scale(rows: Matrix) -> tuple[Matrix, Matrix]:
    return rows.mean(axis=0), rows.std(axis=0) + 1e-9


def _minimised(loss: "Callable[[torch.Tensor], torch.Tensor]", size: int) -> Matrix:
    import torch

    weights = torch.zeros(size, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.Adam([weights], lr=_RATE)
    for _ in tqdm(range(_STEPS), desc="拟合", disable=None):
        optimiser.zero_grad()
        loss(weights).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return weights.detach().numpy()


def _asked(path: Path) -> Iterator[_Asked]:
    if any(b'"report"' in line for line in open_lines(path)[:1]):
        for number, span in enumerate(load_spans(path)):
            yield _Asked(split_of(None, number), span.question, (), True, _span_scorer(span))
        return
    for number, asked in enumerate(load_questions(path)):
        half = split_of(asked.split, number)
        yield _Asked(half, asked.question, asked.history, asked.answerable, _fact_scorer(asked))


def _span_scorer(question: SpanQuestion) -> Scorer:
    return lambda _, words: rouge_l(words, question.answer)


def _fact_scorer(question: Question) -> Scorer:
    limit = LENGTH_LIMITS.get(question.type, 0)

    def score(report: str, words: str) -> float:
        said = normalise(words)
        told = float(np.mean([met(group, said) for group in question.facts]))
        if report not in question.sources or not told:
            return 0.0
        return told * (1 - _SHORTER * len(said) / limit if len(said) <= limit else _LONGER)

    return score


def _words(run: Run) -> str:
    return run.sentence.hit.chunk.text[run.start : run.end]
