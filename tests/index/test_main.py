"""The command lines of `python -m index`: output, exit codes and one line on stderr."""

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import index.build
from index.__main__ import main
from index.model import Chunk
from index.store.damage.checksums import seal_all
from index.store.local import LocalStore
from index.store.records import decoded, encoded
from tests.helpers.fakes import FakeEmbedder, half_scanned
from tests.helpers.paths import ROOT

TEXT = "甲市2023年民政工作总结\n一、临时救助\n先救助后审批，发放855元。\n（一）养老\n新增床位4.24万张。\n"


@pytest.fixture(autouse=True)
def fake_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.build, "load_embedder", lambda name: FakeEmbedder())
    monkeypatch.setattr(index.build, "model_fingerprint", lambda name: FakeEmbedder.fingerprint)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "reports" / "甲.txt"
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def built(report: Path, tmp_path: Path) -> Path:
    assert main(["build", str(report.parent), "--out", str(tmp_path / "index")]) == 0
    return tmp_path / "index"


def failed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that a command exits 2 with."""
    capsys.readouterr()
    try:
        code: object = main(arguments)
    except SystemExit as stop:
        code = stop.code
    error = capsys.readouterr().err
    assert code == 2
    assert error.count("\n") == 1
    assert error.strip()
    return error


def test_build_tells_people_and_scripts(report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["build", str(report.parent), "--out", str(tmp_path / "index")]
    assert main(command) == 0
    assert capsys.readouterr().out.startswith("新增 1，更新 0，未变 0，删除 0，失败 0。索引共 1 份报告\n")
    assert main([*command, "--json"]) == 0
    output = capsys.readouterr()
    assert json.loads(output.out)["unchanged"] == ["甲.txt"]
    assert output.err == ""


def test_build_lists_what_it_cannot_read(report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (report.parent / "空.txt").write_bytes(b"")
    assert main(["build", str(report.parent), "--out", str(tmp_path / "index")]) == 0
    assert "失败 空.txt：" in capsys.readouterr().out


def test_build_without_a_readable_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    out = str(tmp_path / "index")
    assert "空.txt" in failed(capsys, "build", str(tmp_path / "空.txt"), "--out", out)
    assert "没有找到报告" in failed(capsys, "build", str(tmp_path / "folder"), "--out", out)
    assert "路径不存在" in failed(capsys, "build", str(tmp_path / "nowhere"), "--out", out)


def test_an_interrupted_build_says_how_to_go_on(
    report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(name: str) -> FakeEmbedder:
        raise KeyboardInterrupt

    monkeypatch.setattr(index.build, "load_embedder", interrupt)
    assert main(["build", str(report), "--out", str(tmp_path / "index")]) == 130
    assert "再次运行同一命令" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["fly"], ["build"], ["build", "x"], ["show"], ["verify", "a", "b"]])
def test_bad_usage_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert "--help" in failed(capsys, *arguments)


def test_show_as_json(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(report), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown.keys() == {"report", "title", "agency", "region", "published", "kind", "text", "unread", "sections"}
    assert shown["report"] == "甲.txt"
    assert shown["text"] == TEXT
    top = shown["sections"][0]
    assert top.keys() == {"heading", "level", "start", "end", "period", "children"}
    assert shown["text"][top["start"] :].startswith(top["heading"])
    assert top["period"] is None or top["period"].keys() == {"year", "half", "planned"}


def test_show_for_people(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(report)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("甲.txt")
    assert any(line.startswith("  一、临时救助") and "1级" in line for line in lines)


def test_show_of_a_scan(report: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.report.load.parse", half_scanned)
    report.write_text(
        f"{TEXT}\n~95 二、养老\n~70 床位12张。\n~95 三、儿童\n~95 无。\n!第3页没有读出；请重新扫描", encoding="utf-8"
    )
    assert main(["show", str(report)]) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "未读：第3页没有读出；请重新扫描",
        "扫描识别：4 行，其中 1 行识别不清；请核对原件",
    ]
    assert main(["show", str(report), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unread"] == ["第3页没有读出；请重新扫描"]


def test_show_into_a_pipe_that_nobody_reads_is_silent(report: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "index", "show", str(report)]
    ended = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, cwd=ROOT, check=False)
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (141, b"")


def test_show_of_what_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    failed(capsys, "show", str(tmp_path / "空.txt"))
    failed(capsys, "show", str(tmp_path / "nowhere.txt"))
    failed(capsys, "show", str(tmp_path))


def test_verify_of_a_sound_index(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["verify", str(built)]) == 0
    assert capsys.readouterr().out == "索引完好\n"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE chunks SET record = with_field(record, 'text', '别的') WHERE id = 1", "与原文不符"),
        ("DELETE FROM chunk_years WHERE chunk = 1; DELETE FROM chunks WHERE id = 1", "不在任何段落里"),
        ("UPDATE chunks SET record = with_field(record, 'ordinal', 7) WHERE id = 1", "序号"),
        ("UPDATE chunks SET record = x'7b7d' WHERE id = 1", "损坏"),
        ("UPDATE chunks SET vector = zeroblob(128) WHERE id = 1", "单位长度"),
        ("UPDATE chunks SET vector = zeroblob(8) WHERE id = 1", "长度"),
        ("UPDATE chunks SET report = 99 WHERE id = 1", "不属于任何报告"),
        ("UPDATE facts SET year = year + 1", "指标值查找表与段落不一致"),
        ("UPDATE chunk_years SET chunk = 999; UPDATE chunks SET id = 999", "不一致"),
    ],
)
def test_verify_tells_what_is_wrong(built: Path, change: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What was stored wrongly, its checksums being right."""
    LocalStore.open(built).close()
    database = sqlite3.connect(built / "index.sqlite")
    database.create_function("with_field", 3, with_field)
    with database:
        for statement in change.split("; "):
            database.execute(statement)
        seal_all(database.execute)
    database.close()
    capsys.readouterr()
    assert main(["verify", str(built)]) == 1
    assert told in capsys.readouterr().out


def with_field(record: bytes, field: str, value: Any) -> bytes:
    return encoded(Chunk, replace(decoded(Chunk, record), **{field: value}))


def test_verify_of_a_garbled_database(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (built / "index.sqlite").write_bytes(b"garbage!" * 999)
    capsys.readouterr()
    assert main(["verify", str(built)]) == 1
    assert "python -m index build" in capsys.readouterr().out


def test_verify_of_no_index(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "没有索引" in failed(capsys, "verify", str(tmp_path))
