"""Fitting finds what was planted, a higher threshold answers no more, and what questions over an index teach."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer import Assistant
from assistant.evidence.confidence import FIRST_SIGNS, SIGNS
from assistant.evidence.reading import LOOKED_AT
from eval.training.fit import Case, cases, fit, trade_off
from eval.training.questions import TrainingQuestion
from index.errors import EvaluationError
from tests.helpers.places import SUZHOU, YUZHONG, assistant_over, build

SPANS = 4


def made(planted: str, count: int = 120, seed: int = 0, losses: float = 0.0) -> list[Case]:
    """Of each question's spans the one with most of a sign is right; every third question cannot be answered."""
    random = np.random.default_rng(seed)
    told: list[Case] = []
    for number in range(count):
        signs = random.normal(size=(SPANS, len(SIGNS)))
        right = np.arange(SPANS) == signs[:, SIGNS.index(planted)].argmax()
        answerable = number % 3 > 0
        told.append(Case(answerable, signs, losses * ~right, right if answerable else np.zeros(SPANS, np.bool_)))
    return told


@pytest.mark.parametrize("planted", ["said", "odds", "closer"])
def test_the_planted_sign_tells_the_best_span(planted: str) -> None:
    told = made(planted)
    weights = fit(told)
    assert {model: tuple(named) for model, named in weights.items()} == {
        "promise": FIRST_SIGNS,
        "worth": SIGNS,
        "confidence": (*SIGNS, "bias"),
    }
    for model in ("worth", *(["promise"] if planted in FIRST_SIGNS else [])):
        others = [abs(weight) for name, weight in weights[model].items() if name != planted]
        assert weights[model][planted] > 3 * max(others)
    worth = np.array([weights["worth"][name] for name in SIGNS])
    new = [case for case in made(planted, seed=1) if case.answerable]
    assert np.mean([case.right[case.best(worth)] for case in new]) > 0.8


def surely(count: int = 240, seed: int = 0) -> list[Case]:
    """`said` tells which span is best, and `around`, the same for all spans of a question, whether any is right."""
    random = np.random.default_rng(seed)
    told: list[Case] = []
    for case in made("said", count, seed):
        sign = random.normal()
        signs = case.signs.copy()
        signs[:, SIGNS.index("around")] = sign
        best = np.arange(SPANS) == signs[:, SIGNS.index("said")].argmax()
        told.append(Case(sign > 0, signs, case.losses, best & (sign > 0)))
    return told


def test_what_tells_whether_the_best_is_right_makes_it_sure() -> None:
    weights = fit(surely())
    others = [abs(weight) for name, weight in weights["confidence"].items() if name not in ("around", "said", "bias")]
    assert weights["confidence"]["around"] > 2 * max(others)
    assert abs(weights["worth"]["around"]) < 0.01  # it tells no span from another
    _, right, wrong, refused = next(row for row in trade_off(surely()) if row[0] == 0.5)
    assert right > 0.85
    assert wrong < 0.1
    assert refused > 0.85


def test_what_a_span_loses_for_its_report_needs_no_weight() -> None:
    """Where the losses alone tell the best span, less is learned of the signs."""
    free, lossy = (fit(made("said", losses=losses))["worth"] for losses in (0.0, 30.0))
    assert max(map(abs, lossy.values())) < 0.1 * max(map(abs, free.values()))


def test_a_span_that_loses_much_is_not_the_best() -> None:
    case = made("said")[1]
    worth = np.array([float(name == "said") for name in SIGNS])
    best = case.best(worth)
    assert case.right[best]
    assert replace(case, losses=case.right.astype(np.float64) * 99).best(worth) != best


def test_before_a_closer_look_the_last_sign_is_not_known() -> None:
    case = made("said")[0]
    assert case.first.signs.tolist() == case.signs[:, : SIGNS.index("closer")].tolist()


def misleading(told: Sequence[Case], half: int) -> list[Case]:
    return [replace(case, right=~case.right) if number % 2 == half else case for number, case in enumerate(told)]


