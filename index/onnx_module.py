"""A sentence-transformers module that runs an ONNX model through onnxruntime, one text a call.

Weights that are quantised dynamically scale a call's activations together, so a text's vector would depend on its
company. One text a call keeps it the same to the byte, needs no padding, and loses nothing: each core has its own
worker of one thread.
"""

import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from sentence_transformers.base.modules.input_module import InputModule
from tokenizers import Tokenizer

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"


class OnnxEncoder(InputModule):
    """Texts to `sentence_embedding` and `token_embeddings` by a folder's `tokenizer.json` and `model.onnx`.

    The graph takes `input_ids` of shape (1, tokens), int64, and gives the finished vector of shape (1, dimension), for
    pooling and normalisation are in it, and the tokens' of shape (1, tokens, dimension). The tokenizer truncates.
    """

    def __init__(self, folder: str | Path) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.folder = Path(folder)
        self.tokenizer = Tokenizer.from_file(str(self.folder / TOKENIZER_FILE))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(self.folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
        )
        self.workers = ThreadPoolExecutor(max_workers=os.cpu_count(), thread_name_prefix="embed")

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        """The token ids of each text behind its prompt, one array a text, not padded."""
        encodings = self.tokenizer.encode_batch([(prompt or "") + text for text in inputs])
        return {"input_ids": [np.array([encoding.ids], np.int64) for encoding in encodings]}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Adds `sentence_embedding`, (texts, dimension), and `token_embeddings`, (texts, tokens, dimension), padded."""
        texts = features["input_ids"]
        vectors = np.empty((len(texts), self.get_embedding_dimension()), np.float32)
        tokens = np.zeros((len(texts), max(ids.shape[1] for ids in texts), vectors.shape[1]), np.float32)

        def embed(number: int) -> None:
            (vectors[number],), (found,) = self.session.run(None, {"input_ids": texts[number]})
            tokens[number, : len(found)] = found

        list(self.workers.map(embed, range(len(texts))))
        features["sentence_embedding"] = torch.from_numpy(vectors)
        features["token_embeddings"] = torch.from_numpy(tokens)
        return features

    def get_embedding_dimension(self) -> int:
        """The length of a vector."""
        return int(self.session.get_outputs()[0].shape[1])

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Copies the two files that the module is."""
        for name in (MODEL_FILE, TOKENIZER_FILE):
            shutil.copy(self.folder / name, output_path)
