"""The folder of the default model: where it lies, what its files are called, and what was recorded as it was made."""

import os
from pathlib import Path
from typing import Any

from index.embedding.made_folder import read_made

SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
RECORD_FILE = "model.json"
MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
# Raise it when the conversion changes what the folder holds: folders of another recipe are made anew.
RECIPE = 2


def default_model_dir() -> Path:
    """Where the default model lies: the environment's `YOUJU_MODEL_DIR`, else `.model/e5-small` in the repository."""
    given = os.environ.get("YOUJU_MODEL_DIR")
    return Path(given) if given else Path(__file__).parents[2] / ".model" / "e5-small"


def read_record(folder: Path) -> dict[str, Any]:
    """What the conversion recorded: `fingerprint`, `prompts`, `recipe`, `source`.

    Raises ModelError when there is none, or one of another recipe.
    """
    return read_made(folder / RECORD_FILE, "默认向量模型", {"recipe": RECIPE, "source": SOURCE_SHA256})
