"""The `Embedder` that a setting names.

The heavy libraries are imported when a model is loaded: importing this and `model_fingerprint` stay light.
"""

import hashlib
from pathlib import Path

from index.embedding.default_folder import default_model_dir, read_record
from index.embedding.embedder import DEFAULT, Embedder
from index.errors import ModelError

# What sentence-transformers reads of a model folder; exports to other engines lie in folders of their own.
_MODEL_FILES = frozenset({".json", ".txt", ".model", ".safetensors", ".bin"})
_OTHER_ENGINES = frozenset({"onnx", "openvino"})
_SAMPLE_BYTES = 1 << 20


def load_embedder(name: str = DEFAULT, model_dir: Path | None = None) -> Embedder:
    """The embedder of a setting: "default", a hub name or a folder; `model_dir` is where the default model lies.

    Raises ModelError, with the cure, when the model is missing, damaged or cannot be had.
    """
    folder = _folder(name, model_dir)
    try:
        # Whatever the libraries below raise on a broken or foreign folder, the cure is the same.
        if name == DEFAULT:
            from index.embedding.onnx_embedder import OnnxEmbedder

            return OnnxEmbedder(folder)
        from index.embedding.sentence_embedder import load_sentence_embedder

        return load_sentence_embedder(name, _fingerprint(name, folder), folder)
    except Exception as error:
        cure = f"请删除 {folder} 后运行 make setup" if name == DEFAULT else "请检查这个模型是否完整"
        raise ModelError(f"向量模型 {name} 无法载入（{type(error).__name__}: {error}）：{cure}") from error


def model_fingerprint(name: str = DEFAULT, model_dir: Path | None = None) -> str:
    """The fingerprint that `load_embedder` would have, in milliseconds; a hub model is downloaded on first use.

    Raises ModelError, with the cure, when the model is missing or damaged.
    """
    return _fingerprint(name, _folder(name, model_dir))


def _folder(name: str, model_dir: Path | None) -> Path:
    """Where the model's files lie on this machine; a hub model is fetched unless the hub's cache has it."""
    if name == DEFAULT:
        return model_dir or default_model_dir()
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        try:
            return Path(snapshot_download(name, local_files_only=True))
        except LocalEntryNotFoundError:
            return Path(snapshot_download(name, ignore_patterns=[f"{engine}/*" for engine in _OTHER_ENGINES]))
    except Exception as error:  # a wrong name, no network, no permission: the cure is the same
        cure = "请检查名称与网络，或把模型下载到本机，以文件夹路径作为设置"
        raise ModelError(f"找不到向量模型 {name}：既不是文件夹，也无法从模型库取得（{error}）。{cure}") from error


def _fingerprint(name: str, folder: Path) -> str:
    if name == DEFAULT:
        return str(read_record(folder)["fingerprint"])
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.suffix in _MODEL_FILES and inside.parts[0] not in _OTHER_ENGINES and path.is_file():
            digest.update(f"{inside.as_posix()}\n{path.stat().st_size}\n".encode())
            digest.update(_sample(path))
    return digest.hexdigest()


def _sample(path: Path) -> bytes:
    """The file's beginning, middle and end, 1 MiB each: other training moves nearly every weight, so that tells."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= 3 * _SAMPLE_BYTES:
            return file.read()
        parts = []
        for start in (0, size // 2, size - _SAMPLE_BYTES):
            file.seek(start)
            parts.append(file.read(_SAMPLE_BYTES))
        return b"".join(parts)
