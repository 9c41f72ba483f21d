"""What the server forgets of pages that were closed, and whose each page is."""

import asyncio
from datetime import datetime, timedelta

import gradio as gr
from gradio.state_holder import StateHolder

from assistant.web.sessions import KEPT, Pages, forget, forget_closed


async def made() -> gr.Blocks:
    blocks = gr.Blocks(analytics_enabled=False)
    with blocks:
        gr.State(())
    return blocks


def test_pages_closed_for_long_are_forgotten_and_no_others() -> None:
    blocks = asyncio.run(made())
    holder = StateHolder()  # type: ignore[no-untyped-call]
    holder.set_blocks(blocks)
    long_ago = datetime.now() - KEPT - timedelta(seconds=1)
    for name, closed, used in (
        ("open", False, long_ago),
        ("just closed", True, datetime.now()),
        ("closed", True, long_ago),
    ):
        holder[name].is_closed = closed
        holder.time_last_used[name] = used
    forget_closed(blocks)
    assert set(holder.session_data) == set(holder.time_last_used) == {"open", "just closed"}


class Clock:
    time = 0.0

    def __call__(self) -> float:
        return self.time


def test_a_page_is_bound_to_the_session_that_uses_it_first() -> None:
    clock, dropped = Clock(), list[str]()
    pages = Pages(dropped.append, clock)
    assert pages.owns("p", "甲", "a")
    assert pages.owns("p", "甲", "a")
    assert not pages.owns("p", "乙", "b")
    assert not pages.owns("p", "甲", "a2")
    assert pages.owns("q", "乙", "b")
    clock.time = 86_399
    assert pages.owns("r", "甲", "a")
    assert not pages.owns("p", "乙", "b")
    clock.time = 86_400
    assert pages.owns("s", "甲", "a")
    assert pages.owns("p", "乙", "b")  # by then the session of "a" is long over
    assert dropped == []


def test_a_user_has_so_many_pages_however_many_sign_ins_and_takes_none_from_others() -> None:
    dropped = list[str]()
    pages = Pages(dropped.append)
    assert pages.owns("other", "乙", "b")
    opened = [pages.owns(f"p{number}", "甲", f"a{number % 8}") for number in range(1001)]
    assert opened == [True] * 1000 + [False]
    assert set(dropped) == {f"p{number}" for number in range(980)}
    assert not pages.owns("other", "甲", "a")


def test_what_is_held_of_a_page_is_dropped() -> None:
    blocks = asyncio.run(made())
    holder = StateHolder()  # type: ignore[no-untyped-call]
    holder.set_blocks(blocks)
    _ = holder["a"], holder["b"]
    forget(blocks, "a")
    forget(blocks, "nobody's")
    assert set(holder.session_data) == set(holder.time_last_used) == {"b"}
    waiting = blocks._queue.pending_event_ids_session
    waiting["a"] = waiting["b"] = {"event"}
    forget(blocks, "a")
    assert set(waiting) == {"b"}
