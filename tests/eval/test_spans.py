"""Sets whose answers are spans of a report: read, asked, scored and shown; with a tiny assistant."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.model import Answer, Passage, Statement
from eval.__main__ import main
from eval.spans import TOP, SpanQuestion, SpanScore, load_spans, score_spans, span_table
from index.errors import QuestionError

LINE: dict[str, Any] = {"id": 1, "question": "一", "report": "a.txt", "answer": "新建养老机构5家"}


class TinyAssistant:
    """To 一 says the whole span; to 二 half of it, with the report sixth; refuses everything else."""

    def ask(self, question: str, history: Sequence[str] = (), *, top_k: int = 10) -> Answer:
        said = {"一": ("新建养老", "机构5家"), "二": ("新建养老",)}.get(question, ())
        reports = ["a.txt"] if question == "一" else ["b.txt"] * TOP + ["a.txt"]
        return Answer(
            question=question,
            standalone_question=question,
            answer="没有提到",
            refused=not said,
            reason=None if said else "not_found",
            regions=(),
            periods=(),
            statements=tuple(Statement(words, (1,)) for words in said),
            citations=(),
            passages=tuple(Passage(path, (), "", 1.0, 0, 0) for path in reports),
            timings_ms={},
        )


@pytest.fixture(autouse=True)
def tiny_assistant(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = SimpleNamespace(open_assistant=lambda index: TinyAssistant())
    monkeypatch.setitem(sys.modules, "assistant.answer", opened)


def write(path: Path, *values: Any) -> Path:
    lines = (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_questions_keep_what_the_file_says(tmp_path: Path) -> None:
    path = write(tmp_path / "q.jsonl", LINE | {"other": [1]}, "", LINE | {"id": "x"})
    first, second = load_spans(path)
    assert first == SpanQuestion(1, "一", "a.txt", "新建养老机构5家")
    assert second.id == "x"


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_file_without_questions_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(QuestionError, match="没有一个问题"):
        load_spans(write(tmp_path / "empty.jsonl", text))


def test_each_question_is_scored_and_every_second_one_held_back() -> None:
    asked = [SpanQuestion(number, text, "a.txt", "新建养老机构5家") for number, text in enumerate("一二三")]
    scores = score_spans(TinyAssistant(), asked)
    assert [one.split for one in scores] == ["tune", "held", "tune"]
    assert [one.found for one in scores] == [True, False, False]
    assert [one.refused for one in scores] == [False, False, True]
    assert [one.rouge_l for one in scores] == [pytest.approx(1), pytest.approx(2 / 3), 0]


def test_the_table_has_a_row_for_each_half_and_one_for_all() -> None:
    scores = [SpanScore("tune", True, False, 1.0), SpanScore("held", False, True, 0.0)]
    rows = {line.split()[0]: line.split()[1:] for line in span_table(scores).splitlines()}
    assert rows["half"] == ["n", "found@5", "refused", "ROUGE-L"]
    assert rows["tune"] == ["1", "1.000", "0.000", "1.000"]
    assert rows["held"] == ["1", "0.000", "1.000", "0.000"]
    assert rows["all"] == ["2", "0.500", "0.500", "0.500"]
    assert [line.split()[0] for line in span_table(scores[:1]).splitlines()] == ["half", "tune", "all"]
    assert len({len(line) for line in span_table(scores).splitlines()}) == 1


def run(path: Path) -> int:
    return main(["spans", "--questions", str(path), "--index", "index"])


def test_the_command_prints_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "q.jsonl", LINE, LINE | {"question": "二"})
    assert run(path) == 0
    assert capsys.readouterr().out == span_table(score_spans(TinyAssistant(), load_spans(path))) + "\n"


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ("{", "不是 JSON"),
        ("[]", "第 2 行"),
        (LINE | {"question": 3}, "question"),
        (LINE | {"id": None}, "id"),
        ({key: value for key, value in LINE.items() if key != "report"}, "缺少 report"),
        ({key: value for key, value in LINE.items() if key != "answer"}, "缺少 answer"),
    ],
)
def test_a_bad_line_is_one_line_and_exit_2(
    tmp_path: Path, bad: Any, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "bad.jsonl", LINE, bad)
    assert run(path) == 2
    captured = capsys.readouterr()
    assert told in captured.err
    assert str(path) in captured.err
    assert "第 2 行" in captured.err
    assert captured.err.count("\n") == 1
    assert not captured.out


def test_a_file_that_cannot_be_read_is_one_line_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (tmp_path, tmp_path / "none.jsonl"):
        assert run(path) == 2
        error = capsys.readouterr().err
        assert "读不了" in error
        assert error.count("\n") == 1
    with pytest.raises(QuestionError, match=r"none\.jsonl"):
        load_spans(tmp_path / "none.jsonl")
