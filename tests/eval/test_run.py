"""An evaluation with a tiny assistant in the real one's place: every question asked, scored, sliced and recorded."""

from dataclasses import replace
from typing import cast

import pytest

from assistant.answer import Assistant
from assistant.settings import Settings
from eval.questions import Question
from eval.record import Run
from eval.run import NO_SOURCE, ask_all, evaluate
from index.errors import QuestionError
from tests.helpers.evaluation import ASKED, MANIFEST, OTHER, TEXT, TinyAssistant, library

REFUSABLE = replace(
    ASKED, id="q2", question="乙县呢", type="unanswerable", answerable=False, sources=(), evidence=(), facts=()
)
BOTH = replace(ASKED, id="q3", question="两县呢", type="compare", sources=("a.txt", "b.txt"))
QUESTIONS = (REFUSABLE, ASKED, BOTH)


def run(*questions: Question, assistant: TinyAssistant | None = None) -> Run:
    return evaluate(cast(Assistant, assistant or TinyAssistant()), "tiny.jsonl", questions or QUESTIONS)


def test_every_question_is_asked_and_scored_in_order() -> None:
    records = ask_all(TinyAssistant(), QUESTIONS, TinyAssistant.library)
    assert [one.question for one in records] == list(QUESTIONS)
    assert [one.answer["id"] for one in records] == ["q2", "q1", "q3"]
    assert [one.answer["question"] for one in records] == [one.question for one in QUESTIONS]
    assert [one.score.good for one in records] == [0, 1, 1]
    assert records[0].score.faults == ("该拒答而未拒",)


def test_the_history_is_asked_with_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = TinyAssistant().ask("甲")
    monkeypatch.setattr(TinyAssistant, "ask", lambda self, *asked: replace(answer, answer=str(asked)))
    (record,) = ask_all(TinyAssistant(), [replace(ASKED, history=("甲", "乙"))], TinyAssistant.library)
    assert record.answer["answer"] == str((ASKED.question, ("甲", "乙")))


def test_scores_and_slices() -> None:
    done = run()
    assert done.scores["good"].mean == pytest.approx(2 / 3)
    assert {name: one["good"].n for name, one in done.by_type.items()} == {"number": 1, "compare": 1, "unanswerable": 1}
    assert {name: one["good"].n for name, one in done.by_region.items()} == {"甲县": 2, "乙县": 1, NO_SOURCE: 1}
    assert {name: one["good"].n for name, one in done.by_report.items()} == {"a.txt": 2, "b.txt": 1, NO_SOURCE: 1}
    assert done.by_report[NO_SOURCE]["good"].mean == 0
    assert list(done.by_type) == ["number", "compare", "unanswerable"]
    assert done.latency_ms == {"total": {"p50": 3.0, "p95": 3.0}}


def test_a_place_or_report_counts_a_question_once(monkeypatch: pytest.MonkeyPatch) -> None:
    two = library({"a.txt": TEXT, "a2.txt": TEXT, "c.txt": OTHER, "d.txt": OTHER}, {})
    monkeypatch.setattr(TinyAssistant, "library", two)
    done = run(replace(BOTH, sources=("a.txt", "a2.txt")), replace(ASKED, sources=("c.txt", "c.txt")))
    assert {name: one["good"].n for name, one in done.by_region.items()} == {"（地区不明）": 2}
    assert {name: one["good"].n for name, one in done.by_report.items()} == {"a.txt": 1, "a2.txt": 1, "c.txt": 1}


def test_what_the_run_hangs_on_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_RERANKER", "some/reranker")
    monkeypatch.setattr("eval.run.commit", lambda: "c" * 40)
    done = run()
    assert done.questions == "tiny.jsonl"
    assert done.settings == Settings(reranker="some/reranker")
    assert done.manifest == MANIFEST
    assert done.commit == "c" * 40
    assert done.started.endswith("+00:00")
    assert done.seconds >= 0
    assert done.machine["python"]


def test_two_runs_are_the_same_in_every_answer_whatever_the_time() -> None:
    one, other = run(assistant=TinyAssistant(3.0)), run(assistant=TinyAssistant(30.0))
    assert one.answers_sha256 == other.answers_sha256
    assert one.questions_sha256 == other.questions_sha256
    assert one.scores == other.scores
    assert one.latency_ms != other.latency_ms


def test_another_answer_or_question_is_another_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    one = run(ASKED)
    assert run(replace(ASKED, must=True)).questions_sha256 != one.questions_sha256
    assert run(replace(ASKED, must=True)).answers_sha256 == one.answers_sha256
    answer = replace(TinyAssistant().ask(ASKED.question), answer="6家")
    monkeypatch.setattr(TinyAssistant, "ask", lambda *asked: answer)
    assert run(ASKED).answers_sha256 != one.answers_sha256


def test_a_source_that_is_not_in_the_index_stops_it_before_anything_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*asked: object) -> None:
        raise AssertionError(asked)

    monkeypatch.setattr(TinyAssistant, "ask", never)
    with pytest.raises(QuestionError, match=r"问题 q9 的来源不在索引里.*none\.txt.*请换一个索引"):
        run(ASKED, replace(ASKED, id="q9", sources=("a.txt", "none.txt")))


def test_a_question_that_cannot_be_asked_is_named() -> None:
    with pytest.raises(QuestionError, match="问题 q9：问题里没有字"):
        run(replace(ASKED, id="q9", question="？？"))
