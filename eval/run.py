"""One evaluation: every question asked and scored, and the record of it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from time import perf_counter

from pydantic_core import to_jsonable_python
from tqdm import tqdm

from assistant.answer import Assistant
from assistant.batch import Asks
from assistant.llm.prompts import digests
from assistant.model import Library
from assistant.settings import Settings
from eval.questions import Question
from eval.record import Record, Run, commit, digest, machine, questions_digest, timeless
from eval.scoring.metrics import score
from eval.scoring.summary import by_slice, estimate, latency
from index.errors import QuestionError, StoreError

NO_SOURCE = "（报告没有答案）"
_NO_PLACE = "（地区不明）"


def evaluate(assistant: Assistant, name: str, questions: Sequence[Question], model: str | None = None) -> Run:
    """The run of a set of this name, written by a language `model` where one is named.

    Raises QuestionError for a question that cannot be asked of this index."""
    started, clock = datetime.now(UTC), perf_counter()
    records = ask_all(assistant, questions, assistant.library)
    scored = [(one.question, one.score) for one in records]
    return Run(
        questions=name,
        questions_sha256=questions_digest(questions),
        answers_sha256=digest([timeless(one.answer) for one in records]),
        commit=commit(),
        started=started.isoformat(timespec="seconds"),
        seconds=round(perf_counter() - clock, 1),
        settings=Settings.from_environment(),
        manifest=assistant.store.manifest,
        machine=machine(),
        language_model={"name": model, **digests()} if model else None,
        scores=estimate([one.score for one in records]),
        by_type=by_slice(scored, lambda question: (question.type,)),
        by_region=by_slice(scored, lambda question: _regions(question, assistant.library)),
        by_report=by_slice(scored, lambda question: dict.fromkeys(question.sources) or (NO_SOURCE,)),
        latency_ms=latency(one.answer for one in records),
        records=records,
    )


def ask_all(assistant: Asks, questions: Sequence[Question], library: Library) -> tuple[Record, ...]:
    """Asks and scores each question, in order.

    Raises QuestionError, which names it, for one that cannot be asked or whose sources are not in the library.
    """
    for question in questions:
        _check_sources(question, library)
    records = []
    for question in tqdm(questions, desc="评测", unit="问", disable=None):
        try:
            answer = assistant.ask(question.question, question.history).to_json()
        except QuestionError as error:
            raise QuestionError(f"问题 {question.id}：{error}") from error
        answer = to_jsonable_python(answer | {"id": question.id})  # as a record that is read again: lists, no tuples
        records.append(Record(question, answer, score(question, answer, library)))
    return tuple(records)


def _check_sources(question: Question, library: Library) -> None:
    try:
        for path in question.sources:
            library.report(path)
    except StoreError as error:
        raise QuestionError(f"问题 {question.id} 的来源不在索引里（{error}）：请换一个索引，或改正 sources") from error


def _regions(question: Question, library: Library) -> Iterable[str]:
    """The places whose reports answer the question."""
    regions = [library.report(path).region for path in question.sources]
    return dict.fromkeys(region.name if region else _NO_PLACE for region in regions) or (NO_SOURCE,)
