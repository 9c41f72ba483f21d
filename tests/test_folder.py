"""The folder of reports: names that are safe in it, and what is kept of what is taken out of it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.folder import Folder, safe_name
from index.errors import ReportError


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("总结.txt", "总结.txt"),
        ("../../etc/总结.txt", "总结.txt"),
        ("C:\\报告\\总结.txt", "总结.txt"),
        (".隐藏.txt", "隐藏.txt"),
        ("~$总结.docx", "总结.docx"),
        ("总\u202e结\x00\n .txt. ", "总结 .txt"),
        ('a<b>:"c|d?*.md', "a_b___c_d__.md"),
        ("e\u0301.txt", "é.txt"),
    ],
)
def test_names_are_made_safe(told: str, name: str) -> None:
    assert safe_name(told) == name


@pytest.mark.parametrize("told", ["", ".", "..", ".txt", "/", "\u202e", "总结", "a/", "长" * 61 + ".txt"])
def test_names_of_which_nothing_is_left_are_refused(told: str) -> None:
    with pytest.raises(ReportError, match="文件名"):
        safe_name(told)


@given(st.text(max_size=80))
def test_a_safe_name_stays_in_the_folder_and_is_found(told: str) -> None:
    try:
        name = safe_name(f"{told}.txt")
    except ReportError:
        return
    assert Path(name).name == name
    assert not name.startswith((".", "~$"))
    assert name.isprintable()
    assert safe_name(name) == name


def test_what_was_taken_out_is_known_by_its_name(tmp_path: Path) -> None:
    reports, removed = tmp_path / "reports", tmp_path / "removed"
    (reports / "夹").mkdir(parents=True)
    for name in ("夹/甲.txt", "2023-甲.txt"):
        (reports / name).write_text(name, encoding="utf-8")
    folder = Folder(reports, removed)
    assert not folder.took_out("夹/甲.txt")
    kept = [folder.take_out("夹/甲.txt"), folder.take_out("2023-甲.txt")]
    assert [path.read_text(encoding="utf-8") for path in kept] == ["夹/甲.txt", "2023-甲.txt"]
    assert [folder.took_out(name) for name in ("夹/甲.txt", "2023-甲.txt", "甲.txt", "")] == [True, True, False, False]
    assert folder.files() == {}
