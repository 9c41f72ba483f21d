"""Fixtures that several test modules share."""

import os

os.environ["HF_HUB_OFFLINE"] = "1"  # before any Hugging Face library is imported: no test asks the network

import pytest

from index.embed import Embedder
from tests.fakes import FakeEmbedder


@pytest.fixture
def fake_embedder() -> Embedder:
    """A deterministic embedder of 64 dimensions that needs no model."""
    return FakeEmbedder()


@pytest.fixture(scope="session")
def real_embedder() -> Embedder:
    """The default model, made first where it is missing; tests that use it carry `@pytest.mark.model`."""
    from index.default_model import ensure_default_model
    from index.embed import load_embedder

    return load_embedder("default", ensure_default_model())
