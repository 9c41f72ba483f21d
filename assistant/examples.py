"""Example questions for the page, drawn from the reports that are loaded."""

import re
from collections.abc import Callable, Sequence

from index.model import Card, Chunk

_NUMBERING = re.compile(r"^[（(]?[一二三四五六七八九十\d]+[)）]?(?:[、.．]|是)?")
_CLAUSE = re.compile(r"[，,：:；;]")
_NO_TOPIC = re.compile(r"[“”\d]|总结|计划|打算|情况|成绩")
_SHORTEST, _LONGEST = 4, 14  # characters of a heading that reads well in a question


def examples(cards: Sequence[Card], chunks: Callable[[str], Sequence[Chunk]], count: int) -> tuple[str, ...]:
    """Up to `count` questions, each on a section of another report, whose place is known."""
    questions = []
    for card in cards:
        topics = [topic for chunk in chunks(card.path) if (topic := _topic(chunk.section))] if card.region else []
        if card.region and topics:
            questions.append(f"{card.region.name}{topics[len(topics) // 2]}有哪些内容？")
        if len(questions) == count:
            break
    return tuple(questions)


def _topic(headings: Sequence[str]) -> str | None:
    """The words of the innermost heading of the first two levels, without its number, where they are short enough."""
    for heading in reversed(headings[:2]):
        words = _CLAUSE.split(_NUMBERING.sub("", heading))[0]
        if _SHORTEST <= len(words) <= _LONGEST and not _NO_TOPIC.search(words):
            return words
    return None
