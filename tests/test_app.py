"""The page as a whole: its tabs, its closed interface, and the command line's refusals. No browser, no network."""

import asyncio
import json
import re
from pathlib import Path

import gradio as gr
import pytest

import app
from assistant.answer import Assistant
from assistant.web.desk.desk import UNFINISHED
from assistant.web.desk.folder import Folder
from assistant.web.users.accounts import Accounts
from assistant.web.users.audit import AuditLog
from index.errors import StoreError
from tests.helpers.places import assistant_over, build
from tests.helpers.served import Standing


@pytest.fixture
def blocks(tmp_path: Path) -> gr.Blocks:
    """The page, built inside an event loop: outside one Gradio opens a loop of its own and never closes it."""
    current = Standing(assistant_over(build(tmp_path)), tmp_path / "index")
    accounts, audit = Accounts(tmp_path / "accounts.sqlite"), AuditLog(tmp_path / "audit.jsonl")

    async def made() -> gr.Blocks:
        return app.page(current, tmp_path, tmp_path, accounts, audit)  # type: ignore[arg-type]

    return asyncio.run(made())


def test_the_page_has_its_five_tabs_in_order(blocks: gr.Blocks) -> None:
    tabs = [one["props"]["label"] for one in blocks.config["components"] if one["type"] == "tabitem"]
    assert tabs == ["问答", "查阅", "指标", "资料", "评测"]


def test_nothing_of_a_report_or_a_user_is_in_the_page_before_it_is_opened(blocks: gr.Blocks) -> None:
    config = json.dumps(blocks.config, default=str, ensure_ascii=False)
    assert "srcdoc" not in config
    assert "九宫巡访" not in config


def test_no_step_of_the_page_is_an_open_interface(blocks: gr.Blocks) -> None:
    assert {step.api_visibility for step in blocks.fns.values()} == {"private"}
    assert gr.analytics.analytics_enabled() is False


def test_the_page_and_its_files_name_no_other_host() -> None:
    root = Path(app.__file__).parent
    for source in (
        *(root / "assistant" / "web" / "static").iterdir(),
        *(root / "assistant" / "web").rglob("*.py"),
        root / "app.py",
    ):
        assert not re.search(r"https?://(?!\{)|@import", source.read_text(encoding="utf-8")), source


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--host", "0.0.0.0"], "users add"),
        (["--port", "0"], "--port"),
        (["--port", "65536"], "--port"),
        (["--port", "x"], "1 到 65535"),
        (["--colour", "red"], "--help"),
    ],
)
def test_a_host_or_port_that_will_not_do_is_one_line_and_exit_2(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("YOUJU_DATA", str(tmp_path))
    try:
        code: object = app.main(arguments)
    except SystemExit as stop:
        code = stop.code
    assert code == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_missing_index_is_one_line_and_exit_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(index: Path, model: object) -> Assistant:
        raise StoreError(f"没有索引：{index}")

    monkeypatch.setenv("YOUJU_DATA", str(tmp_path))
    monkeypatch.setattr("assistant.web.current.open_assistant", missing)
    assert app.main(["--index", "nowhere"]) == 2
    assert capsys.readouterr().err == "没有索引：nowhere\n"


@pytest.mark.parametrize("where", ["file", "file/data"])
def test_a_data_folder_that_cannot_be_is_one_line_and_exit_2(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("YOUJU_DATA", str(tmp_path / where))
    assert app.main([]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "请检查文件夹、权限和磁盘空间" in error


def test_an_audit_log_that_cannot_be_written_is_one_line_and_exit_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YOUJU_DATA", str(tmp_path))
    (tmp_path / "audit.jsonl").mkdir()
    assert app.main([]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "audit.jsonl 不能写入" in error


def test_what_a_killed_upload_left_is_told_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def start() -> tuple[str, str]:
        """What is told, and what is written to the log."""
        assert app.main(["--index", str(tmp_path / "index"), "--reports", str(tmp_path)]) == 0
        return capsys.readouterr().err, (tmp_path / "audit.jsonl").read_text(encoding="utf-8")

    build(tmp_path).close()
    monkeypatch.setenv("YOUJU_DATA", str(tmp_path))
    monkeypatch.setattr("assistant.web.current.open_assistant", lambda index, model: object())
    monkeypatch.setattr(app, "page", lambda *_, **__: None)
    monkeypatch.setattr(app, "serve", lambda *_, **__: None)
    assert start() == ("", "")
    Folder(tmp_path, tmp_path).begin(tmp_path / "index")
    told, log = start()
    assert told == f"{UNFINISHED}\n"
    assert "没有做完" in log
