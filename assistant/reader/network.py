"""The reader's network: multilingual-e5-small as a cross-encoder, with heads over its tokens and over the whole.

Needed when the reader is trained and when its graph is made: importing this imports torch and transformers.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from index.embedding.e5_network import build_bert
from index.embedding.e5s1 import E5Weights


class Outputs(NamedTuple):
    """Logits: (pairs, tokens) each that an answer begins with, ends with, holds a token; (pairs,) each of the whole."""

    start: torch.Tensor
    end: torch.Tensor
    inside: torch.Tensor
    answerable: torch.Tensor
    yes: torch.Tensor


class ReaderNetwork(nn.Module):
    """Token ids and the mask of the passage's tokens, (pairs, tokens) each → Outputs.

    The whole is judged from the first token and the mean of the passage's.
    """

    def __init__(self, bert: nn.Module, hidden: int) -> None:
        super().__init__()
        self.bert = bert
        self.tokens = nn.Linear(hidden, 3)
        self.pool = nn.Linear(2 * hidden, hidden)
        self.whole = nn.Linear(hidden, 2)
        for head in (self.tokens, self.pool, self.whole):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(
        self, ids: torch.Tensor, passage: torch.Tensor, attention: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, ...]:
        """The logits of `Outputs`; `attention` is 0 for padding, and is not needed for one pair."""
        states = self.bert(input_ids=ids, attention_mask=attention).last_hidden_state
        weights = passage.to(states.dtype)[..., None]
        mean = (states * weights).sum(1) / weights.sum(1).clamp(min=1)
        whole = self.whole(torch.tanh(self.pool(torch.cat([states[:, 0], mean], -1))))
        start, end, inside = self.tokens(states).unbind(-1)
        return start, end, inside, whole[:, 0], whole[:, 1]


def build_network(weights: E5Weights, kept: Sequence[int], attention: str = "eager") -> ReaderNetwork:
    """The network before its training: e5 with the `kept` rows of its vocabulary, heads that know nothing."""
    bert = build_bert(pruned(weights, kept), attention)
    return ReaderNetwork(bert, weights.shape.hidden)


def pruned(weights: E5Weights, kept: Sequence[int]) -> E5Weights:
    """The same weights with only these pieces of the vocabulary; the special ones, which come first, must be in it.

    Raises ValueError where they are not.
    """
    special = weights.special
    if list(kept[:4]) != sorted((special.bos, special.pad, special.eos, special.unknown)):
        raise ValueError("the vocabulary's special pieces must be kept in their places")
    words = weights.tensors["emb.word"].reshape(-1, weights.shape.hidden)
    return E5Weights(
        replace(weights.shape, vocabulary=len(kept)),
        special,
        [weights.pieces[number] for number in kept],
        {**weights.tensors, "emb.word": np.ascontiguousarray(words[list(kept)]).reshape(-1)},
    )
