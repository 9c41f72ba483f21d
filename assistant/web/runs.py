"""The tab 评测: the evaluations that were run, each with its page in a frame from which it reaches nothing."""

from html import escape
from pathlib import Path

import gradio as gr

RUNS = Path(__file__).parents[2] / "eval" / "runs"


def runs(folder: Path) -> list[str]:
    """The evaluations that have a page, by the names of their folders, the newest first."""
    found = sorted(folder.glob("*/page.html"), key=lambda path: path.parent.stat().st_mtime, reverse=True)
    return [path.parent.name for path in found]


def evaluation(folder: Path, name: str | None) -> str:
    """The page of an evaluation in a sandboxed frame; how to make one where there is no such."""
    if name not in runs(folder):
        return '<p class="y-empty">还没有评测。请先运行 <code>make eval</code>，结果会列在这里。</p>'
    text = (folder / name / "page.html").read_text(encoding="utf-8")
    return f'<iframe title="评测 {escape(name)}" sandbox="allow-scripts" srcdoc="{escape(text)}"></iframe>'


def runs_tab(tab: gr.Tab, folder: Path = RUNS) -> None:
    """Builds the list of evaluations and the chosen one's page, both read when the tab is opened."""
    choice = gr.Dropdown([], label="评测", show_label=False, container=False, visible=False, elem_id="y-runs")
    frame = gr.HTML(elem_id="y-run")

    def opened(chosen: str | None) -> tuple[gr.Dropdown, str]:
        names = runs(folder)
        name = chosen if chosen in names else next(iter(names), None)
        return gr.Dropdown(names, value=name, visible=bool(names)), evaluation(folder, name)

    def chosen(name: str | None) -> str:
        return evaluation(folder, name)

    tab.select(opened, choice, [choice, frame], show_progress="minimal", api_visibility="private")
    choice.input(chosen, choice, frame, show_progress="minimal", api_visibility="private")
