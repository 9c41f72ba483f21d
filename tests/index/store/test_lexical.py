"""Terms, ranking and filters of the lexical index."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.store.lexical import Entry, LexicalIndex, terms

ALPHABET = "救助保障资金二三8a "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("先救助后审批", ["先救", "救助", "助后", "后审", "审批"]),
        ("发放855元", ["发放", "855", "元"]),
        ("３Ａ级", ["3a", "级"]),
        ("4.24万人", ["4.24", "万人"]),
        ("GDP\u3000增长", ["gdp", "增长"]),
        ("", []),
        ("😀🎉", []),
        ("\ud800救\x00助", ["救", "助"]),
        ("AND OR (\"+-*:~^", ["and", "or"]),
    ],
)  # fmt: skip
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_the_text_that_shares_most_comes_first() -> None:
    index = LexicalIndex.build(
        [Entry(1, 1, [2023], "城乡低保标准提高"), Entry(2, 1, [2024], "临时救助先救助后审批"), Entry(3, 2, [], "养老")]
    )
    assert [number for number, _ in index.search("临时救助怎样审批", 5)] == [2]
    assert [number for number, _ in index.search("低保标准和养老", 5)] == [1, 3]


def test_case_and_width_do_not_matter() -> None:
    index = LexicalIndex.build([Entry(7, 1, [], "评定为ＡＢ级，发放８５５元")])
    assert index.search("ab级", 1)[0][0] == index.search("855 元", 1)[0][0] == 7


@pytest.mark.parametrize("question", ["", "   ", "😀" * 50, "。！？", "\ud800"])
def test_a_question_without_words_finds_nothing(question: str) -> None:
    assert LexicalIndex.build([Entry(1, 1, [], "救助")]).search(question, 5) == ()


def test_a_question_of_100_000_characters_is_answered() -> None:
    index = LexicalIndex.build([Entry(1, 1, [], "救助")])
    assert [number for number, _ in index.search("救助" + "".join(map(chr, range(0x4E00, 0x9E00))) * 5, 3)] == [1]


def test_nothing_indexed_and_nothing_asked_for() -> None:
    assert LexicalIndex.build([]).search("救助", 5) == ()
    assert LexicalIndex.build([]).ids() == ()
    assert LexicalIndex.build([Entry(1, 1, [], "救助")]).search("救助", 0) == ()


def test_equal_scores_are_cut_by_id() -> None:
    index = LexicalIndex.build([Entry(number, 1, [], "救助") for number in range(1, 400)])
    assert [number for number, _ in index.search("救助", 3)] == [1, 2, 3]


def test_an_index_on_disk_answers_as_in_memory(tmp_path: Path) -> None:
    entries = [Entry(number, number % 3, [2020 + number % 2], f"救助{number}人，保障资金") for number in range(1, 50)]
    LexicalIndex.build(entries, tmp_path / "lexical")
    opened = LexicalIndex.open(tmp_path / "lexical")
    assert opened.search("保障 17人", 20, [2], [2021]) == LexicalIndex.build(entries).search(
        "保障 17人", 20, [2], [2021]
    )
    assert opened.ids() == tuple(range(1, 50))


def test_a_damaged_index_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r".+"):
        LexicalIndex.open(tmp_path)


entry_lists = st.lists(
    st.tuples(st.integers(1, 4), st.frozensets(st.integers(2020, 2024), max_size=3), st.text(ALPHABET, max_size=30)),
    max_size=40,
).map(lambda rows: [Entry(number, *row) for number, row in enumerate(rows, 1)])


@settings(max_examples=60)
@given(
    entry_lists,
    st.text(ALPHABET, max_size=20),
    st.integers(1, 12),
    st.none() | st.frozensets(st.integers(1, 5)),
    st.none() | st.frozensets(st.integers(2019, 2024), max_size=3),
)
def test_a_filter_before_ranking_is_a_filter_after_it(
    entries: list[Entry], question: str, k: int, reports: frozenset[int] | None, years: frozenset[int] | None
) -> None:
    index = LexicalIndex.build(entries)
    inside = {
        entry.id
        for entry in entries
        if (reports is None or entry.report in reports) and (years is None or years & set(entry.years))
    }
    everything = index.search(question, len(entries) + 1)
    found = index.search(
        question, k, None if reports is None else list(reports), None if years is None else list(years)
    )
    assert found == tuple(hit for hit in everything if hit[0] in inside)[:k]
