"""`python -m assistant`: arguments passed on, output for people and programs, exit codes; with a tiny assistant."""

import codecs
import io
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.__main__ import main
from assistant.batch import QuestionLine, answer_lines, read_lines
from assistant.model import Answer, Citation, Statement
from assistant.question.filters import NO_FILTERS, Filters
from assistant.settings import Settings
from index.errors import QuestionError, StoreError
from tests.helpers.paths import ROOT

CITATION = Citation(1, "a.txt", "总结", "甲县", 2022, ("一、养老", "（一）机构"), "新建5家。", "新建5家", 0, 4)


class TinyAssistant:
    """Answers with what it was asked, so that a test sees it."""

    def ask(
        self, question: str, history: Sequence[str] = (), filters: Filters = NO_FILTERS, *, top_k: int = 10
    ) -> Answer:
        if not question:
            raise QuestionError("问题是空的，请写一个问题")
        return Answer(
            question=question,
            standalone_question=f"{list(history)} {filters.region} {filters.year} {filters.aspect} {top_k}",
            answer="新建养老机构5家[1]",
            refused=False,
            reason=None,
            regions=("甲县",),
            periods=(),
            statements=(Statement("新建养老机构5家", (1,)),),
            citations=(CITATION,),
            passages=(),
            timings_ms={"total": 3.0},
        )


@pytest.fixture(autouse=True)
def tiny_assistant(monkeypatch: pytest.MonkeyPatch) -> None:
    def open_assistant(index: Path, model: object) -> TinyAssistant:
        if index.name == "none":
            raise StoreError(f"没有索引 {index}，请先运行 python -m index build")
        return TinyAssistant()

    monkeypatch.setitem(sys.modules, "assistant.answer", SimpleNamespace(open_assistant=open_assistant))


def lines_of(path: Path, *lines: bytes | dict[str, Any]) -> str:
    raw = (line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() for line in lines)
    path.write_bytes(b"\n".join(raw))
    return str(path)


def test_ask_shows_the_answer_and_each_citation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "甲县养老机构几家", "--index", "index"]) == 0
    assert capsys.readouterr().out == (
        "（理解为：[] None None None 10）\n\n"
        "新建养老机构5家[1]\n\n甲县 · 2022年 · 一、养老 > （一）机构\na.txt\n  [1]「新建5家」\n"
    )


def test_a_quote_that_was_recognised_in_a_picture_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "CITATION", replace(CITATION, scanned=True))
    assert main(["ask", "建了多少", "--index", "i"]) == 0
    assert "[1]「新建5家」（扫描识别，请核对原件）" in capsys.readouterr().out


