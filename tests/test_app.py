"""The page: one turn of a chat, and the command line's refusals. No browser, no network."""

import asyncio
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import gradio as gr
import pytest

import app
from assistant.model import Answer, Citation
from index.errors import QuestionError, StoreError, YoujuError
from index.model import Card
from tests.test_render import HOSTILE, Page

REFUSED = "深圳有多少户？"


class FakeAssistant:
    """Answers, refuses or fails by the question, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        self.asked.append((question, list(history)))
        if question == "错":
            raise QuestionError("问题太长。")
        cited = Citation(1, "甲.txt", None, "甲市", 2023, (), "救助321户。", "321户", 2, 6)
        refused = question == REFUSED
        text, reason, citations = ("没有。", "region_not_covered", ()) if refused else ("**321户** [1]", None, (cited,))
        return Answer(question, question, text, refused, reason, (), (), (), citations, (), {})  # type: ignore[arg-type]

    def catalogue(self) -> tuple[Card, ...]:
        return (Card("甲.txt", None, None, None, None, None, 2023, frozenset({2023}), "甲"),)

    def examples(self, count: int = 4) -> tuple[str, ...]:
        return ("甲市救助多少户？", "<b>丙</b>")[:count]


FIRST: app.Turn = ("", [], (), "")


def turn(assistant: FakeAssistant, question: str, last: app.Turn = FIRST) -> list[app.Turn]:
    return list(app.converse(assistant, question, last[1], last[2]))


def built() -> gr.Blocks:
    """The page, built inside an event loop: outside one Gradio opens a loop of its own and never closes it."""

    async def build() -> gr.Blocks:
        return app.page(FakeAssistant())

    return asyncio.run(build())


def test_the_question_shows_at_once_and_the_answer_with_its_evidence_after() -> None:
    asked, answered = turn(FakeAssistant(), "甲市多少户？")
    assert [message["role"] for message in asked[1]] == ["user"]
    assert asked[0] == ""
    assert [message["role"] for message in answered[1]] == ["user", "assistant"]
    assert "<strong>321户</strong>" in answered[1][1]["content"]
    assert '救助<mark data-from="1">321户</mark>。' in answered[3]


def test_a_refusal_shows_as_one_with_what_is_loaded() -> None:
    _, refused = turn(FakeAssistant(), REFUSED)
    assert "y-refusal" in refused[1][-1]["content"]
    assert "已载入的报告" in refused[3]


def test_an_error_is_a_sentence_and_the_question_comes_back() -> None:
    assistant = FakeAssistant()
    first = turn(assistant, "一问")[-1]
    _, failed = turn(assistant, "错", first)
    assert "问题太长。" in failed[1][-1]["content"]
    assert "y-error" in failed[1][-1]["content"]
    assert failed[0] == "错"
    assert failed[2] == first[2]


def test_an_empty_question_changes_nothing() -> None:
    assistant = FakeAssistant()
    last = turn(assistant, "一问")[-1]
    assert turn(assistant, "", last) == [last]
    assert len(assistant.asked) == 1


def test_earlier_questions_of_the_chat_are_its_history() -> None:
    assistant = FakeAssistant()
    last = turn(assistant, "一问")[-1]
    last = turn(assistant, "错", last)[-1]
    last = turn(assistant, "那乙市呢？", last)[-1]
    assert assistant.asked[-1] == ("那乙市呢？", ["一问"])
    assert 'href="#y2-1"' in last[1][-1]["content"]
    assert len(last[1]) == 6


def test_what_a_user_types_is_not_html() -> None:
    asked, _ = turn(FakeAssistant(), "<img src=x onerror=alert(1)>")
    assert "<img" not in asked[1][0]["content"]


def test_the_page_holds_what_is_loaded_and_the_examples() -> None:
    config = json.dumps(built().config, default=str, ensure_ascii=False)
    assert "已载入 1 份报告" in config
    assert "甲市救助多少户？" in config


@pytest.fixture
def evaluated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two evaluations, the earlier one's name the later in the alphabet, and one without a page."""
    for age, name in enumerate(("甲", "<b>", "空")):
        (tmp_path / name).mkdir()
        if name != "空":
            (tmp_path / name / "page.html").write_text(f"<p>{name}{HOSTILE}</p>", encoding="utf-8")
        os.utime(tmp_path / name, (1000 + age, 1000 + age))
    (tmp_path / "page.html").write_text("外面的", encoding="utf-8")
    monkeypatch.setattr(app, "_RUNS", tmp_path)
    return tmp_path


