"""What the server remembers of the pages that are open, and of those that were closed; and whose each page is."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import takewhile
from typing import NamedTuple

import gradio as gr

OPEN = 1000  # pages; of more than that, those used last
KEPT = timedelta(minutes=10)  # a page whose connection broke for as long goes on with its chat
_OF_USER = 20  # pages of one user with a chat; of more than that, those opened last
_BOUND = 1000  # pages that one user may open in `_FORGOTTEN`
_FORGOTTEN = 24 * 60 * 60  # seconds after which nothing is left of a page: a sign-in lasts half of that


class _Owner(NamedTuple):
    user: str
    session: str
    since: float


class Pages:
    """Whose each page is: it is bound to the sign-in session that first uses its hash, and to that alone."""

    def __init__(self, forget: Callable[[str], None], now: Callable[[], float] = time.monotonic) -> None:
        """`forget` drops what is held of a page, where anything is."""
        self._forget = forget
        self._now = now
        self._owners: dict[str, _Owner] = {}  # of each page, in the order of their first use

    def owns(self, page: str, user: str, session: str) -> bool:
        """Whether a page is of a user's session, which a new one becomes."""
        if page in self._owners:
            return self._owners[page].session == session
        now = self._now()
        for old in list(takewhile(lambda each: self._owners[each].since <= now - _FORGOTTEN, self._owners)):
            del self._owners[old]
        own = [each for each, owner in self._owners.items() if owner.user == user]
        if len(own) >= _BOUND:
            return False
        for each in own[: 1 - _OF_USER]:
            self._forget(each)
        self._owners[page] = _Owner(user, session, now)
        return True


def forget(blocks: gr.Blocks, page: str) -> None:
    """Drops what is held of a page, and what it has not heard."""
    holder = blocks.state_holder
    with holder.lock:
        holder.session_data.pop(page, None)
        holder.time_last_used.pop(page, None)
    _drop_unheard(blocks, page)


def forget_closed(blocks: gr.Blocks) -> None:
    """Drops what is held of pages that were closed: of each its chat, twice, and what its parts show.

    That is 0.2 MB and about 50 KB a question. Gradio drops the chat after an hour, and the rest not before `OPEN`
    other pages have been opened.
    """
    holder, now = blocks.state_holder, datetime.now()
    with holder.lock:
        closed = [page for page, state in holder.session_data.items() if state.is_closed]
        for page in closed:
            if now - holder.time_last_used.get(page, now) > KEPT:
                del holder.session_data[page]
                holder.time_last_used.pop(page, None)
                _drop_unheard(blocks, page)


def _drop_unheard(blocks: gr.Blocks, page: str) -> None:
    blocks._queue.pending_messages_per_session.pop(page, None)
    blocks._queue.pending_event_ids_session.pop(page, None)
