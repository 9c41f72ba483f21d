"""The HTML of the tab 查阅: what is loaded and what was found, with what the reader of a report shares with them.

Whatever comes from a report or a file name is data: it is escaped here and nowhere else. A link's `data-` attributes
say what it opens (`static/lookup.js` reads them); its address opens the same on a page of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from itertools import pairwise
from urllib.parse import urlencode

from assistant.catalogue import Catalogue
from assistant.web.lookup import search as lookup
from assistant.web.lookup.search import UNSTATED, FoundChunk, FoundReport, Span
from index.model import Card, Period, Region, Report
from index.text.sentences import sentences

KINDS: Mapping[str, str] = {"summary": "总结", "plan": "计划", "summary_and_plan": "总结和计划"}
_SHOWN = 50  # reports of a list
_FIRST = 3  # paragraphs of a report that are not folded away
_EXTRACT = 180  # characters of a paragraph in a list, unless its marked sentences are longer
_MANY = 60  # rows of the table, above which it leaves out counties, then cities
_YEARS = 12  # columns of the table


def message(text: str, *, alarm: bool = False) -> str:
    """A line instead of what was asked for."""
    return f'<p class="y-note{" y-alarm" if alarm else ""}" role="{"alert" if alarm else "status"}">{escape(text)}</p>'


@lru_cache(maxsize=1)  # a walk over all reports, once for as long as they are the same
def overview(cards: Catalogue) -> str:
    """A table of what is loaded, places by years; each cell lists its reports."""
    if not cards:
        return message("还没有载入报告。")
    places, told_places = _rows(lookup.places(cards))
    everywhere = lookup.counted(cards, "")
    years, told_years = _columns(lookup.years(cards), everywhere)
    if UNSTATED in everywhere:
        years.append(UNSTATED)
    head = "".join(f'<th scope="col">{escape(_year(year))}</th>' for year in ["", *years])
    rows = [_row(lookup.counted(cards, place.code), place.code, _indented(place), years) for place in places]
    if cards.unplaced:
        rows.append(_row(lookup.counted(cards, UNSTATED), UNSTATED, "地区未注明", years))
    told = f"点数字看清单。一份报告可涉及几个年份，上级地区的份数含下级地区。{told_places}{told_years}"
    return (
        f'<h2>已载入的报告</h2><p class="y-note">{told}</p>'
        '<div class="y-scroll" tabindex="0" role="region" aria-label="已载入的报告">'
        f'<table class="y-loaded"><thead><tr><th scope="col">地区</th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}{_row(everywhere, '', '合计', years)}</tbody></table></div>"
    )


def _rows(places: Sequence[Region]) -> tuple[list[Region], str]:
    """The places of the table, all levels as far as they are not too many, and what is said of those left out."""
    shown = list(places)
    for level in ("county", "city"):
        if len(shown) > _MANY:
            shown = [place for place in shown if place.level != level]
    left = len(places) - len(shown)
    return shown, f"另有 {left} 个下级地区没有单列，可在上面选地区查看。" if left else ""


def _columns(years: Sequence[str], counts: Mapping[str, int]) -> tuple[list[str], str]:
    """The years of the table in order, those of the most reports, and what is said of those left out."""
    shown = sorted(years, key=lambda year: -counts[year])[:_YEARS]
    left = len(years) - len(shown)
    return sorted(shown), f"另有 {left} 个年份报告较少，没有单列，可在上面选年份查看。" if left else ""


def _indented(place: Region) -> str:
    return "　" * (len(place.path) - 1) + place.name


def _year(year: str) -> str:
    return {"": "全部", UNSTATED: "年份未注明"}.get(year, f"{year} 年")


def _row(counts: Mapping[str, int], place: str, name: str, years: Sequence[str]) -> str:
    """One place's reports in all and by year."""
    cells = []
    for year in ["", *years]:
        count = counts.get(year, 0)
        label = escape(f"{name.strip()}，{_year(year)}：{count} 份")
        address = escape(urlencode({"place": place, "year": year}))
        link = (
            f'<a href="?{address}" data-place="{escape(place)}" data-year="{escape(year)}" aria-label="{label}">'
            f"{count}</a>"
        )
        cells.append(f"<td>{link if count else ''}</td>")
    return f'<tr><th scope="row">{escape(name)}</th>{"".join(cells)}</tr>'


