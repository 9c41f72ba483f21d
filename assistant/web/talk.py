"""The tab 问答: a chat, and beside it the paragraphs that its answers cite. Callbacks only translate."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.context import Context

from assistant import render
from assistant.chat import Ask
from assistant.feedback import FeedbackStore
from assistant.web.current import Current
from assistant.web.steps import Shown, Talk, Turns

_STATIC = Path(__file__).parents[1] / "static"
_AT_ONCE = 8  # chats that are answered at the same time
_SAVE = """(data) => {
  if (!data) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))]));
  link.download = `有据问答-${new Date().toISOString().slice(0, 10)}.docx`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}"""


def talk_tab(current: Current, feedback: FeedbackStore | None) -> None:
    """Builds the tab inside the caller's; without a feedback store no verdict is asked for."""
    talk = Talk(current, feedback)
    turns: gr.State = gr.State(())
    browser = gr.BrowserState(storage_key="youju-chat")
    with gr.Row(elem_id="y-main"):
        with gr.Column(scale=3, min_width=340, elem_id="y-talk"):
            chat = _chat()
            with gr.Row(elem_id="y-filters"):
                place = _filter("地区")
                year = _filter("年份")
                save = gr.Button("导出 Word", scale=0, min_width=104, elem_id="y-save")
                fresh = gr.Button("新对话", scale=0, min_width=96, elem_id="y-new")
            with gr.Row(elem_id="y-ask"):
                box = _box()
        with gr.Column(scale=2, min_width=340, elem_id="y-side"):
            gr.HTML("<h2>依据</h2>")
            panel = gr.HTML(render.evidence((), ()), elem_id="y-evidence")
    buttons = gr.HTML(elem_id="y-bus", js_on_load=(_STATIC / "talk.js").read_text(encoding="utf-8"))
    packet = gr.Textbox(visible="hidden", elem_id="y-packet")
    page = [box, chat, turns, panel, browser]
    _wire(talk, page, (place, year), buttons, fresh)
    save.click(talk.export, turns, packet, show_progress="hidden", api_visibility="private").then(
        None, packet, None, js=_SAVE, api_visibility="private"
    )


def _wire(
    talk: Talk, page: list[Any], filters: tuple[gr.Dropdown, gr.Dropdown], buttons: gr.HTML, fresh: gr.Button
) -> None:
    """What happens on each event; `page` is the components of a `Shown`."""
    box, chat, turns, _, browser = page
    place, year = filters

    def ask(text: str, region: str, when: str, told: Turns, request: gr.Request) -> Iterator[Shown]:
        asked = Ask(text, region or None, int(when) if when else None)
        yield from talk.ask(told, asked, _user(request), typed=True)

    def pick(choice: gr.SelectData, told: Turns, request: gr.Request) -> Iterator[Shown]:
        yield from talk.ask(told, Ask(choice.value["text"]), _user(request))

    def act(event: gr.EventData, told: Turns, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        shown = None
        for shown in talk.act(told, str(event.act), str(event.note), _user(request)):
            yield *shown, *talk.filters_after(str(event.act), shown[2])
        if shown is None:  # a step without any output would empty everything
            yield (gr.skip(),) * (len(page) + len(filters))

    def stop(told: Turns, request: gr.Request) -> Shown:
        return talk.shown(told, _user(request))

    def clear(request: gr.Request) -> Shown:
        return talk.shown((), _user(request), "")

    def resume(stored: Any, told: Turns, request: gr.Request) -> Iterator[Shown]:
        yield from talk.resume(stored, told, _user(request))

    def loaded() -> tuple[gr.Dropdown, gr.Dropdown, gr.Chatbot]:
        return talk.loaded()

    quiet: Any = {"show_progress": "hidden", "api_visibility": "private"}
    answering = [
        box.submit(ask, [box, place, year, turns], page, concurrency_limit=_AT_ONCE, **quiet),
        chat.example_select(pick, turns, page, concurrency_limit=_AT_ONCE, **quiet),
        buttons.click(act, turns, [*page, place, year], concurrency_limit=_AT_ONCE, **quiet),
    ]
    box.stop(stop, turns, page, cancels=answering, queue=False, **quiet)
    fresh.click(clear, None, page, cancels=answering, queue=False, **quiet)
    root = Context.root_block
    if root is None:
        raise RuntimeError("talk_tab is built inside gr.Blocks")
    root.load(loaded, None, [place, year, chat], **quiet).then(
        resume, [browser, turns], page, concurrency_limit=_AT_ONCE, **quiet
    )


def _user(request: gr.Request) -> str:
    return request.username or ""


def _filter(label: str) -> gr.Dropdown:
    """A filter that is not set; its choices are those of the reports as the page is opened."""
    return gr.Dropdown([(f"{label}不限", "")], value="", label=label, show_label=False, container=False, min_width=120)


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
