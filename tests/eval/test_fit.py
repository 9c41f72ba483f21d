"""Fitting finds what was planted; questions held back take no part; what a file of questions teaches."""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer import Assistant
from assistant.evidence import confidence
from assistant.evidence import extents as extent
from assistant.evidence.confidence import SIGNS
from assistant.evidence.extents import FEATURES
from eval.__main__ import main
from eval.fit import Case, Example, Weights, fit_confidence, fit_extent, reached, read, trade_off
from eval.questions import Split
from index.errors import QuestionError
from tests.helpers.places import YUZHONG, assistant_over, build

HALVES: tuple[Split, ...] = ("tune", "held")
LINE: dict[str, Any] = {
    "id": "q1",
    "question": "渝中区创新了什么机制",
    "history": [],
    "type": "fact",
    "answerable": True,
    "sources": [YUZHONG],
    "evidence": [["九宫巡访"]],
    "facts": [["九宫巡访"]],
    "forbidden": [],
}
UNANSWERABLE = LINE | {
    "id": "q2",
    "question": "渝中区怎么推广无人机配送",
    "type": "unanswerable",
    "answerable": False,
    "sources": [],
    "evidence": [],
    "facts": [],
}


def examples(planted: str, count: int = 120, seed: int = 0) -> list[Example]:
    """Questions whose best run is the one with the most of one feature; every second one is held back."""
    random = np.random.default_rng(seed)
    told = []
    for number in range(count):
        features = random.normal(size=(12, len(FEATURES)))
        features[:, FEATURES.index("opening")] = 0.0  # the same everywhere
        order = features[:, FEATURES.index(planted)].argsort().argsort()
        told.append(Example(HALVES[number % 2], features, np.zeros(12), (order / 11) ** 4))
    return told


def cases(count: int = 200, seed: int = 0, answerable: float = 0.5) -> list[Case]:
    """Answerable are the questions of which more is covered than missing; a share of the others is left out."""
    random = np.random.default_rng(seed)
    told: list[Case] = []
    for number in range(count):
        signs = dict(zip(SIGNS, random.uniform(size=len(SIGNS)).tolist(), strict=True))
        told.append(Case(HALVES[number % 2], signs, signs["coverage"] > signs["missing"]))
    return [case for number, case in enumerate(told) if case.answerable or number % 10 < 20 * (1 - answerable)]


@pytest.mark.parametrize("planted", ["focus", "headings"])
def test_the_planted_feature_is_found(planted: str) -> None:
    told = examples(planted)
    weights = fit_extent(told)
    assert set(weights) == set(FEATURES)
    assert max(weights, key=lambda name: abs(weights[name])) == planted
    assert weights[planted] > 0
    assert weights["opening"] == 0
    assert reached(weights, told, "tune") > 0.9
    assert reached(weights, told, "held") > 0.8


def test_what_is_safer_by_hand_needs_no_weight() -> None:
    """Where safety alone tells the best run, no feature is found to."""
    told = [replace(one, safety=30 * one.scores) for one in examples("focus")]
    weights = fit_extent(told)
    assert max(map(abs, weights.values())) < max(map(abs, fit_extent(examples("focus")).values()))
    assert reached(weights, told, "held") == 1


def test_no_example_that_is_held_back_takes_part() -> None:
    told = examples("focus")
    misleading = [replace(one, scores=1 - one.scores) if one.split == "held" else one for one in told]
    assert fit_extent(told) == fit_extent(misleading) == fit_extent([one for one in told if one.split == "tune"])


def test_the_planted_signs_are_found() -> None:
    told = cases()
    weights = fit_confidence(told)
    assert set(weights) == {*SIGNS, "bias"}
    assert weights["coverage"] > 0 > weights["missing"]
    others = [abs(weights[name]) for name in SIGNS if name not in ("coverage", "missing")]
    assert min(weights["coverage"], -weights["missing"]) > 2 * max(others)
    for half in HALVES:
        _, right, wrong = next(row for row in trade_off(weights, told, half) if row[0] == 0.5)
        assert right > 0.85
        assert wrong < 0.15


def test_both_kinds_of_question_weigh_alike() -> None:
    few = cases(600, answerable=0.95)
    assert 0.7 < np.mean([case.answerable for case in few]) < 1
    weights = fit_confidence(few)
    even = dict.fromkeys(SIGNS, 0.5)
    odds = weights["bias"] + sum(weights[name] * even[name] for name in SIGNS)
    assert 1 / (1 + np.exp(-odds)) == pytest.approx(0.5, abs=0.15)


def test_no_case_that_is_held_back_takes_part() -> None:
    told = cases()
    misleading = [replace(case, answerable=not case.answerable) if case.split == "held" else case for case in told]
    assert fit_confidence(told) == fit_confidence(misleading)


def test_nothing_to_fit_is_an_error() -> None:
    for none in ([], [one for one in examples("focus") if one.split == "held"]):
        with pytest.raises(QuestionError, match="没有可供拟合的问题"):
            fit_extent(none)
    for kind in (True, False):
        with pytest.raises(QuestionError, match="也要有不能回答的问题"):
            fit_confidence([case for case in cases() if case.answerable == kind])


weight = st.floats(-20, 20)


