"""Two runs of one set, question by question: what was won and lost, whether that may be chance, and the verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from eval.baseline import Published
from eval.record import Run, timeless
from eval.scoring.scores import SCORES
from index.errors import EvaluationError

_RESAMPLES = 9999
_SEED = 20220601
_ROUNDING = 1e-9  # what floating point adds is no fall


@dataclass(frozen=True, slots=True)
class Reference:
    """What a run is held against: the mean scores, and by question id the values of those of which they are known.

    `values` always has `good`. `answers` are the answers by question id, None where they are not known.
    """

    label: str
    questions_sha256: str
    scores: Mapping[str, float]
    values: Mapping[str, Mapping[str, float]]
    answers: Mapping[str, Mapping[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A score before and after; None where it applies to no answer of that run.

    `low` and `high` bound the mean change of the questions that it applies to in both runs with 95% confidence, and `p`
    is how likely chance alone makes one as large; None where the values by question are not known.
    """

    name: str
    before: float | None
    after: float | None
    low: float | None = None
    high: float | None = None
    p: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes of all scores, and the ids of the questions whose answers became good, or no longer are.

    `fallen` are the scores that are worse by more than the tolerance, `must_lost` the lost questions that must not be;
    `changed` are the ids whose answers differ in anything but time, None where the earlier ones are not known.
    """

    label: str
    changes: tuple[Change, ...]
    won: tuple[str, ...]
    lost: tuple[str, ...]
    fallen: tuple[str, ...]
    must_lost: tuple[str, ...]
    changed: tuple[str, ...] | None

    @property
    def passed(self) -> bool:
        """The verdict."""
        return not self.fallen and not self.must_lost


def of_run(run: Run, label: str) -> Reference:
    """A run as what another one is held against."""
    values = {name: _values(run, name) for name in SCORES}
    answers = {one.question.id: one.answer for one in run.records}
    return Reference(label, run.questions_sha256, _means(run), values, answers)


def of_published(published: Published, run: Run) -> Reference:
    """What was published of a set as what a run of it is held against."""
    good = {one.question.id: float(one.question.id not in published.not_good) for one in run.records}
    means = {name: estimate.mean for name, estimate in (published.scores or {}).items()}
    label = f"基线 {(published.commit or '')[:10]}"
    return Reference(label, published.questions_sha256 or "", means, {"good": good})


def compare(before: Reference, after: Run, tolerance: Mapping[str, float]) -> Comparison:
    """What changed, and whether it passes. Raises EvaluationError where the two did not ask the same questions."""
    if before.questions_sha256 != after.questions_sha256:
        raise EvaluationError(
            f"{before.label} 与这次运行（{after.questions}）问的不是同一批问题：请用同一份问题文件各运行一次，再比较"
        )
    means = _means(after)
    good = before.values["good"]
    won = [one for one in after.records if one.score.good > good[one.question.id]]
    lost = [one for one in after.records if one.score.good < good[one.question.id]]
    return Comparison(
        label=before.label,
        changes=tuple(_change(name, before, after) for name in SCORES if name in before.scores or name in means),
        won=tuple(one.question.id for one in won),
        lost=tuple(one.question.id for one in lost),
        fallen=tuple(
            name for name, most in tolerance.items() if _fell(name, before.scores.get(name), means.get(name), most)
        ),
        must_lost=tuple(one.question.id for one in lost if one.question.must),
        changed=_changed(before.answers, after) if before.answers else None,
    )


def _fell(name: str, before: float | None, after: float | None, tolerance: float) -> bool:
    """Whether a score is worse by more than the tolerance; one that is gone is."""
    if before is None:
        return False
    sign = -1 if SCORES[name].lower else 1
    return after is None or sign * (before - after) > tolerance + _ROUNDING


def _changed(answers: Mapping[str, Mapping[str, Any]], after: Run) -> tuple[str, ...]:
    asked = ((one.question.id, one.answer) for one in after.records)
    return tuple(key for key, answer in asked if timeless(answers[key]) != timeless(answer))


def _change(name: str, before: Reference, after: Run) -> Change:
    mean = after.scores.get(name)
    told = before.scores.get(name), mean.mean if mean else None
    earlier, later = before.values.get(name, {}), _values(after, name)
    differences = [later[key] - earlier[key] for key in later if key in earlier]
    return Change(name, *told, *_significance(differences))


def _significance(differences: Sequence[float]) -> tuple[float | None, float | None, float | None]:
    """The 95% bootstrap interval of the mean difference, and the p value of a paired permutation test, by scipy."""
    from scipy.stats import bootstrap, permutation_test

    if len(differences) < 2:
        return None, None, None
    options = {"n_resamples": _RESAMPLES, "rng": np.random.default_rng(_SEED)}
    interval = bootstrap((differences,), np.mean, method="percentile", **options).confidence_interval
    test = permutation_test((differences,), np.mean, permutation_type="samples", **options)
    return float(interval.low), float(interval.high), float(test.pvalue)


def _values(run: Run, name: str) -> dict[str, float]:
    """A score by question id, of the answers that it applies to."""
    return {one.question.id: value for one in run.records if (value := getattr(one.score, name)) is not None}


def _means(run: Run) -> dict[str, float]:
    return {name: estimate.mean for name, estimate in run.scores.items()}
