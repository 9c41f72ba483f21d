"""The making of the default model: once, anew for a new recipe, and never of other weights."""

import json
import shutil
from pathlib import Path

import pytest

from index.embedding import default_folder, default_model
from index.embedding.default_model import ensure_default_model
from index.embedding.embedder import Embedder
from index.embedding.load import load_embedder
from index.errors import ModelError


@pytest.mark.model
def test_a_damaged_default_model_is_named_with_the_cure(real_embedder: Embedder, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("model.json", "tokenizer.json"):
        shutil.copy(default_folder.default_model_dir() / name, folder)
    (folder / "model.onnx").write_bytes(b"cut short")
    with pytest.raises(ModelError, match="make setup"):
        load_embedder("default", folder)


def fake_conversion(folder: Path) -> None:
    record = {
        "recipe": default_folder.RECIPE,
        "source": default_folder.SOURCE_SHA256,
        "fingerprint": "f",
        "prompts": {},
    }
    (folder / default_folder.RECORD_FILE).write_text(json.dumps(record), encoding="utf-8")


def test_a_killed_conversion_starts_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(folder: Path) -> None:
        (folder / "half.onnx").write_bytes(b"half")
        raise KeyboardInterrupt

    folder = tmp_path / "model"
    monkeypatch.setattr(default_model, "_convert", killed)
    with pytest.raises(KeyboardInterrupt):
        ensure_default_model(folder)
    assert not folder.exists()
    monkeypatch.setattr(default_model, "_convert", fake_conversion)
    assert [path.name for path in ensure_default_model(folder).iterdir()] == [default_folder.RECORD_FILE]


def test_a_model_is_made_once_and_again_for_a_new_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []

    def convert(folder: Path) -> None:
        made.append(folder)
        fake_conversion(folder)

    monkeypatch.setattr(default_model, "_convert", convert)
    ensure_default_model(tmp_path / "model")
    ensure_default_model(tmp_path / "model")
    assert len(made) == 1
    monkeypatch.setattr(default_folder, "RECIPE", default_folder.RECIPE + 1)
    ensure_default_model(tmp_path / "model")
    assert len(made) == 2


def test_other_weights_than_the_known_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(default_model, "SOURCE_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="sha256"):
        ensure_default_model(tmp_path / "model")
    assert not (tmp_path / "model").exists()
