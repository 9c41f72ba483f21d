"""What a text says word by word, and how much of it another says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify.wording import covered, near, share, stands, windows, words

texts = st.text(st.sampled_from("低保标准提高到元养老机构建成，。、12"), max_size=40)


def test_words_that_say_something() -> None:
    assert [word.text for word in words("全市的养老机构已经建成5家")] == ["养老", "机构", "建成"]
    assert [word.name for word in words("机构建成")] == [True, False]


@pytest.mark.parametrize(
    ("word", "text", "least", "most"),
    [
        ("养老", "养老机构", 1, 1),
        ("残疾儿童", "残疾的儿童", 0.8, 0.8),
        ("村", "社区", 0, 0),
        ("殡葬", "婚姻登记", 0, 0),
        ("离婚证", "结婚证", 0.1, 0.5),
    ],
)
def test_how_much_of_a_word_stands_in_a_text(word: str, text: str, least: float, most: float) -> None:
    assert least <= stands(word, text) <= most


def test_all_of_nothing_stands_anywhere() -> None:
    assert share([], "") == 1


@given(texts)
def test_a_text_says_what_it_says(text: str) -> None:
    assert covered(text, text) == 1


@given(texts, texts)
def test_shares_lie_between_none_and_all(one: str, other: str) -> None:
    assert 0 <= covered(one, other) <= 1
    assert near(one, other) in {*windows(other), other}


def test_windows_begin_with_the_head_of_their_sentence() -> None:
    assert "到年底,丙,丁。" in windows("到年底,甲,乙,丙,丁。戊。")
    assert windows("") == ()


def test_the_window_with_the_amount_goes_first() -> None:
    assert "5家" in near("新建养老机构5家", "养老机构新建完成。社工站新建5家。")
