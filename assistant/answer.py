"""Assistant.ask: question → Query → Hits → Evidence → Answer or Refusal."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, zip_longest
from pathlib import Path
from time import perf_counter

from assistant.choose import Outcome, choose
from assistant.examples import examples
from assistant.matching import Terms, terms_of
from assistant.model import Answer, Citation, Evidence, Found, Hit, Library, Passage, Query, Reason
from assistant.places import naming, reports_of
from assistant.question import understand
from assistant.refuse import misplaced, refusal_text
from assistant.retrieve import CrossEncoderReranker, Reranker, Retriever
from assistant.settings import Settings
from assistant.verify import unsupported
from assistant.wanted import Wanted, wanted
from assistant.writers import Draft, ExtractiveWriter, Writer
from index.embed import Embedder
from index.errors import QuestionError, YoujuError
from index.model import Card, Chunk, Scope
from index.regions import gazetteer
from index.store import Store

DOUBTFUL = 0.6  # confidence below which an answer stands only if no other place's report has the very thing
READ = 12  # chunks of each place that are read for evidence
_CACHED = 256  # reports kept in memory


class Assistant:
    """Answers questions from one index. Safe to ask from several threads."""

    def __init__(
        self, store: Store, embedder: Embedder, writer: Writer | None = None, reranker: Reranker | None = None
    ) -> None:
        self.store = store
        self._cards = store.catalogue()
        self.embedder = embedder
        self._retriever = Retriever(store, embedder, reranker)
        self._writer = writer or ExtractiveWriter()
        self.library = Library(lru_cache(maxsize=_CACHED)(store.report), lru_cache(maxsize=_CACHED)(self._chunks_of))

    def catalogue(self) -> tuple[Card, ...]:
        """The loaded reports."""
        return self._cards

    def examples(self, count: int = 4) -> tuple[str, ...]:
        """Questions that the loaded reports answer."""
        return examples(self._cards, self.library.chunks, lambda question: not self.ask(question).refused, count)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        region: str | None = None,
        year: int | None = None,
        either: bool = False,
        top_k: int = 10,
    ) -> Answer:
        """Answers from the reports, or refuses and says why.

        `history` holds the earlier questions of the chat, oldest first; `region` (its name, or the code of a loaded
        place) and `year` stand in for those of the question; with `either` what is done and what is planned will do,
        whatever it asks. Raises QuestionError for a question that cannot be asked and for an unknown `region`.
        """
        clock = _Clock()
        query = self._understand(question, history, region, year)
        if either:
            query = replace(query, planned=None)
        clock.stage("understand")
        found, reason = self._retriever.find(query, self._cards, max(top_k, READ))
        clock.stage("retrieve")
        outcome = self._choose(query, found, reason)
        spans = chain.from_iterable(group.evidence for group in outcome.groups)
        citations = tuple(self._cite(number, span) for number, span in enumerate(spans, 1))
        draft = self._draft(query, outcome, citations)
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

    def search(self, words: str, scope: Scope, count: int, depth: int) -> tuple[Terms, tuple[Hit, ...]]:
        """The words to look for with their weights, and up to `count` chunks in scope that speak of them, best first.

        Nothing is answered. Words and meaning give `depth` chunks each. Raises QuestionError as `ask` does.
        """
        query = self._understand(words, (), None, None)
        terms = terms_of(query, self.store.frequency, self.store.size)
        return terms, self._retriever.search(query, scope, count, depth)

    def read(self, question: str, history: Sequence[str] = ()) -> tuple[Wanted, list[Found]]:
        """What a question was understood to want, and what was found for it."""
        query = self._understand(question, history, None, None)
        found, _ = self._retriever.find(query, self._cards, READ)
        return self._want(query), found

    def _want(self, query: Query) -> Wanted:
        return wanted(query, terms_of(query, self.store.frequency, self.store.size))

    def _chunks_of(self, path: str) -> tuple[Chunk, ...]:
        return tuple(chunk for _, chunk in self.store.report_chunks(path))

    def _understand(self, question: str, history: Sequence[str], region: str | None, year: int | None) -> Query:
        covered = {card.region for card in self._cards if card.region}
        query = understand(question, history, gazetteer(), covered)
        if region is not None:
            regions = tuple(place for place in covered if place.code == region) or gazetteer().named(region)
            if not regions:
                raise QuestionError(f"不认识的地名：{region}。请写省、市、县（区）的名称。")
            known = tuple(place for place in regions if reports_of(place, self._cards))
            query = replace(query, regions=(known or regions)[:1], every_region=False)
        return query if year is None else replace(query, years=(year,))

    def _choose(self, query: Query, found: Sequence[Found], reason: Reason | None) -> Outcome:
        if reason:
            return Outcome((), reason)
        want = self._want(query)
        telling = (reports_of, naming)
        paths = {card.path for place in query.regions for cards in telling for card in cards(place, self._cards)}
        scope = Scope(frozenset(paths)) if query.regions else Scope()
        if refusal := misplaced(want, self.store, scope, quoted_only=True):
            return refusal
        outcome = choose(want, found, self.library)
        if outcome.reason is None and outcome.sure < DOUBTFUL:
            return misplaced(want, self.store, scope, quoted_only=False) or outcome
        if outcome.reason != "not_found":
            return outcome
        if query.regions and not any(reports_of(place, self._cards) for place in query.regions):
            return Outcome((), "region_not_covered")
        return misplaced(want, self.store, scope, quoted_only=False) or outcome

    def _draft(self, query: Query, outcome: Outcome, citations: Sequence[Citation]) -> Draft:
        if outcome.reason:
            place = (citations[0].region or citations[0].title) if citations else None
            return Draft(refusal_text(query, outcome, self._cards, place), ())
        return self._writer.write(query, outcome.groups)

    def _cite(self, number: int, evidence: Evidence) -> Citation:
        chunk = evidence.hit.chunk
        report = self.library.report(chunk.report)
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


def open_assistant(index: Path, embedder: Embedder | None = None) -> Assistant:
    """An Assistant over the index in a folder, with this embedder if it is loaded already.

    Raises StoreError and ModelError with what to do.
    """
    from index.embed import load_embedder, model_fingerprint
    from index.store import LocalStore

    settings = Settings.from_environment()
    store = LocalStore.open(index, model_fingerprint(settings.model))
    reranker = CrossEncoderReranker(settings.reranker) if settings.reranker else None
    return Assistant(store, embedder or load_embedder(settings.model), reranker=reranker)


def _check(draft: Draft, citations: Sequence[Citation]) -> None:
    """The last gate: raises YoujuError where a figure of a statement does not stand in what it cites."""
    for statement in draft.statements:
        spans = tuple(citations[number - 1].quote for number in statement.citations)
        if missing := unsupported(statement.text, spans):
            raise YoujuError(f"回答中的 {'、'.join(missing)} 在引文中没有依据，未予输出：请报告这一缺陷")


def _periods(query: Query) -> tuple[str, ...]:
    half = {1: "上半年", 2: "下半年", None: ""}[query.half]
    plan = "计划" if query.planned else ""
    if not query.years:
        return (half + plan,) if half + plan else ()
    return tuple(f"{year}年{half}{plan}" for year in query.years)


def _passages(found: Sequence[Found], count: int) -> tuple[Passage, ...]:
    """What was found of all places by turns, so that each place has its best ones among the first."""
    turns = zip_longest(*(place.seen for place in found))
    hits = [hit for turn in turns for hit in turn if hit is not None][:count]
    return tuple(
        Passage(hit.chunk.report, hit.chunk.section, hit.chunk.text, hit.score, hit.chunk.start, hit.chunk.end)
        for hit in hits
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
