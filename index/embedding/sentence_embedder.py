"""The Embedder over sentence-transformers: any model that is not the default one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from index.embedding.embedder import Matrix, Spans, Vector
from index.embedding.late_chunking import encodable, part_rows, unit


def load_sentence_embedder(name: str, fingerprint: str, folder: Path) -> "SentenceTransformerEmbedder":
    """The model in a folder, on the CUDA device where torch sees one.

    Raises whatever sentence-transformers does where the folder is no model of its kind.
    """
    model = SentenceTransformer(str(folder), local_files_only=True)
    # Padding changes a vector's last bits: one text a call keeps an index reproducible where it costs little.
    return SentenceTransformerEmbedder(name, fingerprint, model, 1 if model.device.type == "cpu" else 32)


class SentenceTransformerEmbedder:
    """An Embedder over any sentence-transformers model, with the model's own prompts, `batch_size` texts a call.

    Texts longer than the model takes are truncated by its tokenizer.
    """

    def __init__(self, name: str, fingerprint: str, model: SentenceTransformer, batch_size: int) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.dimension = model.get_embedding_dimension() or len(model.encode(""))
        self._model = model
        self._options: dict[str, Any] = {
            "batch_size": batch_size,
            "normalize_embeddings": True,
            "show_progress_bar": False,
        }

    def embed_query(self, text: str) -> Vector:
        return unit(np.asarray(self._model.encode_query(encodable(text), **self._options), np.float32))

    def embed_parts(self, texts: Sequence[str], parts: Sequence[Spans]) -> tuple[Matrix, list[Matrix]]:
        safe = [encodable(text) for text in texts]
        rows: Any = self._model.encode_document(safe, output_value=None, **self._options) if texts else []
        vectors = np.zeros((len(rows), self.dimension), np.float32)
        matrices = []
        for number, (row, offsets, spans) in enumerate(zip(rows, self._offsets(safe), parts, strict=True)):
            vectors[number] = unit(_array(row["sentence_embedding"]))
            tokens = _array(row["token_embeddings"])
            if "attention_mask" in row:  # a padded batch
                tokens = tokens[_array(row["attention_mask"]) > 0]
            matrices.append(part_rows(tokens, offsets, spans, vectors[number]))
        return vectors, matrices

    def _offsets(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        """For each text (tokens, 2): where each token of it behind its prompt begins and ends; negative in the prompt.

        The texts are tokenised a second time: little beside what embedding them takes.
        """
        prompt = self._model.prompts.get("document") or ""
        # One by one: a batch would be padded as the tokenizer was saved to.
        options = {"return_offsets_mapping": True, "truncation": True}
        offsets = [self._model.tokenizer(prompt + text, **options)["offset_mapping"] for text in texts]
        return [np.asarray(spans, np.int64) - len(prompt) for spans in offsets]


def _array(tensor: torch.Tensor) -> NDArray[np.float32]:
    """The numbers of a tensor of any device and kind, bfloat16 too, which numpy has not."""
    return np.asarray(tensor.float().cpu().numpy(), np.float32)
