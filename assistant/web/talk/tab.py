"""The tab 问答: a chat, and beside it the paragraphs that its answers cite. Callbacks only translate."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import gradio as gr
from gradio.context import Context

from assistant.catalogue import Catalogue
from assistant.question.filters import Aspect
from assistant.web.current import Current
from assistant.web.saving import saving
from assistant.web.talk import render
from assistant.web.talk.chat import Ask
from assistant.web.talk.feedback import FeedbackStore
from assistant.web.talk.steps import UNCHANGED, Shown, Talk, Turns

Page = tuple[Any, ...]
"""What the components of the tab become."""

_STATIC = Path(__file__).parents[1] / "static"
_AT_ONCE = 8  # chats that are answered at the same time
_OF_USER = 3  # of one user who has signed in: a model that is silent leaves places to others
_ASPECTS = ("完成或计划", "进展不限", ("已完成", "done"), ("计划", "planned"))


def talk_tab(current: Current, feedback: FeedbackStore | None) -> None:
    """Builds the tab inside the caller's; without a feedback store no verdict is asked for."""
    talk = Talk(current, feedback)
    turns: gr.State = gr.State(())
    browser = gr.BrowserState(storage_key="youju-chat")
    with gr.Row(elem_id="y-main"):
        with gr.Column(scale=3, min_width=340, elem_id="y-talk"):
            chat = _chat()
            with gr.Row(elem_id="y-filters"):
                filters = [_filter("地区", "地区不限"), _filter("年份", "年份不限"), _filter(*_ASPECTS)]
                save = gr.Button("导出 Word", scale=0, min_width=104, elem_id="y-save")
                tables = gr.Button("导出 Excel", scale=0, min_width=104, elem_id="y-tables")
                fresh = gr.Button("新对话", scale=0, min_width=96, elem_id="y-new")
            with gr.Row(elem_id="y-ask"):
                box = _box()
        with gr.Column(scale=2, min_width=340, elem_id="y-side"):
            gr.HTML("<h2>依据</h2>")
            panel = gr.HTML(render.evidence((), Catalogue()), elem_id="y-evidence")
    buttons = gr.HTML(elem_id="y-bus", js_on_load=(_STATIC / "talk.js").read_text(encoding="utf-8"))
    packet = gr.Textbox(visible="hidden", elem_id="y-packet")
    _wire(Steps(talk), [box, chat, turns, panel, browser], filters, buttons, fresh)
    for button, told, suffix in ((save, talk.export, "docx"), (tables, talk.tables, "xlsx")):
        button.click(told, turns, packet, show_progress="hidden", api_visibility="private").then(
            None, packet, None, js=saving("有据问答", suffix), api_visibility="private"
        )


