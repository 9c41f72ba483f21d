"""What the server remembers of the pages that are open, and of those that were closed."""

from datetime import datetime, timedelta

import gradio as gr

OPEN = 1000  # pages; of more than that, those used last
KEPT = timedelta(minutes=10)  # a page whose connection broke for as long goes on with its chat


def forget_closed(blocks: gr.Blocks) -> None:
    """Drops what is held of pages that were closed: of each its chat, twice, and what its parts show.

    That is 0.2 MB and about 50 KB a question. Gradio drops the chat after an hour, and the rest not before `OPEN`
    other pages have been opened.
    """
    holder, now = blocks.state_holder, datetime.now()
    with holder.lock:
        for session, state in list(holder.session_data.items()):
            if state.is_closed and now - holder.time_last_used.get(session, now) > KEPT:
                del holder.session_data[session]
                holder.time_last_used.pop(session, None)
