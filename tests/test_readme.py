"""Both READMEs against the disk and the contract: the map of files, the example Answer, the links, the commands."""

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assistant.model import Answer, Citation, Statement

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh-CN.md")


def blocks(readme: str, language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / readme).read_text(encoding="utf-8"), re.M | re.S)


def mapped(readme: str) -> Iterator[tuple[str, str]]:
    """(path, its line) of each file in the map: two spaces a level and before the line, `/` behind a folder."""
    (tree,) = blocks(readme, "tree")
    above: list[str] = []
    for line in tree.splitlines():
        name, _, told = line.strip().partition("  ")
        above[(len(line) - len(line.lstrip())) // 2 :] = [name]
        if not name.endswith("/"):
            yield "".join(above), told


@cache
def on_disk() -> frozenset[str]:
    """The files of the checkout: tracked, or new and not ignored. Skips where that cannot be told."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    except OSError:
        pytest.skip("git is not installed")
    if done.returncode:
        pytest.skip("not a git checkout")
    return frozenset(path for path in done.stdout.split("\0") if path and (ROOT / path).is_file())


@pytest.mark.parametrize("readme", READMES)
def test_the_map_names_the_files_that_there_are(readme: str) -> None:
    paths = [path for path, _ in mapped(readme)]
    assert len(paths) == len(set(paths))
    assert sorted(on_disk() - set(paths)) == []
    assert [path for path in paths if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("readme", READMES)
def test_every_file_has_a_line(readme: str) -> None:
    assert [path for path, told in mapped(readme) if not told] == []


@pytest.mark.parametrize("readme", READMES)
def test_the_example_is_an_answer(readme: str) -> None:
    (example,) = blocks(readme, "json")
    answer: dict[str, Any] = json.loads(example)
    assert names(Answer) - {"writing", "whole"} == set(answer)  # where a language model took part; while it grows
    for kind, key in ((Statement, "statements"), (Citation, "citations")):
        assert [names(kind)] == [set(one) for one in answer[key]]
    (citation,) = answer["citations"]
    assert citation["quote"] in citation["paragraph"]
    report = ROOT / "reports" / citation["report"]
    text = report.read_text(encoding="utf-8")
    assert text[citation["start"] : citation["end"]] == citation["quote"]


def names(kind: type[Any]) -> set[str]:
    return {field.name for field in fields(kind)}


@pytest.mark.parametrize("readme", READMES)
def test_links_lead_somewhere(readme: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / readme).read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_both_languages_show_the_same_commands() -> None:
    english, chinese = (
        [line.partition("  #")[0].rstrip() for block in blocks(readme, "bash") for line in block.splitlines()]
        for readme in READMES
    )
    assert english == chinese
