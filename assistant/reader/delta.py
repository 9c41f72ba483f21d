"""What training changed, small enough for the repository: matrices as rows of int8 with a scale each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Tensors = Mapping[str, NDArray[np.float32]]
_LARGE = 5_000  # numbers; smaller tensors stay float32
_STEPS = 127


@dataclass(frozen=True, slots=True)
class Delta:
    """The trained tensors by name, the numbers of the pieces of e5's vocabulary that are kept, and the temperature.

    The temperature is what logits are divided by so that they are honest: Guo et al., 2017.
    """

    tensors: Tensors
    kept: Sequence[int]
    temperature: float


def save_delta(path: Path, delta: Delta) -> None:
    """Writes a delta; each row of a large matrix is rounded to 127 steps of its largest number."""
    arrays: dict[str, NDArray[np.generic]] = {
        "kept": np.array(delta.kept, np.int32),
        "temperature": np.array(delta.temperature, np.float32),
    }
    for name, values in delta.tensors.items():
        if values.ndim == 2 and values.size > _LARGE:
            scale = np.maximum(np.abs(values).max(axis=1, keepdims=True), 1e-12) / _STEPS
            arrays[f"rows|{name}"] = np.round(values / scale).astype(np.int8)
            arrays[f"scale|{name}"] = scale.astype(np.float32)
        else:
            arrays[f"whole|{name}"] = values.astype(np.float32)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def load_delta(path: Path) -> Delta:
    """Reads what `save_delta` wrote. Raises OSError, ValueError or KeyError for anything else."""
    with np.load(path) as arrays:
        tensors: dict[str, NDArray[np.float32]] = {}
        for key in arrays.files:
            kind, _, name = key.partition("|")
            if kind == "rows":
                tensors[name] = arrays[key].astype(np.float32) * arrays[f"scale|{name}"]
            elif kind == "whole":
                tensors[name] = arrays[key]
        return Delta(tensors, arrays["kept"].tolist(), float(arrays["temperature"]))
