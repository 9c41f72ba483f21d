"""Questions → what the reader is trained on: pairs of a question and a passage, with what in it answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import Assistant
from assistant.model import Hit
from assistant.reader.reader import Pair
from eval.training.questions import Span, TrainingQuestion
from index.model import Card, Chunk

SHOWN = 8  # passages that the product finds for a question, among which wrong ones are looked for
_MOST_WRONG = 4  # of them that are kept, the likeliest first
_LONGEST_ROW = 2  # passages of one answer that are learned from, where it goes over several


@dataclass(frozen=True, slots=True)
class Example:
    """A pair, and the stretches of its text that answer: none where it does not.

    `yes` is the verdict, where told; `near` what a hasty reader would give.
    """

    source: str
    pair: Pair
    spans: tuple[Span, ...]
    yes: bool | None = None
    near: Span | None = None


def pair_of(question: str, chunk: Chunk) -> Pair:
    """A question put to a chunk, with the line that says whose it is."""
    return Pair(question, chunk.context, chunk.text)


def examples(assistant: Assistant, questions: Sequence[TrainingQuestion]) -> Iterator[Example]:
    """For each question its right passages or the one of its near miss, and wrong ones that the product finds."""
    for one in questions:
        chunks = assistant.library.chunks(one.doc)
        held = [chunk for chunk in chunks if any(_inside(chunk, span) for span in one.spans)]
        near = [chunk for chunk in chunks if one.near and _inside(chunk, one.near)]
        for chunk in held[:_LONGEST_ROW]:
            inner = tuple(span for given in one.spans if (span := _inside(chunk, given)))
            yield Example(one.kind, pair_of(one.question, chunk), inner, one.yes)
        for chunk in near[:1]:
            lure = _inside(chunk, one.near) if one.near else None
            yield Example(one.kind, pair_of(one.question, chunk), (), near=lure)
        for chunk in _wrong(assistant, one, [*held[:_LONGEST_ROW], *near[:1]])[:_MOST_WRONG]:
            yield Example(one.kind, pair_of(one.question, chunk), ())


def shown(assistant: Assistant, question: str) -> list[Hit]:
    """The passages that the product finds for a question, best first."""
    _, found = assistant.read(question)
    return sorted((hit for place in found for hit in place.hits), key=lambda hit: -hit.score)


def _wrong(assistant: Assistant, one: TrainingQuestion, taken: Sequence[Chunk]) -> list[Chunk]:
    """Those of the passages found that do not answer."""
    cards, text = assistant.catalogue().by_path, assistant.library.report(one.doc).text
    answers = [text[start:end] for start, end in one.spans]
    return [
        hit.chunk
        for hit in shown(assistant, one.question)[:SHOWN]
        if hit.chunk not in taken
        and not any(answer in hit.chunk.text for answer in answers)
        and (hit.chunk.report == one.doc or _surely_other(one.question, cards[one.doc], cards[hit.chunk.report]))
    ]


def _surely_other(question: str, own: Card, other: Card) -> bool:
    """Whether another report cannot answer: it is of another place than the one named, or of another year."""
    if own.region and other.region and own.region.short in question:
        elsewhere = not (own.region.covers(other.region) or other.region.covers(own.region))
        return elsewhere or (own.year is not None and str(own.year) in question and other.year != own.year)
    return False


def _inside(chunk: Chunk, span: Span) -> Span | None:
    """What of a span of the report stands in a chunk, in the chunk's own offsets."""
    start, end = max(span[0], chunk.start) - chunk.start, min(span[1], chunk.end) - chunk.start
    return (start, end) if end > start else None
