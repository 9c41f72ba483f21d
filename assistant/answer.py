"""Assistant.ask: question → Query → Hits → Evidence → Answer or Refusal."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, zip_longest
from pathlib import Path
from time import perf_counter

from assistant.choose import Found, Library, Outcome, choose
from assistant.evidence import wanted
from assistant.matching import terms_of
from assistant.model import Answer, Citation, Evidence, Hit, Passage, Query, Reason, Statement
from assistant.question import understand
from assistant.refuse import refusal_text
from assistant.retrieve import reports_of, retrieve
from assistant.settings import Settings
from assistant.verify import unsupported
from assistant.writers import Draft, ExtractiveWriter, Writer
from index.chunks import period_label
from index.embed import Embedder
from index.errors import QuestionError
from index.model import Card, Chunk, Region, Report, Scope
from index.regions import gazetteer
from index.store import Store

READ = 12  # chunks read for evidence


class Assistant:
    """Answers questions from one index. Safe to ask from several threads."""

    def __init__(self, store: Store, embedder: Embedder, writer: Writer | None = None) -> None:
        self.store = store
        self._embedder = embedder
        self._writer = writer or ExtractiveWriter()
        self._report = lru_cache(maxsize=256)(store.report)
        self._library = Library(self._report, lru_cache(maxsize=256)(self._chunks))

    def catalogue(self) -> tuple[Card, ...]:
        """The loaded reports."""
        return self.store.catalogue()

    def examples(self, count: int = 4) -> tuple[str, ...]:
        """Questions about what the loaded reports say: a section each, of as many reports as there are."""
        questions = []
        for card in self.catalogue():
            place = card.region.short if card.region else None
            topics = [topic for chunk in self._library.chunks(card.path) if (topic := _topic(chunk.section))]
            if place and topics:
                questions.append(f"{place}{topics[len(topics) // 2]}做了哪些工作？")
        return tuple(questions[:count])

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        region: str | None = None,
        year: int | None = None,
        top_k: int = 10,
    ) -> Answer:
        """Answers from the reports, or refuses and says why.

        `history` holds the earlier questions of the chat, oldest first; `region` and `year` stand in for those of the
        question. Raises QuestionError for a question that cannot be asked and for an unknown `region`.
        """
        clock = _Clock()
        cards = self.store.catalogue()
        query = self._understand(question, history, region, year, cards)
        clock.stage("understand")
        found, reason = self._retrieve(query, cards, max(top_k, READ))
        clock.stage("retrieve")
        outcome = self._choose(query, found, reason)
        citations = tuple(
            self._cite(number, evidence)
            for number, evidence in enumerate(chain.from_iterable(group.evidence for group in outcome.groups), 1)
        )
        draft = self._draft(query, outcome, cards)
        clock.stage("write")
        _check(draft, citations)
        clock.stage("verify")
        return Answer(
            question=question,
            standalone_question=query.standalone,
            answer=draft.answer,
            refused=outcome.reason is not None,
            reason=outcome.reason,
            regions=tuple(place.name for place in query.regions),
            periods=_periods(query),
            statements=draft.statements,
            citations=citations,
            passages=_passages(found, top_k),
            timings_ms=clock.timings(),
        )

    def _chunks(self, path: str) -> tuple[Chunk, ...]:
        return tuple(chunk for _, chunk in self.store.report_chunks(path))

    def _understand(
        self, question: str, history: Sequence[str], region: str | None, year: int | None, cards: Sequence[Card]
    ) -> Query:
        covered = {card.region for card in cards if card.region}
        query = understand(question, history, gazetteer(), covered)
        if region is not None:
            regions = gazetteer().named(region)
            if not regions:
                raise QuestionError(f"不认识的地名：{region}。请写省、市、县（区）的名称。")
            known = tuple(place for place in regions if reports_of(place, cards))
            query = replace(query, regions=(known or regions)[:1], every_region=False)
        return query if year is None else replace(query, years=(year,))

    def _retrieve(self, query: Query, cards: Sequence[Card], count: int) -> tuple[list[Found], Reason | None]:
        """Hits for each place asked for, or for each place that the best hits come from."""
        places: list[tuple[Region, frozenset[str]]] = [
            (place, frozenset(card.path for card in reports_of(place, cards))) for place in query.regions
        ]
        if places and not any(paths for _, paths in places):
            return [], "region_not_covered"
        years = frozenset(query.years) or None
        vector = self._embedder.embed_query(query.standalone)
        if not places:
            hits = retrieve(self.store, query, vector, Scope(None, years), count * 2)
            return self._by_place(hits, cards), None if hits else "period_not_covered" if years else "not_found"
        found = [
            Found(place.name, retrieve(self.store, query, vector, Scope(paths, years), count) if paths else ())
            for place, paths in places
        ]
        if any(place.hits for place in found):
            return found, None
        return found, "period_not_covered" if years else "not_found"

    def _by_place(self, hits: Sequence[Hit], cards: Sequence[Card]) -> list[Found]:
        names = {card.path: card.region.name if card.region else card.title or card.path for card in cards}
        places: dict[str, list[Hit]] = {}
        for hit in hits:
            places.setdefault(names[hit.chunk.report], []).append(hit)
        return [Found(name, tuple(place)) for name, place in places.items()]

    def _choose(self, query: Query, found: Sequence[Found], reason: Reason | None) -> Outcome:
        if reason:
            return Outcome((), reason, None)
        terms = terms_of(query, self.store.frequency, self.store.size)
        return choose(wanted(query, terms), found, self._library)

    def _draft(self, query: Query, outcome: Outcome, cards: Sequence[Card]) -> Draft:
        if outcome.reason:
            return Draft(refusal_text(query, outcome.reason, cards), ())
        return self._writer.write(query, outcome.groups)

    def _cite(self, number: int, evidence: Evidence) -> Citation:
        chunk = evidence.hit.chunk
        report: Report = self._report(chunk.report)
        return Citation(
            number=number,
            report=chunk.report,
            title=report.title,
            region=report.region.name if report.region else None,
            year=chunk.period.year if chunk.period and chunk.period.year else report.year,
            section=chunk.section,
            paragraph=chunk.text,
            quote=evidence.quote,
            start=evidence.start,
            end=evidence.end,
        )


def open_assistant(index: Path) -> Assistant:
    """An Assistant over the index in a folder. Raises StoreError and ModelError with what to do."""
    from index.embed import load_embedder  # noqa: PLC0415  (both are heavy, and only needed here)
    from index.store import LocalStore  # noqa: PLC0415

    settings = Settings.from_environment()
    store = LocalStore.open(index)
    return Assistant(store, load_embedder(settings.model))


def _check(draft: Draft, citations: Sequence[Citation]) -> None:
    """Extractive statements are verbatim; a writer whose figures do not stand in its citations is a defect."""
    for statement in draft.statements:
        spans = tuple(citations[number - 1].quote for number in statement.citations)
        assert not unsupported(statement.text, spans), statement


def _periods(query: Query) -> tuple[str, ...]:
    half = {1: "上半年", 2: "下半年", None: ""}[query.half]
    plan = "计划" if query.planned else ""
    if not query.years:
        return (half + plan,) if half + plan else ()
    return tuple(f"{year}年{half}{plan}" for year in query.years)


def _passages(found: Sequence[Found], count: int) -> tuple[Passage, ...]:
    """The hits of all places by turns, so that each place has its best ones among the first."""
    turns = zip_longest(*(place.hits for place in found))
    hits = [hit for turn in turns for hit in turn if hit is not None]
    if len(found) > 1:
        hits = hits[:count]
    return tuple(
        Passage(hit.chunk.report, hit.chunk.section, hit.chunk.text, hit.score, hit.chunk.start, hit.chunk.end)
        for hit in hits[:count]
    )


class _Clock:
    """Milliseconds of each stage since the one before."""

    def __init__(self) -> None:
        self._start = self._last = perf_counter()
        self._stages: dict[str, float] = {}

    def stage(self, name: str) -> None:
        now = perf_counter()
        self._stages[name] = round((now - self._last) * 1000, 3)
        self._last = now

    def timings(self) -> dict[str, float]:
        return {**self._stages, "total": round((self._last - self._start) * 1000, 3)}


def _topic(headings: Sequence[str]) -> str | None:
    """The words of the innermost heading of the first two levels, without its number, where they are short enough."""
    for heading in reversed(headings[:2]):
        words = re.sub(r"^[（(]?[一二三四五六七八九十\d]+[)）]?[、.．是]?", "", heading)
        words = re.split(r"[，,：:]", words)[0]
        if 4 <= len(words) <= 14:
            return words
    return None
