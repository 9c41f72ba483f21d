"""Prompts: their declared variables, and values that stay text."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.prompts import FOLDER, NAMES, digests, parsed, prompt
from index.errors import LanguageModelError

GOOD = """---
variables: fence, question
---
你是写作助手，依据在 $fence 之间，1元写作1$$。

## 请求
问题：${question}？
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "good.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_each_prompt_loads_and_is_listed() -> None:
    files = {path.stem for path in FOLDER.glob("*.md")} - {"README"}
    assert files == set(NAMES)
    for name in NAMES:
        assert {"fence", "question"} <= prompt(name).variables
        assert prompt(name).instructions
        assert prompt(name).request


def test_each_prompt_is_told_in_the_folders_readme() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}.md`" in readme for name in NAMES)


def test_a_digest_is_that_of_the_file() -> None:
    for name, digest in digests().items():
        assert digest == hashlib.sha256((FOLDER / f"{name}.md").read_bytes()).hexdigest()


def test_a_digest_changes_with_any_character(tmp_path: Path) -> None:
    first = parsed("good", written(tmp_path, GOOD)).digest
    assert parsed("good", written(tmp_path, GOOD.replace("？", "?"))).digest != first
    assert parsed("good", written(tmp_path, GOOD + "\n")).digest != first
    assert parsed("good", written(tmp_path, GOOD)).digest == first


def test_what_stands_above_the_request_is_the_models_what_below_the_users(tmp_path: Path) -> None:
    filled = parsed("good", written(tmp_path, GOOD)).filled(fence="====", question="有多少")
    assert filled == ("你是写作助手，依据在 ==== 之间，1元写作1$。", "问题：有多少？")


@pytest.mark.parametrize(
    "text",
    [
        "",
        GOOD.removeprefix("---\n"),
        GOOD.replace("\n---\n", "\n", 1),
        GOOD.replace("variables:", "names:"),
        GOOD.replace("fence, question", "fence"),
        GOOD.replace("fence, question", "fence, question, place"),
        GOOD.replace("fence, question", "fence, question\nauthor: me"),
        GOOD.replace("1$$", "1$"),
        GOOD.replace("1$$", "$问题"),
        GOOD.replace("## 请求\n", ""),
        GOOD.replace("## 请求", "## 请求书"),
    ],
    ids=[
        "empty",
        "no rule",
        "no second rule",
        "no variables",
        "undeclared",
        "unused",
        "another line",
        "bare $",
        "no name",
        "no request",
        "another heading",
    ],
)
def test_a_file_of_another_form_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(LanguageModelError, match=r"good\.md"):
        parsed("good", written(tmp_path, text))


def test_a_file_that_is_missing_or_not_utf8_is_told(tmp_path: Path) -> None:
    with pytest.raises(LanguageModelError, match="恢复这个文件"):
        parsed("none", tmp_path / "none.md")
    (tmp_path / "gb.md").write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(LanguageModelError, match="恢复这个文件"):
        parsed("gb", tmp_path / "gb.md")
    with pytest.raises(LanguageModelError, match="恢复这个文件"):
        prompt("none")


@pytest.mark.parametrize("values", [{}, {"fence": "="}, {"fence": "=", "question": "?", "place": "甲"}])
def test_other_values_than_those_declared_are_told(tmp_path: Path, values: dict[str, str]) -> None:
    with pytest.raises(LanguageModelError, match="fence、question"):
        parsed("good", written(tmp_path, GOOD)).filled(**values)


@pytest.mark.parametrize("value", ["$question", "${fence}", "$$", "$", "$1", "\\1", "{question}", "%s", "## 请求"])
def test_what_looks_like_a_variable_stays_text(tmp_path: Path, value: str) -> None:
    filled = parsed("good", written(tmp_path, GOOD)).filled(fence=value, question=value)
    assert filled == (f"你是写作助手，依据在 {value} 之间，1元写作1$。", f"问题：{value}？")


@given(name=st.sampled_from(NAMES), data=st.data())
def test_filled_values_stand_verbatim(name: str, data: st.DataObject) -> None:
    values = {each: data.draw(st.text() | st.sampled_from(["$fence", "$$", "${x}"])) for each in prompt(name).variables}
    instructions, request = prompt(name).filled(**values)
    assert all(value in instructions + request for value in values.values())
    assert request.endswith(values["question"] + prompt(name).request.rpartition("$question")[2])
