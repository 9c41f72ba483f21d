"""Which words of the cited paragraphs support a statement: the fewest sentences that do, or none."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from assistant.model import Evidence, Hit
from assistant.verify.claims import plain
from assistant.verify.faults import faults, span_of
from assistant.verify.wording import covered
from index.model import Chunk, Report, overlaps
from index.text.sentences import sentences

Quote = tuple[Chunk, int, int]
"""A chunk, and where in its report the quote begins and ends."""

_LONGEST = 4  # sentences of one quote
_TRIED = 8  # runs of sentences of each length that are tried, those that cover most first


class Entails(Protocol):
    """A second opinion on meaning, by a model."""

    def __call__(self, premise: str, statement: str) -> bool:
        """Whether who reads the premise must take the statement for true."""
        ...


def support(
    statement: str, chunks: Sequence[Chunk], report: Callable[[str], Report], entails: Entails | None = None
) -> tuple[Evidence, ...]:
    """The quotes that support a statement; () where none do. One chunk that does so alone goes before several.

    `entails` is asked last, about the quotes that passed all else.
    """
    found = _support(statement, chunks, report)
    if entails and found and not entails("\n".join(quote.quote for quote in found), statement):
        return ()
    return found


def _support(statement: str, chunks: Sequence[Chunk], report: Callable[[str], Report]) -> tuple[Evidence, ...]:
    for chunk in chunks:
        for start, end in _runs(statement, chunk):
            if _stands(statement, [(chunk, start, end)], report):
                return (_evidence(chunk, start, end),)
    if len(chunks) > 1:
        best = [(chunk, *next(_runs(statement, chunk))) for chunk in chunks]
        whole = [(chunk, chunk.start, chunk.end) for chunk in chunks]
        for quotes in (best, whole):
            if _stands(statement, quotes, report):
                return tuple(_evidence(*quote) for quote in quotes)
    return ()


def _stands(statement: str, quotes: Sequence[Quote], report: Callable[[str], Report]) -> bool:
    """Whether the quotes support a statement, and none has words that no answer may quote."""
    if any(overlaps(report(chunk.report).distrusted, start, end) for chunk, start, end in quotes):
        return False
    return not faults(statement, [span_of(report(chunk.report), chunk, start, end) for chunk, start, end in quotes])


def _runs(statement: str, chunk: Chunk) -> Iterator[tuple[int, int]]:
    """The runs of sentences that may support it, short ones first, and last the whole chunk."""
    spans = list(sentences(chunk.text))
    for length in range(1, min(_LONGEST, len(spans)) + 1):
        runs = [(spans[at][0], spans[at + length - 1][1]) for at in range(len(spans) - length + 1)]
        runs.sort(key=lambda run: (-covered(plain(statement), plain(chunk.text[run[0] : run[1]])), run))
        yield from ((chunk.start + start, chunk.start + end) for start, end in runs[:_TRIED])
    yield chunk.start, chunk.end


def _evidence(chunk: Chunk, start: int, end: int) -> Evidence:
    quote = chunk.text[start - chunk.start : end - chunk.start]
    return Evidence(Hit(chunk, 0.0), start, end, quote, 0.0, 1.0)
