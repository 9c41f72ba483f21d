"""What is left of a long passage still answers what it answered."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.reader import Pair
from eval.training.cropping import cropped
from eval.training.pairs import Example

TEXTS = st.lists(st.text("甲乙丙丁，", min_size=1, max_size=60), min_size=1, max_size=12).map("。".join)


@given(TEXTS, st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 80))
def test_the_words_that_answer_stay(text: str, seed: int, start: int, length: int) -> None:
    start %= len(text)
    span = (start, min(len(text), start + length))
    words = text[slice(*span)].strip("，。 ")
    left = cropped(Example("x", Pair("问", "", text), (span,)), Random(seed))
    (kept,) = left.spans
    assert words in left.pair.text[slice(*kept)]
    assert left.pair.text in text
    assert 0 <= kept[0] < kept[1] <= len(left.pair.text) + length


def test_a_short_passage_is_left_as_it_is() -> None:
    example = Example("x", Pair("问", "", "甲。乙。"), ())
    assert cropped(example, Random(1)) is example
