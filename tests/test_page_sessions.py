"""What the server forgets of pages that were closed."""

import asyncio
from datetime import datetime, timedelta

import gradio as gr
from gradio.state_holder import StateHolder

from assistant.web.sessions import KEPT, forget_closed


def test_pages_closed_for_long_are_forgotten_and_no_others() -> None:
    async def made() -> gr.Blocks:
        blocks = gr.Blocks(analytics_enabled=False)
        with blocks:
            gr.State(())
        return blocks

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
