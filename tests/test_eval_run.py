"""An evaluation from question file to exit code, with a tiny assistant in the real one's place."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.model import Answer, Citation, Passage, Statement
from eval.__main__ import main
from eval.metrics import Scores
from eval.questions import load_questions, split_of
from eval.run import LOWER_IS_BETTER, Baseline, ask_all, load_baseline, regressions, summarise, table
from index.errors import QuestionError
from index.store import Manifest

TEXT = "甲县新建养老机构5家。"
LINE: dict[str, Any] = {
    "id": "q1",
    "question": "甲县新建养老机构几家",
    "history": [],
    "type": "number",
    "answerable": True,
    "sources": ["a.txt"],
    "evidence": [["养老机构5家"]],
    "facts": [["5家"]],
    "forbidden": [],
}
REFUSABLE = (
    LINE
    | {"id": "q2", "question": "乙县呢", "history": ["甲县新建养老机构几家"], "type": "unanswerable"}
    | {
        "answerable": False,
        "sources": [],
        "evidence": [],
        "facts": [],
    }
)


class TinyAssistant:
    """Says 5 whatever is asked, to the questions of one place or of all."""

    store = SimpleNamespace(
        manifest=Manifest("tiny", "f" * 8, 4, {"size": 300}), report=lambda path: SimpleNamespace(text=TEXT)
    )

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        region: str | None = None,
        year: int | None = None,
        top_k: int = 10,
    ) -> Answer:
        if "？？" in question:
            raise QuestionError("问题里没有字")
        return Answer(
            question=question,
            standalone_question=question,
            answer="新建养老机构**5家**[1]",
            refused=False,
            reason=None,
            regions=(),
            periods=(),
            statements=(Statement("新建养老机构5家", (1,)),),
            citations=(Citation(1, "a.txt", None, "甲县", 2022, (), TEXT, "养老机构5家", 4, 10),),
            passages=(Passage("a.txt", (), TEXT, 1.0, 0, len(TEXT)),),
            timings_ms={"total": 3.0},
        )


@pytest.fixture(autouse=True)
def tiny_assistant(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = SimpleNamespace(open_assistant=lambda index: TinyAssistant())
    monkeypatch.setitem(sys.modules, "assistant.answer", opened)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write(tmp_path / "questions.jsonl", LINE, REFUSABLE)


def write(path: Path, *values: Any) -> Path:
    lines = (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(questions: Path, *more: str | Path) -> int:
    return main(["run", "--questions", str(questions), "--index", "index", *map(str, more)])


def test_prints_a_table_by_type_and_the_failures(questions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(questions) == 0
    out = capsys.readouterr().out
    rows = {line.split()[0]: line.split() for line in out.splitlines() if line}
    assert rows["number"][1:4] == ["1", "1.000", "1.000"]
    assert rows["unanswerable"][1:4] == ["1", "0.000", "0.000"]
    assert rows["overall"][1:4] == ["2", "0.500", "0.500"]
    assert "q2 [unanswerable] 甲县新建养老机构几家 → 乙县呢\n  答：新建养老机构**5家**[1]\n  错：该拒答而未拒" in out
    assert "q1 [" not in out


def test_writes_a_record_of_the_run(questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUJU_RERANKER", "some/reranker")
    assert run(questions, "--out", tmp_path / "new" / "run") == 0
    record = json.loads((tmp_path / "new" / "run" / "run.json").read_text(encoding="utf-8"))
    assert record["scores"]["correct"] == 0.5
    assert record["by_type"]["number"]["good"] == 1
    assert record["settings"] == {"model": "default", "reranker": "some/reranker"}
    assert record["manifest"]["fingerprint"] == "f" * 8
    assert [one["answer"]["id"] for one in record["records"]] == ["q1", "q2"]
    assert record["records"][1]["score"]["faults"] == ["该拒答而未拒"]
    assert "commit" in record


def test_a_folder_that_cannot_be_written_is_told(questions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(questions, "--out", questions) == 2
    assert "写不了" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("scores", "tolerance", "code"),
    [
        ({"correct": 0.5}, {}, 0),
        ({"correct": 0.6}, {}, 1),
        ({"correct": 0.6}, {"correct": 0.1}, 0),
        ({"correct": 0.6}, {"good": 0.1}, 1),
        ({"unsupported_figures": 0, "wrong_report": 0}, {}, 0),
    ],
)
def test_a_fall_below_the_baseline_exits_1(
    questions: Path, tmp_path: Path, scores: dict[str, float], tolerance: dict[str, float], code: int
) -> None:
    baseline = write(tmp_path / "baseline.json", {"scores": scores, "tolerance": tolerance})
    assert run(questions, "--baseline", baseline) == code


@pytest.mark.parametrize("name", sorted(LOWER_IS_BETTER | {"good", "recall_at_k", "verbatim"}))
def test_every_score_has_its_own_worse_side(name: str, questions: Path) -> None:
    scores = Scores(2, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 0.5, 50.0, 9.0)
    value = getattr(scores, name)
    baseline = Baseline({name: value})
    worse = value + 0.1 if name in LOWER_IS_BETTER else value - 0.1
    better = value - 0.1 if name in LOWER_IS_BETTER else value + 0.1
    assert not regressions(scores, baseline)
    assert not regressions(replace(scores, **{name: better}), baseline)
    assert regressions(replace(scores, **{name: worse}), baseline)


def test_a_score_that_is_gone_is_a_regression() -> None:
    scores = Scores(2, 0.5, 0.5, None, None, None, None, 1.0, None, None, 0, None, None, 9.0)
    assert regressions(scores, Baseline({"verbatim": 1.0}, {"verbatim": 1.0}))


def test_the_table_keeps_its_columns_and_marks_what_does_not_apply() -> None:
    scores = Scores(2, 0.5, 0.5, None, None, None, None, 1.0, None, None, 0, None, None, 9.0)
    lines = table({"unanswerable": scores, "overall": scores}).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert "–" in lines[1]


def test_types_come_in_one_order_whatever_the_file_has(questions: Path) -> None:
    records = ask_all(TinyAssistant(), load_questions(questions)[::-1], lambda path: TEXT)
    assert list(summarise(records)) == ["number", "unanswerable", "overall"]


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ("{", "第 2 行"),
        ("[]", "第 2 行"),
        (LINE | {"question": 3}, "question"),
        (LINE | {"type": "riddle"}, "type"),
        ({key: value for key, value in LINE.items() if key != "facts"}, "facts"),
        (LINE | {"answerable": "yes"}, "answerable"),
        (LINE | {"facts": [["5家"], "6家"]}, "facts.1"),
        (LINE | {"split": "third"}, "split"),
        (LINE, "q1 已用过"),
        (LINE | {"id": "q3", "facts": []}, "缺 facts"),
        (LINE | {"id": "q3", "evidence": [[]]}, "缺 evidence"),
        (LINE | {"id": "q3", "type": "false_premise"}, "answerable: false"),
    ],
)
def test_a_bad_line_is_one_line_and_exit_2(
    tmp_path: Path, bad: Any, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(write(tmp_path / "bad.jsonl", LINE, bad)) == 2
    captured = capsys.readouterr()
    assert told in captured.err
    assert "第 2 行" in captured.err
    assert captured.err.count("\n") == 1
    assert not captured.out


def test_other_bad_input_is_one_line_and_exit_2(
    questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = write(tmp_path / "empty.jsonl", "")
    unaskable = write(tmp_path / "unaskable.jsonl", LINE | {"question": "？？"})
    strange = write(tmp_path / "strange.json", {"scores": {"beauty": 1}})
    broken = write(tmp_path / "broken.json", "{")
    cases: list[tuple[Path, tuple[str | Path, ...], str]] = [
        (tmp_path / "none.jsonl", (), "none.jsonl"),
        (tmp_path, (), "读不了"),
        (empty, (), "没有一个问题"),
        (unaskable, (), "q1：问题里没有字"),
        (questions, ("--baseline", tmp_path / "none.json"), "none.json"),
        (questions, ("--baseline", strange), "beauty"),
        (questions, ("--baseline", broken), "broken.json"),
    ]
    for file, more, told in cases:
        assert run(file, *more) == 2
        err = capsys.readouterr().err
        assert told in err
        assert err.count("\n") == 1


def test_a_usage_error_is_one_line_and_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["run"], ["run", "--questions"], ["walk"]):
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_questions_keep_what_the_file_says(questions: Path) -> None:
    first, second = load_questions(questions)
    assert asdict(first) == {key: tupled(value) for key, value in LINE.items()} | {"split": None}
    assert second.history == ("甲县新建养老机构几家",)


def test_a_line_tells_its_half_or_every_second_one_is_held_back(tmp_path: Path) -> None:
    lines = [LINE | {"id": f"q{number}"} | told for number, told in enumerate(({}, {}, {"split": "held"}, {}))]
    asked = load_questions(write(tmp_path / "halves.jsonl", *lines))
    assert [one.split for one in asked] == [None, None, "held", None]
    assert [split_of(one.split, number) for number, one in enumerate(asked)] == ["tune", "held", "held", "held"]


def test_a_baseline_needs_no_tolerance(tmp_path: Path) -> None:
    assert load_baseline(write(tmp_path / "b.json", {"scores": {"good": 1}})) == Baseline({"good": 1.0}, {})


def tupled(value: Any) -> Any:
    return tuple(map(tupled, value)) if isinstance(value, list) else value
