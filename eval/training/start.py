"""The network that a training starts from: a checkpoint, or the weights of the repository."""

from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from assistant.reader.delta import load_delta
from assistant.reader.folder import DELTA
from assistant.reader.network import ReaderNetwork, build_network, pruned
from index.embedding.default_model import read_source
from index.embedding.e5_network import build_tokenizer


def start(checkpoint: Path | None) -> tuple[ReaderNetwork, Tokenizer, Sequence[int]]:
    """The network, its tokenizer and the pieces of e5's vocabulary that it keeps, which no training changes."""
    weights, delta = read_source(), load_delta(DELTA)
    network = build_network(weights, delta.kept, attention="sdpa")
    state = {name: torch.from_numpy(values) for name, values in delta.tensors.items()}
    network.load_state_dict(
        torch.load(checkpoint, map_location="cpu")["network"] if checkpoint else state, strict=False
    )
    tokenizer = build_tokenizer(pruned(weights, delta.kept))
    tokenizer.no_truncation()
    return network, tokenizer, delta.kept
