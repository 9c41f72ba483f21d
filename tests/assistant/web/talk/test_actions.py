"""What stands under an answer: its buttons, what they ask for, and how a verdict looks."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.talk import actions
from assistant.web.talk.chat import Ask, Turn
from tests.helpers.pages import answered, cited


@given(st.text(max_size=30) | st.from_regex(r"(drop|good|bad|try|again):[0-9:]{0,6}", fullmatch=True))
def test_any_value_of_a_button_is_read_or_refused(value: str) -> None:
    action = actions.read(value)
    assert action is None or action.kind in ("drop", "try", "again", "good", "bad")


@pytest.mark.parametrize(("liked", "on"), [(None, []), (True, ["有用"]), (False, ["没用"])])
def test_the_verdict_that_was_given_is_marked(liked: bool | None, on: list[str]) -> None:
    html = actions.under(
        Turn(Ask("多少户？"), answered("321户[1]", cited()), liked=liked), 1, latest=True, judged=True, offers=()
    )
    assert re.findall(r'class="[^"]*y-on"[^>]*>(..)<', html) == on
    assert ("已记下" in html) == bool(on)


def test_each_verdict_has_its_thumb_and_its_word() -> None:
    html = actions.under(Turn(Ask("多少户？"), answered("321户[1]", cited())), 1, latest=False, judged=True, offers=())
    assert re.search(r'class="y-do y-act y-up" value="good:1:0">有用<', html)
    assert re.search(r'class="y-do y-act y-down">没用<', html)
