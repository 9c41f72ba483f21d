"""The folder of the trained reader: where it lies, what its files are called, and what was recorded as it was made."""

import os
from pathlib import Path
from typing import Any

from index.embedding.made_folder import read_made

RECORD_FILE, MODEL_FILE, TOKENIZER_FILE = "reader.json", "reader.onnx", "tokenizer.json"
DELTA = Path(__file__).parent / "data" / "delta.npz"
# Raise it when what is made of the same weights changes: folders of another recipe are made anew.
RECIPE = 2


def reader_dir() -> Path:
    """Where the reader lies: the environment's `YOUJU_READER_DIR`, else `.model/reader` in the repository."""
    given = os.environ.get("YOUJU_READER_DIR")
    return Path(given) if given else Path(__file__).parents[2] / ".model" / "reader"


def read_record(folder: Path) -> dict[str, Any]:
    """What was recorded: `fingerprint`, `temperature`, `recipe`, `delta` (its digest).

    Raises ModelError when there is none, or one of another recipe.
    """
    return read_made(folder / RECORD_FILE, "阅读模型", {"recipe": RECIPE})
