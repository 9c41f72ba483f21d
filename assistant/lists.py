"""Whole lists: the headings under a heading, or the sentences under a topic sentence, each with its own span."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.evidence import heads_others
from assistant.matching import Terms
from assistant.model import Evidence, Hit, Query
from index.markers import chinese_number, item_markers
from index.model import Chunk, Period, Report, Section
from index.sentences import sentences

ENOUGH = 0.6  # coverage of the words asked about by a heading (with its own text) whose children are then the list
LONGEST_LIST = 400  # characters of all items together
_SHORTEST_ITEM = 12  # characters that an item takes at least: so many items are shown at most
_HEADED = 0.3  # coverage of the words asked about by a short sentence, from which those under it are the list
_COUNT = re.compile(r"(?P<n>[一二两三四五六七八九十]{1,2}|\d{1,2})(?:大|项|个|条|类|种|方面|张|本)")
_NUMBER_BONUS = 0.25  # for a section with as many children as the question names


def section_list(
    query: Query,
    terms: Terms,
    hits: Sequence[Hit],
    report_of: Callable[[str], Report],
    chunks_of: Callable[[str], Sequence[Chunk]],
) -> tuple[Evidence, ...]:
    """The headings under the section that the question names, where there is such a section; else ()."""
    wanted = _count(query.topic)
    best: tuple[float, Hit, Section] | None = None
    for rank, path in enumerate(dict.fromkeys(hit.chunk.report for hit in hits)):
        report = report_of(path)
        hit = next(hit for hit in hits if hit.chunk.report == path)
        for section, credits in _headed(report, terms):
            if not of_the_time(query, section.period):
                continue
            coverage = terms.coverage(credits)
            score = coverage + (_NUMBER_BONUS if wanted == len(section.children) else 0.0) - 0.02 * rank
            if coverage >= ENOUGH and (best is None or score > best[0]):
                best = score, hit, section
    if best is None or (wanted and wanted != len(best[2].children)):
        return ()
    score, hit, section = best
    return tuple(_items(section, report_of(hit.chunk.report).text, hit, chunks_of(hit.chunk.report), score))


def of_the_time(query: Query, period: Period | None) -> bool:
    """Whether a section may answer: of a year asked for, and planned only where no result is asked for, or done."""
    if period is None:
        return True
    other_kind = query.planned is not None and query.planned != period.planned
    return not other_kind and (not query.years or period.year in query.years)


def _count(topic: str) -> int | None:
    """How many things the question says there are (六大行动 → 6)."""
    match = _COUNT.search(topic)
    if not match:
        return None
    return chinese_number(match["n"].replace("两", "二"))


def _headed(report: Report, terms: Terms) -> Iterator[tuple[Section, Mapping[str, float]]]:
    """Sections with two or more headed children, with the words that their heading and introduction hold."""

    def below(sections: Sequence[Section], above: Mapping[str, float]) -> Iterator[tuple[Section, Mapping[str, float]]]:
        for section in sections:
            if len(section.children) < 2:
                continue
            own = dict(above)
            for word, credit in terms.credits(_announcement(report.text, section)).items():
                own[word] = max(own.get(word, 0.0), credit)
            yield section, own
            heading = {word: 0.6 * credit for word, credit in terms.credits(section.heading).items()}
            yield from below(section.children, {**above, **heading})

    yield from below(report.sections, {})


def _announcement(text: str, section: Section) -> str:
    """The heading, and the last sentence before the first child: what says that a list follows, and of what."""
    opening = list(sentences(text, section.heading_end, section.children[0].start))[-1:]
    return text[section.start : section.heading_end] + "".join(text[start:end] for start, end in opening)


def _items(section: Section, text: str, hit: Hit, chunks: Sequence[Chunk], score: float) -> Iterator[Evidence]:
    """Each child's first sentence where all of them together stay short enough, else its heading."""
    budget = LONGEST_LIST // len(section.children)
    for child in section.children[: LONGEST_LIST // _SHORTEST_ITEM]:
        end = next((end for _, end in sentences(text, child.start, child.end)), child.heading_end)
        if end - child.start > budget:
            end = max(child.heading_end, child.start + 1)
        while end > child.start + 1 and (text[end - 1].isspace() or text[end - 1] in "。：:；;，,"):
            end -= 1
        chunk = next(chunk for chunk in chunks if chunk.start <= child.start < chunk.end)
        end = min(end, chunk.end)
        yield Evidence(Hit(chunk, hit.score, ()), child.start, end, text[child.start : end], score, 1.0, 0.0)


def sentence_run(best: Evidence, longest: int) -> tuple[Evidence, ...]:
    """The sentence of a span and those after it in its paragraph, up to `longest` characters."""
    chunk = best.hit.chunk
    following = [span for span in sentences(chunk.text) if chunk.start + span[1] > best.start]
    return _run(best, following, longest)


def topic_run(best: Evidence, terms: Terms, longest: int) -> tuple[Evidence, ...]:
    """All sentences under the short sentence that heads a span's, where it speaks of what is asked; else the run."""
    chunk = best.hit.chunk
    spans = list(sentences(chunk.text))
    heads = [number for number, span in enumerate(spans) if heads_others(chunk.text, *span)]
    here = next(number for number, span in enumerate(spans) if chunk.start + span[1] > best.start)
    head = max((number for number in heads if number <= here), default=None)
    if head is None or terms.coverage(terms.credits(chunk.text[slice(*spans[head])])) < _HEADED:
        return sentence_run(best, longest)
    items = {marker.start for marker in item_markers(chunk.text, 0, len(chunk.text))}
    others = (
        number
        for number in heads
        if head + 1 < number < len(spans) - 1 and number + 1 not in heads and spans[number][0] not in items
    )
    return _run(best, spans[head + 1 : next(others, len(spans))] or spans[head:], longest)


def _run(best: Evidence, spans: Sequence[tuple[int, int]], longest: int) -> tuple[Evidence, ...]:
    chunk = best.hit.chunk
    run: list[Evidence] = []
    length = 0
    for start, end in spans:
        length += end - start
        if run and length > longest:
            break
        quote = chunk.text[start:end].rstrip("；;")
        span = chunk.start + start
        if quote:
            run.append(replace(best, start=span, end=span + len(quote), quote=quote))
    return tuple(run)


def whole_sentence(span: Evidence, longest: int) -> Evidence:
    """The whole sentence of a span where it is at most `longest` characters long, else the span."""
    chunk = span.hit.chunk
    for start, end in sentences(chunk.text):
        if chunk.start + start <= span.start and span.end <= chunk.start + end and end - start <= longest:
            quote = chunk.text[start:end].rstrip("；;") or span.quote
            first = chunk.start + start
            return replace(span, start=first, end=first + len(quote), quote=quote)
    return span
