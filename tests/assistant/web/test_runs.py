"""The tab of evaluations: what is listed, what is read, and that a page in it reaches nothing."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from assistant.web.runs import evaluation, runs, runs_tab
from tests.helpers.pages import HOSTILE, Page


@pytest.fixture
def evaluated(tmp_path: Path) -> Path:
    """A folder with two evaluations, the earlier one's name the later in the alphabet, and one without a page."""
    for age, name in enumerate(("甲", "<b>", "空")):
        (tmp_path / name).mkdir()
        if name != "空":
            (tmp_path / name / "page.html").write_text(f"<p>{name}{HOSTILE}</p>", encoding="utf-8")
        os.utime(tmp_path / name, (1000 + age, 1000 + age))
    (tmp_path / "page.html").write_text("外面的", encoding="utf-8")
    return tmp_path


def built(folder: Path) -> gr.Blocks:
    """The tab, built inside an event loop: outside one Gradio opens a loop of its own and never closes it."""

    async def build() -> gr.Blocks:
        blocks = gr.Blocks()
        with blocks, gr.Tab("评测") as tab:
            runs_tab(tab, folder)
        return blocks

    return asyncio.run(build())


def step(folder: Path, name: str) -> Any:
    """What the tab does on an event, by the name of its function."""
    (found,) = (one.fn for one in built(folder).fns.values() if one.name == name)
    return found


def test_the_evaluations_with_a_page_are_listed_newest_first(evaluated: Path) -> None:
    assert runs(evaluated) == ["<b>", "甲"]
    assert runs(evaluated / "none") == []


def test_an_evaluation_is_shown_in_a_frame_that_reaches_nothing(evaluated: Path) -> None:
    for name in runs(evaluated):
        ((tag, attributes),) = Page(evaluation(evaluated, name)).tags
        assert tag == "iframe"
        assert attributes["sandbox"] == "allow-scripts"
        assert attributes["srcdoc"] == f"<p>{name}{HOSTILE}</p>"
        assert set(attributes) == {"title", "sandbox", "srcdoc"}


@pytest.mark.parametrize("name", [None, "", ".", "..", "空", "甲/../甲", "/", "乙"])
def test_only_a_listed_evaluation_is_read(evaluated: Path, name: str | None) -> None:
    assert "make eval" in evaluation(evaluated, name)
    assert "iframe" not in evaluation(evaluated, name)


def test_opening_the_tab_lists_what_there_is_and_keeps_the_choice(evaluated: Path) -> None:
    opened = step(evaluated, "opened")
    listed, frame = opened(None)
    assert ([name for name, _ in listed.choices], listed.value, listed.visible) == (["<b>", "甲"], "<b>", True)
    assert "sandbox" in frame
    assert opened("甲")[0].value == "甲"
    assert opened("没了")[0].value == "<b>"
    assert step(evaluated, "chosen")("甲") == evaluation(evaluated, "甲")


def test_without_an_evaluation_the_tab_says_how_to_make_one(tmp_path: Path) -> None:
    listed, told = step(tmp_path, "opened")(None)
    assert (listed.choices, listed.visible) == ([], False)
    assert "还没有评测" in told
    assert "make eval" in told


def test_no_evaluation_is_read_before_its_tab_is_opened(evaluated: Path) -> None:
    config = json.dumps(built(evaluated).config, default=str, ensure_ascii=False)
    assert "评测" in config
    assert "srcdoc" not in config
