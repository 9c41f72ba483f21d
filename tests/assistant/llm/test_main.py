"""`python -m assistant ask` and `python -m eval run --writer llm`, with a language model behind a server."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.__main__ import main as assistant
from assistant.llm.prompts import digests
from eval.__main__ import main as evaluation
from eval.record import load
from tests.helpers.evaluation import LINE, write
from tests.helpers.fakes import FakeEmbedder, FakeReader
from tests.helpers.llm.endpoint import FakeEndpoint, Request, refused
from tests.helpers.llm.scripted import Prompted
from tests.helpers.places import SUZHOU, build

HOW_MUCH = "苏州市2023年发放低保金多少万元？"
PAID = "发放低保金2,850.46 万元"
KEY = "sk-5e3c0ffee5e3c0ffee"


def good(request: Request) -> str:
    asked = Prompted("", request.body["messages"][1]["content"])
    return f"2023年全年{PAID}[{asked.id_of(PAID)}]。\n惠及9.9万人[{asked.id_of(PAID)}]。"


@pytest.fixture
def endpoint() -> Iterator[FakeEndpoint]:
    with FakeEndpoint(good) as server:
        yield server


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of this machine's, and the fake embedder in the default one's place."""
    for name in [name for name in os.environ if name.startswith("YOUJU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("YOUJU_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("index.embedding.load.load_embedder", lambda name: FakeEmbedder())
    monkeypatch.setattr("assistant.reader.onnx_reader.OnnxReader", FakeReader)
    monkeypatch.setattr("index.embedding.load.model_fingerprint", lambda name: FakeEmbedder.fingerprint)


@pytest.fixture
def index(tmp_path: Path) -> str:
    build(tmp_path).close()
    return str(tmp_path / "index")


@pytest.fixture
def questions(tmp_path: Path) -> str:
    line = LINE | {"question": HOW_MUCH, "sources": [SUZHOU], "evidence": [["2,850.46 万元"]], "facts": [["2,850.46"]]}
    return str(write(tmp_path / "questions.jsonl", line))


@pytest.fixture
def configured(endpoint: FakeEndpoint, monkeypatch: pytest.MonkeyPatch) -> FakeEndpoint:
    for name, value in {"URL": endpoint.url, "MODEL": "qwen", "KEY": KEY}.items():
        monkeypatch.setenv(f"YOUJU_LLM_{name}", value)
    return endpoint


def test_ask_answers_with_the_model_that_is_set_up(
    configured: FakeEndpoint, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert assistant(["ask", HOW_MUCH, "--index", index]) == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "2023年全年发放低保金**2,850.46 万元**。[1]\n\n（由语言模型 qwen 依据引文写成；已删去1句无依据的内容。）"
    )
    assert SUZHOU in out
    assert len(configured.requests) == 1


def test_ask_tells_the_model_in_json(configured: FakeEndpoint, index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert assistant(["ask", HOW_MUCH, "--index", index, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["writing"] == {"model": "qwen", "struck": 1, "note": None}
    assert assistant(["ask", "深圳市低保标准是多少？", "--index", index, "--json"]) == 0
    assert "writing" not in json.loads(capsys.readouterr().out)


def test_ask_answers_in_the_reports_words_where_the_model_refuses(
    configured: FakeEndpoint, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configured.script = lambda request: refused(401, f"Incorrect API key provided: {KEY}")
    assert assistant(["ask", HOW_MUCH, "--index", index]) == 0
    captured = capsys.readouterr()
    assert "YOUJU_LLM_KEY。以上为报告原文。）" in captured.out
    assert "**2,850.46 万元**，惠及1.5万人[1]" in captured.out
    assert KEY not in captured.out + captured.err


def test_ask_without_a_model_is_as_it_was(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert assistant(["ask", HOW_MUCH, "--index", index, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert "writing" not in told
    assert told["answer"] == "全年发放低保金**2,850.46 万元**，惠及1.5万人[1]"


def test_half_a_configuration_is_one_line(
    index: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YOUJU_LLM_URL", "http://127.0.0.1:9/v1")
    assert assistant(["ask", HOW_MUCH, "--index", index]) == 2
    captured = capsys.readouterr()
    assert "YOUJU_LLM_MODEL" in captured.err
    assert (captured.err.count("\n"), captured.out) == (1, "")


def test_a_run_keeps_the_model_and_its_prompts(
    configured: FakeEndpoint, index: str, questions: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["run", "--questions", questions, "--index", index, "--out", str(tmp_path / "run")]
    assert evaluation([*options, "--writer", "llm"]) == 0
    record = load(tmp_path / "run")
    assert record.language_model == {"name": "qwen", **digests()}
    assert record.records[0].answer["writing"] == {"model": "qwen", "struck": 1, "note": None}
    assert record.scores["good"].mean == 1
    assert KEY not in (tmp_path / "run" / "run.json").read_text(encoding="utf-8") + capsys.readouterr().out


def test_a_run_asks_no_model_unless_told(configured: FakeEndpoint, index: str, questions: str, tmp_path: Path) -> None:
    assert evaluation(["run", "--questions", questions, "--index", index, "--out", str(tmp_path / "run")]) == 0
    assert load(tmp_path / "run").language_model is None
    assert configured.requests == []


def test_a_run_by_a_model_that_is_not_set_up_is_one_line(
    index: str, questions: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluation(["run", "--questions", questions, "--index", index, "--writer", "llm"]) == 2
    captured = capsys.readouterr()
    assert captured.err == "还没有配置语言模型：请设置 YOUJU_LLM_URL 和 YOUJU_LLM_MODEL\n"
    assert not captured.out
