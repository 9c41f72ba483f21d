"""The making of the reader: once, anew for other weights, whole or not at all."""

import json
from pathlib import Path

import pytest

from assistant.reader import make
from assistant.reader.delta import Delta, save_delta
from assistant.reader.folder import RECIPE, RECORD_FILE
from assistant.reader.make import ensure_reader
from assistant.reader.onnx_reader import OnnxReader
from index.errors import ModelError


@pytest.fixture
def delta(tmp_path: Path) -> Path:
    save_delta(tmp_path / "delta.npz", Delta({}, [0, 1, 2, 3], 1.0))
    return tmp_path / "delta.npz"


def fake(folder: Path, path: Path, digest: str) -> None:
    (folder / RECORD_FILE).write_text(json.dumps({"recipe": RECIPE, "delta": digest}), encoding="utf-8")


def test_it_is_made_once_and_again_for_other_weights(
    tmp_path: Path, delta: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def making(folder: Path, path: Path, digest: str) -> None:
        made.append(digest)
        fake(folder, path, digest)

    monkeypatch.setattr(make, "_make", making)
    for _ in range(2):
        ensure_reader(tmp_path / "reader", delta)
    assert len(made) == 1
    save_delta(delta, Delta({}, [0, 1, 2, 3, 4], 1.0))
    ensure_reader(tmp_path / "reader", delta)
    assert len(set(made)) == 2


def test_a_killed_making_starts_clean(tmp_path: Path, delta: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(folder: Path, path: Path, digest: str) -> None:
        (folder / "half.onnx").write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(make, "_make", killed)
    with pytest.raises(KeyboardInterrupt):
        ensure_reader(tmp_path / "reader", delta)
    assert not (tmp_path / "reader").exists()
    monkeypatch.setattr(make, "_make", fake)
    assert [path.name for path in ensure_reader(tmp_path / "reader", delta).iterdir()] == [RECORD_FILE]


def test_missing_weights_and_a_missing_reader_are_told_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="重新取得"):
        ensure_reader(tmp_path / "reader", tmp_path / "none.npz")
    with pytest.raises(ModelError, match="make setup"):
        OnnxReader(tmp_path)
