"""A pair as the tokens that the network reads: `<s> question </s></s> heading </s> passage </s>`."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from assistant.reader.reader import Pair
from index.embedding.late_chunking import encodable

LONGEST = 384  # tokens of a pair
_QUESTION = 64  # tokens at most
_HEADING = (40, 24)  # tokens of a long one's beginning, which has place and time, and of its end: the nearest headings


@dataclass(frozen=True, slots=True)
class Tokens:
    """A pair's token ids, (tokens,); `offsets`, (passage tokens, 2): where the passage's, from the `first`, stand."""

    ids: NDArray[np.int64]
    first: int
    offsets: NDArray[np.int64]

    @property
    def passage(self) -> NDArray[np.float32]:
        """1 for each token of the passage, 0 for the others, (tokens,)."""
        mask = np.zeros(len(self.ids), np.float32)
        mask[self.first : self.first + len(self.offsets)] = 1
        return mask


def tokenized(tokenizer: Tokenizer, pairs: Sequence[Pair], longest: int = LONGEST) -> list[Tokens]:
    """The tokens of each pair: a long heading loses its middle, a long question or passage its end."""
    begin, end = tokenizer.token_to_id("<s>"), tokenizer.token_to_id("</s>")
    parts = [[encodable(part) for part in (pair.question, pair.heading, pair.text)] for pair in pairs]
    flat = tokenizer.encode_batch([part for pair in parts for part in pair], add_special_tokens=False)
    told: list[Tokens] = []
    for question, heading, text in zip(flat[::3], flat[1::3], flat[2::3], strict=True):
        before = [begin, *question.ids[:_QUESTION], end, end]
        if heading.ids:
            before += [*_both_ends(heading.ids), end]
        count = min(len(text.ids), longest - len(before) - 1)
        ids = np.array([*before, *text.ids[:count], end], np.int64)
        told.append(Tokens(ids, len(before), np.array(text.offsets[:count], np.int64).reshape(-1, 2)))
    return told


def _both_ends(ids: Sequence[int]) -> Sequence[int]:
    first, last = _HEADING
    return ids if len(ids) <= first + last else [*ids[:first], *ids[-last:]]
