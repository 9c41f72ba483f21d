"""Recall, reciprocal rank and nDCG against their definitions, by hand and by the textbook's formulas."""

from collections.abc import Sequence
from dataclasses import replace
from math import log2
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.questions import Question
from eval.scoring.ranking import Ranking, ranking
from tests.helpers.evaluation import ASKED, library

TWO = replace(ASKED, evidence=(("甲", "甲甲"), ("乙",)))
CHUNKS = ("无一", "甲一", "乙一", "甲乙", "无二", "甲二")
LIBRARY = library({"a.txt": "\n".join(CHUNKS), "b.txt": "甲乙"})


def passages(texts: Sequence[str], report: str = "a.txt") -> list[dict[str, Any]]:
    """The chunks of these texts, as an answer tells what was found."""
    return [passage(text, "\n".join(CHUNKS).find(text), report) for text in texts]


def passage(text: str, start: int, report: str = "a.txt") -> dict[str, Any]:
    return {"report": report, "text": text, "start": start, "end": start + len(text)}


def ranked(*texts: str, question: Question = TWO) -> Ranking:
    found = ranking(question, passages(texts), LIBRARY)
    assert found is not None
    return found


def test_by_hand() -> None:
    """Grades are the groups met: 甲乙 has 2; ideally 2, 1, 1, 1 stand first."""
    ideal = 2 + 1 / log2(3) + 1 / log2(4) + 1 / log2(5)
    found = ranked("无一", "甲一", "无二", "甲乙")
    assert (found.recall_at_1, found.recall_at_5, found.recall_at_10) == (0, 1, 1)
    assert found.rr_at_10 == 0.5
    assert found.ndcg_at_10 == pytest.approx((1 / log2(3) + 2 / log2(5)) / ideal)


def test_recall_counts_groups_not_passages() -> None:
    found = ranked("甲一", "甲二", "甲乙")
    assert (found.recall_at_1, found.recall_at_5) == (0.5, 1)
    assert ranked("甲一", "甲二").recall_at_10 == 0.5
    assert ranked("甲乙").recall_at_1 == 1


def test_the_best_order_has_every_score() -> None:
    assert ranked("甲乙", "甲一", "乙一", "甲二", "无一") == Ranking(1, 1, 1, 1, 1)


@pytest.mark.parametrize("found", [(), ("无一", "无二")])
def test_nothing_of_use_found_is_nought(found: tuple[str, ...]) -> None:
    assert ranked(*found) == Ranking(0, 0, 0, 0, 0)


def test_only_the_right_reports_count() -> None:
    assert ranking(TWO, passages(["甲乙"], "b.txt"), LIBRARY) == Ranking(0, 0, 0, 0, 0)
    both = replace(TWO, sources=("a.txt", "b.txt"))
    found = ranking(both, [passage("甲乙", 0, "b.txt")], LIBRARY)
    assert found is not None
    assert (found.recall_at_1, found.rr_at_10) == (1, 1)


def test_a_passage_found_twice_takes_two_places_and_counts_once() -> None:
    once, twice = ranked("甲一", "无一", "乙一"), ranked("甲一", "甲一", "乙一")
    assert twice == once
    assert ranked("甲一", "甲一").ndcg_at_10 == ranked("甲一").ndcg_at_10


def test_what_comes_after_the_cutoff_does_not_count() -> None:
    many = library({"a.txt": "\n".join([*(f"无{number:02}" for number in range(10)), "甲乙"])})
    text = many.report("a.txt").text
    found = [passage(one, text.find(one)) for one in text.split("\n")]
    assert ranking(TWO, found, many) == Ranking(0, 0, 0, 0, 0)
    tenth = ranking(TWO, found[1:], many)
    assert tenth is not None
    assert tenth.rr_at_10 == pytest.approx(0.1)
    assert tenth.ndcg_at_10 == pytest.approx(1 / log2(11))
    assert (tenth.recall_at_5, tenth.recall_at_10) == (0, 1)


def test_evidence_that_stands_in_no_chunk_is_never_found() -> None:
    lost = replace(TWO, evidence=(("甲",), ("丁",)))
    assert ranked("甲一", question=lost).recall_at_10 == 0.5
    assert ranked("甲一", question=replace(TWO, evidence=(("丁",),))) == Ranking(0, 0, 0, 0, 0)


@pytest.mark.parametrize("start", [0, 4])
def test_passages_of_another_cut_are_judged_by_their_own_text(start: int) -> None:
    """Another system's passages may begin where a chunk does, and hold more."""
    found = ranking(TWO, [passage("\n".join(CHUNKS)[start:], start)], LIBRARY)
    assert found is not None
    assert (found.recall_at_1, found.rr_at_10) == (1, 1)


def test_a_question_without_evidence_has_no_ranking() -> None:
    assert ranking(replace(TWO, evidence=()), passages(["甲乙"]), LIBRARY) is None


@given(st.lists(st.sampled_from(CHUNKS), max_size=12))
def test_as_the_formulas_say(texts: list[str]) -> None:
    found = ranked(*texts)
    grades = [("甲" in text) + ("乙" in text) if text not in texts[:at] else 0 for at, text in enumerate(texts)]
    for k, recall in ((1, found.recall_at_1), (5, found.recall_at_5), (10, found.recall_at_10)):
        assert recall == sum(any(group in text for text in texts[:k]) for group in "甲乙") / 2
    places = [place for place, grade in enumerate(grades[:10], start=1) if grade]
    assert found.rr_at_10 == pytest.approx(1 / places[0] if places else 0)
    gain = sum(grade / log2(place + 1) for place, grade in enumerate(grades[:10], start=1))
    ideal = sum(grade / log2(place + 1) for place, grade in enumerate((2, 1, 1, 1), start=1))
    assert found.ndcg_at_10 == pytest.approx(gain / ideal)
