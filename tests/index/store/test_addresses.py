"""Where an index lies, as a user writes it."""

import argparse
from pathlib import Path

import pytest

from index.cli import Parser, add_index
from index.errors import StoreError
from index.store.addresses import TOKEN_VARIABLE, MilvusAddress, parse


@pytest.mark.parametrize(
    ("text", "address", "shown"),
    [
        ("索引/甲", Path("索引/甲"), "索引/甲"),
        ("milvus+http://host:19530/reports", MilvusAddress("http://host:19530", "reports"), None),
        ("milvus+https://db.example.org/_a1", MilvusAddress("https://db.example.org", "_a1"), None),
        (
            "milvus+https://user:p:w@host:1/x",
            MilvusAddress("https://host:1", "x", "user:p:w"),
            "milvus+https://host:1/x",
        ),
        ("milvus+file:某处/甲 乙.db", MilvusAddress("某处/甲 乙.db", "youju"), None),
    ],
)
def test_an_address_is_read_and_shown_without_its_token(
    text: str, address: Path | MilvusAddress, shown: str | None
) -> None:
    assert parse(text) == address
    assert str(address) == (shown or text)
    assert "p:w" not in repr(address)


def test_the_token_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "user:secret")
    assert parse("milvus+http://host/x") == MilvusAddress("http://host", "x", "user:secret")
    assert parse("milvus+http://other:key@host/x") == MilvusAddress("http://host", "x", "other:key")


@pytest.mark.parametrize(
    "text",
    [
        "milvus+http://secret@host",
        "milvus+http://host/",
        "milvus+http://host/a/b",
        "milvus+http://host/某",
        "milvus+http:///x",
        "milvus+ftp://host/x",
        "milvus+file:x",
        "milvus+file:.db",
        "milvus+",
    ],
)
def test_what_is_no_address_is_told_and_not_repeated(text: str) -> None:
    with pytest.raises(StoreError, match=r"写作 milvus\+http") as told:
        parse(text)
    assert "secret" not in str(told.value)


def options(*arguments: str, default: Path | None = None) -> argparse.Namespace:
    parser = Parser(prog="x")
    add_index(parser, default=default)
    return parser.parse_args(arguments)


def test_an_index_is_a_folder_or_an_address_or_the_default() -> None:
    assert options("--index", "a").index == Path("a")
    assert options("--store", "milvus+file:a.db").index == MilvusAddress("a.db", "youju")
    assert options("--store", "a").index == Path("a")
    assert options(default=Path("d")).index == Path("d")
    assert options("--store", "milvus+file:a.db", default=Path("d")).index == MilvusAddress("a.db", "youju")


@pytest.mark.parametrize(
    "arguments", [(), ("--index", "a", "--store", "b"), ("--store", "milvus+http://secret@host"), ("--store",)]
)
def test_one_of_both_is_required(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        options(*arguments)
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert "用法有误" in told
    assert "secret" not in told
