"""Fixtures that several test modules share."""

import os

os.environ["HF_HUB_OFFLINE"] = "1"  # before any Hugging Face library is imported: no test asks the network

import pytest
from hypothesis import settings

from assistant.reader.reader import Reader
from index.embedding.embedder import Embedder
from tests.helpers.fakes import WEIGHTS, FakeEmbedder

# No deadline: how long an example takes tells of the machine's load, not of the code.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")


@pytest.fixture(autouse=True)
def round_weights(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests with fakes do not hang on what was fitted to the real reader."""
    if request.node.get_closest_marker("model") is None:
        monkeypatch.setattr("assistant.evidence.confidence._weights", lambda: WEIGHTS)
        monkeypatch.setattr("assistant.evidence.choose.SURE", 0.5)


@pytest.fixture
def fake_embedder() -> Embedder:
    """A deterministic embedder of 64 dimensions that needs no model."""
    return FakeEmbedder()


@pytest.fixture(scope="session")
def real_embedder() -> Embedder:
    """The default model, made first where it is missing; tests that use it carry `@pytest.mark.model`."""
    from index.embedding.default_model import ensure_default_model
    from index.embedding.load import load_embedder

    return load_embedder("default", ensure_default_model())


@pytest.fixture(scope="session")
def real_reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The trained reader, made first where it is missing; tests that use it carry `@pytest.mark.model`.

    Where its weights are not there, one that has learned nothing.
    """
    from assistant.reader.delta import Delta, save_delta
    from assistant.reader.folder import DELTA
    from assistant.reader.make import ensure_reader
    from assistant.reader.onnx_reader import OnnxReader

    if DELTA.exists():
        return OnnxReader(ensure_reader())
    folder = tmp_path_factory.mktemp("reader")
    save_delta(folder / "delta.npz", Delta({}, range(30_000), 1.0))
    return OnnxReader(ensure_reader(folder / "made", folder / "delta.npz"))
