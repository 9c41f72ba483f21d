"""What is written for people, against the disk and the contract: map, links, paths, commands, example, version."""

import importlib
import json
import re
import shlex
import subprocess
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from struct import unpack
from typing import Any

import pytest

from assistant.__main__ import main
from assistant.model import Answer, Citation, Computed, Operand, Statement
from docs.map import MAP, ROOT, TOLD, files, told, written

READMES = ("README.md", "README.zh-CN.md")
USAGES = ("docs/usage.md", "docs/usage.zh-CN.md")
PAPERS = tuple(
    path.relative_to(ROOT).as_posix()
    for place in (ROOT, ROOT / "docs", ROOT / "prompts")
    for path in place.glob("*.md")
)
PARSERS = {
    "python -m assistant": "assistant.__main__",
    "python -m index": "index.__main__",
    "python -m eval": "eval.__main__",
    "python app.py": "app",
}
# What a path in a text looks like; patterns and what runs make are none.
NAMED = re.compile(
    r"(?<![\w./-])(?:index|assistant|eval|tests|docs|prompts|\.ci)/[\w./-]*?(?:/|\.(?:py|md|txt|tsv|json|jsonl|css|js|html))"
    r"(?![\w.*{-]*\w)"
)
MADE = ("eval/runs/", "index/derived")


def read(paper: str) -> str:
    return (ROOT / paper).read_text(encoding="utf-8")


def blocks(paper: str, language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", read(paper), re.M | re.S)


def commands(paper: str) -> list[str]:
    """The lines of its shell blocks, without comments."""
    lines = (line for block in blocks(paper, "bash") for line in block.splitlines())
    return [line.partition("  #")[0].rstrip() for line in lines]


@cache
def on_disk() -> tuple[str, ...]:
    """The files of the checkout. Skips where that cannot be told."""
    try:
        return tuple(files())
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no git, or not a checkout of it")


def test_the_map_is_of_the_files_that_there_are() -> None:
    assert MAP.read_text(encoding="utf-8") == written(on_disk()), "make map"


def test_every_file_has_a_line() -> None:
    assert [path for path in on_disk() if not told(path)] == []


def test_the_map_tells_of_no_file_that_is_gone() -> None:
    assert [path for path in TOLD if not list(ROOT.glob(path))] == []


@pytest.mark.parametrize("readme", READMES)
def test_a_readme_is_short(readme: str) -> None:
    assert len(read(readme).splitlines()) <= 150


@pytest.mark.parametrize("paper", USAGES)
def test_the_example_is_an_answer(paper: str) -> None:
    (example,) = blocks(paper, "json")
    answer: dict[str, Any] = json.loads(example)
    assert names(Answer) - {"writing", "whole"} == set(answer)  # where a language model took part; while it grows
    assert [names(Statement) - {"computed"}] == [set(one) for one in answer["statements"]]  # but where one was reckoned
    assert {name for kind in (Computed, Operand) for name in names(kind) if f"`{name}`" not in read(paper)} == set()
    assert [names(Citation)] == [set(one) for one in answer["citations"]]
    (citation,) = answer["citations"]
    assert citation["quote"] in citation["paragraph"]
    text = read(f"reports/{citation['report']}")
    assert text[citation["start"] : citation["end"]] == citation["quote"]


def names(kind: type[Any]) -> set[str]:
    return {field.name for field in fields(kind)}


@pytest.mark.parametrize("paper", PAPERS)
def test_links_lead_somewhere(paper: str) -> None:
    links = re.findall(r"\]\(([^)#:]*)(?:#([^)]+))?\)", re.sub(r"`[^`\n]*`", "", read(paper)))
    folder = (ROOT / paper).parent
    assert [link for link, _ in links if not (folder / link).exists()] == []
    anchored = [(folder / link if link else ROOT / paper, part) for link, part in links if part]
    assert [part for file, part in anchored if part not in anchors(file)] == []


def anchors(file: Path) -> set[str]:
    """What its headings are called in an address."""
    heads: list[str] = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", head).strip().lower().replace(" ", "-") for head in heads}


def test_paths_that_are_named_exist() -> None:
    texts = [path for path in on_disk() if path.endswith((".py", ".md", ".toml", ".txt", "Makefile", ".ci/run"))]
    gone = {
        f"{text}: {named}"
        for text in texts
        if not text.startswith(("reports/", "tests/"))
        for named in NAMED.findall(read(text))
        if not (ROOT / named).exists() and not named.startswith(MADE)
    }
    assert gone == set()


@pytest.mark.parametrize("pair", [READMES, USAGES], ids=["README", "usage"])
def test_both_languages_show_the_same_commands(pair: tuple[str, str]) -> None:
    english, chinese = map(commands, pair)
    assert english
    assert english == chinese


def called(start: str) -> Iterator[str]:
    """What stands behind a command's name wherever it is shown, up to a redirection."""
    for paper in PAPERS:
        for line in commands(paper):
            found = re.search(rf"{re.escape(start)}(?: (.*))?$", line)
            if found:
                yield (found[1] or "").partition(">")[0]


def test_every_target_of_make_that_is_shown_exists() -> None:
    targets = set(re.findall(r"^\.PHONY: (.*)$", read("Makefile"), re.M)[0].split())
    shown = {words.split()[0] for words in called("make")}
    assert shown
    assert shown - targets == set()


@pytest.mark.parametrize("start", PARSERS)
def test_every_command_that_is_shown_is_understood(start: str) -> None:
    parser: ArgumentParser = importlib.import_module(PARSERS[start])._parser()
    shown = [words for words in called(start) if words != "--version"]
    assert shown
    for words in shown:
        parser.parse_args(shlex.split(words))


def test_the_version_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"有据 {version}\n"
    assert re.findall(r"^## (.+)$", read("CHANGELOG.md"), re.M)[0] == version


def test_the_picture_is_of_a_window_and_small() -> None:
    picture = (ROOT / "docs" / "page.png").read_bytes()
    assert unpack(">I", picture[16:20]) == (1280,)
    assert len(picture) < 300_000