class Steps:
    """What an event brings, as `Talk` takes it."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._running: dict[str, object] = {}  # the question under way in each session
        self._lock = Lock()
        self._asking: Counter[str] = Counter()  # questions of each user, those that were stopped but still run too
        self.loaded = talk.loaded

    def _until_stopped(self, pages: Iterator[Page], request: gr.Request) -> Iterator[Page]:
        """The pages until the session stops, begins anew or asks the next question; then nothing changes any more.

        Gradio's own cancelling forgets an event that follows closely upon one that was cancelled.
        """
        session, mine = request.session_hash or "", object()
        with self._one_of_few(_user(request)):
            self._running[session] = mine
            try:
                for page in pages:
                    if self._running.get(session) is not mine:
                        yield (gr.skip(),) * len(page)  # Gradio sends the last page again when it is over
                        return
                    yield page
            finally:  # also where the page was closed meanwhile
                self._over(request, mine)

    @contextmanager
    def _one_of_few(self, user: str) -> Iterator[None]:
        """Counts a question of a user who has signed in; raises gr.Error where too many are under way."""
        with self._lock:
            if user and self._asking[user] >= _OF_USER:
                told = f"您已有 {_OF_USER} 个问题正在回答，请等其中一个答完再问"
                raise gr.Error(told, title="请稍候", print_exception=False)
            self._asking[user] += 1
        try:
            yield
        finally:
            with self._lock:
                self._asking[user] -= 1
                self._asking += Counter()  # users of whom nothing is asked are gone

    def _over(self, request: gr.Request, question: object = None) -> None:
        session = request.session_hash or ""
        if question is None or self._running.get(session) is question:
            self._running.pop(session, None)

    def ask(
        self, text: str, place: str, year: str, aspect: Aspect | Literal[""], told: Turns, request: gr.Request
    ) -> Iterator[Page]:
        asked = Ask(text, region=place or None, year=int(year) if year else None, aspect=aspect or None)
        yield from self._until_stopped(self._talk.ask(told, asked, _user(request), typed=True), request)

    def pick(self, choice: gr.SelectData, told: Turns, request: gr.Request) -> Iterator[Page]:
        yield from self._until_stopped(
            self._talk.ask(told, Ask(_text(choice, "value", "text")), _user(request)), request
        )

    def act(self, event: gr.EventData, told: Turns, request: gr.Request) -> Iterator[Page]:
        yield from self._until_stopped(self._acted(event, told, request), request)

    def _acted(self, event: gr.EventData, told: Turns, request: gr.Request) -> Iterator[Page]:
        act, shown = _text(event, "act"), None
        for shown in self._talk.act(told, act, _text(event, "note"), _user(request)):
            yield *shown, *self._talk.filters_after(act, shown[2])
        if shown is None:  # a step without any output would empty everything
            yield *UNCHANGED, *self._talk.filters_after("", ())

    def stop(self, told: Turns, request: gr.Request) -> Shown:
        self._over(request)
        return self._talk.shown(told, _user(request))

    def clear(self, request: gr.Request) -> Shown:
        self._over(request)
        return self._talk.shown((), _user(request), "")

    def resume(self, stored: Any, told: Turns, request: gr.Request) -> Iterator[Shown]:
        try:
            with self._one_of_few(_user(request)):
                yield from self._talk.resume(stored, told, _user(request))
        except gr.Error:  # the browser keeps the chat, and a reload brings it back
            yield UNCHANGED


def _wire(steps: Steps, page: list[Any], filters: list[gr.Dropdown], buttons: gr.HTML, fresh: gr.Button) -> None:
    """What happens on each event; `page` is the components of a `Shown`."""
    box, chat, turns, _, browser = page
    quiet: Any = {"show_progress": "hidden", "api_visibility": "private"}
    # "once" would drop what is asked while the server still lets go of a question that was stopped
    many: Any = {"concurrency_limit": _AT_ONCE, "trigger_mode": "multiple", **quiet}
    answering = [
        box.submit(steps.ask, [box, *filters, turns], page, **many),
        chat.example_select(steps.pick, turns, page, **many),
        buttons.click(steps.act, turns, [*page, *filters], **many),
    ]
    box.stop(steps.stop, turns, page, cancels=answering, queue=False, **quiet)
    fresh.click(steps.clear, None, page, cancels=answering, queue=False, **quiet)
    root = Context.root_block
    if root is None:
        raise RuntimeError("talk_tab is built inside gr.Blocks")
    root.load(steps.loaded, None, [*filters[:2], chat], **quiet).then(steps.resume, [browser, turns], page, **many)


def _text(event: gr.EventData, *keys: str) -> str:
    """What an event tells under these keys, one inside the other; "" where it does not."""
    told: Any = event._data
    for key in keys:
        told = told.get(key) if isinstance(told, dict) else None
    return told if isinstance(told, str) else ""


def _user(request: gr.Request) -> str:
    return request.username or ""


def _filter(label: str, unset: str, *choices: tuple[str, str]) -> gr.Dropdown:
    """A filter that is not set; places and years to choose are those of the reports as the page is opened."""
    return gr.Dropdown([(unset, ""), *choices], value="", label=label, show_label=False, container=False, min_width=120)


def _box() -> gr.Textbox:
    return gr.Textbox(
        label="问题", show_label=False, placeholder="输入问题", submit_btn="提问", autofocus=True, max_lines=6
    )


def _chat() -> gr.Chatbot:
    """The chat, with nothing on it that leads elsewhere."""
    return gr.Chatbot(
        elem_id="y-chat",
        label="问答",
        show_label=False,
        height=None,
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        placeholder="请输入问题",
    )
