"""The trained reader through onnxruntime, one pair a call: its reading is the same whatever it is read beside."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from assistant.reader.folder import MODEL_FILE, TOKENIZER_FILE, read_record, reader_dir
from assistant.reader.inputs import Tokens, tokenized
from assistant.reader.reader import Pair, Reading

# An addition and a normalisation made one: on a processor that takes four times as long as the two.
_SLOWER = "SkipLayerNormFusion"


class OnnxReader:
    """The reader in its folder as a Reader, each core with a worker of one thread. Safe from several threads."""

    def __init__(self, folder: Path | None = None) -> None:
        """Raises ModelError where there is none, or one of another version."""
        folder = folder or reader_dir()
        record = read_record(folder)
        self.fingerprint = str(record["fingerprint"])
        self._temperature = float(record["temperature"])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"], disabled_optimizers=[_SLOWER]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._workers = ThreadPoolExecutor(max_workers=os.cpu_count(), thread_name_prefix="read")

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        return list(self._workers.map(self._reading, tokenized(self._tokenizer, pairs)))

    def _reading(self, tokens: Tokens) -> Reading:
        inputs = {"ids": tokens.ids[None], "passage": tokens.passage[None]}
        start, end, inside, answerable, yes = (output[0] for output in self._session.run(None, inputs))
        passage = slice(tokens.first, tokens.first + len(tokens.offsets))
        return Reading(
            answerable=_share(float(answerable) / self._temperature),
            yes=_share(float(yes)),
            offsets=tokens.offsets,
            start=start[passage],
            end=end[passage],
            inside=inside[passage],
        )


def _share(logit: float) -> float:
    return float(1 / (1 + np.exp(-logit)))
