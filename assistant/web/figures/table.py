"""The HTML of the tab 指标: the things to choose from, places by years, targets beside results.

Whatever comes from a report or a file name is data: it is escaped here and in `chart`. A link's `data-` attributes say
what it opens (`static/figures.js` reads them); its address opens the same paragraph on a page of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from assistant.language.times import AS_OF, PARTS, total_of
from assistant.web.figures.find import LISTED, MOST, Figure, Found
from assistant.web.figures.targets import Pair
from assistant.web.lookup import search as lookup
from assistant.web.lookup.render import message
from index.export.wording import KINDS, STATES

MISSING = "未提及"
_UNDATED = "年份未注明"
_PLAIN = ("level", "rate", "threshold")  # kinds that a figure's own unit and words tell
_ROWS = 200  # places of the table
Year = tuple[int, int]


def things(found: Sequence[tuple[str, int]], count: int, chosen: str) -> str:
    """The things that were found, each a button, with how many figures are told of it."""
    if not found:
        return message("没有这样的指标。可以少写几个字再找。")
    buttons = "".join(
        f'<li><button type="button" class="y-thing" data-thing="{escape(name)}"'
        f' aria-pressed="{str(name == chosen).lower()}"><bdi>{escape(name)}</bdi>'
        f'<span>{times}<span class="y-here"> 个数</span></span></button></li>'
        for name, times in found
    )
    told = f"{count} 个指标" + (f"，只列出数最多的 {LISTED} 个" if count > LISTED else "")
    return f'<p class="y-note" role="status">{told}</p><ul class="y-things">{buttons}</ul>'


def table(found: Found) -> str:
    """Places by years: each cell has its figures, reached before planned, each a link to its paragraph."""
    if not found.wish.thing:
        return message("请先选一个指标。")
    title = f"<h2><bdi>{escape(found.wish.thing)}</bdi></h2>"
    if not found.figures:
        return title + message("这些地区和年份没有这个指标的数。")
    cells: dict[str, dict[Year, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in sorted(found.figures, key=lambda each: each.order):
        cells[figure.place][figure.year].append(figure)
    years = sorted({figure.year for figure in found.figures}, key=lambda year: (year == (0, 0), year))
    head = "".join(f'<th scope="col">{_year(year)}</th>' for year in years)
    rows = "".join(_row(place, cells[place], years, found) for place in list(cells)[:_ROWS])
    told = [f"{len(found.figures)} 个数，{len(cells)} 个地区。点数字看原文。"]
    told += ["此前的数没有列。"] if found.wish.states == "both" else []
    told += [f"数太多，只列出前 {MOST} 个，请选地区或年份。"] if found.more else []
    told += [f"只列出前 {_ROWS} 个地区。"] if len(cells) > _ROWS else []
    return f'{title}<p class="y-note" role="status">{"".join(told)}</p>' + _wide(
        found.wish.thing, f'<th scope="col">地区</th>{head}', rows
    )


def _wide(label: str, head: str, rows: str) -> str:
    """A table that scrolls on its own."""
    return (
        f'<div class="y-scroll" tabindex="0" role="region" aria-label="{escape(label)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _year(year: Year) -> str:
    first, last = year
    return _UNDATED if not first else f"{first} 年" if first == last else total_of(first, last)


def _row(place: str, cells: Mapping[Year, Sequence[Figure]], years: Sequence[Year], found: Found) -> str:
    told = "".join(f"<td>{_cell(cells[year], found) if year in cells else _missing(year)}</td>" for year in years)
    return f'<tr><th scope="row"><bdi>{escape(place)}</bdi></th>{told}</tr>'


def _missing(year: Year) -> str:
    """Of figures without a year, or of several years together, none is expected."""
    return f'<span class="y-missing">{MISSING if year[0] and year[0] == year[1] else ""}</span>'


def _cell(figures: Iterable[Figure], found: Found) -> str:
    """The figures of a cell: what is told several times stands once, with a link to each paragraph."""
    same: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in sorted(figures, key=lambda each: list(STATES).index(each.source.fact.state)):
        same[figure.source.fact.state, figure.kind, figure.item.value, figure.item.said].append(figure)
    lines = "".join(f"<li>{_figures(told, found.wish.thing)}</li>" for told in same.values())
    return f"<ul>{lines}</ul>"


def _figures(told: Sequence[Figure], thing: str) -> str:
    first, *others = told
    more = "".join(link(figure, f"[{number}]") for number, figure in enumerate(others, 2))
    return f"{_state(first)}{link(first, escape(first.item.said))}{more}{_apart(first, thing)}"


def _state(figure: Figure) -> str:
    """What a figure is, where it is not reached."""
    state = figure.source.fact.state
    return "" if state == "reached" else f'<span class="y-state y-{state}">{STATES[state]}</span>'


def _apart(figure: Figure, thing: str) -> str:
    """What tells a figure from others in its cell: another name, its part, what kind it is, its part of the year."""
    fact = figure.source.fact
    when = fact.when
    told = (
        fact.thing if fact.thing != thing else "",
        fact.part if fact.part and fact.part not in fact.thing else "",
        KINDS[fact.kind] if fact.kind not in _PLAIN else "",
        (PARTS.get(when.part, "") + (AS_OF if when.as_of else "")) if when and when.part else "",
    )
    said = " · ".join(filter(None, told))
    return f'<span class="y-apart">{escape(said)}</span>' if said else ""


def link(figure: Figure, content: str) -> str:
    """A link to the figure in its paragraph; `content` is HTML."""
    chunk, fact = figure.source.chunk, figure.source.fact
    place = escape(f"{figure.place} {fact.thing}，看原文")
    return (
        f'<a href="{escape(lookup.href(chunk.report, chunk.ordinal))}" data-report="{escape(chunk.report)}"'
        f' data-p="{chunk.ordinal}" data-fact="{fact.start}" title="{place}">{content}</a>'
    )


def targets(pairs: Sequence[Pair], caveats: Sequence[str], thing: str) -> str:
    """Plans beside results; "" where nothing is planned."""
    if not pairs:
        return ""
    head = "".join(f'<th scope="col">{each}</th>' for each in ("地区", "年份", "目标", "完成", "结果"))
    rows = "".join(
        f'<tr><th scope="row"><bdi>{escape(pair.planned[0].place)}</bdi></th><td>{_year(pair.planned[0].year)}</td>'
        f"<td>{_side(pair.planned, thing)}</td><td>{_side(pair.reached, thing)}</td>"
        f"<td>{escape(pair.verdict)}</td></tr>"
        for pair in pairs
    )
    notes = f'<p class="y-note">{escape("".join(caveats))}</p>' if caveats else ""
    return (
        '<h2>目标与完成</h2><p class="y-note">一年的计划，对照报告所说的当年结果。</p>'
        + _wide("目标与完成", head, rows)
        + notes
    )


def _side(figures: Sequence[Figure], thing: str) -> str:
    lines = "".join(f"<li>{link(one, escape(one.item.said))}{_apart(one, thing)}</li>" for one in figures)
    return f"<ul>{lines}</ul>" if lines else f'<span class="y-missing">{MISSING}</span>'
