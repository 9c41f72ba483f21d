"""`python -m assistant users | feedback`: what is printed, what is kept, and every way in which it fails."""

import io
import sqlite3
from pathlib import Path

import pytest

from assistant.__main__ import main
from assistant.web.users.accounts import Accounts

PASSWORD = "hao-qie-changde-kouling"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YOUJU_DATA", str(tmp_path))
    return tmp_path


def users(monkeypatch: pytest.MonkeyPatch, *words: str, told: str = PASSWORD) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(told + "\n"))
    return main(["users", *words])


def test_a_user_is_added_listed_and_removed(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["users", "list"]) == 0
    assert capsys.readouterr().out == "还没有用户\n"
    assert users(monkeypatch, "add", "zhang", "--role", "editor", "--stdin") == 0
    assert main(["users", "list"]) == 0
    assert capsys.readouterr().out.endswith("zhang\teditor\n")
    accounts = Accounts(data / "accounts.sqlite")
    assert accounts.may_edit("zhang")
    before = accounts.all()[0].hash
    assert users(monkeypatch, "password", "zhang", "--stdin", told=PASSWORD + "2") == 0
    assert accounts.all()[0].hash != before
    assert main(["users", "remove", "zhang"]) == 0
    assert not accounts.all()


def test_a_password_typed_twice_has_to_be_the_same(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter([PASSWORD, PASSWORD + "x"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    assert main(["users", "add", "li", "--role", "reader"]) == 2
    assert "不一样" in capsys.readouterr().err
    assert not Accounts(data / "accounts.sqlite").all()


def test_what_cannot_be_done_is_one_line_and_exit_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert users(monkeypatch, "add", "li", "--role", "reader", "--stdin", told="short") == 2
    assert main(["users", "remove", "nobody"]) == 2
    assert main(["feedback", "--out", str(tmp_path / "feedback.jsonl")]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 3
    assert PASSWORD not in error


@pytest.mark.parametrize("where", ["file", "file/{data}"])
@pytest.mark.parametrize(
    "words",
    [
        ("users", "list"),
        ("users", "add", "li", "--role", "reader", "--stdin"),
        ("users", "remove", "li"),
        ("feedback", "--out", "feedback.jsonl"),
    ],
    ids=lambda words: words[1],
)
def test_a_data_folder_that_cannot_be_is_one_line_and_exit_2(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], where: str, words: tuple[str, ...]
) -> None:
    (data / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("YOUJU_DATA", str(data / where))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert main(words) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "YOUJU_DATA" in error or "请检查文件夹、权限和磁盘空间" in error


@pytest.mark.parametrize("problem", [OSError(30, "Read-only file system"), sqlite3.OperationalError("disk I/O error")])
def test_a_sealed_file_of_users_is_one_line_and_exit_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], problem: Exception
) -> None:
    def sealed(*_: object, **__: object) -> None:
        raise problem

    if isinstance(problem, OSError):
        monkeypatch.setattr(Path, "touch", sealed)
    else:
        monkeypatch.setattr("assistant.web.users.accounts.sqlite3.connect", sealed)
    assert main(["users", "list"]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "请检查文件夹、权限和磁盘空间" in error


def test_a_folder_where_sqlite_cannot_write_is_one_line_and_exit_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: Path
) -> None:
    """It could be read; what is to be changed fails only when it is."""
    assert users(monkeypatch, "add", "zhang", "--role", "editor", "--stdin") == 0
    monkeypatch.setattr("assistant.web.users.accounts.os.access", lambda path, mode: path != data)
    assert main(["users", "remove", "zhang"]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "请检查文件夹、权限和磁盘空间（Permission denied）" in error
