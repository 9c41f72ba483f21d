"""Example questions for the page, drawn from what the loaded reports say."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from index.model import Card, Chunk

_TRIED = 100  # reports that are read for questions, at most
# Shapes of sentences that a natural question can be made of: a sum paid out, a thing counted, a thing with a name.
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"发放(?P<thing>[\u4e00-\u9fff]{3,8}?)(?:共|约|达)?\s*\d[\d.,]*\s*(?:余)?[万亿]元"),
        "{place}发放了多少{thing}？",
    ),
    (
        re.compile(r"“(?P<thing>[\u4e00-\u9fff]{3,8})”(?P<kind>模式|工作法|机制|行动|工程|服务)"),
        "{place}的“{thing}”{kind}是什么？",
    ),
    (
        re.compile(r"(?:现有|建成|共有)(?P<thing>[\u4e00-\u9fff]{4,10}?)\s*\d+\s*(?P<unit>[个家张处所座])"),
        "{place}有多少{unit}{thing}？",
    ),
)


def examples(
    cards: Sequence[Card], chunks: Callable[[str], Sequence[Chunk]], answered: Callable[[str], bool], count: int
) -> tuple[str, ...]:
    """Up to `count` questions that are `answered`, each on another report and, by turns, of another shape."""
    questions: list[str] = []
    for card in islice((card for card in cards if card.region), _TRIED):
        if len(questions) >= count:
            break
        turn = len(questions) % len(_SHAPES)
        shapes = (*_SHAPES[turn:], *_SHAPES[:turn])
        question = next((made for made in _made(card, chunks(card.path), shapes) if answered(made)), None)
        if question:
            questions.append(question)
    return tuple(questions)


def _made(card: Card, chunks: Sequence[Chunk], shapes: Sequence[tuple[re.Pattern[str], str]]) -> Iterator[str]:
    """For each shape the first question that the report's text makes."""
    for pattern, template in shapes:
        match = next((match for chunk in chunks if (match := pattern.search(chunk.text))), None)
        if match and card.region:
            yield template.format(place=card.region.name, **match.groupdict())
