"""Gradio's side of the page: its events and what each takes, what waits for whom, and whose each page is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import NoneType
from typing import Any

import gradio as gr

from assistant.web.sessions import Pages, forget

_WAITING = 16  # events of one page that nobody has heard the end of; a page that is opened sends six
# What a browser sends for each kind of component; whatever else, the components' own code stumbles over.
_SENT: Mapping[str, tuple[type, ...]] = {
    "textbox": (str,),
    "dropdown": (str, NoneType),
    "multiselect": (list,),
    "checkbox": (bool,),
    "state": (object,),  # the server's own is taken
    "browserstate": (object,),
    "file": (list, NoneType),
}


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the page: the kinds of its inputs, and whether it is told what happened."""

    inputs: tuple[str, ...]
    told: bool

    def takes(self, values: Any, told: Any) -> bool:
        """Whether these are the values and the news that the page itself would send."""
        if not isinstance(values, list) or len(values) != len(self.inputs):
            return False
        fit = all(_is_sent(value, kind) for value, kind in zip(values, self.inputs, strict=True))
        return fit and (isinstance(told, dict) or not self.told)


def _is_sent(value: Any, kind: str) -> bool:
    """Whether a browser sends such a value for that kind of component."""
    texts = kind != "multiselect" or (isinstance(value, list) and all(isinstance(each, str) for each in value))
    return texts and isinstance(value, _SENT[kind])


def _kind(block: Any) -> str:
    """The kind of a component, by what is sent for it."""
    return "multiselect" if getattr(block, "multiselect", False) else str(block.get_block_name())


class Page:
    """The page as it is served, as far as requests to it are concerned."""

    def __init__(self, blocks: gr.Blocks) -> None:
        self._blocks = blocks
        self._pages = Pages(partial(forget, blocks))
        self.events: Mapping[int, Event] = {
            number: Event(tuple(map(_kind, step.inputs)), bool(step.collects_event_data))
            for number, step in blocks.fns.items()
            if step.fn  # those of the browser alone, and those that Gradio adds to cancel others, are never sent
        }

    def owns(self, page: str, user: str, session: str) -> bool:
        """Whether a page, by its hash, is of a user's sign-in session, which a new one becomes."""
        return self._pages.owns(page, user, session)

    def full(self, page: str) -> bool:
        """Whether so much waits for a page to hear of it that nothing more is begun."""
        return len(self._blocks._queue.pending_event_ids_session.get(page, ())) >= _WAITING

    def heard(self, page: str) -> bool:
        """Whether there is anything that a page may yet hear."""
        return page in self._blocks._queue.pending_messages_per_session
