"""Whole lists: the headings under a heading, or the sentences under a topic sentence, each with its own span."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from assistant.evidence.wanted import Wanted
from assistant.language.figures import figures
from assistant.language.terms import Terms
from assistant.language.words import counted_names
from assistant.model import Evidence, Hit, Library, Query
from assistant.question.intent import counted
from index.model import Chunk, Period, Report, Section
from index.text.markers import item_markers, line_marker
from index.text.sentences import clauses, sentences

ENOUGH = 0.6  # coverage of the words asked about by a heading (with its own text) whose children are then the list
LONGEST_LIST = 400  # characters of all items together
LONGEST_ITEM = 280  # characters of one item that is asked for by itself
_SHORTEST_ITEM = 12  # characters that an item takes at least: so many items are shown at most
_HEADED = 0.3  # coverage of the words asked about by a short sentence, from which those under it are the list
_NARROWER = 0.6  # a later head that says this share of what another says is the narrower one
_HEADS_LOOKED_AT = 4  # short sentences above a span, the last of which may be items themselves
_TOPIC_SENTENCE = 16  # characters; a shorter sentence without a figure heads those after it
_NUMBER_BONUS = 0.25  # for a section with as many children as the question names


def section_list(want: Wanted, hits: Sequence[Hit], library: Library) -> tuple[Evidence, ...]:
    """The headings under the section that the question names, where there is such a section; else ()."""
    listed = _listed(want, hits, library)
    if listed is None:
        return ()
    score, hit, section = listed
    path = hit.chunk.report
    return tuple(_items(section, library.report(path).text, hit, library.chunks(path), score))


def section_item(want: Wanted, hits: Sequence[Hit], library: Library) -> tuple[Evidence, ...]:
    """What stands under the one heading that the question counts to (第二个行动), from its beginning; else ()."""
    listed = _listed(want, hits, library)
    number = want.query.ordinal or 0
    if listed is None or not 0 < abs(number) <= len(listed[2].children):
        return ()
    score, hit, section = listed
    item = section.children[number - 1 if number > 0 else number]
    told: list[Evidence] = []
    for chunk in library.chunks(hit.chunk.report):
        start, last = max(item.start, chunk.start), min(item.end, chunk.end)
        ends = [chunk.start + end for _, end in sentences(chunk.text, start - chunk.start, last - chunk.start)]
        end = max(
            (end for end in ends if end - item.start <= LONGEST_ITEM or (not told and end == ends[0])), default=start
        )
        quote = chunk.text[start - chunk.start : end - chunk.start]
        if quote.strip():
            told.append(Evidence(Hit(chunk, hit.score), start, end, quote, score, 1.0))
    return tuple(told)


def _listed(want: Wanted, hits: Sequence[Hit], library: Library) -> tuple[float, Hit, Section] | None:
    """The section whose heading, with its introduction, says best what is asked, and says enough of it; its score."""
    wanted = counted(f"{want.query.topic} {want.query.background if want.query.ordinal else ''}")
    best: tuple[float, Hit, Section] | None = None
    for rank, path in enumerate(dict.fromkeys(hit.chunk.report for hit in hits)):
        hit = next(hit for hit in hits if hit.chunk.report == path)
        for section, credits in _headed(library.report(path), want.terms):
            if not of_the_time(want.query, section.period):
                continue
            coverage = want.terms.coverage(credits)
            score = coverage + (_NUMBER_BONUS if wanted == len(section.children) else 0.0) - 0.02 * rank
            if coverage >= ENOUGH and (best is None or score > best[0]):
                best = score, hit, section
    return best if best and wanted in (None, len(best[2].children)) else None


def of_the_time(query: Query, period: Period | None) -> bool:
    """Whether a section may answer: of a year asked for, and planned only where no result is asked for, or done."""
    if period is None:
        return True
    other_kind = query.planned is not None and query.planned != period.planned
    return not other_kind and (not query.years or period.year in query.years)


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
    """Each child's first sentence, of the longest as many clauses as leave room for all of them."""
    children = section.children[: LONGEST_LIST // _SHORTEST_ITEM]
    firsts = [next(sentences(text, child.start, child.end), (0, child.heading_end))[1] for child in children]
    budget = _fair_share([end - child.start for child, end in zip(children, firsts, strict=True)])
    for child, first in zip(children, firsts, strict=True):
        chunk = next(chunk for chunk in chunks if chunk.start <= child.start < chunk.end)
        ends = [right for _, right in clauses(text, child.start, first) if right - child.start <= budget]
        end = min(max([*ends, min(child.heading_end, first), child.start + 1]), chunk.end)
        while end > child.start + 1 and (text[end - 1].isspace() or text[end - 1] in "。：:；;，,"):
            end -= 1
        yield Evidence(Hit(chunk, hit.score), child.start, end, text[child.start : end], score, 1.0)


def _fair_share(lengths: Sequence[int]) -> int:
    """The greatest length that items may have so that, each cut to it, all together keep to LONGEST_LIST."""
    room = LONGEST_LIST
    for left, length in zip(range(len(lengths), 0, -1), sorted(lengths), strict=True):
        if length * left > room:
            return room // left
        room -= length
    return max(lengths)


def topic_run(best: Evidence, terms: Terms, longest: int) -> tuple[Evidence, ...]:
    """All sentences under a short one that heads a span, or stands in it, and speaks of what is asked; else ()."""
    chunk = best.hit.chunk
    spans = list(sentences(chunk.text))
    heads = [number for number, span in enumerate(spans) if heads_others(chunk.text, *span)]
    here = next(number for number, span in enumerate(spans) if chunk.start + span[1] > best.start)
    items = {marker.start for marker in item_markers(chunk.text, 0, len(chunk.text))}
    within = [n for n in heads if n > here and chunk.start + spans[n][0] < best.end and spans[n][0] not in items]
    near = [number for number in heads if number <= here][-_HEADS_LOOKED_AT:] + within
    said = {number: terms.coverage(terms.credits(chunk.text[slice(*spans[number])])) for number in near}
    most = max(said.values(), default=0.0)
    if most < _HEADED:
        return ()
    head = max(number for number in near if said[number] >= _NARROWER * most)
    others = (
        number
        for number in heads
        if head + 1 < number < len(spans) - 1 and number + 1 not in heads and spans[number][0] not in items
    )
    return _run(best, spans[head + 1 : next(others, len(spans))] or spans[head:], longest)


@lru_cache(maxsize=16384)
def heads_others(text: str, start: int, end: int) -> bool:
    """Whether a sentence is a heading, or short and without a figure, so that those after it tell of it.

    A figure may say how many of them there are (办好20件民生实事).
    """
    words = text[start:end]
    if end - start > 2 * _TOPIC_SENTENCE or (
        any(figure.unit for figure in figures(words)) and not counted_names(words)
    ):
        return False
    marked = line_marker(text, start, end) or item_markers(text, start, end)
    return bool(marked) or (end - start <= _TOPIC_SENTENCE and text[end - 1] == "。")


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
