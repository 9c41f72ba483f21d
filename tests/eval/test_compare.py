"""Two runs of one set: what was won and lost, how sure that is, and whether it passes."""

from collections.abc import Sequence
from dataclasses import replace
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.baseline import Published
from eval.compare import Comparison, compare, of_published, of_run
from eval.record import Record, Run
from eval.scoring.metrics import QuestionScore
from eval.scoring.scores import SCORES
from index.errors import EvaluationError
from tests.helpers.evaluation import run_of, scored

LOWER = sorted(name for name, meaning in SCORES.items() if meaning.lower)


def goods(values: Sequence[float], must: Sequence[str] = ()) -> Run:
    return run_of([scored(good=float(value)) for value in values], must)


def between(before: Run, after: Run, **tolerance: float) -> Comparison:
    return compare(of_run(before, "before"), after, tolerance)


def sign_test(won: int, lost: int) -> float:
    """Two-sided, exact: McNemar's test of the questions that differ."""
    tail = sum(comb(won + lost, k) for k in range(min(won, lost) + 1)) / 2 ** (won + lost)
    return float(min(1.0, 2 * tail))


def test_won_lost_and_changed_are_told_by_question() -> None:
    found = between(goods([1, 0, 1, 0]), goods([1, 1, 0, 0]))
    assert (found.won, found.lost) == (("q2",), ("q3",))
    assert found.changed == ("q2", "q3")
    assert found.label == "before"
    assert found.passed


def test_an_answer_that_took_longer_has_not_changed() -> None:
    before = goods([1, 1])
    records = [
        Record(one.question, {**one.answer, "timings_ms": {"total": 999.0}}, one.score) for one in before.records
    ]
    assert between(before, replace(before, records=tuple(records))).changed == ()


def test_changes_are_told_in_the_order_of_the_scores_with_what_is_gone_or_new() -> None:
    before = run_of([scored(good=1.0, verbatim=1.0), scored(good=1.0)])
    after = run_of([scored(good=1.0, length=9.0), scored(good=0.0)])
    changes = {one.name: one for one in between(before, after).changes}
    assert list(changes) == [name for name in SCORES if name in changes]
    assert (changes["good"].before, changes["good"].after) == (1.0, 0.5)
    assert (changes["verbatim"].before, changes["verbatim"].after) == (1.0, None)
    assert (changes["length"].before, changes["length"].after) == (None, 9.0)
    assert (changes["verbatim"].low, changes["verbatim"].high, changes["verbatim"].p) == (None, None, None)


@pytest.mark.parametrize("name", SCORES)
def test_every_score_has_its_own_worse_side(name: str) -> None:
    low, high = (run_of([scored(**{name: value}), scored(**{name: value})]) for value in (0.25, 0.5))
    better, worse = (low, high) if name in LOWER else (high, low)
    assert between(better, worse, **{name: 0.0}).fallen == (name,)
    assert not between(better, worse, **{name: 0.0}).passed
    assert between(worse, better, **{name: 0.0}).passed
    assert between(worse, worse, **{name: 0.0}).passed
    assert between(better, worse, **{name: 0.25}).passed  # by just as much as may be
    assert between(better, worse, **{name: 0.2499}).fallen == (name,)
    assert between(better, worse).passed  # a score without a tolerance is not gated


def test_scores_that_may_only_rise_are_good_ones() -> None:
    assert LOWER == ["false_refusal", "length", "unsupported_figures", "wrong_place", "wrong_report"]


def test_floating_point_is_no_fall() -> None:
    """0.3 - 0.2 > 0.1 in floating point."""
    before, after = (run_of([scored(good=value)] * 2) for value in (0.3, 0.2))
    assert between(before, after, good=0.1).passed


def test_a_gated_score_that_is_gone_is_a_fall_and_a_new_one_is_none() -> None:
    with_it, without = run_of([scored(verbatim=1.0)]), run_of([scored()])
    assert between(with_it, without, verbatim=1.0).fallen == ("verbatim",)
    assert between(without, with_it, verbatim=0.0).passed
    assert between(without, without, verbatim=0.0).passed


def test_a_must_that_is_lost_fails_whatever_the_scores() -> None:
    found = between(goods([1, 1, 0, 0], ["q1", "q4"]), goods([0, 1, 1, 1], ["q1", "q4"]), good=0.0)
    assert found.fallen == ()
    assert found.must_lost == ("q1",)
    assert not found.passed
    assert between(goods([1, 0], ["q2"]), goods([1, 0], ["q2"])).passed  # was never there


