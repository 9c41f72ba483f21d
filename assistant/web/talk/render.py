"""The page's HTML: a question, an answer, an error, the cited paragraphs and what is loaded.

Pure functions from the nouns of the assistant to HTML. Whatever comes from a report, a file name or a user is data: it
is escaped here and nowhere else. Of the Markdown in an answer only `**bold**`, tables, lists and `[1]` mean something
(`_markdown` below); links, images, code, HTML and everything else stay as they were written.

The answers of a chat are numbered from 1; the id of a cited paragraph is `y<answer>-<citation>`, to which a mark links.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import chain, pairwise
from typing import Any
from urllib.parse import quote_plus

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from assistant.catalogue import Catalogue
from assistant.model import Answer, Citation, Reason
from assistant.web.talk.chart import Bar
from assistant.web.talk.source import Source
from index.model import Card
from index.text.scanned import RECOGNISED

_REFUSALS: Mapping[Reason, str] = {
    "region_not_covered": "没有这个地区的报告",
    "period_not_covered": "没有这一时段的报告",
    "not_found": "报告里没有查到",
    "premise_mismatch": "问题与报告所载不符",
    "off_topic": "不在报告范围之内",
}
_LISTED = 100  # places with reports that are named
_BASIS = "图按表中粗体数字画；各地统计口径可能不同，以原文为准。"


def question(text: str) -> str:
    """The user's words, as one block of HTML on one line."""
    return f'<div class="y-said">{_lines(text)}</div>'


def answer(reply: Answer, turn: int, chart: Sequence[Bar] = ()) -> str:
    """The `turn`-th answer of a chat (from 1): its text with linked marks and its chart, or a refusal with its reason.

    No line of it is blank, so a Markdown renderer takes it as one block of HTML and reads nothing inside.
    """
    marks = {"turn": turn, "numbers": frozenset(cited.number for cited in reply.citations)}
    body = _markdown.render(reply.answer, marks)
    if reply.refused:
        reason = _REFUSALS.get(reply.reason, "无法回答") if reply.reason else "无法回答"
        return f'<div class="y-answer y-refusal"><p class="y-reason">{reason}</p>\n{body}</div>'
    understood = ""
    if reply.standalone_question != reply.question:
        understood = f'<p class="y-understood">理解为：{_lines(reply.standalone_question)}</p>\n'
    written = f'\n<p class="y-written">{escape(reply.writing.told)}</p>' if reply.writing and reply.whole else ""
    return f'<div class="y-answer">{understood}{body}{_chart(chart)}{written}</div>'


def _chart(bars: Sequence[Bar]) -> str:
    rows = "".join(
        f"<li><span>{escape(bar.label)}</span>"
        f'<span class="y-track"><span class="y-bar" style="width:{bar.share:.1%}"></span></span>'
        f"<span>{escape(bar.figure)}</span></li>"
        for bar in bars
    )
    return f'<ul class="y-bars">{rows}</ul><p class="y-basis">{_BASIS}</p>' if rows else ""


def waiting(*, begun: bool = False) -> str:
    """What stands for an answer that is under way, or for the rest of one that has begun."""
    return f'<div class="y-answer y-waiting">{"正在写" if begun else "正在查找"}……</div>'


def error(message: str) -> str:
    """What went wrong and what to do about it, in a user's words."""
    return f'<div class="y-answer y-error" role="alert">{_lines(message)}</div>'


def evidence(
    replies: Sequence[Answer], cards: Catalogue, source: Callable[[Citation], Source | None] = lambda _: None
) -> str:
    """The paragraphs that the answers of a chat cite: the latest open, the earlier ones folded below it.

    Each leads to its `source` where that is known. Where the latest cites nothing, what the reports cover stands in
    its place.
    """
    if not replies:
        return _empty("提问之后，回答所依据的段落列在这里，引文以底色标出。")
    latest, *earlier = [(turn, reply) for turn, reply in enumerate(replies, 1)][::-1]
    if latest[1].citations:
        parts = [_paragraphs(*latest, source)]
    else:
        told = "已载入的报告：" if cards else "还没有载入报告。"
        parts = [_empty(f"这次没有可以引用的段落。{told}") + _places(cards)]
    for turn, reply in earlier:
        if reply.citations:
            title = f"前面的依据 · {escape(reply.question)}"
            told = _paragraphs(turn, reply, source)
            parts.append(f'<details class="y-earlier"><summary>{title}</summary>{told}</details>')
    return "".join(parts)


def header(cards: Catalogue) -> str:
    """The top of the page: the name, what it promises and what is loaded."""
    return f"<h1>有据</h1><p>言必有据：只依据已载入的报告回答，每句话都注明出处。</p>{_coverage(cards)}"


def _coverage(cards: Catalogue) -> str:
    """One line that says how many reports, places and which years are loaded; opened, it lists them."""
    if not cards:
        return '<p class="y-coverage">还没有载入报告。</p>'
    years = cards.years
    counts = [f"{len(cards)} 份报告"]
    if cards.places:
        counts.append(f"{len(cards.places)} 个地区")
    if years:
        counts.append(f"{years[0]} 年" if len(years) == 1 else f"{years[0]}—{years[-1]} 年")
    return (
        f'<details class="y-coverage"><summary>已载入 {" · ".join(counts)}<span>查看清单</span></summary>'
        f"{_places(cards)}</details>"
    )