def test_each_half_is_judged_by_what_the_other_taught() -> None:
    """One half taught wrongly misjudges the other, and is misjudged by it."""
    for half in (0, 1):
        right, fooled = (
            next(row for row in trade_off(told) if row[0] == 0.2)[1] for told in (surely(), misleading(surely(), half))
        )
        assert fooled < 0.5 * right


rows = st.tuples(st.integers(0, 999), st.sampled_from(["said", "odds", "length"]), st.integers(12, 30))


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(rows)
def test_a_higher_threshold_answers_no_more(drawn: tuple[int, str, int]) -> None:
    seed, planted, count = drawn
    told = list(trade_off(made(planted, count, seed)))
    assert [row[0] for row in told] == sorted({row[0] for row in told})
    for column, falls in ((1, True), (2, True), (3, False)):
        shares = [row[column] for row in told]
        assert shares == sorted(shares, reverse=falls)
        assert all(0 <= share <= 1 for share in shares)
    assert all(row[1] + row[2] <= 1 for row in told)


def test_nothing_to_learn_is_an_error() -> None:
    told = made("said")
    every, none = np.ones(SPANS, np.bool_), np.zeros(SPANS, np.bool_)
    for nothing in ([], *([replace(case, right=all_of) for case in told] for all_of in (every, none))):
        with pytest.raises(EvaluationError, match="没有可供拟合的问题"):
            fit(nothing)
        with pytest.raises(EvaluationError, match="没有可供拟合的问题"):
            list(trade_off(nothing))


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    store = build(tmp_path_factory.mktemp("places"))
    yield assistant_over(store)
    store.close()


def asked(assistant: Assistant, question: str, doc: str, *answers: str) -> TrainingQuestion:
    text = assistant.library.report(doc).text
    spans = tuple((text.index(answer), text.index(answer) + len(answer)) for answer in answers)
    return TrainingQuestion(question, doc, question, "number", spans)


def test_a_question_teaches_with_all_spans_that_were_looked_at(assistant: Assistant) -> None:
    (case,) = cases(assistant, [asked(assistant, "渝中区新增养老床位多少张", YUZHONG, "260张")])
    assert case.answerable
    assert case.signs.shape == (len(case.losses), len(SIGNS)) == (len(case.right), len(SIGNS))
    assert 1 < len(case.right) <= LOOKED_AT
    assert case.right.any()
    assert not case.right.all()
    assert np.isfinite(case.signs).all()
    assert (case.losses >= 0).all()


def test_what_is_right_stands_in_the_questions_own_report(assistant: Assistant) -> None:
    question = "渝中区新增养老床位多少张"
    (other,) = cases(assistant, [asked(assistant, question, SUZHOU, "新增养老床位1500张")])
    assert other.answerable
    assert not other.right.any()


def test_a_question_that_cannot_be_answered_teaches_when_to_refuse(assistant: Assistant) -> None:
    (case,) = cases(assistant, [asked(assistant, "渝中区怎么推广无人机配送", YUZHONG)])
    assert not case.answerable
    assert not case.right.any()


def test_a_question_for_which_nothing_is_found_is_no_case(assistant: Assistant) -> None:
    kept = asked(assistant, "渝中区新增养老床位多少张", YUZHONG, "260张")
    none = asked(assistant, "苏州2019年新增养老床位多少张", SUZHOU)
    assert len(list(cases(assistant, [none, kept, none]))) == 1


def test_what_an_index_teaches_can_be_fitted(assistant: Assistant) -> None:
    told = [
        asked(assistant, "渝中区新增养老床位多少张", YUZHONG, "260张"),
        asked(assistant, "渝中区怎么推广无人机配送", YUZHONG),
        asked(assistant, "苏州2023年新增养老床位多少张", SUZHOU, "3200张"),
    ]
    weights = fit(list(cases(assistant, told)))
    assert all(np.isfinite(weight) for named in weights.values() for weight in named.values())
