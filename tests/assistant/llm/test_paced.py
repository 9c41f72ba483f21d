"""Pieces at a steady pace: nothing is lost, silence is told, who leaves closes what is read."""

from collections.abc import Generator
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.paced import paced
from index.errors import LanguageModelError


@given(st.lists(st.text()))
def test_nothing_is_lost(pieces: list[str]) -> None:
    assert "".join(paced(piece for piece in pieces)) == "".join(pieces)


def test_what_the_pieces_raise_comes_after_what_they_said() -> None:
    def failing() -> Generator[str, None, None]:
        yield "半句"
        raise LanguageModelError("连接中断")

    told = paced(failing())
    assert next(told) == "半句"
    with pytest.raises(LanguageModelError, match="连接中断"):
        next(told)


def test_a_silent_server_holds_up_nobody_and_is_left() -> None:
    spoken, closed = Event(), Event()

    def silent() -> Generator[str, None, None]:
        try:
            spoken.wait()
            yield "晚到的话"
            raise AssertionError("read on after everybody had left")
        finally:
            closed.set()

    waiting = paced(silent())
    assert next(waiting) == ""
    waiting.close()
    spoken.set()
    assert closed.wait(10)
