"""How a language model is set up: in the environment, in a file, and what cannot be used."""

import os
from pathlib import Path

import pytest

from assistant.llm.client import OpenAIModel
from assistant.llm.endpoint import Endpoint
from index.errors import LanguageModelError

KEY = "sk-5e3c0ffee5e3c0ffee"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder, and no other setting."""
    for name in [name for name in os.environ if name.startswith("YOUJU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("YOUJU_DATA", str(tmp_path))
    return tmp_path


def store(folder: Path, text: str) -> None:
    (folder / "llm.toml").write_text(text, encoding="utf-8")


def test_nothing_set_is_no_endpoint(folder: Path) -> None:
    assert Endpoint.configured() is None


def test_the_environment_sets_an_endpoint(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"URL": "http://a/v1", "MODEL": "m", "KEY": f"{KEY}\n", "CONTEXT": "4096"}.items():
        monkeypatch.setenv(f"YOUJU_LLM_{name}", value)
    assert Endpoint.configured() == Endpoint("http://a/v1", "m", KEY, 4096)


def test_the_file_sets_an_endpoint(folder: Path) -> None:
    store(folder, f'url = "http://a/v1"\nmodel = "通义"\nkey = "{KEY}"\ncontext = 32768\n')
    assert Endpoint.configured() == Endpoint("http://a/v1", "通义", KEY, 32768)


def test_the_environment_comes_before_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store(folder, f'url = "http://a/v1"\nmodel = "m"\nkey = "{KEY}"\n')
    monkeypatch.setenv("YOUJU_LLM_MODEL", "other")
    assert Endpoint.configured() == Endpoint("http://a/v1", "other", KEY)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ('url = "http://a/v1"', "YOUJU_LLM_MODEL"),
        ('model = "m"', "YOUJU_LLM_URL"),
        (f'key = "{KEY}', "TOML"),
        (f'url = "http://a/v1"\nmodel = "m"\nkey = "{KEY}"\ncontext = 100', "2048"),
        (f'url = "http://a/v1"\nmodel = "m"\nkey = "{KEY}"\ncontext = "很长"', "2048"),
        (f'url = "http://a/v1"\nmodel = "m"\nkey = "{KEY}"\ncontext = -4096', "2048"),
        (f'url = "http://a/v1"\nmodel = "m"\nkey = "{KEY}"\ncontext = 4096.5', "2048"),
        (f'url = "http://a/v1"\nmodel = "m"\napi_key = "{KEY}"', "api_key"),
    ],
    ids=["no model", "no URL", "no TOML", "small context", "no number", "negative", "fraction", "unknown key"],
)
def test_a_setting_that_cannot_be_used_is_told(folder: Path, text: str, advice: str) -> None:
    store(folder, text)
    with pytest.raises(LanguageModelError, match=advice) as caught:
        Endpoint.configured()
    assert KEY not in f"{caught.value} {caught.value!r} {caught.value.__cause__}"


def test_a_file_that_is_not_utf8_is_told(folder: Path) -> None:
    (folder / "llm.toml").write_bytes('model = "通义"'.encode("gb18030"))
    with pytest.raises(LanguageModelError, match="UTF-8"):
        Endpoint.configured()


def test_a_file_that_is_a_folder_is_told(folder: Path) -> None:
    (folder / "llm.toml").mkdir()
    with pytest.raises(LanguageModelError, match="请检查文件夹和权限"):
        Endpoint.configured()


@pytest.mark.parametrize(
    "url", [KEY, "ftp://a/v1", "http://", "localhost:8000/v1", "http://a:b/v1", f"http://me:{KEY}@a/v1"]
)
def test_an_address_that_is_none_is_told_without_it(url: str) -> None:
    with pytest.raises(LanguageModelError, match="YOUJU_LLM_URL") as caught:
        OpenAIModel(Endpoint(url, "m"))
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("key", [f"{KEY}\n", f"{KEY} x", f"密钥{KEY}", f"{KEY}\0"])
def test_a_key_that_no_header_can_hold_is_told_without_it(key: str) -> None:
    with pytest.raises(LanguageModelError, match="YOUJU_LLM_KEY") as caught:
        OpenAIModel(Endpoint("http://a/v1", "m", key))
    assert KEY not in str(caught.value)


def test_a_stored_key_goes_to_no_other_address(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "llm.toml").write_text(f'url = "http://a/v1"\nmodel = "m"\nkey = "{KEY}"\n', encoding="utf-8")
    monkeypatch.setenv("YOUJU_LLM_URL", "http://b/v1")
    assert Endpoint.configured() == Endpoint("http://b/v1", "m", "")
