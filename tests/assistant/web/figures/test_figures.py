"""The figures of a thing: found, set out by places and years, drawn, held against their targets, taken away."""

import io
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import cast

import openpyxl
import pytest

from assistant.answer import Assistant
from assistant.catalogue import Catalogue
from assistant.web.figures import chart, download, find, table, targets
from assistant.web.figures.find import Figure, Things, Wish
from index.export.workbook import SOURCES, VALUES
from index.model import Card, Chunk, FactState, Region, When
from index.places.gazetteer import gazetteer
from index.store.protocol import Told
from tests.helpers.pages import HOSTILE, Page
from tests.helpers.reckoned import item

THING = "城市低保标准"
LUEYANG, LINCANG = "陕西省略阳县", "云南省临沧市"


class Facts:
    """A store of paragraphs with a figure each, as far as the tab asks it."""

    revision = "1"

    def __init__(self, *told: tuple[Card, Chunk]) -> None:
        self._told = told
        self.asked = 0

    def catalogue(self) -> tuple[Card, ...]:
        return tuple({card.path: card for card, _ in self._told}.values())

    def chunks(self, ids: Sequence[int]) -> tuple[Chunk, ...]:
        return tuple(self._told[number][1] for number in ids)

    def facts(
        self,
        things: Sequence[str],
        reports: frozenset[str] | None,
        years: frozenset[int] | None,
        state: FactState | None,
    ) -> Iterator[Told]:
        for number, (card, chunk) in enumerate(self._told):
            for fact in chunk.facts:
                of_time = years is None or bool(fact.when and fact.when.year in years)
                of_report = reports is None or card.path in reports
                if things[0] in fact.thing and of_time and of_report and state in (None, fact.state):
                    yield Told(card.path, number, fact)

    def things(self, reports: None = None) -> tuple[tuple[str, int], ...]:
        self.asked += 1
        return ((THING, 4), ("床", 3), ("城市低保标准增加额", 1))


def told(place: str | None, written: str, unit: str, region: str = "", **facts: object) -> tuple[Card, Chunk]:
    """A figure in a paragraph of a report of its own."""
    one = item(place or "", written, unit, **({"thing": THING, "place": place} | facts))  # type: ignore[arg-type]
    chunk = replace(one.evidence.hit.chunk, report=f"{place}{written}{one.evidence.quote[:3]}.txt")
    at: Region | None = gazetteer().named(region)[0] if region else None
    return Card(chunk.report, None, None, at, None, None, None, frozenset(), chunk.report), chunk


def over(*figures: tuple[Card, Chunk]) -> Assistant:
    store = Facts(*figures)
    return cast(Assistant, SimpleNamespace(store=store, catalogue=lambda: Catalogue(store.catalogue())))


def found(*figures: tuple[Card, Chunk], **wish: object) -> tuple[Figure, ...]:
    return find.find(over(*figures), Wish(THING, **wish)).figures  # type: ignore[arg-type]


def shown(*figures: tuple[Card, Chunk], **wish: object) -> str:
    return table.table(find.find(over(*figures), Wish(THING, **wish)))  # type: ignore[arg-type]


YEARS = (
    told(LUEYANG, "600元", "元", "略阳县", per=("月",), year=2021),
    told(LUEYANG, "650元", "元", "略阳县", per=("月",), year=2022),
    told(LUEYANG, "660元", "元", "略阳县", per=("月",), year=2022, state="planned"),
    told(LINCANG, "690元", "元", "临沧市", per=("月",), year=2022),
    told(LINCANG, "640元", "元", "临沧市", per=("月",), year=2022, state="earlier"),
)


def test_things_are_searched_and_read_once_for_an_index() -> None:
    assistant, things = over(*YEARS), Things()
    assert things.matching(assistant, "") == ([(THING, 4), ("城市低保标准增加额", 1)], 2)
    assert things.matching(assistant, "低保 增加")[0] == [("城市低保标准增加额", 1)]
    assert things.matching(assistant, "床")[0] == [("床", 3)]
    assert things.matching(assistant, "没有的")[1] == 0
    store = cast(Facts, assistant.store)
    assert store.asked == 1
    store.revision = "2"
    things.matching(assistant, "")
    assert store.asked == 2


def test_only_so_many_things_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "LISTED", 1)
    assert Things().matching(over(*YEARS), "") == ([(THING, 4)], 2)


