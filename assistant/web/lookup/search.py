"""Looking things up without asking: paragraphs found by words and meaning, by report; what there is to choose from."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal
from urllib.parse import urlencode

from assistant.answer import Assistant
from assistant.catalogue import Catalogue
from assistant.language.terms import Terms
from assistant.language.words import normalise
from assistant.model import Hit
from index.errors import QuestionError
from index.model import Card, Chunk, Region, Scope
from index.places.gazetteer import gazetteer
from index.text.sentences import sentences

UNSTATED = "-"  # the place, year or kind of a report of which it cannot be told
LONGEST = 200  # characters of the words to search for
HITS = 60  # paragraphs that a search reads
_DEEP = 300  # the same where what a paragraph is itself must pass a filter
_SHARE = 0.7  # of the best paragraph's weight of words that one needs to be shown for its words
_NEAR = 2.2  # standard deviations of a sentence's meaning above the others' that do without the words
_STEPS = 4  # in how many steps paragraphs are told apart by their words
_SENTENCE_SHARE = 0.6  # of the paragraph's best sentence that one needs to be marked too
_MEANING = 0.15  # of a standard deviation of meaning against the whole weight of the words

Sort = Literal["fit", "year", "place"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Facets:
    """What a search is limited to; "" and None are no limit, UNSTATED asks for reports that do not tell.

    `place` is a region's code and takes in all places within; `section` are words that all stand in the headings above
    a paragraph; `planned` asks for what is planned, or for what is done.
    """

    place: str = ""
    year: str = ""
    kind: str = ""
    planned: bool | None = None
    section: str = ""

    def passing(self, cards: Catalogue) -> list[Card]:
        """The reports of the place, year and kind asked for."""
        return [card for card in _of_place(cards, self.place) if self._passes(card)]

    def _passes(self, card: Card) -> bool:
        return (
            (not self.year or self.year in (map(str, card.years) if card.years else [UNSTATED]))
            and self.kind in ("", card.kind or UNSTATED)
            and (self.planned is None or card.kind != ("summary" if self.planned else "plan"))
        )

    def holds(self, chunk: Chunk) -> bool:
        """Whether a paragraph is planned or done as asked for and stands under the headings asked for."""
        if self.planned is not None and (chunk.period is None or chunk.period.planned != self.planned):
            return False
        above = normalise(" ".join(chunk.section))
        return all(word in above for word in normalise(self.section).split())


@dataclass(frozen=True, slots=True)
class FoundChunk:
    """A paragraph that was found; `marked` are its sentences that match, as offsets into its text.

    `coverage` is the weight, from 0 to 1, of the words looked for that stand in it or above it.
    """

    chunk: Chunk
    marked: tuple[Span, ...]
    coverage: float


@dataclass(frozen=True, slots=True)
class FoundReport:
    """A report with its paragraphs that were found, best first; none where only reports were listed."""

    card: Card
    chunks: tuple[FoundChunk, ...] = ()


def search(assistant: Assistant, words: str, facets: Facets = Facets(), sort: Sort = "fit") -> tuple[FoundReport, ...]:
    """The reports whose paragraphs speak of the words; without words, all reports that pass the facets.

    Raises QuestionError where the words are too long.
    """
    cards = assistant.catalogue()
    passing = facets.passing(cards)
    sought = words.strip() or facets.section.strip()
    if len(sought) > LONGEST:
        raise QuestionError(f"搜索词有 {len(sought)} 个字，超过上限 {LONGEST} 个字：请缩短后再搜。")
    if not passing:
        return ()
    if not any(map(str.isalnum, sought)):
        return _sorted(map(FoundReport, passing), "place" if sort == "fit" else sort)
    years = frozenset({int(facets.year)}) if facets.year.isdecimal() else None
    scope = cards.scope(frozenset(card.path for card in passing), years)
    found: dict[str, list[FoundChunk]] = {}
    for one in _found(assistant, sought, scope, facets):
        found.setdefault(one.chunk.report, []).append(one)
    return _sorted([FoundReport(cards.by_path[path], tuple(chunks)) for path, chunks in found.items()], sort)


def _found(assistant: Assistant, words: str, scope: Scope, facets: Facets) -> list[FoundChunk]:
    """The paragraphs that have the words or come near to their meaning, best first."""
    depth = _DEEP if facets.planned is not None or facets.section.strip() else HITS
    terms, hits = assistant.search(words, scope, depth, depth)
    held = [hit for hit in hits if facets.holds(hit.chunk)]
    covered = [terms.coverage(terms.credits(hit.chunk.indexed_text)) for hit in held]
    enough = _SHARE * max(covered, default=0.0)
    found = [
        FoundChunk(hit.chunk, _marked(terms, hit), coverage)
        for hit, coverage in zip(held, covered, strict=True)
        if 0 < enough <= coverage or max(hit.meaning, default=0.0) >= _NEAR
    ]
    # Whoever looks for words wants those that have all of them first; among near equals the search's own order stays.
    return sorted(found, key=lambda one: -round(_STEPS * one.coverage))[:HITS]


def _marked(terms: Terms, hit: Hit) -> tuple[Span, ...]:
    """The sentences of a paragraph that match best: by their words, and by meaning among equals."""
    spans = list(sentences(hit.chunk.text))
    fits = [
        terms.coverage(terms.credits(hit.chunk.text[start:end])) + _MEANING * max(0.0, near)
        for (start, end), near in zip(spans, hit.meaning, strict=True)
    ]
    least = _SENTENCE_SHARE * max(fits, default=0.0)
    return tuple(span for span, fit in zip(spans, fits, strict=True) if fit >= least > 0)


def _sorted(found: Iterable[FoundReport], sort: Sort) -> tuple[FoundReport, ...]:
    if sort == "fit":
        return tuple(found)
    by_place = sorted(found, key=lambda one: (one.card.region.code if one.card.region else "~", one.card.path))
    if sort == "place":
        return tuple(by_place)
    return tuple(sorted(by_place, key=lambda one: -max(one.card.years, default=0)))


def _of_place(cards: Catalogue, code: str) -> Sequence[Card]:
    """The reports of a place, as Facets name it."""
    if code in ("", UNSTATED):
        return cards.unplaced if code else cards
    place = _by_code().get(code)
    return cards.inside(place) if place else ()


@cache
def _by_code() -> Mapping[str, Region]:
    return {place.code: place for place in gazetteer().regions}


def places(cards: Catalogue) -> tuple[Region, ...]:
    """The places of the reports and all that these lie in, each behind the one that holds it."""
    codes = {place.code for place in cards.places}
    holding = {code[:digits].ljust(6, "0") for code in codes for digits in (2, 4)}
    return tuple(_by_code()[code] for code in sorted(codes | holding) if code in _by_code())


def years(cards: Catalogue) -> tuple[str, ...]:
    """The years that reports tell of, the latest first."""
    return tuple(map(str, reversed(cards.years)))


def counted(cards: Catalogue, place: str) -> Counter[str]:
    """How many reports are of a place, by year as Facets take it, "" for all of them."""
    told = _of_place(cards, place)
    counts = Counter(year for card in told for year in card.years or (UNSTATED,))
    return Counter({"": len(told), **{str(year): count for year, count in counts.items()}})


def href(report: str, paragraph: int) -> str:
    """The address of a paragraph in the reader, relative to the page's."""
    return "?" + urlencode({"report": report, "p": paragraph})


def paragraph_at(chunks: Sequence[Chunk], offset: int) -> int:
    """The ordinal of the paragraph at an offset of the report's text; the nearest one before where none is there."""
    return max((chunk.ordinal for chunk in chunks if chunk.start <= offset), default=0)