def test_ask_passes_everything_on_and_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--history", "一", "--history", "二", "--region", "甲县", "--year", "2022", "--aspect", "done"]
    options += ["--top-k", "3", "--json"]
    assert main(["ask", "呢", "--index", "index", *options]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["standalone_question"] == "['一', '二'] 甲县 2022 done 3"
    assert answer["citations"][0]["section"] == ["一、养老", "（一）机构"]


def test_batch_answers_in_order_and_passes_other_keys_through(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    extra = {"id": "b", "question": "二", "history": ["一"], "facts": [["5家"]], "answer": "不能改写", "type": "fact"}
    path = lines_of(tmp_path / "q.jsonl", b"\xef\xbb\xbf" + b'{"id": "a", "question": "x"}\r', b"  ", extra)
    assert main(["batch", path, "--index", "index", "--top-k", "7"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["id"], first["question"], second["id"]) == ("a", "x", "b")
    assert (second["facts"], second["type"]) == ([["5家"]], "fact")
    assert second["answer"] == "新建养老机构5家[1]"
    assert second["standalone_question"] == "['一'] None None None 7"
    assert "history" not in second


def test_batch_reads_standard_input_as_it_comes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given_lines = io.TextIOWrapper(io.BytesIO('{"question": "一"}\n{"question": "二"}\n坏'.encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", given_lines)
    assert main(["batch", "-", "--index", "index"]) == 2
    captured = capsys.readouterr()
    assert [json.loads(line)["question"] for line in captured.out.splitlines()] == ["一", "二"]
    assert "第 3 行" in captured.err


@pytest.mark.parametrize(
    "bad",
    [
        b"not json",
        b"[1]",
        b"null",
        b"{}",
        b'{"question": 5}',
        b'{"question": "x", "history": "y"}',
        b'{"question": "x", "history": [1]}',
        b'{"question": "\xff"}',
        b'{"question": "\\ud800"}',
        b'{"question": "x", "other": "\\ud800"}',
        b'{"question": "x", "id": {}}',
    ],
)
def test_a_bad_line_of_a_file_stops_before_the_first_answer(
    bad: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = lines_of(tmp_path / "q.jsonl", {"question": "一"}, bad)
    assert main(["batch", path, "--index", "index"]) == 2
    captured = capsys.readouterr()
    assert not captured.out
    assert "第 2 行" in captured.err
    assert captured.err.count("\n") == 1


def test_a_question_that_cannot_be_asked_names_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = lines_of(tmp_path / "q.jsonl", {"question": "一"}, {"question": ""})
    assert main(["batch", path, "--index", "index"]) == 2
    assert capsys.readouterr().err == "第 2 行：问题是空的，请写一个问题\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["ask", "", "--index", "index"], "问题是空的"),
        (["ask", "x", "--index", "none"], "没有索引"),
        (["batch", "no-such-file.jsonl", "--index", "index"], "no-such-file.jsonl"),
        (["batch", ".", "--index", "index"], "读不了"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    err = capsys.readouterr().err
    assert told in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["ask"],
        ["ask", "x"],
        ["ask", "x", "--index", "i", "--year", "去年"],
        ["ask", "x", "--index", "i", "--top-k", "0"],
        ["batch", "q.jsonl", "--index", "i", "--top-k", "-1"],
        ["sing"],
    ],
)
def test_bad_usage_is_one_line_and_exit_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_help_loads_nothing_heavy() -> None:
    code = "import assistant.__main__, sys; print({'numpy', 'torch', 'pydantic', 'faiss'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


json_values = st.recursive(st.none() | st.booleans() | st.integers(-9, 9) | st.text(), st.lists, max_leaves=5)


@given(st.dictionaries(st.text(), json_values), st.text(min_size=1), st.text() | st.integers())
def test_other_keys_pass_through_and_never_override(others: dict[str, Any], question: str, identity: str | int) -> None:
    line = others | {"question": question, "id": identity, "history": []}
    (answer,) = answer_lines(TinyAssistant(), [json.dumps(line).encode()], top_k=10)
    plain = TinyAssistant().ask(question).to_json()
    assert answer == {key: value for key, value in line.items() if key != "history"} | plain | {"id": identity}


@given(st.lists(st.binary() | st.sampled_from([codecs.BOM_UTF8, codecs.BOM_UTF8 * 2, codecs.BOM_UTF8 + b" "])))
def test_no_bytes_break_the_reader(lines: list[bytes]) -> None:
    if any(line.removeprefix(codecs.BOM_UTF8).strip() for line in lines):  # such bytes are never a question by chance
        with pytest.raises(QuestionError, match=r"\A第 \d+ 行有误[^\n]*\Z"):
            list(read_lines(lines, QuestionLine))


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YOUJU_MODEL", raising=False)
    monkeypatch.delenv("YOUJU_RERANKER", raising=False)
    assert Settings.from_environment() == Settings("default", "")
    monkeypatch.setenv("YOUJU_MODEL", "/models/bge")
    monkeypatch.setenv("YOUJU_RERANKER", "some/reranker")
    assert Settings.from_environment() == Settings("/models/bge", "some/reranker")
    monkeypatch.setenv("YOUJU_MODEL", "")
    assert Settings.from_environment().model == "default"