def test_runs_of_other_questions_are_not_compared() -> None:
    for other in (goods([1, 0, 1]), goods([1, 0], ["q1"])):
        with pytest.raises(EvaluationError, match=r"before 与这次运行（questions\.jsonl）问的不是同一批问题"):
            between(goods([1, 0]), other)


@pytest.mark.parametrize("same", [[1, 0, 1], [1] * 160])
def test_no_change_is_chance_alone(same: list[int]) -> None:
    assert {(one.low, one.high, one.p) for one in between(goods(same), goods(same)).changes} == {(0.0, 0.0, 1.0)}


def test_a_single_question_tells_nothing_of_chance() -> None:
    found = between(goods([1]), goods([0]), good=0.02)
    assert {(one.low, one.high, one.p) for one in found.changes} == {(None, None, None)}
    assert not found.passed


def test_a_true_fall_of_five_points_shows() -> None:
    """Of 160 questions 8 are lost and none won."""
    found = between(goods([1] * 160), goods([0] * 8 + [1] * 152), good=0.02)
    good = next(one for one in found.changes if one.name == "good")
    assert len(found.lost) == 8
    assert found.fallen == ("good",)
    assert good.p is not None
    assert good.p < 0.05
    assert good.low is not None
    assert good.high is not None
    assert good.low < -0.05 < good.high < 0


@pytest.mark.parametrize(("won", "lost"), [(0, 1), (0, 4), (0, 8), (3, 10), (5, 6), (12, 3), (9, 24)])
def test_the_p_value_is_that_of_the_sign_test(won: int, lost: int) -> None:
    """For what is good or not, flipping signs at random is McNemar's exact test."""
    same = [1] * 40
    found = between(goods([0] * won + [1] * lost + same), goods([1] * won + [0] * lost + same))
    good = next(one for one in found.changes if one.name == "good")
    assert (len(found.won), len(found.lost)) == (won, lost)
    assert good.p == pytest.approx(sign_test(won, lost), abs=0.02)


def test_a_published_set_knows_what_was_good_but_no_answers() -> None:
    before, after = goods([1, 0, 1], ["q3"]), goods([1, 1, 0], ["q3"])
    told = Published("r", "q", "i", "c" * 40, None, before.questions_sha256, before.scores, ("q2",))
    found = compare(of_published(told, after), after, {"good": 0.02})
    assert found.label == "基线 cccccccccc"
    assert (found.won, found.lost, found.must_lost, found.changed) == (("q2",), ("q3",), ("q3",), None)
    direct = between(before, after)
    assert found.changes[0] == direct.changes[0]  # of good, all is known
    for one, other in zip(found.changes[1:], direct.changes[1:], strict=True):
        assert (one.before, one.after, one.p) == (other.before, other.after, None)
    with pytest.raises(EvaluationError, match="同一批问题"):
        compare(of_published(replace(told, questions_sha256="0"), after), after, {})


answers = st.builds(
    lambda good, verbatim, length: scored(good=float(good), verbatim=verbatim, length=length),
    st.booleans(),
    st.none() | st.sampled_from([0.0, 1 / 3, 0.5, 1.0]),
    st.none() | st.sampled_from([10.0, 100.0]),
)
some = settings(max_examples=25)


@some
@given(st.lists(answers, min_size=1, max_size=7))
def test_a_run_beside_itself_passes_without_a_change(scores: list[QuestionScore]) -> None:
    run = run_of(scores, must=["q1"])
    found = between(run, run, **dict.fromkeys(SCORES, 0.0))
    assert found.passed
    assert (found.won, found.lost, found.changed) == ((), (), ())
    assert all(one.before == one.after for one in found.changes)
    assert {one.p for one in found.changes} <= {1.0, None}


@some
@given(st.lists(st.tuples(answers, answers), min_size=1, max_size=7))
def test_the_other_way_round_is_the_reverse(pairs: list[tuple[QuestionScore, QuestionScore]]) -> None:
    before, after = run_of([one for one, _ in pairs]), run_of([other for _, other in pairs])
    there, back = between(before, after), between(after, before)
    assert (there.won, there.lost, there.changed) == (back.lost, back.won, back.changed)
    for one, other in zip(there.changes, back.changes, strict=True):
        assert (one.name, one.before, one.after) == (other.name, other.after, other.before)
        if one.low is not None and one.high is not None:
            assert other.low == pytest.approx(-one.high)
            assert other.high == pytest.approx(-one.low)
        assert one.p == pytest.approx(other.p)
        assert one.p is None or 0 < one.p <= 1
