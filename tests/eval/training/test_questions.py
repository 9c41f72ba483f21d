"""The training questions as they lie in the repository."""

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from eval.training.documents import lay_out, made_up_reports
from eval.training.questions import (
    DOCUMENTS,
    TrainingQuestion,
    digest,
    group_of,
    load_questions,
    save_questions,
    split_of,
)
from index.errors import EvaluationError

QUESTIONS = load_questions()


def test_the_offsets_mean_the_made_up_reports_as_they_are() -> None:
    known = json.loads(DOCUMENTS.read_text(encoding="utf-8"))
    reports = made_up_reports()
    assert {question.doc for question in QUESTIONS} <= set(known)
    for doc, text in reports.items():
        assert digest(text) == known[doc]
    for question in QUESTIONS:
        words = reports.get(question.doc)
        for start, end in (*question.spans, *([question.near] if question.near else [])):
            assert 0 <= start < end <= (end if words is None else len(words))


def test_nothing_of_a_place_that_is_held_back_is_learned_from() -> None:
    splits = defaultdict(set)
    for question in QUESTIONS:
        splits[group_of(question.doc)].add(question.split)
    mixed = {group: found for group, found in splits.items() if len(found - {"apart"}) > 1}
    assert not mixed
    assert not any("provincial_2025" in question.doc for question in QUESTIONS if question.split == "train")


def test_more_than_a_twentieth_each_is_for_choosing_and_held_back() -> None:
    count = Counter(question.split for question in QUESTIONS)
    assert all(0.05 < count[name] / len(QUESTIONS) < 0.16 for name in ("choose", "held"))
    for name in ("train", "choose", "held"):
        near = [not question.answerable for question in QUESTIONS if question.split == name]
        assert 0.28 < sum(near) / len(near) < 0.45


def test_years_of_a_place_are_one_group() -> None:
    assert group_of("training/reports/series_xixia_2018.txt") == group_of("training/reports/series_xixia_2020.txt")
    assert group_of("training/reports/civil_affairs_zhucheng_2025h1.txt") == "civil_affairs_zhucheng"
    assert split_of("corpora/provincial_2025/2025年上海市政府工作报告.docx") != "train"


def test_questions_come_back_as_they_were_saved(tmp_path: Path) -> None:
    told = (
        TrainingQuestion("a", "d.txt", "多少", "number", ((1, 3), (5, 9)), yes=True),
        TrainingQuestion("b", "d.txt", "谁", "who", (), near=(2, 4), miss="aspect"),
    )
    save_questions(told, tmp_path / "q.jsonl")
    assert load_questions(tmp_path / "q.jsonl") == told
    (tmp_path / "q.jsonl").write_text('{"id": "a"}\n', encoding="utf-8")
    with pytest.raises(EvaluationError, match="第 1 行"):
        load_questions(tmp_path / "q.jsonl")


def test_a_missing_document_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="没有 corpora/"):
        lay_out(tmp_path, tmp_path / "out")
