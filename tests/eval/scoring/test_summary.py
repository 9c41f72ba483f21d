"""Means with their intervals, slices and percentiles."""

from collections.abc import Sequence
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.questions import Question, Type
from eval.scoring.metrics import QuestionScore
from eval.scoring.scores import SCORES
from eval.scoring.summary import Estimate, by_slice, estimate, latency
from tests.helpers.evaluation import ASKED, scored


def goods(values: Sequence[float]) -> list[QuestionScore]:
    return [scored(good=value) for value in values]


def test_what_is_scored_is_what_is_told() -> None:
    names = [one.name for one in fields(QuestionScore) if one.name != "faults"]
    assert sorted(names) == sorted(SCORES)


def test_a_mean_is_over_the_answers_that_a_score_applies_to() -> None:
    found = estimate([scored(good=1.0, verbatim=1.0), scored(good=0.0, verbatim=0.5), scored(good=0.0)])
    assert found["good"].n == 3
    assert found["good"].mean == pytest.approx(1 / 3)
    assert (found["verbatim"].n, found["verbatim"].mean) == (2, 0.75)
    assert "rouge_l" not in found
    assert list(found) == [name for name in SCORES if name in found]


def test_of_no_answers_there_is_nothing_to_tell() -> None:
    assert estimate([]) == {}


def test_a_single_answer_has_no_interval() -> None:
    assert estimate([scored(good=1.0)])["good"] == Estimate(1, 1.0, None, None)


@settings(max_examples=50)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=30))
def test_an_interval_holds_the_mean_and_lies_between_the_values(values: list[float]) -> None:
    one = estimate(goods(values))["good"]
    assert one.low is not None
    assert one.high is not None
    assert min(values) - 1e-9 <= one.low <= one.mean + 1e-9
    assert one.mean - 1e-9 <= one.high <= max(values) + 1e-9
    assert estimate(goods(values))["good"] == one  # the same every time


def test_the_interval_is_that_of_the_normal_law_where_there_are_many_answers() -> None:
    one = estimate(goods([1.0] * 120 + [0.0] * 80))["good"]
    assert one.low is not None
    assert one.high is not None
    spread = 1.96 * (0.6 * 0.4 / 200) ** 0.5  # 0.068
    assert one.low == pytest.approx(0.6 - spread, abs=0.012)
    assert one.high == pytest.approx(0.6 + spread, abs=0.012)


def test_answers_that_are_all_alike_leave_no_doubt() -> None:
    assert estimate(goods([1.0] * 5))["good"] == Estimate(5, 1.0, 1.0, 1.0)


def asked(*types: Type) -> list[tuple[Question, QuestionScore]]:
    return [(replace(ASKED, type=kind), scored(good=float(kind == "number"))) for kind in types]


def test_slices_of_types_come_in_one_order_whatever_the_file_has() -> None:
    found = by_slice(asked("unanswerable", "list", "number", "list"), lambda question: (question.type,))
    assert list(found) == ["number", "list", "unanswerable"]
    assert [found[name]["good"].n for name in found] == [1, 2, 1]
    assert [found[name]["good"].mean for name in found] == [1, 0, 0]


def test_a_question_may_belong_to_several_slices_or_none() -> None:
    places = {"number": ("乙", "甲"), "list": ("甲",)}
    found = by_slice(asked("number", "list", "fact"), lambda question: places.get(question.type, ()))
    assert list(found) == sorted(found)
    assert {name: one["good"].n for name, one in found.items()} == {"甲": 2, "乙": 1}


def test_latency_by_stage() -> None:
    answers = [{"timings_ms": {"retrieve": float(one), "total": 2.0 * one}} for one in range(1, 102)]
    assert latency(answers) == {"retrieve": {"p50": 51.0, "p95": 96.0}, "total": {"p50": 102.0, "p95": 192.0}}
    assert latency([]) == {}
    assert latency([{"timings_ms": {}}]) == {}
