"""A model that needs none, and a folder of three small reports."""

from pathlib import Path

import pytest

import index.build
from tests.helpers.fakes import FakeEmbedder
from tests.index.built import write


@pytest.fixture
def fake_model(monkeypatch: pytest.MonkeyPatch) -> FakeEmbedder:
    embedder = FakeEmbedder()
    monkeypatch.setattr(index.build, "load_embedder", lambda name: embedder)
    monkeypatch.setattr(index.build, "model_fingerprint", lambda name: embedder.fingerprint)
    return embedder


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder of three small reports."""
    folder = tmp_path / "reports"
    for number, name in enumerate(("甲.txt", "乙/丙.txt", "丁.md"), 1):
        write(folder / name, number)
    return folder
