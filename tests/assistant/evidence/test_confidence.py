"""Signs → how well a span answers, and how sure it is that it does: a probability, by the weights of the file."""

import json
from collections.abc import Mapping
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence import confidence as models
from assistant.evidence.confidence import FIRST_SIGNS, SIGNS, WEIGHTS, confidence, promise, worth
from tests.helpers.fakes import weighing

RANGES = {
    "odds": (-14, 14),
    "closer": (-14, 14),
    "share": (-10, 0),
    "behind": (0, 4),
    "unfit": (0, 1),
    "untimely": (0, 1),
    "said": (0, 1),
    "around": (0, 1),
    "missing": (0, 1),
    "length": (-3, 3),
}
seen = st.fixed_dictionaries({name: st.floats(*ends) for name, ends in RANGES.items()})


@pytest.mark.parametrize(
    ("model", "signs"), [("promise", FIRST_SIGNS), ("worth", SIGNS), ("confidence", (*SIGNS, "bias"))]
)
def test_the_file_of_weights_is_complete_and_finite(model: str, signs: tuple[str, ...]) -> None:
    fitted = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert set(fitted) == {"promise", "worth", "confidence"}
    assert set(fitted[model]) == set(signs)
    assert all(map(isfinite, fitted[model].values()))


def test_the_signs_are_told_apart_and_only_one_needs_a_second_look() -> None:
    assert len(set(SIGNS)) == len(SIGNS)
    assert set(SIGNS) - set(FIRST_SIGNS) == {"closer"}
    assert set(SIGNS) == set(RANGES)


@given(seen)
def test_it_lies_between_none_and_certain(signs: Mapping[str, float]) -> None:
    assert 0 < confidence(signs) < 1
    assert isfinite(worth(signs))
    assert isfinite(promise({name: signs[name] for name in FIRST_SIGNS}))


@given(seen, st.sampled_from(SIGNS), st.floats(-2, 2), st.floats(0, 5))
def test_more_of_a_sign_counts_as_its_weight_says(
    signs: Mapping[str, float], name: str, weight: float, more: float
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models, "_weights", lambda: weighing(**{name: weight}, bias=0.25))
        raised = {**signs, name: signs[name] + more}
        assert worth(raised) - worth(signs) == pytest.approx(weight * more)
        change = confidence(raised) - confidence(signs)
        assert change >= 0 if weight >= 0 else change <= 0


def test_the_bias_says_how_sure_it_is_of_nothing_and_ranks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_weights", lambda: weighing(bias=2.0))
    nothing = dict.fromkeys(SIGNS, 0.0)
    assert confidence(nothing) == pytest.approx(0.8808, abs=1e-4)
    assert worth(nothing) == 0
