"""A language model's words as statements: every form that models write, in pieces cut anywhere."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.statements import Said, statements

A, B = "k3f9a", "k01bc"


def read(*pieces: str) -> list[Said]:
    return [said for said in statements(pieces) if said]


def told(*pieces: str) -> list[tuple[str, Sequence[str]]]:
    """The words and the ids of each statement."""
    return [(said.text, said.ids) for said in statements(pieces) if said]


@pytest.mark.parametrize(
    ("text", "words", "ids"),
    [
        (f"床位3200张[{A}]。", "床位3200张。", [A]),
        (f"床位3200张。[{A}]", "床位3200张。", [A]),
        (f"床位3200张 [{A}] 。", "床位3200张 。", [A]),
        (f"床位3200张【{A}】。", "床位3200张。", [A]),
        (f"床位3200张[编号 {A}]。", "床位3200张。", [A]),
        (f"床位3200张【编号：{A}】", "床位3200张", [A]),
        (f"床位3200张[依据{A}、{B}]。", "床位3200张。", [A, B]),
        (f"床位3200张[{A}][{B}]。", "床位3200张。", [A, B]),
        (f"床位3200张[{A}] 【{B}】。", "床位3200张。", [A, B]),
        (f"床位3200张[{A}, {B}; {A}]。", "床位3200张。", [A, B]),
        (f"床位3200张[{A} {B}]", "床位3200张", [A, B]),
        (f"床位**3200张**[{A}]。", "床位3200张。", [A]),
        (f"**床位3200张。**[{A}]", "床位3200张。", [A]),
        (f"床位`3200张`[{A}]。", "床位3200张。", [A]),
        (f"- 床位3200张[{A}]", "床位3200张", [A]),
        (f"1. 床位3200张[{A}]", "床位3200张", [A]),
        (f"12、床位3200张[{A}]", "床位3200张", [A]),
        (f"（2）床位3200张[{A}]", "床位3200张", [A]),
        (f"## 床位3200张[{A}]", "床位3200张", [A]),
        (f"1.5万人受助[{A}]", "1.5万人受助", [A]),
        (f"-床位3200张[{A}]", "床位3200张", [A]),
        (f"按民发[2022]5号发放[{A}]。", "按民发[2022]5号发放。", [A]),
        (f"按民发【2022】5号[{A}]。", "按民发【2022】5号。", [A]),
        (f"（见[表一]）床位3200张[{A}]。", "（见[表一]）床位3200张。", [A]),
        ("床位3200张[1]。", "床位3200张。", ["1"]),
        ("床位3200张。", "床位3200张。", []),
        ("床位3200张[k3f9", "床位3200张[k3f9", []),
        (f"<think>先看[{B}]。\n再想</think>床位3200张[{A}]。", "床位3200张。", [A]),
        (f"<think>一</think><think>二</think>床位3200张[{A}]", "床位3200张", [A]),
        (f"人数<5[{A}]。", "人数<5。", [A]),
    ],
)
def test_one_statement(text: str, words: str, ids: list[str]) -> None:
    assert told(text) == [(words, tuple(ids))]
    assert told(*text) == [(words, tuple(ids))]


@pytest.mark.parametrize(
    "text",
    ["", "\n\r\n ", "。", "---", "| --- | --- |", f"[{A}]", f"- [{A}]。", "<think>想", "<think>想</think>\n", "**"],
)
def test_what_says_nothing_is_no_statement(text: str) -> None:
    assert told(text) == []


def test_several_statements_of_a_line() -> None:
    first, second = read(f"床位3200张[{A}]；助餐点126个[{B}]。")
    assert first == Said("床位3200张；", (A,), opens=True, bullet=False)
    assert second == Said("助餐点126个。", (B,), opens=False, bullet=False)


def test_a_list_and_what_follows_it() -> None:
    text = f"有两项：\r\n* 床位3200张[{A}]；\r\n* 助餐点126个[{B}]，助浴点3个[{B}]。\r\n\r\n此外无。"
    assert [(said.text, said.opens, said.bullet) for said in read(text)] == [
        ("有两项：", True, False),
        ("床位3200张；", True, True),
        ("助餐点126个，", True, True),
        ("助浴点3个。", False, True),
        ("此外无。", True, False),
    ]


def test_rows_of_a_table() -> None:
    text = f"| 地区 | 内容 |\n|---|---|\n| 甲市 | 床位3200张[{A}] |\n| 乙县 | 床位260张 | [{B}] |"
    assert told(text) == [
        ("| 地区 | 内容 |", ()),
        ("| 甲市 | 床位3200张", (A,)),
        ("| 乙县 | 床位260张 |", (B,)),
    ]


def test_an_answer_that_says_there_is_none() -> None:
    assert told("没有。") == [("没有。", ())]


def test_a_thought_that_does_not_end_takes_what_follows_with_it() -> None:
    assert told(f"床位3200张[{A}]。\n<think>再看\n助餐点[{B}]。\n") == [("床位3200张。", (A,))]


def test_what_only_looks_like_an_id_without_its_bold_is_not_said() -> None:
    assert told(f"床位3200张[**1**][{A}]。") == [("床位3200张。", (A,))]


def test_a_statement_comes_as_soon_as_nothing_can_be_added_to_it() -> None:
    given: list[str] = []

    def pieces() -> Iterator[str]:
        for piece in (f"床位3200张[{A}]", "[", f"{B}]", "。", "助餐点126个", f"[{B}]", "另"):
            given.append(piece)
            yield piece

    seen = [(said.text, said.ids, len(given)) for said in statements(pieces()) if said]
    assert seen == [("床位3200张。", (A, B), 4), ("助餐点126个", (B,), 7), ("另", (), 7)]


SIGNS = [
    *"。，-#|<[]【】1、\n\r",
    "\r\n",
    "1.",
    "2、",
    "**",
    "<think>",
    "</think>",
    "编号",
    "[2022]5号",
    "没有",
    "床位9张",
]
MARKS = [A, " ", f"[{A}]", f"【{B}】", f"[编号 {A}、{B}]"]
TEXTS = st.lists(st.sampled_from(SIGNS + MARKS) | st.text(max_size=5), max_size=25).map("".join)


@given(TEXTS, st.data())
def test_where_the_pieces_are_cut_changes_nothing(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert read(*pieces) == read(text) == read(*text)


@given(TEXTS)
def test_a_statement_is_one_line_without_a_mark(text: str) -> None:
    for said in read(text):
        assert "\n" not in said.text
        assert f"[{A}]" not in said.text
        assert said.text == said.text.strip()
        assert all(1 <= len(each) <= 12 and each.isalnum() for each in said.ids)


@pytest.mark.parametrize(
    "unit", ["字", "[", "【", "[k", "[ ", "[k ", "[a,", "编号", "[编号 ", "<", "<think>", " ", "**", "- "]
)
def test_a_line_of_any_length_is_read(unit: str) -> None:
    text = (unit * 20_000)[:20_000]  # as much as the client lets a model write; minutes where each piece costs a line
    said = [one for one in statements(text[start : start + 4] for start in range(0, len(text), 4)) if one]
    assert len(said) <= 1


def test_lines_before_a_thought_that_never_ends_are_lines() -> None:
    assert read("。\n1<think>") == read(*"。\n1<think>")
