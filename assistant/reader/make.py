"""Makes the reader out of the default model's weights and what training changed: run by `make setup`.

`python -m assistant.reader.make`. The folder holds `reader.onnx`, `tokenizer.json` and `reader.json`.
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

from assistant.reader.folder import DELTA, MODEL_FILE, RECIPE, RECORD_FILE, TOKENIZER_FILE, read_record, reader_dir
from index.errors import ModelError, YoujuError


def ensure_reader(folder: Path | None = None, delta: Path = DELTA) -> Path:
    """The reader's folder, made first where it is missing or of another `delta` (about 15 seconds).

    It appears whole or not at all. Raises ModelError when the weights are missing.
    """
    from filelock import FileLock

    folder = folder or reader_dir()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(folder.name + ".lock")):
        digest = _digest(delta)
        if not _is_current(folder, digest):
            part = folder.with_name(folder.name + ".part")
            for leftover in (part, folder):
                shutil.rmtree(leftover, ignore_errors=True)
            part.mkdir()
            _make(part, delta, digest)
            part.rename(folder)
    return folder


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


def main() -> int:
    """Makes the reader and says where it lies; exit code 2 with one line when it cannot."""
    try:
        print(f"阅读模型：{ensure_reader()}")
    except YoujuError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
