"""The lists of words: what a file's lines become, and that none of those that come with the code says a word twice."""

from pathlib import Path

import pytest

from assistant.language.figures import figures
from assistant.language.lists import groups, words

ROOMS = Path(__file__).parents[3] / "assistant"
LISTS = ("question_words", "general_nouns", "name_endings", "units")


def test_a_line_is_a_group_and_comments_are_none(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("# 说明 一行\n\n件 项  个\n# 次\n场\n", encoding="utf-8")
    assert groups(path) == (("件", "项", "个"), ("场",))
    assert words(path) == ("件", "项", "个", "场")


@pytest.mark.parametrize("name", LISTS)
def test_no_word_stands_twice(name: str) -> None:
    listed = words(ROOMS / "language" / "data" / f"{name}.txt")
    assert listed
    assert [word for word in listed if listed.count(word) > 1] == []


def test_each_unit_is_read_whole() -> None:
    for unit in words(ROOMS / "language" / "data" / "units.txt"):
        plain = unit.replace("?", "")
        if plain not in "万亿":  # which are scales wherever they can be
            assert [figure.unit for figure in figures(f"共12万{plain}")] == [plain]