def step(name: str) -> Any:
    """What the page does on an event, by the name of its function."""
    (found,) = (one.fn for one in built().fns.values() if one.name == name)
    return found


def test_the_evaluations_with_a_page_are_listed_newest_first(evaluated: Path) -> None:
    assert app.runs(evaluated) == ["<b>", "甲"]
    assert app.runs(evaluated / "none") == []


def test_an_evaluation_is_shown_in_a_frame_that_reaches_nothing(evaluated: Path) -> None:
    for name in app.runs(evaluated):
        ((tag, attributes),) = Page(app.evaluation(evaluated, name)).tags
        assert tag == "iframe"
        assert attributes["sandbox"] == "allow-scripts"
        assert attributes["srcdoc"] == f"<p>{name}{HOSTILE}</p>"
        assert set(attributes) == {"title", "sandbox", "srcdoc"}


@pytest.mark.parametrize("name", [None, "", ".", "..", "空", "甲/../甲", "/", "乙"])
def test_only_a_listed_evaluation_is_read(evaluated: Path, name: str | None) -> None:
    assert "make eval" in app.evaluation(evaluated, name)
    assert "iframe" not in app.evaluation(evaluated, name)


def test_opening_the_tab_lists_what_there_is_and_keeps_the_choice(evaluated: Path) -> None:
    opened = step("opened")
    listed, frame = opened(None)
    assert ([name for name, _ in listed.choices], listed.value, listed.visible) == (["<b>", "甲"], "<b>", True)
    assert "sandbox" in frame
    assert opened("甲")[0].value == "甲"
    assert opened("没了")[0].value == "<b>"
    assert step("chosen")("甲") == app.evaluation(evaluated, "甲")


def test_without_an_evaluation_the_tab_says_how_to_make_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(app, "_RUNS", tmp_path)
    listed, told = step("opened")(None)
    assert (listed.choices, listed.visible) == ([], False)
    assert "还没有评测" in told
    assert "make eval" in told


def test_no_evaluation_is_read_before_its_tab_is_opened(evaluated: Path) -> None:
    config = json.dumps(built().config, default=str, ensure_ascii=False)
    assert "评测" in config
    assert "srcdoc" not in config


def test_no_step_of_the_page_is_an_open_interface() -> None:
    assert {step.api_visibility for step in built().fns.values()} == {"private"}
    assert gr.analytics.analytics_enabled() is False


def test_the_page_and_its_files_name_no_other_host() -> None:
    static = Path(app.__file__).parent / "assistant" / "static"
    for source in (*static.iterdir(), Path(app.__file__)):
        assert not re.search(r"https?://|@import", source.read_text(encoding="utf-8")), source


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--host", "0.0.0.0"], "--host 只接受 127.0.0.1"),
        (["--host", "localhost"], "--host 只接受 127.0.0.1"),
        (["--port", "0"], "--port"),
        (["--port", "65536"], "--port"),
        (["--port", "x"], "1 到 65535"),
        (["--colour", "red"], "--help"),
    ],
)
def test_a_host_or_port_that_will_not_do_is_one_line_and_exit_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code: object = app.main(arguments)
    except SystemExit as stop:
        code = stop.code
    assert code == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_missing_index_is_one_line_and_exit_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(index: Path) -> FakeAssistant:
        raise StoreError(f"没有索引：{index}")

    standin = ModuleType("assistant.answer")
    standin.open_assistant = missing  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "assistant.answer", standin)
    assert app.main(["--index", "nowhere"]) == 2
    assert capsys.readouterr().err == "没有索引：nowhere\n"


def test_a_port_in_use_is_told_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(*_: object, **__: object) -> None:
        raise OSError("Cannot find empty port in range: 7860-7860.")

    monkeypatch.setattr(gr.Blocks, "launch", taken)
    with pytest.raises(YoujuError, match="端口 7860 已被占用"):
        app.serve(built(), 7860)
