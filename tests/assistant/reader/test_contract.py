"""What every Reader keeps to: the fake one of the tests and the network."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reader.reader import Pair, Reader
from tests.helpers.fakes import FakeReader

TEXT = "一、社会救助。全县城市低保对象2092户、3028人，全年发放低保金1366.73万元。二、养老服务。新建日间照料中心7个。"
PAIR = Pair("城里低保有多少户", "会同县·2022年", TEXT)
OTHERS = (
    Pair("", "", ""),
    Pair("建了几个照料中心", "", TEXT),
    Pair("谁", "甲" * 300, "乙" * 3000),
    Pair("\ud800", "", "🀄"),
)


@pytest.fixture(params=["fake", pytest.param("trained", marks=pytest.mark.model)])
def reader(request: pytest.FixtureRequest) -> Reader:
    made: Callable[[], Reader] = (
        FakeReader if request.param == "fake" else lambda: request.getfixturevalue("real_reader")
    )
    return made()


def test_a_reading_lies_in_the_text_and_its_parts_fit(reader: Reader) -> None:
    for pair, reading in zip((PAIR, *OTHERS), reader.read((PAIR, *OTHERS)), strict=True):
        count = len(reading.offsets)
        assert reading.start.shape == reading.end.shape == reading.inside.shape == (count,)
        assert reading.offsets.shape == (count, 2)
        assert 0 <= reading.answerable <= 1
        assert 0 <= reading.yes <= 1
        assert all(0 <= start <= end <= len(pair.text) for start, end in reading.offsets)
        assert (np.diff(reading.offsets[:, 0]) >= 0).all()


def test_a_pair_is_read_the_same_in_any_company(reader: Reader) -> None:
    (alone,) = reader.read([PAIR])
    *_, beside = reader.read([*OTHERS, PAIR])
    assert (alone.answerable, alone.yes) == (beside.answerable, beside.yes)
    assert all(
        np.array_equal(one, other)
        for one, other in ((alone.start, beside.start), (alone.end, beside.end), (alone.inside, beside.inside))
    )


def test_nothing_is_read_of_nothing(reader: Reader) -> None:
    assert reader.read([]) == []
    assert reader.fingerprint


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_read(question: str, text: str) -> None:
    (reading,) = FakeReader().read([Pair(question, "", text)])
    assert len(reading.offsets) == len(text)
