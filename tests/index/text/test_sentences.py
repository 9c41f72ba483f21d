"""Where sentences and clauses begin and end."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.text.sentences import clauses, sentences

texts = st.text(alphabet="救助12了，,。；;：:、\n！!？?a ”」）(", max_size=60)


def words(text: str, spans: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


def test_sentences_keep_their_end_marks_and_closing_quotes() -> None:
    text = "坚持“先急后缓。”新建5家；改造3家！\n 下一步  \n\n（完）。）"
    expected = ["坚持“先急后缓。”", "新建5家；", "改造3家！", "下一步", "（完）。）"]
    assert words(text, list(sentences(text))) == expected


def test_clauses_end_at_commas_and_colons_too() -> None:
    text = "一是救助：发放855元，惠及3人。用时1.5天、共2次"
    assert words(text, list(clauses(text))) == ["一是救助：", "发放855元，", "惠及3人。", "用时1.5天、共2次"]


@pytest.mark.parametrize("text", ["", " \n\t", "\u3000\n"])
def test_blank_text_has_neither(text: str) -> None:
    assert list(sentences(text)) == list(clauses(text)) == []


def test_a_part_begins_anew_even_inside_a_number() -> None:
    assert list(clauses("1:1", 1, 3)) == [(1, 2), (2, 3)]


def test_a_part_that_begins_before_the_text_begins_with_it() -> None:
    assert list(sentences("甲。乙。", -3, 2)) == [(0, 2)]
    assert list(sentences("甲。乙。", -3, -1)) == []


@given(texts, st.data())
def test_a_part_of_a_text_is_cut_as_if_it_stood_alone(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for cut in (sentences, clauses):
        alone = [(left + start, right + start) for left, right in cut(text[start:end])]
        assert list(cut(text, start, end)) == alone


@given(texts)
def test_each_clause_lies_in_one_sentence_and_they_fill_it(text: str) -> None:
    inside = [span for start, end in sentences(text) for span in clauses(text, start, end)]
    assert re.sub(r"\s", "", "".join(words(text, inside))) == re.sub(r"\s", "", text)
    for start, end in inside:
        assert text[start:end] == text[start:end].strip()
        assert any(left <= start and end <= right for left, right in sentences(text))


@example(2850, "万元")
@given(st.integers(1000, 10**10), st.sampled_from(["元", "万元", "人次", "%", ""]))
def test_no_figure_is_cut(number: int, unit: str) -> None:
    text = f"共发放{number:,}{unit}，惠及3人。"
    assert any(f"{number:,}{unit}" in clause for clause in words(text, list(clauses(text))))


@given(st.text(alphabet="救助了。；，\n！a ”", max_size=80))
def test_sentences_and_clauses_leave_nothing_but_blanks_out(text: str) -> None:
    for spans in (list(sentences(text)), list(clauses(text))):
        position = 0
        for start, end in spans:
            assert not text[position:start].strip()
            assert position <= start < end
            position = end
        assert not text[position:].strip()