def _places(cards: Catalogue) -> str:
    """The loaded reports by place, in the gazetteer's order, each with its years; those without a place come last."""
    places = sorted(cards.places, key=lambda place: place.code)
    rows = [_told("".join(place.path[1:] or place.path), cards.at(place)) for place in places[:_LISTED]]
    if len(places) > _LISTED:
        rows.append(f"<li>还有 {len(places) - _LISTED} 个地区，可在“查阅”里按地区查看</li>")
    if cards.unplaced:
        rows.append(_told("地区未注明", cards.unplaced))
    return f'<ul class="y-places">{"".join(rows)}</ul>'


def _told(name: str, cards: Sequence[Card]) -> str:
    """One place's reports: their years and how many there are."""
    years = sorted({year for card in cards for year in card.years})
    told = "、".join(map(str, years)) + " 年" if years else "年份未注明"
    return f"<li><b>{escape(name)}</b> {told}，{len(cards)} 份</li>"


def _paragraphs(turn: int, reply: Answer, source: Callable[[Citation], Source | None]) -> str:
    """The cited paragraphs of one answer in the order of their first citation, each once."""
    shared: dict[tuple[str, tuple[str, ...], str], list[Citation]] = defaultdict(list)
    for cited in reply.citations:
        shared[cited.report, cited.section, cited.paragraph].append(cited)
    return "".join(_cited(turn, citations, source(citations[0])) for citations in shared.values())


def _cited(turn: int, citations: Sequence[Citation], found: Source | None) -> str:
    """One paragraph, whole, under where it stands, with all that is cited from it."""
    cited = citations[0]
    numbers = "".join(f'<b class="y-number" id="y{turn}-{each.number}">{each.number}</b>' for each in citations)
    known = (cited.region, f"{cited.year} 年" if cited.year else None)
    where = "".join(f"<span>{escape(fact)}</span>" for fact in known if fact)
    file = f'<p class="y-file"><bdi>{escape(cited.report)}</bdi></p>' if cited.title else ""
    if any(each.scanned for each in citations):
        file += f'<p class="y-scanned">{RECOGNISED}</p>'
    path = "".join(f"<li>{escape(heading)}</li>" for heading in cited.section)
    section = f'<ol class="y-path" aria-label="章节">{path}</ol>' if path else ""
    kind = "y-cited y-shared" if len(citations) > 1 else "y-cited"
    return (
        f'<article class="{kind}" tabindex="-1"><header><div class="y-numbers">{numbers}</div>'
        f'<div><p class="y-where">{where}</p><h3><bdi>{escape(cited.title or cited.report)}</bdi></h3>{file}</div>'
        f"</header>{section}{paragraph(cited.paragraph, {each.number: each.quote for each in citations})}"
        f"{_source(cited, found) if found else ''}</article>"
    )


def _source(cited: Citation, found: Source) -> str:
    """The whole section behind a click, its quote marked, and the way to the paragraph in the reader."""
    before, quote, after = found.text[: found.start], found.text[found.start : found.end], found.text[found.end :]
    text = f"{escape(before)}<mark>{escape(quote)}</mark>{escape(after)}"
    told = "查看整节" if found.whole else "查看前后文"
    address = escape(f"?report={quote_plus(cited.report)}&p={found.ordinal}")
    name = escape(f"在新窗口查阅第 {cited.number} 条引文所在的报告")
    return (
        f'<details class="y-whole"><summary>{told}</summary>'
        f'<blockquote class="y-text" tabindex="0">{text}</blockquote></details>'
        f'<a class="y-to-reader" href="{address}" target="_blank" rel="noopener" title="{name}">在报告中查阅</a>'
    )


def paragraph(text: str, quotes: Mapping[int, str]) -> str:
    """The whole paragraph with its quotes, by citation number, marked in it; they may overlap.

    Stripped of tags and unescaped it is `text` again, without the space around it. A mark's `data-from` names the
    citations that begin there.
    """
    text = text.strip()
    words = {number: quote.strip() for number, quote in quotes.items()}
    spans = {number: (text.find(quote), text.find(quote) + len(quote)) for number, quote in words.items()}
    spans = {number: (start, end) for number, (start, end) in spans.items() if 0 <= start < end}
    cuts = sorted({0, len(text), *chain.from_iterable(spans.values())})
    pieces = []
    for at, to in pairwise(cuts):
        piece = escape(text[at:to])
        if any(start <= at and to <= end for start, end in spans.values()):
            begun = " ".join(str(number) for number, (start, _) in spans.items() if start == at)
            piece = f'<mark data-from="{begun}">{piece}</mark>' if begun else f"<mark>{piece}</mark>"
        pieces.append(piece)
    return f'<blockquote class="y-text">{"".join(pieces)}</blockquote>'


def _empty(text: str) -> str:
    return f'<p class="y-empty">{text}</p>'


def _lines(text: str) -> str:
    """Escaped, with its line breaks."""
    return "<br>".join(escape(text).splitlines())


def _text(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """Text, escaped, then `**bold**`, and each mark `[n]` of a citation of this answer as a link to its paragraph.

    Markdown's own rule for bold wants a space or punctuation outside quotation marks, which Chinese does not write.
    """

    def link(mark: re.Match[str]) -> str:
        number = int(mark[1])
        if number not in env["numbers"]:
            return mark[0]
        return f'<a class="y-mark" href="#y{env["turn"]}-{number}">[{number}]</a>'

    text = re.sub(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", r"<strong>\1</strong>", escape(tokens[at].content))
    return re.sub(r"\[([0-9]{1,4})\]", link, text)


def _answer_markdown() -> MarkdownIt:
    """Markdown with every rule off but tables, lists and line breaks; HTML in it is text."""
    markdown = MarkdownIt("zero", {"html": False, "breaks": True}).enable(["table", "list", "newline"])
    markdown.add_render_rule("text", _text)
    return markdown


_markdown = _answer_markdown()
