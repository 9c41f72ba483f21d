"""A chat: what is asked with what is set beside it, its chips, and what of it a browser keeps."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Assistant
from assistant.web.talk.chat import KEPT, Ask, again, kept, restored, take
from tests.helpers.places import YUZHONG, assistant_over, build
from tests.helpers.talks import BOTH, FIGURE, NOWHERE, dropped, labels


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(build(tmp_path_factory.mktemp("chat")))


def test_the_place_and_the_year_that_are_set_stand_in_for_the_question_s(assistant: Assistant) -> None:
    code = next(card.region.code for card in assistant.catalogue() if card.path == YUZHONG and card.region)
    turn = take(assistant, (), Ask("低保标准是多少？", region=code, year=2023))
    assert turn.answer
    assert {cited.report for cited in turn.answer.citations} == {YUZHONG}
    assert labels(turn) == ["渝中区", "2023 年"]
    assert dropped(turn, "渝中区") == Ask("低保标准是多少？", year=2023, afresh=True)
    assert dropped(turn, "2023 年") == Ask("低保标准是多少？", region=code, afresh=True)


def test_a_chip_drops_one_place_of_two_and_the_year(assistant: Assistant) -> None:
    turn = take(assistant, (), Ask(BOTH))
    assert labels(turn) == ["苏州市", "渝中区", "2023 年"]
    assert dropped(turn, "苏州市").question == "渝中区2023年低保标准是多少？"
    assert dropped(turn, "渝中区").question == "苏州市2023年低保标准是多少？"
    assert dropped(turn, "2023 年").question == "苏州市和渝中区低保标准是多少？"
    assert all(chip.without and chip.without.afresh for chip in turn.chips)


def test_a_plan_is_dropped_without_a_change_of_words(assistant: Assistant) -> None:
    turn = take(assistant, (), Ask("苏州市计划新增多少张养老床位？"))
    assert labels(turn) == ["苏州市", "计划"]
    either = take(assistant, (), dropped(turn, "计划"))
    assert either.answer
    assert labels(either) == ["苏州市"]
    assert labels(take(assistant, (), Ask("苏州市新增了多少张养老床位？"))) == ["苏州市", "已完成"]


def test_a_place_that_is_the_whole_question_cannot_be_dropped(assistant: Assistant) -> None:
    turn = take(assistant, (), Ask("苏州市？"))
    assert all(chip.without is None for chip in turn.chips if chip.label == "苏州市")


def test_what_is_set_beside_a_question_decides_between_done_and_planned(assistant: Assistant) -> None:
    plain = "苏州新增了多少张养老床位？"
    planned = take(assistant, (), Ask(plain, aspect="planned"))
    assert planned.answer
    assert "1500张" in planned.answer.answer
    assert labels(planned) == ["苏州市", "计划"]
    assert dropped(planned, "计划") == Ask(plain, aspect="either", afresh=True)
    done = take(assistant, (), Ask("苏州市计划新增多少张养老床位？", aspect="done"))
    assert done.answer
    assert "3200张" in done.answer.answer
    assert labels(done) == ["苏州市", "已完成"]
    assert labels(take(assistant, (), dropped(done, "已完成"))) == ["苏州市"]


def test_only_the_latest_turns_are_kept(assistant: Assistant) -> None:
    turn = replace(take(assistant, (), Ask(NOWHERE)), liked=False)
    rows = json.loads(json.dumps(kept([turn] * 30)))
    assert len(rows) == len(restored(rows)) == KEPT
    (one,) = restored(rows[:1])
    assert (one.ask, one.id, one.liked) == (turn.ask, turn.id, False)


def test_a_turn_comes_back_with_its_id_and_verdict_unless_its_answer_has_changed(assistant: Assistant) -> None:
    turn = replace(take(assistant, (), Ask(FIGURE)), liked=True)
    (one,) = restored(kept([turn]))
    back = again(assistant, (), one)
    assert (back.id, back.liked) == (turn.id, True)
    assert back.answer
    other = again(assistant, (), replace(one, ask=Ask(NOWHERE)))
    assert other.liked is None
    assert other.id not in ("", turn.id)
    failed = again(assistant, (), replace(one, ask=Ask("长" * 3000)))
    assert (failed.answer, failed.liked) == (None, None)


@pytest.mark.parametrize(
    "changed",
    [
        {"id": ""},
        {"id": "0" * 33},
        {"id": "../feedback"},
        {"id": "0" * 32 + "\n"},
        {"liked": 1},
        {"liked": "true"},
        {"answer": None},
        {"ask": "x"},
        {"ask": {"question": "长" * 3000}},
        {"ask": {"question": "x", "year": "2023"}},
        {"ask": {"question": "x", "year": True}},
        {"ask": {"question": "x", "aspect": "never"}},
        {"ask": {"question": "x", "afresh": 0}},
        {"ask": {"question": "\ud800"}},
    ],
)
def test_what_is_not_of_its_form_is_left_out(assistant: Assistant, changed: dict[str, object]) -> None:
    (row,) = kept([take(assistant, (), Ask(NOWHERE))])
    assert restored([row, {**row, **changed}]) == restored([row])


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda one: st.lists(one) | st.dictionaries(st.text(), one)
    )
)
def test_anything_stored_is_read_or_left_out(stored: object) -> None:
    assert restored(stored) == []


def test_of_a_question_that_is_too_long_no_megabyte_is_kept(assistant: Assistant) -> None:
    turn = take(assistant, (), Ask("长" * 1_000_000))
    assert turn.error
    assert len(turn.ask.question) == 2001  # asked again, it is too long again
    assert take(assistant, (), turn.ask).error


def test_of_a_chat_of_endless_questions_only_the_latest_are_asked_again() -> None:
    turns = [{"ask": {"question": "长" * 1999}, "id": "0" * 32, "liked": None, "answer": ""} for _ in range(20)]
    assert len(restored(turns)) == 2
