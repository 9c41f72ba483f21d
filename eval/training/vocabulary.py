"""Which pieces of e5's vocabulary the reader keeps: nine tenths never occur in Chinese reports."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from index.embedding.e5_network import build_tokenizer
from index.embedding.e5s1 import E5Weights

_SEEN = 2  # times that a piece must occur
# Single characters of Chinese text, which no report may lack, and short numbers and Latin words.
_SINGLE = re.compile(r"▁?[㐀-鿿\u3000-〿\uff00-\uffef\u2000-⋿①-⓿!-~·°㎡]")
_SHORT = re.compile(r"▁?(?:[0-9.%,:/-]{1,4}|[A-Za-z]{1,3})")


def kept_pieces(weights: E5Weights, texts: Iterable[str]) -> Sequence[int]:
    """The numbers of the pieces that are kept, in order: the special ones, what occurs in the texts, what is short."""
    tokenizer, seen = build_tokenizer(weights), Counter[int]()
    tokenizer.no_truncation()
    for text in texts:
        for line in tokenizer.encode_batch(text.splitlines(), add_special_tokens=False):
            seen.update(line.ids)
    return [
        number
        for number, (piece, _) in enumerate(weights.pieces)
        if number < 4
        or piece == "▁"
        or seen[number] >= _SEEN
        or _SINGLE.fullmatch(piece)
        or (seen[number] and _SHORT.fullmatch(piece))
    ]
