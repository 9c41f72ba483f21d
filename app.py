"""The page: a chat in Chinese with the paragraphs that its answers cite, and the evaluations. No logic of its own.

python app.py [--index DIR] [--host H] [--port P]
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Protocol

# Before Gradio is imported: nothing is told to anybody outside, and its look at its own address needs no proxy.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["NO_PROXY"] = os.environ["no_proxy"] = ",".join(
    filter(None, (os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), "127.0.0.1"))
)

import gradio as gr

from assistant import render
from assistant.model import Answer
from index.cli import Parser, run
from index.errors import YoujuError
from index.model import Card

_STATIC = Path(__file__).parent / "assistant" / "static"
_RUNS = Path(__file__).parent / "eval" / "runs"
_LOCAL = "127.0.0.1"
# The reader's own Chinese fonts: no font is fetched from anywhere.
_FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "sans-serif")

Message = dict[str, str]


class Assistant(Protocol):
    """What the page asks of `assistant.answer.Assistant`."""

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer a question; `history` holds the chat's earlier ones, oldest first. Raises YoujuError."""

    def catalogue(self) -> tuple[Card, ...]:
        """The reports that are loaded."""

    def examples(self, count: int = 4) -> tuple[str, ...]:
        """Questions that the loaded reports answer."""


Turn = tuple[str, list[Message], tuple[Answer, ...], str]


def converse(
    assistant: Assistant, question: str, messages: Sequence[Message], replies: tuple[Answer, ...]
) -> Iterator[Turn]:
    """One turn of a chat, first with the question alone and then with what came of it.

    Yields the text box, the chat's messages, its answers and the evidence panel. After an error the question goes
    back into the text box; an empty question changes nothing.
    """
    cards = assistant.catalogue()
    if not question:
        yield "", list(messages), replies, render.evidence(replies, cards)
        return
    shown = [*messages, {"role": "user", "content": render.question(question)}]
    yield "", shown, replies, render.evidence(replies, cards)
    left = ""
    try:
        reply = assistant.ask(question, [earlier.question for earlier in replies])
    except YoujuError as problem:
        left, text = question, render.error(str(problem))
    else:
        replies = (*replies, reply)
        text = render.answer(reply, len(replies))
    shown = [*shown, {"role": "assistant", "content": text}]
    yield left, shown, replies, render.evidence(replies, cards)


def runs(folder: Path) -> list[str]:
    """The evaluations that have a page, by the names of their folders, the newest first."""
    found = sorted(folder.glob("*/page.html"), key=lambda path: path.parent.stat().st_mtime, reverse=True)
    return [path.parent.name for path in found]


def evaluation(folder: Path, name: str | None) -> str:
    """The page of an evaluation, in a frame from which it reaches nothing; how to make one where there is no such."""
    if name not in runs(folder):
        return '<p class="y-empty">还没有评测。请先运行 <code>make eval</code>，结果会列在这里。</p>'
    text = (folder / name / "page.html").read_text(encoding="utf-8")
    return f'<iframe title="评测 {escape(name)}" sandbox="allow-scripts" srcdoc="{escape(text)}"></iframe>'


def page(assistant: Assistant) -> gr.Blocks:
    """The page over an assistant, not yet served."""
    blocks = gr.Blocks(title="有据", analytics_enabled=False, fill_width=True)
    with blocks:
        gr.HTML(render.header(assistant.catalogue()), elem_id="y-head")
        with gr.Tabs(elem_id="y-tabs"):
            with gr.Tab("问答"):
                _talk(assistant)
            with gr.Tab("评测") as tab:
                _evaluations(tab)
    return blocks


