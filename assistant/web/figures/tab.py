"""The tab 指标: choose a thing, see its figures. Callbacks only translate."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.web.current import Current
from assistant.web.figures import chart, download, table
from assistant.web.figures.find import LONGEST, Figure, Things, Wish, find, states
from assistant.web.figures.targets import pairs
from assistant.web.lookup.tab import choices, opened
from assistant.web.saving import saving

_SCRIPT = Path(__file__).parents[1] / "static" / "figures.js"
_STATES = [("完成和计划", "both"), ("只看完成", "reached"), ("只看计划", "planned"), ("也看此前的数", "all")]
_LINES, _BARS = "按年份", "按地区"
Outputs = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components that events fill."""

    words: gr.Textbox
    things: gr.HTML
    thing: gr.State
    places: gr.Dropdown
    years: gr.Dropdown
    states: gr.Dropdown
    near: gr.Checkbox
    save: gr.Button
    packet: gr.Textbox
    table: gr.HTML
    drawing: gr.Row
    kind: gr.Dropdown
    shape: gr.Dropdown
    chart: gr.HTML
    targets: gr.HTML


def figures_tab(tab: gr.Tab, current: Current, tabs: gr.Tabs, reader: gr.HTML) -> None:
    """Builds the tab inside the caller's; a figure opens its paragraph in the reader of the tab 查阅."""
    script = _SCRIPT.read_text(encoding="utf-8")
    with gr.Row(elem_id="y-figures"):
        with gr.Column(scale=1, min_width=240, elem_id="y-choose"):
            words = gr.Textbox("", label="找指标", placeholder="如 低保标准", max_lines=1, max_length=LONGEST)
            things = gr.HTML("", elem_id="y-things", js_on_load=script)
        with gr.Column(scale=4, min_width=320, elem_id="y-told"):
            with gr.Row(elem_id="y-figure-filters"):
                places = gr.Dropdown([], value=[], multiselect=True, label="地区（不选为全部）", min_width=160)
                years = gr.Dropdown([], value=[], multiselect=True, label="年份（不选为全部）", min_width=160)
                state = gr.Dropdown(_STATES, value="both", label="完成或计划", min_width=130)
                near = gr.Checkbox(False, label="也列名称含有它的指标", min_width=130)
                save = gr.Button("下载 Excel", size="sm", interactive=False, min_width=110, elem_id="y-figure-save")
            shown = gr.HTML("", elem_id="y-figure-table", js_on_load=script)
            with gr.Row(visible=False, elem_id="y-figure-draw") as drawing:
                kind = gr.Dropdown([], value=None, label="画哪一种", min_width=260)
                shape = gr.Dropdown([_LINES, _BARS], value=_LINES, label="图", min_width=140)
            drawn = gr.HTML("", elem_id="y-figure-chart")
            targets = gr.HTML("", elem_id="y-figure-targets", js_on_load=script)
    thing, packet = gr.State(""), gr.Textbox(visible="hidden", elem_id="y-figure-packet")
    parts = _Parts(
        words, things, thing, places, years, state, near, save, packet, shown, drawing, kind, shape, drawn, targets
    )
    _wire(_Steps(current), parts, tab, tabs, reader)


class _Steps:
    """What an event brings, as the functions of the other files take it."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._things = Things()

    def open(self, words: str, thing: str) -> Outputs:
        """The list, and the places and years that there are: others may have changed the reports meanwhile."""
        places, years = choices(self._current.get())
        return self.list(words, thing), gr.Dropdown(places[1:]), gr.Dropdown(_numbered(years))

    def list(self, words: str, thing: str) -> str:
        return table.things(*self._things.matching(self._current.get(), words), thing)

    def pick(
        self, words: str, near: bool, places: Any, years: Any, state: str, shape: str, button: gr.EventData
    ) -> Outputs:
        name = str(button._data.get("thing", ""))
        return name, self.list(words, name), *self.show(name, near, places, years, state, shape)

    def show(self, thing: str, near: bool, places: Any, years: Any, state: str, shape: str) -> Outputs:
        assistant, wish = self._current.get(), _wish(thing, near, places, years, state)
        found = find(assistant, wish)
        drawn = [name for _, name in chart.kinds(found.figures)]
        return (
            gr.Button(interactive=bool(found.figures)),
            table.table(found),
            gr.Row(visible=bool(drawn)),
            gr.Dropdown(drawn, value=next(iter(drawn), None)),
            _drawn(found.figures, None, shape) if thing else "",
            table.targets(*pairs(found.figures), wish.thing),
        )

    def draw(self, thing: str, near: bool, places: Any, years: Any, state: str, shape: str, kind: str | None) -> str:
        found = find(self._current.get(), _wish(thing, near, places, years, state))
        return _drawn(found.figures, kind, shape)

    def save(self, thing: str, near: bool, places: Any, years: Any, state: str) -> str:
        return download.workbook(self._current.get(), _wish(thing, near, places, years, state))

    def read(self, link: gr.EventData) -> Outputs:
        told = {key: str(link._data.get(key, "")) for key in ("report", "p", "fact")}
        return opened(self._current.get(), told["report"], told["p"], told["fact"]), gr.Tabs(selected="lookup")


def _wish(thing: str, near: bool, places: Any, years: Any, state: str) -> Wish:
    chosen = tuple(map(str, places or ()))
    numbers = tuple(each for each in map(str, years or ()) if each.isdecimal())
    return Wish(thing, near, chosen, numbers, states(state))


def _numbered(years: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, year) for name, year in years if year.isdecimal()]


def _drawn(figures: tuple[Figure, ...], kind: str | None, shape: str) -> str:
    return chart.draw(figures, chart.chosen(figures, kind), shape == _BARS)


def _wire(steps: _Steps, parts: _Parts, tab: gr.Tab, tabs: gr.Tabs, reader: gr.HTML) -> None:
    """What happens on each event."""
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    # One after another: what is shown last must be of what was asked last.
    turns: dict[str, Any] = {"concurrency_id": "figures", **quiet}
    latest: dict[str, Any] = {"trigger_mode": "always_last", **turns}
    form = [parts.places, parts.years, parts.states]
    wish = [parts.thing, parts.near, *form]
    view = [parts.save, parts.table, parts.drawing, parts.kind, parts.chart, parts.targets]
    named = [parts.words, parts.thing]
    tab.select(steps.open, named, [parts.things, parts.places, parts.years], **turns)
    parts.words.change(steps.list, named, parts.things, **latest)
    parts.things.select(
        steps.pick, [parts.words, parts.near, *form, parts.shape], [parts.thing, parts.things, *view], **latest
    )
    changes = [one.input for one in (parts.places, parts.years, parts.states, parts.near)]
    gr.on(changes, steps.show, [*wish, parts.shape], view, **latest)
    gr.on([parts.kind.input, parts.shape.input], steps.draw, [*wish, parts.shape, parts.kind], parts.chart, **latest)
    for part in (parts.table, parts.targets):
        part.select(steps.read, None, [reader, tabs], **quiet)
    parts.save.click(steps.save, wish, parts.packet, **quiet).then(
        None, parts.packet, None, js=saving("有据指标", "xlsx"), api_visibility="private"
    )