def test_a_table_has_places_by_years_and_tells_plans_and_gaps() -> None:
    page = Page(shown(*YEARS))
    assert [text for text in ("2021 年", "2022 年") if text in page.text] == ["2021 年", "2022 年"]
    assert page.text.index("云南省") > page.text.index("地区")
    assert "计划660元/月" in page.text
    assert "未提及" in page.text
    assert "640元" not in page.text
    assert "此前640元/月" in Page(shown(*YEARS, states="all")).text
    assert "计划" not in Page(shown(*YEARS, states="reached")).text
    assert "650元" not in Page(shown(*YEARS, states="planned")).text
    links = [attributes for tag, attributes in page.tags if tag == "a"]
    assert {(one["data-p"], one["data-fact"]) for one in links} == {
        ("0", str(chunk.facts[0].start)) for _, chunk in YEARS[:4]
    }


def test_places_and_years_limit_the_table() -> None:
    code = gazetteer().named("陕西省")[0].code
    assert {figure.place for figure in found(*YEARS, places=(code,))} == {LUEYANG}
    assert {figure.year[0] for figure in found(*YEARS, years=("2021",))} == {2021}
    assert found(*YEARS, places=("000000",)) == ()


def test_what_differs_is_told_apart_and_what_is_the_same_stands_once() -> None:
    page = Page(
        shown(
            told(LUEYANG, "600元", "元"),
            told(LUEYANG, "600元", "元", part="农村"),
            told(LUEYANG, "34元", "元", kind="change", thing="城市低保标准增加额"),
            near=True,
        )
    )
    assert "600元农村" in page.text
    assert "34元城市低保标准增加额 · 增减" in page.text
    twice = Page(shown(told(LUEYANG, "600元", "元"), told(LUEYANG, "600元", "元", quote="又说{}，")))
    assert twice.text.count("600元") == 1
    assert "[2]" in twice.text
    assert "34元" not in Page(shown(told(LUEYANG, "34元", "元", thing="城市低保标准增加额"))).text


def test_reports_whose_place_is_not_known_are_not_mixed() -> None:
    places = {figure.place for figure in found(told(None, "1元", "元", year=2021), told(None, "2元", "元", year=2022))}
    assert places == {"地区未注明：None1元全县1.txt", "地区未注明：None2元全县2.txt"}


def test_totals_of_years_and_figures_without_a_year_have_columns_of_their_own() -> None:
    total = told(LUEYANG, "9元", "元", when=When(2021, 2025))
    page = Page(shown(told(LUEYANG, "1元", "元", when=None), total, told(LUEYANG, "2元", "元", year=2021)))
    heads = page.text[page.text.index("地区2021") :]
    assert heads.startswith("地区2021 年2021—2025年合计年份未注明")


def test_more_than_a_table_shows_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    some = find.find(over(*YEARS), Wish(THING), most=2)
    assert (len(some.figures), some.more) == (2, True)
    assert "只列出前" in table.table(some)
    monkeypatch.setattr(find, "_SCANNED", 3)
    assert find.find(over(*YEARS), Wish(THING)).more


def test_a_chart_mixes_nothing() -> None:
    figures = found(
        *YEARS,
        told(LUEYANG, "7800元", "元", per=("年",), year=2023),
        told(LUEYANG, "5%", "%", kind="rate", year=2023),
        told(LUEYANG, "500元", "元", per=("月",), part="农村", year=2021),
        told(LINCANG, "501元", "元", per=("月",), part="农村", year=2021),
    )
    named = [name for _, name in chart.kinds(figures)]
    assert named == ["城市低保标准 · 元/月，4 个", "城市低保标准 · 农村 · 元/月，2 个"]
    kind = chart.chosen(figures, None)
    assert kind == chart.chosen(figures, "没有的")
    lines, several = chart.series(figures, kind) if kind else ([], [])
    assert {(line.label, *sorted(line.points)) for line in lines} == {
        (LUEYANG, 2021, 2022, 2023),  # by the year is by the month
        (f"{LUEYANG}（计划）", 2022),
        (LINCANG, 2022),
    }
    assert several == []
    drawn = Page(chart.draw(figures, kind, bars=False))
    assert len([tag for tag, _ in drawn.tags if tag == "line"]) == 2
    assert "7800元/年" in str(drawn.tags)
    bars = chart.draw(figures, kind, bars=True)
    assert "2022 年" in bars
    assert bars.count("<li>") == 3
    assert "没有画图" in chart.draw(figures[:1], chart.chosen(figures[:1], None), bars=False)


