"""An evaluation over a real index, built with a model of hashes."""

import sqlite3
from pathlib import Path

import pytest

import index.__main__
import index.build
import index.embedding.load
from eval.__main__ import main
from eval.record import load
from tests.helpers.evaluation import LINE, REFUSABLE, TEXT, write
from tests.helpers.fakes import FakeEmbedder, FakeReader


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write(tmp_path / "questions.jsonl", LINE, REFUSABLE)


def run(questions: Path, folder: Path, out: Path) -> int:
    return main(["run", "--questions", str(questions), "--index", str(folder), "--out", str(out)])


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A real index of one report, by a model of hashes; the page of a run is short."""
    monkeypatch.setattr("eval.showing.page.page", lambda run, found: "<html>")
    monkeypatch.setattr("assistant.reader.onnx_reader.OnnxReader", FakeReader)
    for module in (index.build, index.embedding.load):
        monkeypatch.setattr(module, "load_embedder", lambda name="default": FakeEmbedder())
        monkeypatch.setattr(module, "model_fingerprint", lambda name="default": FakeEmbedder.fingerprint)
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.txt").write_text(f"甲县民政局2023年工作总结\n一、养老服务\n{TEXT}\n", encoding="utf-8")
    assert index.__main__.main(["build", str(tmp_path / "reports"), "--out", str(tmp_path / "index")]) == 0
    capsys.readouterr()
    return tmp_path / "index"


def test_over_a_real_index_two_runs_answer_the_same(built: Path, questions: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run(questions, built, tmp_path / name) == 0
    one, two = load(tmp_path / "one"), load(tmp_path / "two")
    assert one.answers_sha256 == two.answers_sha256
    assert one.scores == two.scores
    assert one.records[0].score.recall_at_1 == 1
    assert one.manifest.fingerprint == FakeEmbedder.fingerprint
    assert set(one.latency_ms) >= {"retrieve", "total"}


def test_an_index_that_cannot_be_used_is_one_line(
    built: Path, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = sqlite3.connect(built / "index.sqlite")
    with database:
        database.execute("UPDATE meta SET value = json_set(value, '$.fingerprint', 'another') WHERE key = 'manifest'")
    database.close()
    for folder, told in ((tmp_path / "none", str(tmp_path / "none")), (built, "另一个向量模型")):
        assert run(questions, folder, tmp_path / "out") == 2
        captured = capsys.readouterr()
        assert told in captured.err
        assert captured.err.count("\n") == 1
        assert not captured.out
    assert not (tmp_path / "out").exists()
