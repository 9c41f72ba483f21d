"""What training changed comes back nearly as it was, in a quarter of the room."""

from pathlib import Path

import numpy as np

from assistant.reader.delta import Delta, load_delta, save_delta


def test_matrices_lose_less_than_half_a_step(tmp_path: Path) -> None:
    generator = np.random.default_rng(1)
    matrix = generator.normal(size=(100, 60)).astype(np.float32)
    matrix[7] = 0
    bias = generator.normal(size=60).astype(np.float32)
    save_delta(tmp_path / "d.npz", Delta({"a": matrix, "b": bias}, [0, 1, 2, 3, 9], 1.5))
    found = load_delta(tmp_path / "d.npz")
    assert (found.kept, found.temperature) == ([0, 1, 2, 3, 9], 1.5)
    assert np.array_equal(found.tensors["b"], bias)
    step = np.abs(matrix).max(axis=1, keepdims=True) / 127
    assert (np.abs(found.tensors["a"] - matrix) <= 0.501 * step + 1e-12).all()
    assert (tmp_path / "d.npz").stat().st_size < matrix.nbytes / 2