def test_a_year_with_several_values_is_not_drawn_and_said() -> None:
    figures = found(*YEARS, told(LUEYANG, "651元", "元", "略阳县", per=("月",), year=2022))
    assert f"{LUEYANG} 2022 年" in chart.draw(figures, chart.chosen(figures, None), bars=True)


def test_ticks_are_round_and_hold_all_values() -> None:
    assert [float(tick) for tick in chart._ticks([Fraction(560), Fraction(650)])] == [500, 550, 600, 650]
    for values in ([0], [5], [-3, 4], [10**12, 1]):
        ticks = chart._ticks([Fraction(value) for value in values])
        assert ticks[0] <= min(values) <= max(values) <= ticks[-1]
        assert 2 <= len(ticks) <= 8


def test_targets_stand_beside_results() -> None:
    plans = (
        told(LUEYANG, "95%", "%", kind="threshold", state="planned", quote="不低于{}，"),
        told(LUEYANG, "96%", "%", kind="rate", quote="达到{}，"),
        told(LINCANG, "90%", "%", kind="rate", state="planned"),
    )
    pairs, _ = targets.pairs(found(*plans))
    assert [(len(pair.planned), len(pair.reached)) for pair in pairs] == [(1, 0), (1, 1)]
    assert pairs[1].verdict.startswith("达到目标")
    page = Page(table.targets(pairs, (), THING))
    assert "未提及" in page.text
    assert len([tag for tag, _ in page.tags if tag == "a"]) == 3
    assert targets.pairs(()) == ((), ())
    assert table.targets((), (), THING) == ""


def test_nothing_is_judged_over_several_values() -> None:
    several = (told(LUEYANG, "95%", "%", state="planned"), told(LUEYANG, "96%", "%"), told(LUEYANG, "94%", "%"))
    (pair,), _ = targets.pairs(found(*several))
    assert pair.verdict == "有几个不同的数，没有判断"
    assert len(pair.reached) == 2


def test_what_a_report_says_is_text() -> None:
    strange = told(f"甲{HOSTILE}", "1元", "元", part=HOSTILE, thing=THING + HOSTILE, state="planned")
    more = told(f"乙{HOSTILE}", "2元", "元", part=HOSTILE, thing=THING + HOSTILE)
    figures = found(strange, more, near=True)
    pages = (
        shown(strange, more, near=True),
        table.things([(HOSTILE, 3)], 1, HOSTILE),
        table.targets(*targets.pairs(figures), THING),
        *(chart.draw(figures, chart.chosen(figures, None), bars=bars) for bars in (True, False)),
    )
    ours = {
        "h2",
        "h4",
        "p",
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "ul",
        "li",
        "a",
        "bdi",
        "span",
        "button",
    }
    for html in pages:
        for tag, attributes in Page(html).tags:
            assert tag in ours
            assert not any(name.startswith("on") or name == "src" for name in attributes)
            assert (attributes.get("href") or "?").startswith("?")


def test_the_workbook_has_numbers_that_lead_to_their_paragraphs() -> None:
    formula = told(LINCANG, "5元", "元", thing=f"=1+1{THING}", quote="=HYPERLINK(A1){}，", year=2023)
    data = download.workbook(over(*YEARS, formula), Wish(THING, near=True))
    book = openpyxl.load_workbook(io.BytesIO(b64decode(data)))
    values, sources = book[VALUES], book[SOURCES]
    rows = list(values.iter_rows(min_row=2, max_col=2))
    assert sorted(cell.value for _, cell in rows) == [5, 600, 650, 660, 690]
    for name, cell in rows:
        assert (name.data_type, cell.data_type) == ("s", "n")
        led = sources[cell.hyperlink.location.rpartition("!")[2]].row
        assert f"{cell.value}元" in sources.cell(led, 4).value
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value} == {"n", "s"}
    assert download.workbook(over(), Wish(THING)) == download.workbook(over(*YEARS), Wish("")) == ""


def test_a_form_sends_only_states_that_there_are() -> None:
    assert find.states("planned") == "planned"
    assert find.states("<b>") == find.states(None) == "both"