def results(found: Sequence[FoundReport], words: str, distrusted: Mapping[str, tuple[Span, ...]]) -> str:
    """What a search found, by report; `distrusted` are spans that no answer may quote, by report."""
    if not found:
        return message("没有找到。可以换个说法，或去掉一些筛选。")
    chunks = sum(len(one.chunks) for one in found)
    told = f"{len(found)} 份报告" + (f"，{chunks} 段" if chunks else "")
    if len(found) > _SHOWN:
        told += f"；只列出前 {_SHOWN} 份，可以加上筛选"
    if words and chunks and not any(chunk.coverage for one in found for chunk in one.chunks):
        told += "。没有段落含有这些词，以下意思相近"
    parts = [_found(one, distrusted.get(one.card.path, ())) for one in found[:_SHOWN]]
    return f'<p class="y-note" role="status">{told}</p>{"".join(parts)}'


def _found(one: FoundReport, distrusted: Sequence[Span]) -> str:
    chunks = [_extract(chunk, distrusted) for chunk in one.chunks]
    more = "".join(chunks[_FIRST:])
    if more:
        more = f"<details><summary>还有 {len(chunks) - _FIRST} 段</summary>{more}</details>"
    first = one.chunks[0].chunk.ordinal if one.chunks else 0
    title = link(one.card.path, first, f"<bdi>{escape(one.card.opening or one.card.path)}</bdi>")
    return f'<article class="y-found"><h3>{title}</h3>{facts(one.card)}{"".join(chunks[:_FIRST])}{more}</article>'


def facts(card: Card | Report) -> str:
    """What is known of a report, on one line."""
    years = sorted(card.years) if isinstance(card, Card) else [card.year] if card.year else []
    known = (
        "".join(card.region.path) if card.region else "地区未注明",
        "、".join(map(str, years)) + " 年" if years else "年份未注明",
        KINDS[card.kind] if card.kind else "",
        card.agency or "",
        card.path,
    )
    return f'<p class="y-facts">{"".join(f"<bdi>{escape(fact)}</bdi>" for fact in known if fact)}</p>'


def _extract(found: FoundChunk, distrusted: Sequence[Span]) -> str:
    """A paragraph in a list: its first marked sentence and what follows, as far as there is room."""
    chunk = found.chunk
    path = " › ".join(chunk.section) or "正文"
    spans = list(sentences(chunk.text))
    start = found.marked[0][0] if found.marked else 0
    end = max((last for _, last in spans if last <= start + _EXTRACT), default=0)
    end = max(end, *(last for _, last in found.marked[:1]), min(len(chunk.text), start + 1))
    text = marked(chunk.text, (start, end), found.marked, _moved(distrusted, -chunk.start))
    before, after = "…" if chunk.text[:start].strip() else "", "…" if chunk.text[end:].strip() else ""
    return (
        f'<div class="y-extract">{link(chunk.report, chunk.ordinal, f"<bdi>{escape(path)}</bdi>")}'
        f'{period(chunk.period)}<p class="y-text">{before}{text}{after}</p></div>'
    )


def link(report: str, paragraph: int, content: str, section: int | None = None) -> str:
    """A link to a paragraph in the reader, to a section's heading in it where the section's start is given."""
    heading = "" if section is None else f' data-section="{section}"'
    return (
        f'<a href="{escape(lookup.href(report, paragraph))}" data-report="{escape(report)}"'
        f' data-p="{paragraph}"{heading}>{content}</a>'
    )


def period(told: Period | None) -> str:
    """Of which time a text speaks, and whether as done or as planned."""
    if told is None:
        return ""
    half = {None: "", 1: "上半年", 2: "下半年"}[told.half]
    year = f"{told.year} 年" if told.year else ""
    return f'<span class="y-period">{year}{half}{"计划" if told.planned else "完成"}</span>'


def _moved(spans: Iterable[Span], by: int) -> list[Span]:
    return [(start + by, end + by) for start, end in spans]


def marked(
    text: str, span: Span, marks: Sequence[Span], distrusted: Sequence[Span], figures: Sequence[Span] = ()
) -> str:
    """`text[start:end]` escaped, with what matches and what no answer may quote (it says so) marked in it.

    Spans are offsets into `text`. Stripped of tags and unescaped it is the text again, but for the warnings. Each of
    `figures` can be found by its start.
    """
    start, end = span
    edges = {edge for each in (*marks, *distrusted, *figures) for edge in each if start < edge < end}
    pieces = []
    for at, to in pairwise(sorted({start, end} | edges)):
        piece = escape(text[at:to])
        for first in (first for first, last in figures if first <= at < last):
            piece = f'<span data-figure="{first}">{piece}</span>'
        if any(first <= at < last for first, last in distrusted):
            piece = f'<span class="y-distrusted"><b>疑似混入的广告，不可引用：</b>{piece}</span>'
        if any(first <= at < last for first, last in marks):
            piece = f"<mark>{piece}</mark>"
        pieces.append(piece)
    return "".join(pieces)
