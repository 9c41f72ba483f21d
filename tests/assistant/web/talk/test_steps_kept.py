"""What is kept of the tab 问答: a verdict on an answer, and the chat over a reload."""

import json
from pathlib import Path

import gradio as gr
import pytest

from assistant.answer import Assistant
from assistant.web.talk.feedback import FeedbackStore
from assistant.web.talk.steps import Talk
from tests.helpers.places import assistant_over, build
from tests.helpers.talks import FIGURE, Holder, asked


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(build(tmp_path_factory.mktemp("kept")))


@pytest.fixture
def talk(assistant: Assistant, tmp_path: Path) -> Talk:
    return Talk(Holder(assistant), FeedbackStore(tmp_path / "feedback.sqlite"))


def test_a_verdict_is_kept_with_its_reason_question_and_answer(talk: Talk, tmp_path: Path) -> None:
    turns = asked(talk, FIGURE, "渝中区呢？")[2]
    *_, shown = talk.act(turns, "bad:2:1", " 差一年 ", "")
    *_, shown = talk.act(shown[2], "good:1:0", "", "")
    bad, good = FeedbackStore(tmp_path / "feedback.sqlite").records()
    assert (bad.liked, bad.reason, bad.question, bad.history) == (
        False,
        "地区或年份不对：差一年",
        "渝中区呢？",
        (FIGURE,),
    )
    assert (good.liked, good.reason, good.answer) == (True, "", turns[0].answer)
    assert bad.versions
    assert "已记下" in shown[1][1]["content"]


def test_a_verdict_that_cannot_be_kept_is_told(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    talk = Talk(Holder(assistant), FeedbackStore(tmp_path / "file" / "feedback.sqlite"))
    turns = asked(talk, FIGURE)[2]
    with pytest.raises(gr.Error):
        list(talk.act(turns, "good:1:0", "", ""))


def test_without_a_store_no_verdict_is_asked_for(assistant: Assistant) -> None:
    talk = Talk(Holder(assistant), None)
    shown = asked(talk, FIGURE)
    assert "没用" not in shown[1][-1]["content"]
    *_, after = talk.act(shown[2], "good:1:0", "", "")
    assert after[2] == shown[2]


def test_a_reload_brings_the_same_chat_back_to_its_own_user(talk: Talk) -> None:
    *_, turns, _, stored = asked(talk, FIGURE, "渝中区呢？", user="甲")
    stored = json.loads(json.dumps(stored))
    *first, last = talk.resume(stored, (), "甲")
    told = [(turn.ask, turn.answer and turn.answer.answer) for turn in turns]
    assert [(turn.ask, turn.answer and turn.answer.answer) for turn in last[2]] == told
    assert all(shown[4] == stored for shown in first)  # a page closed half-way loses nothing
    (other,) = talk.resume(stored, (), "乙")
    assert other[2] == ()
    assert other[4] == {"user": "乙", "turns": []}


@pytest.mark.parametrize(
    "stored",
    [
        None,
        "x",
        {},
        {"user": ""},
        {"user": "", "asks": [{"question": "x"}]},
        {"user": "", "turns": [1, {}, {"ask": "x"}]},
    ],
)
def test_what_a_browser_sends_that_is_no_chat_is_none(talk: Talk, stored: object) -> None:
    (shown,) = talk.resume(stored, (), "")
    assert shown[2] in ((), gr.skip())


def test_a_chat_that_has_begun_is_not_put_aside_for_an_earlier_one(talk: Talk) -> None:
    *_, turns, _, stored = asked(talk, FIGURE, user="甲")
    assert list(talk.resume(stored, turns, "甲")) == [(gr.skip(),) * 5]
    assert list(talk.resume(None, (), "甲")) == [(gr.skip(),) * 5]


def test_a_verdict_comes_back_with_its_chat_and_a_second_one_replaces_it(talk: Talk, tmp_path: Path) -> None:
    *_, judged = talk.act(asked(talk, FIGURE, "渝中区呢？", user="甲")[2], "good:1:0", "", "甲")
    *_, back = talk.resume(json.loads(json.dumps(judged[4])), (), "甲")
    assert [(turn.id, turn.liked) for turn in back[2]] == [(turn.id, turn.liked) for turn in judged[2]]
    assert "已记下" in back[1][1]["content"]
    assert "已记下" not in back[1][3]["content"]
    *_, other = talk.act(back[2], "bad:1:0", "", "甲")
    (record,) = FeedbackStore(tmp_path / "feedback.sqlite").records()
    assert (record.liked, other[2][0].liked) == (False, False)
