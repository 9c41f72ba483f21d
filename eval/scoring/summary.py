"""Many answers as one: the mean of each score with its 95% bootstrap interval, by slice; latency by stage."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np

from eval.questions import Question, Type
from eval.scoring.metrics import QuestionScore
from eval.scoring.scores import SCORES

_RESAMPLES = 2000
_SEED = 20220601


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean over the `n` answers that a score applies to, between `low` and `high` with 95% confidence.

    Both are None for a single answer, of which nothing can be resampled.
    """

    n: int
    mean: float
    low: float | None
    high: float | None


Scores = dict[str, Estimate]  # by name, in the order of SCORES; without those that apply to no answer


def estimate(scores: Sequence[QuestionScore]) -> Scores:
    """Each score of many answers. The interval is scipy's percentile bootstrap, with a seed: always the same."""
    from scipy.stats import bootstrap

    found: Scores = {}
    for name in SCORES:
        values = [value for one in scores if (value := getattr(one, name)) is not None]
        if not values:
            continue
        low = high = None
        if len(values) > 1:
            interval = bootstrap(
                (values,), np.mean, n_resamples=_RESAMPLES, method="percentile", rng=np.random.default_rng(_SEED)
            ).confidence_interval
            low, high = float(interval.low), float(interval.high)
        found[name] = Estimate(len(values), float(np.mean(values)), low, high)
    return found


def by_slice(
    scored: Sequence[tuple[Question, QuestionScore]], slices_of: Callable[[Question], Iterable[str]]
) -> dict[str, Scores]:
    """The scores of each slice, by name; a question may belong to several."""
    slices: dict[str, list[QuestionScore]] = {}
    for question, score in scored:
        for name in slices_of(question):
            slices.setdefault(name, []).append(score)
    return {name: estimate(slices[name]) for name in sorted(slices, key=_order)}


def latency(answers: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """Milliseconds of each stage that the answers' `timings_ms` name: the median, p50, and p95."""
    stages: dict[str, list[float]] = {}
    for answer in answers:
        for stage, milliseconds in answer["timings_ms"].items():
            stages.setdefault(stage, []).append(milliseconds)
    percentiles = {stage: np.percentile(times, (50, 95)).round(2).tolist() for stage, times in stages.items()}
    return {stage: {"p50": p50, "p95": p95} for stage, (p50, p95) in percentiles.items()}


def _order(name: str) -> tuple[int, str]:
    """Types in the order in which `Type` names them, everything else by name."""
    types = get_args(Type)
    return (types.index(name) if name in types else len(types), name)
