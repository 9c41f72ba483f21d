"""Assistant.ask: question → Query → Hits → Evidence → Answer or Refusal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from assistant.catalogue import Catalogue
from assistant.evidence.choose import Choice
from assistant.evidence.decide import Decider, Refusal
from assistant.evidence.wanted import Wanted
from assistant.examples import examples
from assistant.language.terms import Terms, terms_of
from assistant.llm.client import LanguageModel
from assistant.llm.rewrite import Rewriter
from assistant.llm.writer import LlmWriter
from assistant.model import Answer, Citation, Found, Hit, Library, Query, Reason
from assistant.question.filters import NO_FILTERS, Filters
from assistant.question.understand import understand
from assistant.reader.reader import Reader
from assistant.reckon.find import Finder
from assistant.reckon.plan import plan_of
from assistant.reckon.reckoner import Reckoner
from assistant.reckon.telling import Reckoned
from assistant.retrieval.retrieve import CrossEncoderReranker, Reranker, Retriever
from assistant.settings import Settings
from assistant.verify.computed import unfounded
from assistant.verify.entail import CrossEncoderEntailment
from assistant.writing import scans
from assistant.writing.citations import Clock, cite, passages, periods
from assistant.writing.refusal import refusal_text
from assistant.writing.writers import Draft, ExtractiveWriter, Writer
from index.embedding.embedder import DEFAULT, Embedder
from index.errors import YoujuError
from index.model import Chunk, Scope
from index.places.gazetteer import gazetteer
from index.store.addresses import Address
from index.store.protocol import Store

READ = 12  # chunks of each place that are read for evidence
_CACHED = 256  # reports kept in memory


_REWRITTEN = ("not_found", "off_topic")  # refusals of a follow-up after which it is put in other words


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a question was understood to ask, and what the reports have to say to it."""

    query: Query
    found: Sequence[Found]
    outcome: Choice | Refusal | Reckoned

    @property
    def reason(self) -> Reason | None:
        """Why it is refused; None where it is answered."""
        return self.outcome.reason if isinstance(self.outcome, Refusal) else None


