"""The tab 查阅: search without chatting, read a report, see what is loaded. Callbacks only translate."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.answer import Assistant
from assistant.web.current import Current
from assistant.web.lookup import reader as reader_html
from assistant.web.lookup import render as html
from assistant.web.lookup import search as lookup
from assistant.web.lookup.search import UNSTATED, Facets, Sort
from index.errors import YoujuError

_SCRIPT = Path(__file__).parents[1] / "static" / "lookup.js"
_KINDS = [("全部", ""), *((name, kind) for kind, name in html.KINDS.items()), ("未注明", UNSTATED)]
_DONE = [("全部", ""), ("完成", "done"), ("计划", "planned")]
_PLANNED = {"done": False, "planned": True}
_SORTS: list[tuple[str, Sort]] = [("相关", "fit"), ("年份", "year"), ("地区", "place")]
Choices = list[tuple[str, str]]


def found(assistant: Assistant, words: str, facets: Facets, sort: Sort) -> str:
    """The reports that a search finds; what is loaded where nothing is searched for; what is wrong with the words."""
    words = words.strip()
    if not words and facets == Facets():
        return html.overview(assistant.catalogue())
    try:
        reports = lookup.search(assistant, words, facets, sort)
        paths = [one.card.path for one in reports if one.chunks]
        distrusted = {path: assistant.library.report(path).distrusted for path in paths}
    except YoujuError as problem:
        return html.message(str(problem), alarm=True)
    return html.results(reports, words, distrusted)


def opened(assistant: Assistant, report: str, paragraph: str, fact: str = "") -> str:
    """A report in the reader at a paragraph, by its ordinal; what is wrong where there is none; "" for no name.

    `fact` is where a figure starts that is to be marked.
    """
    if not report:
        return ""
    try:
        return reader_html.reader(
            assistant.library.report(report),
            assistant.library.chunks(report),
            _number(paragraph),
            _number(fact),
        )
    except YoujuError as problem:
        return html.message(str(problem), alarm=True)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def linked(query: Mapping[str, str]) -> bool:
    """Whether an address's parameters lead to this tab."""
    return not {"report", "place", "year"}.isdisjoint(query)


def choices(assistant: Assistant) -> tuple[Choices, Choices]:
    """The places and the years to choose from, with what they are called."""
    cards = assistant.catalogue()
    places = [("全部", ""), *(("".join(place.path), place.code) for place in lookup.places(cards))]
    years = [("全部", ""), *((f"{year} 年", year) for year in lookup.years(cards))]
    if cards.unplaced:
        places.append(("未注明", UNSTATED))
    if any(not card.years for card in cards):
        years.append(("未注明", UNSTATED))
    return places, years


def chosen(assistant: Assistant, query: Mapping[str, Any]) -> Facets:
    """The place and the year that a cell or an address names, as far as there are such."""
    places, years = ({value for _, value in names} for names in choices(assistant))
    place, year = str(query.get("place", "")), str(query.get("year", ""))
    return Facets(place if place in places else "", year if year in years else "")


def lookup_tab(current: Current) -> gr.HTML:
    """Builds the tab inside the caller's gr.Tab; when the page loads it shows what the address names (`linked`).

    The reader is given back: other tabs open paragraphs in it.
    """
    with gr.Column(elem_id="y-find"):
        words = gr.Textbox(
            label="搜索", show_label=False, placeholder="输入词语或一句话", submit_btn="搜索", max_lines=1
        )
        with gr.Row(elem_id="y-scope"):
            place = gr.Dropdown([("全部", "")], value="", label="地区", min_width=120)
            year = gr.Dropdown([("全部", "")], value="", label="年份", min_width=120)
            kind = gr.Dropdown(_KINDS, value="", label="报告类型", min_width=120)
            section = gr.Textbox(label="章节标题含", max_lines=1, min_width=120)
            planned = gr.Dropdown(_DONE, value="", label="完成或计划", min_width=120)
            sort = gr.Dropdown(_SORTS, value="fit", label="排序", min_width=120)
            clear = gr.Button("清除，看总览", size="sm", min_width=120, elem_id="y-clear")
    with gr.Row(elem_id="y-lookup"):
        script = _SCRIPT.read_text(encoding="utf-8")
        results = gr.HTML(elem_id="y-results", js_on_load=script)
        reader = gr.HTML(elem_id="y-reader", js_on_load=script)
    _wire(_Steps(current), [words, place, year, kind, section, planned, sort], results, reader, clear)
    return reader


class _Steps:
    """What an event brings, as the functions above take it."""

    def __init__(self, current: Current) -> None:
        self._current = current

    def find(self, words: str, place: str, year: str, kind: str, section: str, planned: str, sort: Sort) -> str:
        facets = Facets(place, year, kind, _PLANNED.get(planned), section.strip())
        return found(self._current.get(), words, facets, sort)

    def pick(self, cell: gr.EventData) -> tuple[str, ...]:
        return self._listed(chosen(self._current.get(), cell._data))

    def reset(self) -> tuple[str, ...]:
        return self._listed(Facets())

    def _listed(self, facets: Facets) -> tuple[str, ...]:
        """The form with only a place and a year set, and what that finds."""
        return "", facets.place, facets.year, "", "", "", "fit", found(self._current.get(), "", facets, "fit")

    def show(self, link: gr.EventData) -> str:
        return opened(self._current.get(), str(link._data.get("report", "")), str(link._data.get("p", "")))

    def arrive(self, request: gr.Request) -> tuple[Any, ...]:
        assistant, query = self._current.get(), dict(request.query_params)
        facets, (places, years) = chosen(assistant, query), choices(assistant)
        return (
            gr.Dropdown(places, value=facets.place),
            gr.Dropdown(years, value=facets.year),
            found(assistant, "", facets, "fit"),
            opened(assistant, query["report"], query.get("p", "")) if "report" in query else "",
        )


def _wire(steps: _Steps, form: list[Any], results: gr.HTML, reader: gr.HTML, clear: gr.Button) -> None:
    """What happens on each event."""
    words, place, year, kind, section, planned, sort = form
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    changes = [one.input for one in (place, year, kind, planned, sort)]
    # One after another: leaving the heading's field starts a search with the form as it was, and what a click on
    # something else does must come after it.
    turns: dict[str, Any] = {"concurrency_id": "lookup", **quiet}
    searching = gr.on([words.submit, section.submit, section.blur, *changes], steps.find, form, results, **turns)
    gr.on(None, steps.arrive, None, [place, year, results, reader], **quiet)  # when the page loads
    results.input(steps.pick, None, [*form, results], cancels=searching, **turns)
    results.select(steps.show, None, reader, **quiet)
    reader.select(steps.show, None, reader, **quiet)
    clear.click(steps.reset, None, [*form, results], cancels=searching, **turns)
