"""Long passages cut down to a few sentences: half the cost of training, and answers that stand in other
company, or alone as they are looked at closer."""

from dataclasses import replace
from random import Random

from eval.training.pairs import Example
from eval.training.questions import Span
from index.text.sentences import sentences

_SHORT = 90  # characters of a passage that is left whole
_SHARE = 0.8  # of the longer ones that are cut
_LENGTHS = (10, 190)  # characters of what is left, about


def cropped(example: Example, choice: Random) -> Example:
    """The example, or the same with only some of its sentences, those that answer or nearly do among them."""
    text = example.pair.text
    spans = list(sentences(text))
    if len(text) <= _SHORT or len(spans) < 2 or choice.random() > _SHARE:
        return example
    kept = [*example.spans, *([example.near] if example.near else [])]
    held = [number for number, span in enumerate(spans) if any(_meet(span, other) for other in kept)]
    first = last = choice.randrange(len(spans))
    if held:
        first, last = held[0], held[-1]
    wanted = choice.uniform(*_LENGTHS)
    while spans[last][1] - spans[first][0] < wanted and (first > 0 or last < len(spans) - 1):
        if last == len(spans) - 1 or (first > 0 and choice.random() < 0.5):
            first -= 1
        else:
            last += 1
    return _cut(example, spans[first][0], spans[last][1])


def _cut(example: Example, start: int, end: int) -> Example:
    pair = replace(example.pair, text=example.pair.text[start:end])
    spans = tuple((max(0, left - start), right - start) for left, right in example.spans)
    return replace(example, pair=pair, spans=spans, near=None)


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
