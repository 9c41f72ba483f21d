"""What a language model is shown: paragraphs with ids that no report can have foreseen, between fences."""

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.llm.client import ANSWER_TOKENS
from assistant.llm.prompts import prompt
from assistant.model import Group, Query
from index.model import Chunk, Report, overlaps
from index.report.chunks import period_label
from index.text.sentences import sentences

_TOKENS_A_CHARACTER = 1.0  # at most, of Chinese in the vocabularies of today's models; an overflow halves the evidence
# A space behind each keeps report text from reading as an id of ours, or as a model's own sign: <|im_start|>, [INST].
_SIGNS = re.compile(r"[<\[]")


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered paragraph: its opaque id, and of which of the places that are told apart it is (from 0)."""

    id: str
    group: int
    chunk: Chunk


def numbered(groups: Sequence[Group]) -> list[Item]:
    """The paragraphs of all places by turns, those of the chosen evidence first, each once, with random ids."""
    items: dict[tuple[str, int], Item] = {}
    ids = _ids()
    rows = [
        [span.hit.chunk for span in group.evidence] + [hit.chunk for hit in group.more if group.evidence]
        for group in groups
    ]
    for depth in range(max(map(len, rows), default=0)):
        for place, row in enumerate(rows):
            if depth < len(row) and (key := (row[depth].report, row[depth].ordinal)) not in items:
                items[key] = Item(next(ids), place, row[depth])
    return list(items.values())


def fitting(
    query: Query, items: Sequence[Item], groups: Sequence[Group], report: Callable[[str], Report], context: int
) -> Sequence[Item]:
    """The first items, as many as leave room for an answer in a context of so many tokens, and one at least."""
    room = (context - ANSWER_TOKENS) / _TOKENS_A_CHARACTER
    while len(items) > 1 and sum(map(len, request(query, items, groups, report))) > room:
        items = items[:-1]
    return items


def _ids() -> Iterator[str]:
    """Ids that no report can have foreseen, each once."""
    given = set()
    while True:
        new = f"k{secrets.token_hex(2)}"
        if new not in given:
            given.add(new)
            yield new


def request(
    query: Query, items: Sequence[Item], groups: Sequence[Group], report: Callable[[str], Report]
) -> tuple[str, str]:
    """(instructions, request) with the evidence between two fences that no report can have foreseen."""
    values = {
        "fence": f"======{secrets.token_hex(8)}======",
        "evidence": "\n\n".join(_shown(item, report) for item in items),
        "question": query.standalone,
    }
    if len(groups) == 1:
        return prompt("answer").filled(**values)
    return prompt("comparison").filled(**values, places="、".join(group.label or "" for group in groups))


def _shown(item: Item, report: Callable[[str], Report]) -> str:
    source, chunk = report(item.chunk.report), item.chunk
    place = "".join(source.region.path[1:] or source.region.path) if source.region else "地区不明"
    time = period_label(chunk.period, source.year) or "年份不明"
    done = "计划" if chunk.period and chunk.period.planned else "已完成"
    told = _SIGNS.sub(r"\g<0> ", f"{' > '.join(chunk.section)}\n{_trusted(source, chunk)}")
    return f"[{item.id}] {place}｜{time}｜{done}｜{told}"


def _trusted(report: Report, chunk: Chunk) -> str:
    """The paragraph without the sentences that no answer may quote."""
    parts, at = [], 0
    for start, end in sentences(chunk.text):
        if overlaps(report.distrusted, chunk.start + start, chunk.start + end):
            parts.append(chunk.text[at:start])
            at = end
    return "".join(parts) + chunk.text[at:]
