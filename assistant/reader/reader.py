"""A question and a passage to what in it answers: the protocol that every reader fulfils."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Logits = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question put to one passage; `heading` says whose it is: place, time, title, the headings above it."""

    question: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a pair.

    `answerable` is the probability that the passage answers the question, `yes` that its answer is yes where it is a
    question of yes or no. `offsets`, (tokens, 2), say where the tokens that were read stand in the text, half-open;
    `start`, `end` and `inside`, (tokens,) each, are the logits that an answer begins with, ends with, holds a token.
    """

    answerable: float
    yes: float
    offsets: NDArray[np.int64]
    start: Logits
    end: Logits
    inside: Logits


class Reader(Protocol):
    """Reads passages for the answers to a question. A pair's reading does not depend on its company, to the byte.

    `fingerprint` tells two readers apart: it changes with weights, tokenizer and quantisation.
    """

    @property
    def fingerprint(self) -> str: ...

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        """One reading a pair, in their order; of a text past the longest that fits only the beginning is read."""
        ...
