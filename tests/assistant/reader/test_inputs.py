"""A pair as tokens: what is cut where it is too long, and where the passage's tokens stand."""

from assistant.reader.inputs import LONGEST, tokenized
from assistant.reader.reader import Pair
from tests.helpers.fakes import by_character


def test_a_pair_is_question_heading_passage() -> None:
    (tokens,) = tokenized(by_character(), [Pair("一丁", "丂", "七丄丅")])
    assert tokens.ids.tolist() == [0, 4, 5, 2, 2, 6, 2, 7, 8, 9, 2]
    assert tokens.first == 7
    assert tokens.offsets.tolist() == [[0, 1], [1, 2], [2, 3]]
    assert tokens.passage.tolist() == [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0]


def test_without_a_heading_nothing_stands_for_it() -> None:
    (tokens,) = tokenized(by_character(), [Pair("一", "", "丁")])
    assert tokens.ids.tolist() == [0, 4, 2, 2, 5, 2]


def test_what_is_too_long_is_cut_so_that_all_parts_are_there() -> None:
    (tokens,) = tokenized(by_character(), [Pair("一" * 500, "丁" * 500, "丂" * 5000)])
    assert len(tokens.ids) == LONGEST
    assert {4, 5, 6} <= set(tokens.ids.tolist())
    assert len(tokens.offsets) > LONGEST / 2
