"""Makes the reader out of the default model's weights and what training changed: run by `make setup`.

`python -m assistant.reader.make`. The folder holds `reader.onnx`, `tokenizer.json` and `reader.json`.
"""

import hashlib
import json
import sys
from pathlib import Path

from assistant.reader.folder import DELTA, MODEL_FILE, RECIPE, RECORD_FILE, TOKENIZER_FILE, read_record, reader_dir
from index.embedding.made_folder import made_folder, tell
from index.errors import ModelError


def ensure_reader(folder: Path | None = None, delta: Path = DELTA) -> Path:
    """The reader's folder, made first where it is missing or of another `delta` (about 15 seconds).

    Raises ModelError when the weights are missing.
    """
    folder, digest = folder or reader_dir(), _digest(delta)
    return made_folder(folder, lambda: _is_current(folder, digest), lambda part: _make(part, delta, digest))


def _is_current(folder: Path, delta: str) -> bool:
    try:
        return bool(read_record(folder)["delta"] == delta)
    except ModelError:
        return False


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(f"没有 {path}（阅读模型的权重）：请重新取得本项目的文件") from error


def _make(folder: Path, path: Path, digest: str) -> None:
    import torch

    from assistant.reader.delta import load_delta
    from assistant.reader.export import export
    from assistant.reader.network import build_network, pruned
    from index.embedding.default_model import read_source
    from index.embedding.e5_network import build_tokenizer

    weights, delta = read_source(), load_delta(path)
    tokenizer = build_tokenizer(pruned(weights, delta.kept))
    tokenizer.no_truncation()
    tokenizer.save(str(folder / TOKENIZER_FILE))
    network = build_network(weights, delta.kept)
    del weights  # half a gigabyte, and the export needs several
    network.load_state_dict({name: torch.tensor(values) for name, values in delta.tensors.items()}, strict=False)
    export(network, folder / MODEL_FILE)
    served = hashlib.sha256((folder / MODEL_FILE).read_bytes() + (folder / TOKENIZER_FILE).read_bytes()).hexdigest()
    record = {"recipe": RECIPE, "delta": digest, "temperature": delta.temperature, "fingerprint": served}
    (folder / RECORD_FILE).write_text(json.dumps(record, indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(tell("阅读模型", ensure_reader))
