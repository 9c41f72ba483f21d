"""Texts to vectors: the `Embedder` protocol and the one that sentence-transformers serves.

The heavy libraries are imported when a model is loaded: `import index.embed` and `model_fingerprint` stay light.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.default_model import default_model_dir, read_record
from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]
Spans = Sequence[tuple[int, int]]

DEFAULT = "default"
# What sentence-transformers reads of a model folder; exports to other engines lie in folders of their own.
_MODEL_FILES = frozenset({".json", ".txt", ".model", ".safetensors", ".bin"})
_OTHER_ENGINES = frozenset({"onnx", "openvino"})
_SAMPLE_BYTES = 1 << 20


class Embedder(Protocol):
    """Turns texts into vectors of unit length, so that an inner product is a cosine.

    `name` is the setting that it was made from: "default", a hub name or a folder. `fingerprint` tells two embedders
    apart whose vectors must never mix: it changes with weights, tokenizer, prompts and quantisation.
    """

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """One question's vector, shape (dimension,)."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, shape (len(texts), dimension); a text's row does not depend on its company, to the byte."""
        ...

    def embed_parts(self, texts: Sequence[str], parts: Sequence[Spans]) -> tuple[Matrix, list[Matrix]]:
        """`embed_passages(texts)`, and for each text a matrix with one row for each of its parts, of unit length.

        A part is a span of characters, and its row the mean over the tokens in it, read in the light of the whole text
        (late chunking: Günther et al., 2024), so that it costs no more than the text alone. A part past the model's
        longest text has the text's own vector.
        """
        ...


class SentenceTransformerEmbedder:
    """An Embedder over any sentence-transformers model, with the model's own prompts.

    `options` go to `SentenceTransformer.encode`. Texts longer than the model takes are truncated by its tokenizer.
    """

    def __init__(self, name: str, fingerprint: str, model: "SentenceTransformer", options: dict[str, Any]) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.dimension = model.get_embedding_dimension() or len(model.encode(""))
        self._model = model
        self._options = {**options, "show_progress_bar": False}

    def embed_query(self, text: str) -> Vector:
        return np.asarray(self._model.encode_query(_encodable(text), **self._options), np.float32)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return np.asarray(
            self._model.encode_document([_encodable(text) for text in texts], **self._options), np.float32
        )

    def embed_parts(self, texts: Sequence[str], parts: Sequence[Spans]) -> tuple[Matrix, list[Matrix]]:
        encodable = [_encodable(text) for text in texts]
        rows: list[dict[str, Any]] = []
        if texts:
            rows = self._model.encode_document(encodable, output_value=None, **self._options)  # type: ignore[assignment]
        vectors = np.zeros((len(rows), self.dimension), np.float32)
        matrices = []
        for number, (row, offsets, spans) in enumerate(zip(rows, self._offsets(encodable), parts, strict=True)):
            vectors[number] = _unit(row["sentence_embedding"].cpu().numpy())
            tokens = row["token_embeddings"].cpu().numpy()
            if "attention_mask" in row:  # a padded batch of a transformers model
                tokens = tokens[row["attention_mask"].cpu().numpy().astype(bool)]
            matrices.append(_pooled(tokens, offsets, spans, vectors[number]))
        return vectors, matrices

    def _offsets(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        """For each text (tokens, 2): where each token of it behind its prompt begins and ends; negative in the prompt.

        The texts are tokenised a second time, all cores at once: less than a hundredth of what embedding them takes.
        """
        prompt = self._model.prompts.get("document") or ""
        prompted = [prompt + text for text in texts]
        tokenizer = self._model.tokenizer
        if hasattr(tokenizer, "encode_batch"):  # tokenizers' own, which truncates as it was saved to
            offsets = [encoding.offsets for encoding in tokenizer.encode_batch(prompted)]
        else:
            # One by one: a batch would be padded as the tokenizer was saved to.
            options = {"return_offsets_mapping": True, "truncation": True}
            offsets = [tokenizer(text, **options)["offset_mapping"] for text in prompted]
        return [np.asarray(spans, np.int64) - len(prompt) for spans in offsets]


def load_embedder(name: str = DEFAULT, model_dir: Path | None = None) -> Embedder:
    """The embedder of a setting: "default", a hub name or a folder; `model_dir` is where the default model lies.

    Raises ModelError, with the cure, when the model is missing, damaged or cannot be had.
    """
    folder = _folder(name, model_dir)
    fingerprint = _fingerprint(name, folder)
    try:
        # Whatever the libraries below raise on a broken or foreign folder, the cure is the same.
        return _load_default(folder, fingerprint) if name == DEFAULT else _load_other(name, folder, fingerprint)
    except Exception as error:
        cure = f"请删除 {folder} 后运行 make setup" if name == DEFAULT else "请检查这个模型是否完整"
        raise ModelError(f"向量模型 {name} 无法载入（{type(error).__name__}: {error}）：{cure}") from error


def model_fingerprint(name: str = DEFAULT, model_dir: Path | None = None) -> str:
    """The fingerprint that `load_embedder` would have, in milliseconds; a hub model is downloaded on first use.

    Raises ModelError, with the cure, when the model is missing or damaged.
    """
    return _fingerprint(name, _folder(name, model_dir))


def _load_default(folder: Path, fingerprint: str) -> Embedder:
    from sentence_transformers import SentenceTransformer

    from index.onnx_module import OnnxEncoder

    model = SentenceTransformer(modules=[OnnxEncoder(folder)], prompts=read_record(folder)["prompts"], device="cpu")
    # Large batches keep every core busy; the module gives a text the same vector in any of them, of unit length.
    return SentenceTransformerEmbedder(DEFAULT, fingerprint, model, {"batch_size": 64})


def _load_other(name: str, folder: Path, fingerprint: str) -> Embedder:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), local_files_only=True)
    # Padding changes a vector's last bits: one text a call keeps an index reproducible where it costs little.
    batch_size = 1 if model.device.type == "cpu" else 32
    return SentenceTransformerEmbedder(
        name, fingerprint, model, {"batch_size": batch_size, "normalize_embeddings": True}
    )


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


def _pooled(tokens: Matrix, offsets: NDArray[np.int64], spans: Spans, whole: Vector) -> Matrix:
    """One row a span: the mean over the tokens that touch it, at unit length, or `whole` where none does."""
    begin, end = offsets[: len(tokens)].T
    starts, ends = np.asarray(spans, np.int64).reshape(-1, 2, 1).transpose(1, 0, 2)
    inside = (end > np.maximum(starts, 0)) & (begin < ends) & (end > begin)  # (spans, tokens)
    sums = inside.astype(np.float32) @ tokens[: len(offsets)]
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.where(lengths > 0, sums / np.maximum(lengths, 1e-12), whole)


def _unit(vector: Vector) -> Vector:
    return vector / max(float(np.linalg.norm(vector)), 1e-12)


def _encodable(text: str) -> str:
    """The text with lone surrogates, which no tokenizer takes, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