def _talk(assistant: Assistant) -> None:
    """The chat and the panel beside it."""
    cards = assistant.catalogue()
    replies = gr.State(())
    with gr.Row(elem_id="y-main"):
        with gr.Column(scale=3, min_width=340, elem_id="y-talk"):
            chat = _chat(assistant.examples())
            with gr.Row(elem_id="y-ask"):
                box = gr.Textbox(
                    label="问题",
                    show_label=False,
                    placeholder="输入问题",
                    submit_btn="提问",
                    autofocus=True,
                    max_lines=6,
                )
                fresh = gr.Button("新对话", scale=0, min_width=96, elem_id="y-new")
        with gr.Column(scale=2, min_width=340, elem_id="y-side"):
            gr.HTML("<h2>依据</h2>")
            panel = gr.HTML(render.evidence((), cards), elem_id="y-evidence")

    def ask(question: str, messages: list[Message], told: tuple[Answer, ...]) -> Iterator[Turn]:
        yield from converse(assistant, question.strip(), messages, told)

    def pick(choice: gr.SelectData) -> Iterator[Turn]:
        yield from converse(assistant, choice.value["text"], (), ())

    def clear() -> Turn:
        return "", [], (), render.evidence((), cards)

    turn = [box, chat, replies, panel]
    box.submit(ask, [box, chat, replies], turn, show_progress="hidden", api_visibility="private")
    chat.example_select(pick, None, turn, show_progress="hidden", api_visibility="private")
    fresh.click(clear, None, turn, show_progress="hidden", api_visibility="private")


def _evaluations(tab: gr.Tab) -> None:
    """The list of evaluations and the chosen one's page, both read when the tab is opened."""
    choice = gr.Dropdown([], label="评测", show_label=False, container=False, visible=False, elem_id="y-runs")
    frame = gr.HTML(elem_id="y-run")

    def opened(chosen: str | None) -> tuple[gr.Dropdown, str]:
        names = runs(_RUNS)
        name = chosen if chosen in names else next(iter(names), None)
        return gr.Dropdown(names, value=name, visible=bool(names)), evaluation(_RUNS, name)

    def chosen(name: str | None) -> str:
        return evaluation(_RUNS, name)

    tab.select(opened, choice, [choice, frame], show_progress="minimal", api_visibility="private")
    choice.input(chosen, choice, frame, show_progress="minimal", api_visibility="private")


def _chat(examples: Sequence[str]) -> gr.Chatbot:
    """The chat, with nothing on it that leads elsewhere; while it is empty it shows the example questions."""
    return gr.Chatbot(
        elem_id="y-chat",
        label="问答",
        show_label=False,
        height=None,
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        placeholder="请输入问题，或从下面选一个试试" if examples else "请输入问题",
        examples=[{"text": text} for text in examples],
    )


def serve(blocks: gr.Blocks, port: int) -> None:
    """Serve a page on this machine until Ctrl-C. Raises YoujuError where the port is taken."""
    theme = gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=_FONTS, font_mono=_FONTS)
    try:
        _, url, _ = blocks.launch(
            server_name=_LOCAL,
            server_port=port,
            quiet=True,
            share=False,
            ssr_mode=False,
            prevent_thread_lock=True,
            footer_links=[],
            run_history=False,
            enable_monitoring=False,
            theme=theme,
            css_paths=_STATIC / "page.css",
            head_paths=_STATIC / "head.html",
        )
    except OSError as problem:
        raise YoujuError(f"端口 {port} 已被占用或不能使用；请用 --port 换一个。") from problem
    print(f"有据已就绪：{url}  （按 Ctrl-C 停止）", flush=True)
    blocks.block_thread()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code: 0 stopped, 2 bad usage or input."""
    parser = Parser(prog="python app.py", description="在本机浏览器里向已载入的报告提问")
    parser.add_argument("--index", type=Path, default=Path(".index"), metavar="DIR", help="索引文件夹，默认 .index")
    parser.add_argument("--host", default=_LOCAL, metavar="H", help=f"监听的地址，目前只能是 {_LOCAL}")
    parser.add_argument("--port", type=_port, default=7860, metavar="P", help="端口，默认 7860")
    parser.set_defaults(run=_run)
    return run(parser, arguments)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"端口应在 1 到 65535 之间，不能是 {text}")
    return int(text)


def _run(options: argparse.Namespace) -> int:
    if options.host != _LOCAL:
        raise YoujuError(f"目前只能在本机使用：--host 只接受 {_LOCAL}，不接受 {options.host}")
    from assistant.answer import open_assistant  # heavy: only once the arguments are right

    serve(page(open_assistant(options.index)), options.port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
