"""A reading → the likeliest stretches of its passage, and the clauses or sentences around one."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from assistant.reader.reader import Reading
from index.text.sentences import clauses, sentences

LONGEST = 330  # characters of a span
_STRETCHES = 4  # spans that are looked at in a passage
_LONGEST_TOKENS = 160
_SHORT = 90  # characters of the sentences that a span is of, up to which they are said whole
_EDGE = "，,、；;：: \n。"


def stretches(reading: Reading) -> Iterator[tuple[int, int, float]]:
    """The likeliest stretches of a passage, (start, end, share of all stretches), best first; none overlaps another."""
    shares = _shares(reading)
    for _ in range(_STRETCHES if len(shares) else 0):
        first, last = np.unravel_index(int(shares.argmax()), shares.shape)
        if shares[first, last] <= 0:
            return
        # Stretches that lie around this one say the same: their shares are its own.
        inside = shares[: last + 1, first:]
        yield int(reading.offsets[first, 0]), int(reading.offsets[last, 1]), float(inside.sum())
        shares[: last + 1, first:] = 0


def share_around(reading: Reading, start: int, end: int) -> float:
    """The share of all stretches that reach over these characters of a passage."""
    before, behind = reading.offsets[:, 0] <= start, reading.offsets[:, 1] >= end
    return float(_shares(reading)[np.ix_(before, behind)].sum())


def _shares(reading: Reading) -> NDArray[np.float64]:
    """How likely each stretch is, (first token, last token); together they are 1."""
    count = len(reading.offsets)
    if not count:
        return np.zeros((0, 0))
    scores = reading.start[:, None] + reading.end[None, :]
    length = np.arange(count)[None, :] - np.arange(count)[:, None]
    scores = np.where((length >= 0) & (length < _LONGEST_TOKENS), scores, -np.inf)
    shares = np.exp(scores - scores.max())
    return np.asarray(shares / shares.sum())


def widened(text: str, start: int, end: int, *, whole: bool) -> tuple[int, int]:
    """The `whole` sentences around a stretch, where they are short, else its clauses, cut to LONGEST.

    Without the marks that close them; of blanks nothing.
    """
    held = [(left, right) for left, right in sentences(text) if right > start and left < end]
    parts = [part for left, right in held for part in clauses(text, left, right) if part[1] > start and part[0] < end]
    if not parts:
        return start, start
    first, last = parts[0][0], parts[-1][1]
    if whole and held[-1][1] - held[0][0] <= _SHORT:
        first, last = held[0][0], held[-1][1]
    if last - first > LONGEST:
        last = max((right for _, right in parts if right - first <= LONGEST), default=first + LONGEST)
    while last > first and text[last - 1] in _EDGE:
        last -= 1
    return first, last