@settings(max_examples=60)
@given(st.fixed_dictionaries(dict.fromkeys((*SIGNS, "bias"), weight)), st.integers(0, 99), st.sampled_from(HALVES))
def test_a_higher_threshold_answers_no_more(weights: Weights, seed: int, half: Split) -> None:
    rows = list(trade_off(weights, cases(40, seed), half))
    assert [row[0] for row in rows] == sorted({row[0] for row in rows})
    for column in (1, 2):
        shares = [row[column] for row in rows]
        assert shares == sorted(shares, reverse=True)
        assert all(0 <= share <= 1 for share in shares)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    store = build(tmp_path_factory.mktemp("places"))
    yield assistant_over(store)
    store.close()


def write(path: Path, *lines: dict[str, Any]) -> Path:
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n", encoding="utf-8")
    return path


def test_a_question_teaches_with_all_of_its_runs(assistant: Assistant, tmp_path: Path) -> None:
    (example,), (case,) = read(assistant, write(tmp_path / "q.jsonl", LINE))
    assert example.features.shape == (len(example.scores), len(FEATURES))
    assert example.safety.shape == example.scores.shape
    assert 0 < example.scores.max() <= 1
    assert example.scores.min() == 0
    assert case.answerable
    assert tuple(case.signs) == SIGNS


def test_a_shorter_right_answer_scores_more_and_one_of_another_report_nothing(
    assistant: Assistant, tmp_path: Path
) -> None:
    (example,), _ = read(assistant, write(tmp_path / "q.jsonl", LINE))
    right = example.scores > 0
    length = example.features[:, FEATURES.index("fact_length")]
    assert example.scores[right].argmax() == length[right].argmin()
    assert read(assistant, write(tmp_path / "q.jsonl", LINE | {"sources": ["other.txt"]}))[0] == []


def test_an_unanswerable_question_teaches_only_when_to_refuse(assistant: Assistant, tmp_path: Path) -> None:
    examples_of, (case,) = read(assistant, write(tmp_path / "q.jsonl", UNANSWERABLE))
    assert examples_of == []
    assert not case.answerable


@pytest.mark.parametrize("question", ["比较渝中区和苏州的低保标准", "哪些地区提到了养老床位"])
def test_questions_that_compare_places_or_ask_for_them_teach_nothing(
    assistant: Assistant, tmp_path: Path, question: str
) -> None:
    assert read(assistant, write(tmp_path / "q.jsonl", LINE | {"question": question})) == ([], [])


def test_halves_come_from_the_lines_or_by_turns(assistant: Assistant, tmp_path: Path) -> None:
    lines = [LINE | {"id": f"q{number}"} | told for number, told in enumerate(({}, {}, {"split": "held"}))]
    told, seen = read(assistant, write(tmp_path / "q.jsonl", *lines))
    assert [one.split for one in told] == [one.split for one in seen] == ["tune", "held", "held"]


def test_a_span_set_teaches_by_rouge_l(assistant: Assistant, tmp_path: Path) -> None:
    line = {"id": 1, "question": LINE["question"], "report": YUZHONG, "answer": "创新“九宫巡访”机制"}
    (example,), (case,) = read(assistant, write(tmp_path / "s.jsonl", line))
    assert example.scores.max() == 1
    assert case.answerable


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, assistant: Assistant) -> tuple[Path, Path]:
    """Where the command writes both files of weights here."""
    opened = SimpleNamespace(open_assistant=lambda index: assistant)
    monkeypatch.setitem(sys.modules, "assistant.answer", opened)
    paths = tmp_path / "extent.json", tmp_path / "confidence.json"
    for module, path in zip((extent, confidence), paths, strict=True):
        monkeypatch.setattr(module, "WEIGHTS", path)
    return paths


def fit(*sets: Path) -> int:
    return main(["fit", *(word for path in sets for word in ("--set", str(path), "index"))])


def test_the_command_fits_both_files(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [line | {"id": f"{line['id']}-{turn}"} for line in (LINE, UNANSWERABLE) for turn in range(2)]
    assert fit(write(tmp_path / "q.jsonl", *lines)) == 0
    out = capsys.readouterr().out
    assert re.search(r"q\.jsonl（2 问）：tune [01]\.\d{3}，held [01]\.\d{3}\n", out)
    assert "held：置信度门槛" in out
    for path, names in zip(files, (FEATURES, (*SIGNS, "bias")), strict=True):
        assert set(json.loads(path.read_text(encoding="utf-8"))) == set(names)
        assert f"已写入 {path}" in out


def test_bad_files_are_one_line_and_exit_2_and_write_nothing(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (tmp_path / "none.jsonl", tmp_path, write(tmp_path / "bad.jsonl", {"id": 1, "question": "一"})):
        assert fit(path) == 2
        captured = capsys.readouterr()
        assert str(path) in captured.err
        assert captured.err.count("\n") == 1
        assert not captured.out
    assert not any(path.exists() for path in files)


def test_a_set_without_unanswerable_questions_is_one_line_and_exit_2(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fit(write(tmp_path / "q.jsonl", LINE, LINE | {"id": "q3"})) == 2
    assert "不能回答的问题" in capsys.readouterr().err.splitlines()[-1]
    assert not files[1].exists()


@pytest.mark.parametrize("arguments", [["fit"], ["fit", "--set", "q.jsonl"], ["spans"], ["spans", "--index", "i"]])
def test_bad_usage_is_one_line_and_exit_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