class Assistant:
    """Answers questions from one index. Safe to ask from several threads."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        reader: Reader,
        writer: Writer | None = None,
        reranker: Reranker | None = None,
        rewriter: Rewriter | None = None,
    ) -> None:
        self.store = store
        self._cards = Catalogue(store.catalogue())
        self.embedder = embedder
        self._reranker = reranker
        self._retriever = Retriever(store, embedder, reranker)
        self._writer = writer or ExtractiveWriter()
        self._rewriter = rewriter
        # Of the store, not of this object: an assistant that was replaced is gone with the last question put to it.
        chunks = lru_cache(maxsize=_CACHED)(partial(_chunks_of, store))
        self.library = Library(lru_cache(maxsize=_CACHED)(store.report), chunks)
        self.reader = reader
        self._decider = Decider(store, self._cards, self.library, reader)
        self._reckoner = Reckoner(Finder(self._retriever, self._cards, self.library, self._decider), self._cards)
        self._examples: dict[int, tuple[str, ...]] = {}

    def over(self, store: Store) -> "Assistant":
        """The same assistant over another store."""
        return Assistant(store, self.embedder, self.reader, self._writer, self._reranker, self._rewriter)

    def catalogue(self) -> Catalogue:
        """The loaded reports."""
        return self._cards

    def examples(self, count: int = 4) -> tuple[str, ...]:
        """Questions that the loaded reports answer, made once."""
        if count not in self._examples:
            self._examples[count] = examples(self._cards, self.library.chunks, self._answers, count)
        return self._examples[count]

    def _answers(self, question: str) -> bool:
        """Whether the reports answer a question; nothing is written."""
        return self._reading(question, (), NO_FILTERS, READ, Clock()).reason is None

    def ask(
        self, question: str, history: Sequence[str] = (), filters: Filters = NO_FILTERS, *, top_k: int = 10
    ) -> Answer:
        """The whole answer, as `stream` ends with it."""
        *_, answer = self.stream(question, history, filters, top_k=top_k)
        return answer

    def stream(
        self, question: str, history: Sequence[str] = (), filters: Filters = NO_FILTERS, *, top_k: int = 10
    ) -> Iterator[Answer]:
        """Answers from the reports, or refuses and says why: the answer as it grows, the last one whole.

        `history` holds the earlier questions of the chat, oldest first. Raises QuestionError for a question that cannot
        be asked and for an unknown place of `filters`.
        """
        clock = Clock()
        reading = self._reading(question, history, filters, max(top_k, READ), clock)
        if history and self._rewriter and reading.reason in _REWRITTEN:
            reading = self._rewritten(reading, question, history, filters, max(top_k, READ), clock)
        query = reading.query
        for draft in self._drafts(query, reading.outcome):
            citations = tuple(cite(number, span, self.library.report) for number, span in enumerate(draft.evidence, 1))
            clock.stage("write")
            _check(draft, citations)
            clock.stage("verify")
            yield Answer(
                question=question,
                standalone_question=query.standalone,
                answer=scans.told(draft, self.library.report),
                refused=reading.reason is not None,
                reason=reading.reason,
                regions=tuple(place.name for place in query.regions),
                periods=periods(query),
                statements=draft.statements,
                citations=citations,
                passages=passages(reading.found, top_k),
                timings_ms=clock.timings(),
                writing=draft.writing,
                whole=draft.whole,
            )

    def _reading(self, question: str, history: Sequence[str], filters: Filters, count: int, clock: Clock) -> _Reading:
        query = filters.on(self._understand(question, history), self._cards)
        # Operations were learned from the default model's vectors: with another one each question wants one figure.
        plan = plan_of(query, self.embedder.embed_query) if self.embedder.name == DEFAULT else None
        clock.stage("understand")
        if plan:
            reckoned, found = self._reckoner.answer(query, plan)
            clock.stage("retrieve")
            if reckoned and reckoned.evidence:
                return _Reading(query, found, reckoned)
        found = self._retriever.find(query, self._cards, count)
        clock.stage("retrieve")
        return _Reading(query, found, self._decider.decide(query, found))

    def _rewritten(
        self,
        refused: _Reading,
        question: str,
        history: Sequence[str],
        filters: Filters,
        count: int,
        clock: Clock,
    ) -> _Reading:
        """What a language model's wording of a follow-up finds, where the rules' wording found nothing."""
        words = self._rewriter(question, history) if self._rewriter else None
        if words is None or words == refused.query.standalone:
            return refused
        reading = self._reading(words, (), filters, count, clock)
        return refused if reading.reason else reading

    def search(self, words: str, scope: Scope, count: int, depth: int) -> tuple[Terms, tuple[Hit, ...]]:
        """The words to look for with their weights, and up to `count` chunks in scope that speak of them, best first.

        Nothing is answered. Words and meaning give `depth` chunks each. Raises QuestionError as `ask` does.
        """
        query = self._understand(words, ())
        terms = terms_of(query, self.store.frequency, self.store.size)
        return terms, self._retriever.search(query, scope, count, depth)

    def read(self, question: str, history: Sequence[str] = ()) -> tuple[Wanted, list[Found]]:
        """What a question was understood to want, and what was found for it."""
        query = self._understand(question, history)
        return self._decider.want(query), self._retriever.find(query, self._cards, READ)

    def _understand(self, question: str, history: Sequence[str]) -> Query:
        return understand(question, history, gazetteer(), self._cards.told)

    def _drafts(self, query: Query, outcome: Choice | Refusal | Reckoned) -> Iterator[Draft]:
        if isinstance(outcome, Choice):
            return self._writer.write(query, outcome.groups, self.library.report)
        if isinstance(outcome, Reckoned):
            return iter((Draft(outcome.answer, outcome.statements, outcome.evidence),))
        shown = (outcome.shown,) if outcome.shown else ()
        reports = (self.library.report(span.hit.chunk.report) for span in shown)
        place = next((report.region.name if report.region else report.title for report in reports), None)
        return iter((Draft(refusal_text(query, outcome, self._cards, place), (), shown),))


def open_assistant(
    index: Address,
    embedder: Embedder | None = None,
    *,
    model: LanguageModel | None = None,
) -> Assistant:
    """An Assistant over the index at an address, with this embedder if it is loaded already, and a language model.

    Raises StoreError and ModelError with what to do.
    """
    from assistant.reader.onnx_reader import OnnxReader
    from index.embedding.load import load_embedder, model_fingerprint
    from index.store import opening as stores

    settings = Settings.from_environment()
    store = stores.open(index, model_fingerprint(settings.model))
    reranker = CrossEncoderReranker(settings.reranker) if settings.reranker else None
    embedder = embedder or load_embedder(settings.model)
    reader = OnnxReader()
    if model is None:
        return Assistant(store, embedder, reader, reranker=reranker)
    entails = CrossEncoderEntailment(settings.nli) if settings.nli else None
    return Assistant(store, embedder, reader, LlmWriter(model, entails), reranker, Rewriter(model))


def _chunks_of(store: Store, path: str) -> tuple[Chunk, ...]:
    return tuple(chunk for _, chunk in store.report_chunks(path))


def _check(draft: Draft, citations: Sequence[Citation]) -> None:
    """The last gate: raises YoujuError where a figure of a statement is in nothing that it cites, nor follows from it.

    A year that a language model took from the head of a report stands in no quote: it has been held against that.
    """
    cited = {citation.number: (citation, span) for citation, span in zip(citations, draft.evidence, strict=True)}
    for statement in draft.statements:
        checked = draft.writing is None or statement.computed
        if checked and (missing := unfounded(statement, cited)):
            raise YoujuError(f"回答中的 {'、'.join(missing)} 在引文中没有依据，未予输出：请报告这一缺陷")
