"""Other words for a word: what a line of the list says."""

from pathlib import Path

import pytest

from assistant.verify import synonyms as synonyms_of
from assistant.verify.synonyms import synonyms


def one_way() -> set[tuple[str, str]]:
    """Each word before a `>` with each behind it."""
    lines = (Path(synonyms_of.__file__).parent / "data" / "synonyms.txt").read_text(encoding="utf-8").splitlines()
    sides = [line.split(">") for line in lines if ">" in line and not line.startswith("#")]
    return {(word, other) for before, behind in sides for word in before.split() for other in behind.split()}


def test_synonyms_are_mutual_but_for_one_way_ones_and_never_the_word_itself() -> None:
    single = one_way()
    for word, others in synonyms().items():
        assert word not in others
        assert all(len(other) > 1 for other in others)
        assert all(word in synonyms()[other] for other in others if len(word) > 1 and (word, other) not in single)
    assert single
    assert all(other in synonyms()[word] and word not in synonyms().get(other, ()) for word, other in single)


def test_a_one_way_line_is_met_by_what_stands_behind_it_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "synonyms.txt").write_text(
        "# 甲乙 > 丙丁\n湖区 湖边 > 湖泊 水域\n湖区 湖畔\n", encoding="utf-8"
    )
    monkeypatch.setattr(synonyms_of, "__file__", str(tmp_path / "synonyms.py"))
    assert synonyms_of.synonyms.__wrapped__() == {
        "湖区": ("湖泊", "水域", "湖畔"),
        "湖边": ("湖泊", "水域"),
        "湖畔": ("湖区",),
    }


def test_the_lines_of_a_word_are_merged() -> None:
    assert {"儿童", "未成年人"} <= set(synonyms()["孩子"])


def test_a_word_of_one_character_leads_to_longer_ones_and_never_back() -> None:
    assert "公墓" in synonyms()["坟"]
    assert "坟" not in synonyms()["公墓"]
