"""The reader's network as an ONNX graph in int8: importing this imports torch."""

from pathlib import Path

import torch

from assistant.reader.feed_forward import is_loud, split_feed_forward
from assistant.reader.network import ReaderNetwork
from index.embedding.e5_network import export_int8

_NAMES = ("start", "end", "inside", "answerable", "yes")


def export(network: ReaderNetwork, path: Path) -> None:
    """Writes the network, which takes one pair: `ids` and `passage`, (1, tokens) each.

    The feed-forward nets of the network given are split.
    """
    ids = torch.arange(10, 20)[None]
    passage = torch.zeros(1, 10)
    passage[:, 5:] = 1
    lengths = {name: {1: "tokens"} for name in ("ids", "passage", "start", "end", "inside")}
    split_feed_forward(network.bert)
    export_int8(network.eval(), (ids, passage), path, ("ids", "passage"), _NAMES, lengths, exact=is_loud)
