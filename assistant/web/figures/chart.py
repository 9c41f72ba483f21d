"""Figures of one kind as lines over the years or as bars over places; what differs in kind is never in one chart."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from itertools import pairwise

from assistant.language.measures import digits, rounded
from assistant.language.times import PARTS
from assistant.web.figures.find import Figure
from index.export.wording import KINDS

Kind = tuple[str, ...]
_LINES, _BARS = 6, 30  # places in a chart
_SCALES = ((10**8, "亿"), (10**4, "万"), (1, ""))


@dataclass(frozen=True, slots=True)
class Series:
    """One place's figures of a kind and state, one a year; years of several values are left out."""

    place: str
    state: str
    points: Mapping[int, Figure]

    @property
    def label(self) -> str:
        """What the line or the bar is called."""
        return self.place + ("（计划）" if self.state == "planned" else "")


def kinds(figures: Iterable[Figure]) -> list[tuple[Kind, str]]:
    """The kinds that can be drawn, those of the most places and years first, each with its name and how many."""
    cells: dict[Kind, set[object]] = defaultdict(set)
    for figure in figures:
        if _drawn(figure):
            cells[figure.kind].add((figure.place, figure.year))
    told = sorted(cells, key=lambda kind: (-len(cells[kind]), kind))
    return [(kind, f"{name(kind)}，{len(cells[kind])} 个") for kind in told if len(cells[kind]) > 1]


def name(kind: Kind) -> str:
    """What a kind of figures is called: 城市低保标准 · 城市 · 元/人/月."""
    thing, part, sort, unit, *per, time = kind
    told = "" if sort == "level" else next((said for each, said in KINDS.items() if each == sort), "")
    time = PARTS.get(time[1:], "")
    return " · ".join(filter(None, (thing, part, told, time, "/".join((unit, *per)))))


