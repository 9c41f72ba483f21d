"""The tab 查阅: its HTML, in which report text is data, and what its callbacks make of an address, a cell, a link."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import gradio as gr
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Assistant
from assistant.catalogue import Catalogue
from assistant.web.lookup import reader as reader_html
from assistant.web.lookup import render as html
from assistant.web.lookup import tab
from assistant.web.lookup.search import LONGEST, UNSTATED, Facets
from index.model import Card
from index.places.gazetteer import gazetteer
from index.report.chunks import split
from index.text.scanned import Scanned
from tests.helpers import places
from tests.helpers.pages import HOSTILE, TEXTS, Page
from tests.helpers.places import ADVERT, HEPING, REPORTS, SUZHOU

TAGS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "div", "section", "article", "header", "nav", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td", "ul", "li", "a", "b", "i", "bdi", "mark", "span"),
}
STRANGE = "坏'\"<img src=x>&.txt"


class Fixed:
    """A Current with one assistant."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def get(self) -> Assistant:
        return self._assistant


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    texts = {**REPORTS, STRANGE.replace('"', "").replace("/", ""): f"一、{HOSTILE}\n养老床位3张。{HOSTILE}\n"}
    return places.assistant_over(places.build(tmp_path_factory.mktemp("tab"), texts))


class Body(Page):
    """The text of a report in the reader, without what we add to it."""

    OURS = ("details", "header", "a", "nav")

    def __init__(self, html: str) -> None:
        self._inside = 0
        super().__init__(re.sub(r'<span class="y-period">[^<]*</span>|<p class="y-text y-head">[^<]*</p>', "", html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside += tag in self.OURS

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag in self.OURS

    def handle_data(self, data: str) -> None:
        if not self._inside:
            super().handle_data(data)


def only_ours(page: str) -> Page:
    """The page, checked to hold no tag, event handler or address but our own."""
    seen = Page(page)
    for tag, attributes in seen.tags:
        assert tag in TAGS
        assert not any(name.startswith("on") or name in ("src", "style") for name in attributes)
        assert (attributes.get("href") or "?").startswith("?")
    return seen


def links(page: Page, key: str) -> list[dict[str, str | None]]:
    return [attributes for tag, attributes in page.tags if tag == "a" and key in attributes]


def test_nothing_searched_for_shows_what_is_loaded(assistant: Assistant) -> None:
    page = only_ours(tab.found(assistant, " ", Facets(), "fit"))
    assert "已载入的报告" in page.text
    cells = {(one["data-place"], one["data-year"]): one["aria-label"] for one in links(page, "data-place")}
    assert cells[places.place("苏州市").code, "2023"] == "苏州市，2023 年：1 份"
    assert cells[UNSTATED, UNSTATED] == "地区未注明，年份未注明：1 份"
    assert cells["", ""] == "合计，全部：4 份"


def test_an_empty_index_says_so() -> None:
    assert "还没有载入报告" in html.overview(Catalogue())


def test_of_many_places_only_the_provinces_are_listed(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "_MANY", 3)
    text = only_ours(html.overview(assistant.catalogue())).text
    assert "江苏省" in text
    assert "苏州市" not in text


def test_the_table_of_many_places_and_years_leaves_out_the_small_ones() -> None:
    regions = gazetteer().regions[:100]
    cards = [
        Card(f"{number}.txt", None, None, region, None, None, None, frozenset({2000 + number % 20, 2024}), "")
        for number, region in enumerate(regions)
    ]
    table = html.overview(Catalogue(cards))
    shown = [region for region in regions if f'data-place="{region.code}"' in table]
    assert 0 < len(shown) <= 60
    assert {region.level for region in shown} <= {"province", "city"}
    assert "个下级地区没有单列" in table
    assert "另有 9 个年份" in table
    assert table.count('<th scope="col">') == 2 + 12
    assert 'data-year="2024"' in table


def test_found_paragraphs_are_marked_and_lead_to_the_reader(assistant: Assistant) -> None:
    page = tab.found(assistant, "养老床位", Facets(), "fit")
    only_ours(page)
    assert "<mark>" in page
    reports = {link["data-report"] for link in links(Page(page), "data-report")}
    assert SUZHOU in reports
    for link in links(Page(page), "data-report"):
        assert "article" in tab.opened(assistant, link["data-report"] or "", link["data-p"] or "")


def test_an_advert_is_shown_and_said_to_be_one(assistant: Assistant) -> None:
    for page in (tab.found(assistant, "福彩公益金资助项目", Facets(), "fit"), tab.opened(assistant, SUZHOU, "")):
        assert ADVERT in Page(page).text
        assert f'<span class="y-distrusted"><b>疑似混入的广告，不可引用：</b>{ADVERT}' in page.replace("<mark>", "")


@pytest.mark.parametrize(("words", "told"), [("低" * (LONGEST + 1), "超过上限"), ("zzzz", "没有找到")])
def test_what_cannot_be_found_is_a_sentence(assistant: Assistant, words: str, told: str) -> None:
    assert told in only_ours(tab.found(assistant, words, Facets(year="2022"), "fit")).text


def test_hostile_words_are_no_html(assistant: Assistant) -> None:
    only_ours(tab.found(assistant, "<img src=x onerror=alert(1)>养老", Facets(section="<b>"), "fit"))


def test_the_reader_shows_the_whole_report_once_by_paragraphs(assistant: Assistant) -> None:
    for card in assistant.catalogue():
        report, chunks = assistant.library.report(card.path), assistant.library.chunks(card.path)
        page = reader_html.reader(replace(report, distrusted=()), chunks, 1)
        only_ours(page)
        assert "".join(report.text[report.body_start :].split()) == "".join(Body(page).text.split())
        found = [one["data-paragraph"] for tag, one in Page(page).tags if tag == "section"]
        assert found == [str(chunk.ordinal) for chunk in chunks]


def test_the_tree_has_every_heading_and_leads_to_it(assistant: Assistant) -> None:
    page = Page(tab.opened(assistant, HEPING, "0"))
    headings = {one["data-heading"] for tag, one in page.tags if "data-heading" in one}
    sections = [section for top in assistant.library.report(HEPING).sections for section in top.walk()]
    assert [link["data-section"] for link in links(page, "data-section")] == [str(one.start) for one in sections]
    assert headings == {str(one.start) for one in sections}
    assert "本节数字" in page.text


def test_the_figures_of_a_section_lead_to_where_they_stand(assistant: Assistant) -> None:
    page = only_ours(tab.opened(assistant, SUZHOU, "0", "88"))
    text = assistant.library.report(SUZHOU).text
    led = [int(link["data-fact"] or "") for link in links(page, "data-fact")]
    marked = {one["data-figure"] for tag, one in page.tags if tag == "span" and "data-figure" in one}
    assert led
    assert {str(start) for start in led} <= marked
    assert any(text[start:].startswith("3200张") for start in led)
    assert not any(text.index(ADVERT) <= start < text.index(ADVERT) + len(ADVERT) for start in led)
    assert [one["data-figure"] for tag, one in page.tags if tag == "article"] == ["88"]


def test_text_that_was_recognised_in_pictures_says_where_it_begins_and_ends(assistant: Assistant) -> None:
    report, chunks = assistant.library.report(SUZHOU), assistant.library.chunks(SUZHOU)
    lines = [Scanned(each.start, each.start + 3, 0.9) for each in chunks[1:3]]
    for shown in (None, 2):
        page = reader_html.reader(replace(report, scanned=tuple(lines)), chunks, shown)
        only_ours(page)
        told = {
            number: re.findall('<p class="y-scanned">(.*?)</p>', section)
            for number, section in enumerate(page.split("<section")[1:])
        }
        begun = ["以下有文字由扫描识别，请核对原件"]
        notes = {1: begun, 3: ["以下不是扫描识别的文字"]} | ({} if shown is None else {shown: begun})
        assert {number: said for number, said in told.items() if said} == notes
    assert "扫描" not in reader_html.reader(report, chunks, 0)
    head = reader_html.reader(replace(report, scanned=(Scanned(0, 3, 0.9),)), chunks, None)
    assert head.index("以下有文字由扫描识别") < head.index('class="y-text y-head"')


def test_no_report_closes_the_reader(assistant: Assistant) -> None:
    assert tab.opened(assistant, "", "") == ""


@pytest.mark.parametrize("paragraph", ["", "-1", "99999", "x", "²", "1 or 1=1", "<b>"])
def test_a_paragraph_that_is_none_still_opens_the_report(assistant: Assistant, paragraph: str) -> None:
    assert 'class="y-report"' in tab.opened(assistant, SUZHOU, paragraph)


@pytest.mark.parametrize("report", ["../苏州.txt", "<script>", "没有.txt"])
def test_a_report_that_is_none_is_a_sentence(assistant: Assistant, report: str) -> None:
    page = tab.opened(assistant, report, "0")
    assert 'role="alert"' in page
    only_ours(page)


@given(TEXTS)
def test_any_text_is_data_in_the_reader(text: str) -> None:
    report = places.report(text)
    page = reader_html.reader(replace(report, distrusted=()), split(report), 0)
    only_ours(page)
    assert "".join(Body(page).text.split()) == "".join(text.split())


@given(st.text("甲<&b", max_size=20), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=4))
def test_marks_add_nothing_to_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    assert Page(html.marked(text, (0, len(text)), spans, ())).text == text


def test_a_cell_or_an_address_chooses_only_what_there_is(assistant: Assistant) -> None:
    suzhou = places.place("苏州市").code
    assert tab.chosen(assistant, {"place": suzhou, "year": "2023"}) == Facets(suzhou, "2023")
    assert tab.chosen(assistant, {"place": "<b>", "year": "1999"}) == Facets()
    assert tab.linked({"report": "x"})
    assert not tab.linked({"__theme": "dark"})


def test_no_step_of_the_tab_is_an_open_interface(assistant: Assistant) -> None:
    async def build() -> gr.Blocks:
        blocks = gr.Blocks()
        with blocks:
            tab.lookup_tab(Fixed(assistant))  # type: ignore[arg-type]
        return blocks

    assert {step.api_visibility for step in asyncio.run(build()).fns.values()} == {"private"}


def test_the_tab_s_files_name_no_other_host() -> None:
    static = Path(tab.__file__).parents[1] / "static"
    for name in ("lookup.js", "lookup.css"):
        assert "//" not in (static / name).read_text(encoding="utf-8").replace("// ", "")
