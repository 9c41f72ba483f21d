"""The default model's Embedder: its tokenizer and its int8 graph through onnxruntime, one text a call.

Weights that are quantised dynamically scale a call's activations together, so a text's vector would depend on its
company. One text a call keeps it the same to the byte, needs no padding, and loses nothing: each core has its own
worker of one thread.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.embedding.default_folder import MODEL_FILE, TOKENIZER_FILE, read_record
from index.embedding.embedder import DEFAULT, Matrix, Spans, Vector
from index.embedding.late_chunking import encodable, part_rows, unit


class Tokens(NamedTuple):
    """A text's token ids, (tokens,), and where each begins and ends in it, (tokens, 2): negative in its prompt."""

    ids: NDArray[np.int64]
    offsets: NDArray[np.int64]


class OnnxModel:
    """A folder's `tokenizer.json` and `model.onnx`.

    The graph takes `input_ids` of shape (1, tokens), int64, and gives the finished vector of shape (1, dimension), for
    pooling and normalisation are in it, and the tokens' of shape (1, tokens, dimension). The tokenizer truncates.
    """

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
        )
        self.tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self.workers = ThreadPoolExecutor(max_workers=os.cpu_count(), thread_name_prefix="embed")
        self.dimension = int(self.session.get_outputs()[0].shape[1])

    def tokens(self, texts: Sequence[str], prompt: str) -> list[Tokens]:
        """The tokens of each text behind its prompt."""
        encodings = self.tokenizer.encode_batch([prompt + encodable(text) for text in texts])
        return [
            Tokens(np.array(encoding.ids, np.int64), np.array(encoding.offsets, np.int64) - len(prompt))
            for encoding in encodings
        ]

    def run(self, ids: NDArray[np.int64]) -> tuple[Vector, Matrix]:
        """A text's vector, of unit length, and its tokens' vectors, (tokens, dimension)."""
        (vector,), (tokens,) = self.session.run(None, {"input_ids": ids[None]})
        return vector, tokens

    def run_all(self, texts: Sequence[NDArray[np.int64]]) -> Iterator[tuple[int, Vector, Matrix]]:
        """`run` for each text, with its number; the longest first, so that no core works on alone at the end."""
        order = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
        for number, (vector, tokens) in zip(order, self.workers.map(lambda n: self.run(texts[n]), order), strict=True):
            yield number, vector, tokens


class OnnxEmbedder:
    """The default model in its folder as an Embedder, on the processor's cores."""

    def __init__(self, folder: Path) -> None:
        record = read_record(folder)
        self.name = DEFAULT
        self.fingerprint = str(record["fingerprint"])
        self._prompts: dict[str, str] = record["prompts"]
        self._model = OnnxModel(folder)
        self.dimension = self._model.dimension

    def embed_query(self, text: str) -> Vector:
        (tokens,) = self._model.tokens([text], self._prompts["query"])
        return self._model.run(tokens.ids)[0]

    def embed_parts(self, texts: Sequence[str], parts: Sequence[Spans]) -> tuple[Matrix, list[Matrix]]:
        tokens = self._model.tokens(texts, self._prompts["document"])
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        matrices = [vectors[:0]] * len(texts)
        for number, vector, found in self._model.run_all([of_text.ids for of_text in tokens]):
            vectors[number] = unit(vector)
            matrices[number] = part_rows(found, tokens[number].offsets, parts[number], vectors[number])
        return vectors, matrices
