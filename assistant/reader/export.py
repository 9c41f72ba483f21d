"""The reader's network as an ONNX graph in int8: importing this imports torch."""

from pathlib import Path

import torch

from assistant.reader.network import ReaderNetwork
from index.embedding.e5_network import export_int8

# The second product of each layer's feed-forward net stays in float32: its inputs have outliers, and in int8 a quarter
# of all spans come out otherwise; without it none of any weight (2026-11: 52 MB in place of 31).
_EXACT = "/output/dense/MatMul"
_NAMES = ("start", "end", "inside", "answerable", "yes")


def export(network: ReaderNetwork, path: Path) -> None:
    """Writes the network, which takes one pair: `ids` and `passage`, (1, tokens) each."""
    ids = torch.arange(10, 20)[None]
    passage = torch.zeros(1, 10)
    passage[:, 5:] = 1
    lengths = {name: {1: "tokens"} for name in ("ids", "passage", "start", "end", "inside")}
    export_int8(network.eval(), (ids, passage), path, ("ids", "passage"), _NAMES, lengths, exact=_is_exact)


def _is_exact(node: str) -> bool:
    return node.endswith(_EXACT) and "/attention/" not in node
