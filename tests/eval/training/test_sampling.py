"""What of a question is learned from together."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.reader import Pair
from eval.training.pairs import Example
from eval.training.sampling import by_question, drawn


def example(question: str, right: bool = False, near: bool = False) -> Example:
    return Example("x", Pair(question, "", "甲乙"), ((0, 1),) if right else (), near=(0, 1) if near else None)


def test_what_follows_one_another_with_one_question_is_one_group() -> None:
    told = [example("一", right=True), example("一"), example("二", near=True), example("三")]
    assert [len(group) for group in by_question(told)] == [2, 1, 1]


@given(st.integers(1, 3), st.integers(0, 5), st.integers(0, 99))
def test_a_right_passage_stands_among_one_or_two_wrong_ones(right: int, wrong: int, seed: int) -> None:
    kept = drawn([example("一", right=True)] * right + [example("一")] * wrong, Random(seed))
    assert sum(bool(one.spans) for one in kept) == 1
    assert min(wrong, 1) <= len(kept) - 1 <= min(wrong, 2)


@given(st.integers(0, 5), st.integers(0, 99))
def test_a_near_miss_stands_beside_one_wrong_passage(wrong: int, seed: int) -> None:
    kept = drawn([example("一", near=True)] + [example("一")] * wrong, Random(seed))
    assert kept[0].near
    assert len(kept) == 1 + min(wrong, 1)
