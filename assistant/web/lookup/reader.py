"""The HTML of a report to read: its facts, its tree of sections, its text by paragraphs, the figures of a section.

Whatever comes from a report or a file name is data: it is escaped here and in `lookup_html`.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from assistant.web.lookup import search as lookup
from assistant.web.lookup.render import facts, link, marked, period
from index.export.wording import STATES, time_of
from index.model import Chunk, Fact, Period, Report, Section

_GLANCE = 40  # figures of a section with parts of its own; more are shown at the parts
Figure = tuple[int, Fact]
"""A figure, and the ordinal of its paragraph."""

_LEVELS = {1: "h4", 2: "h5"}


def reader(report: Report, chunks: Sequence[Chunk], paragraph: int | None, fact: int | None = None) -> str:
    """A report, whole: its facts, its tree of sections, its text by paragraphs; `paragraph` is the one to show.

    `fact` is where a figure starts that is to be marked in it.
    """
    starts = {section.start: (section, time) for section, time in _timed(report.sections, None)}
    at = "" if paragraph is None else f' data-at="{paragraph}"'
    at += "" if fact is None else f' data-figure="{fact}"'
    figures = [(chunk.ordinal, fact) for chunk in chunks for fact in chunk.facts]
    body = "".join(_paragraph(report, chunk, starts, figures) for chunk in chunks)
    head = report.text[: report.body_start].strip()
    above = f'<p class="y-text y-head">{escape(head)}</p>' if head else ""
    tail = report.text[report.body_end :].strip()
    below = f'<p class="y-text y-head">{escape(tail)}</p>' if tail else ""
    return (
        f'<article class="y-report" data-report="{escape(report.path)}"{at} tabindex="-1">'
        '<a class="y-close" href="?" data-report="" data-p="">关闭</a>'
        f"<header><h2><bdi>{escape(report.opening or report.path)}</bdi></h2>{facts(report)}</header>"
        f"{_tree(report, chunks)}"
        f'<div class="y-body">{above}{body}{below}</div></article>'
    )


def _tree(report: Report, chunks: Sequence[Chunk]) -> str:
    if not report.sections:
        return ""

    def branch(sections: Sequence[Section]) -> Iterator[str]:
        yield "<ul>"
        for section in sections:
            ordinal = lookup.paragraph_at(chunks, section.start)
            yield f"<li>{link(report.path, ordinal, f'<bdi>{escape(section.heading)}</bdi>', section.start)}"
            if section.children:
                yield from branch(section.children)
            yield "</li>"
        yield "</ul>"

    tree = "".join(branch(report.sections))
    return f'<details class="y-tree" open><summary>目录</summary><nav aria-label="目录">{tree}</nav></details>'


def _timed(sections: Sequence[Section], told: Period | None) -> Iterator[tuple[Section, Period | None]]:
    """Each section with its period where it is another than the one above it."""
    for section in sections:
        yield section, section.period if section.period != told else None
        yield from _timed(section.children, section.period)


def _paragraph(
    report: Report, chunk: Chunk, starts: Mapping[int, tuple[Section, Period | None]], figures: Sequence[Figure]
) -> str:
    """One paragraph, with the headings in it and the figures of the sections that begin in it."""
    inside = [starts[at] for at in range(chunk.start, chunk.end) if at in starts]
    spans = [(fact.start, fact.end) for fact in chunk.facts]
    pieces, at = [], chunk.start
    for section, time in inside:
        end = min(section.heading_end, chunk.end)
        name = _LEVELS.get(section.level, "h6")
        words = marked(report.text, (section.start, end), (), report.distrusted, spans)
        pieces += [
            _plain(report, at, section.start, spans),
            f'<{name} data-heading="{section.start}" tabindex="-1">{words}{period(time)}</{name}>',
            _figures(report, section, figures),
        ]
        at = end
    pieces.append(_plain(report, at, chunk.end, spans))
    here = link(report.path, chunk.ordinal, '<i aria-hidden="true">¶</i><span class="y-here">本段的链接</span>')
    return f'<section data-paragraph="{chunk.ordinal}" tabindex="-1">{here}{"".join(pieces)}</section>'


def _plain(report: Report, start: int, end: int, figures: Sequence[lookup.Span]) -> str:
    text = report.text[start:end]
    if not text.strip():
        return ""
    start += len(text) - len(text.lstrip())
    end -= len(text) - len(text.rstrip())
    return f'<p class="y-text">{marked(report.text, (start, end), (), report.distrusted, figures)}</p>'


def _figures(report: Report, section: Section, figures: Sequence[Figure]) -> str:
    """The figures of a section as a folded table; each leads to where it stands, and is marked there."""
    told = [(ordinal, fact) for ordinal, fact in figures if section.start <= fact.start < section.end]
    if not told or (section.children and len(told) > _GLANCE):
        return ""
    rows = "".join(
        f"<tr><td>{escape(_called(fact))}</td><td>{_figure(report, ordinal, fact)}</td><td>{_timed_as(fact)}</td></tr>"
        for ordinal, fact in told
    )
    return (
        f'<details class="y-amounts"><summary>本节数字 {len(told)}</summary><table><thead><tr>'
        '<th scope="col">指标</th><th scope="col">数</th><th scope="col">时间</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></details>"
    )


def _figure(report: Report, ordinal: int, fact: Fact) -> str:
    """A link to a figure, as it is written there."""
    address = escape(lookup.href(report.path, ordinal))
    return (
        f'<a href="{address}" data-report="{escape(report.path)}" data-p="{ordinal}" data-fact="{fact.start}">'
        f"{escape(report.text[fact.start : fact.end])}</a>"
    )


def _called(fact: Fact) -> str:
    return fact.thing + (f"（{fact.part}）" if fact.part and fact.part not in fact.thing else "")


def _timed_as(fact: Fact) -> str:
    """Its time, and its state where it is not reached."""
    return (time_of(fact.when) if fact.when else "") + ("" if fact.state == "reached" else STATES[fact.state])