def series(figures: Iterable[Figure], kind: Kind) -> tuple[list[Series], list[str]]:
    """The lines of a kind by place, the longest first, and the places and years that have several values."""
    found: dict[tuple[str, str], dict[int, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        if _drawn(figure) and figure.kind == kind:
            found[figure.place, figure.source.fact.state][figure.year[0]].append(figure)
    lines, several = [], []
    for (place, state), years in found.items():
        points = {year: told[0] for year, told in years.items() if len({each.item.value for each in told}) == 1}
        several += [f"{place} {year} 年" for year in years if year not in points]
        if points:
            lines.append(Series(place, state, points))
    return sorted(lines, key=lambda one: -len(one.points)), several


def _drawn(figure: Figure) -> bool:
    """Whether it is of one known year, and no value of before a change."""
    year, last = figure.year
    return bool(year) and year == last and figure.source.fact.state != "earlier"


def draw(figures: Sequence[Figure], kind: Kind | None, bars: bool) -> str:
    """A chart of a kind; a sentence where there is none to draw."""
    lines, several = series(figures, kind) if kind else ([], [])
    years = {year for one in lines for year in one.points}
    if kind is None or not lines:
        return '<p class="y-note">可以并排的数不到两个，没有画图。</p>'
    left = f"同一年有几个不同的数，没有画：{'、'.join(several)}。" if several else ""
    long = [one for one in lines if len(one.points) > 1]
    drawn, told = _lines(long, kind) if long and not bars else _bars(lines, years, kind)
    return f'{drawn}<p class="y-note">{escape(f"{told}{left}各地统计口径可能不同，以原文为准。")}</p>'


def _bars(lines: Sequence[Series], years: Iterable[int], kind: Kind) -> tuple[str, str]:
    """The bars of the year that most places tell of, the newest of such, the longest first."""
    year = max(years, key=lambda each: (sum(each in one.points for one in lines), each))
    order = sorted((one for one in lines if year in one.points), key=lambda one: -_value(one.points[year]))
    longest = max((abs(_value(one.points[year])) for one in order), default=Fraction(0)) or Fraction(1)
    rows = "".join(
        f"<li><span>{escape(one.label)}</span>"
        f'<span class="y-track"><span class="y-bar y-{one.state}" style="width:{_share(one.points[year], longest)}">'
        f"</span></span><span>{escape(one.points[year].item.said)}</span></li>"
        for one in order[:_BARS]
    )
    left = f"{len(order)} 个里只画最大的 {_BARS} 个。" if len(order) > _BARS else ""
    title = f"{name(kind)}，{year} 年"
    return f'<h4>{escape(title)}</h4><ul class="y-figure-bars" aria-label="{escape(title)}">{rows}</ul>', left


def _lines(lines: Sequence[Series], kind: Kind) -> tuple[str, str]:
    """Lines over the years, each with a colour and a shape of its own, and their names below."""
    left = f"只画数最多的 {_LINES} 条线。" if len(lines) > _LINES else ""
    lines = lines[:_LINES]
    values = [_value(point) for one in lines for point in one.points.values()]
    years = sorted({year for one in lines for year in one.points})
    ticks = _ticks(values)
    frame = _Frame(ticks[0], ticks[-1], years[0], years[-1])
    title = name(kind)
    size, scale = next(each for each in _SCALES if each[0] <= max(map(abs, ticks)) or each[0] == 1)
    grid = "".join(
        f'<span class="y-tick" style="top:{frame.top(tick):.1f}%">'
        f"{digits(rounded(tick / size, 4), commas=True)}{scale}</span>"
        for tick in ticks
    )
    below = "".join(f'<span class="y-year" style="left:{frame.left(year):.1f}%">{year}</span>' for year in years)
    drawn = "".join(_line(one, number, frame) for number, one in enumerate(lines))
    names = "".join(
        f'<li class="y-c{number} y-{one.state}"><i aria-hidden="true"></i>{escape(one.label)}</li>'
        for number, one in enumerate(lines)
    )
    return (
        f'<h4>{escape(title)}</h4><div class="y-plot" role="group" aria-label="{escape(title)}，按年份的折线图">'
        f'{grid}<div class="y-area">{drawn}{below}</div></div><ul class="y-legend">{names}</ul>'
    ), left + ("纵轴不从 0 开始。" if frame.low > 0 else "")


def _ticks(values: Sequence[Fraction]) -> list[Fraction]:
    """Round values, evenly apart, from below all to above all; from 0 unless all lines would lie at the top."""
    low, high = min(*values, Fraction(0)), max(*values, Fraction(0))
    if low == 0 and min(values) > high / 2:
        low = min(values) - (high - min(values)) / 2
    rough = (high - low) / 4 or Fraction(1)
    power = Fraction(10) ** math.floor(math.log10(rough))
    step = next(power * size for size in (1, 2, 5, 10) if power * size >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [step * at for at in range(first, max(last, first + 1) + 1)]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the edges of a chart stand for."""

    low: Fraction
    high: Fraction
    first: int
    last: int

    def left(self, year: int) -> float:
        """Per cent from the left; a little off the edges."""
        return 3 + 94 * (year - self.first) / max(1, self.last - self.first)

    def top(self, value: Fraction) -> float:
        """Per cent from the top."""
        return float(4 + 92 * (self.high - value) / (self.high - self.low))


def _line(one: Series, number: int, frame: _Frame) -> str:
    at = [(frame.left(year), frame.top(_value(point)), year, point) for year, point in sorted(one.points.items())]
    strokes = "".join(
        f'<line x1="{a[0]:.2f}" y1="{a[1]:.2f}" x2="{b[0]:.2f}" y2="{b[1]:.2f}" vector-effect="non-scaling-stroke"/>'
        for a, b in pairwise(at)
        if b[2] == a[2] + 1  # over a year that tells nothing there is no line
    )
    dots = "".join(_dot(one, number, *each) for each in at)
    return (
        f'<svg class="y-c{number} y-{one.state}" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">'
        f"{strokes}</svg>{dots}"
    )


def _dot(one: Series, number: int, left: float, top: float, year: int, point: Figure) -> str:
    said = escape(f"{one.label} {year} 年：{point.item.said}")
    return (
        f'<span class="y-dot y-c{number} y-{one.state}" style="left:{left:.2f}%;top:{top:.2f}%" role="img"'
        f' title="{said}" aria-label="{said}"></span>'
    )


def _value(figure: Figure) -> Fraction:
    value = figure.item.value
    return -value if figure.source.fact.value < 0 else value


def _share(figure: Figure, longest: Fraction) -> str:
    return f"{float(abs(_value(figure)) / longest):.1%}"


def chosen(figures: Sequence[Figure], text: str | None) -> Kind | None:
    """The kind of that name, else the first that can be drawn, if any can."""
    found = kinds(figures)
    return next((kind for kind, said in found if said == text), found[0][0] if found else None)
