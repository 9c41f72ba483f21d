"""What the model sees of a figure and of a time that it may be of."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import rjieba

from index.figures.anchor.around import Around
from index.figures.anchor.candidates import Candidate
from index.model import When
from index.report.periods import tells_plans, tells_results

SHAPES = ("none", "year", "span", "part", "asof", "named")
_NAMED = ("own", "clause", "opens", "sentence", "after")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_NEAR = 6  # words on either side of the figure that count by their distance
_OPENING = 24  # characters of a paragraph that are seen


def shape(candidate: Candidate) -> int:
    """Which of SHAPES a time is; all that the figure's own sentence names are alike."""
    if candidate.sources[0].startswith(_NAMED):
        return SHAPES.index("named")
    return _form(candidate.when)


def _form(when: When | None) -> int:
    if when is None:
        return 0
    if when.last:
        return 2
    return 4 if when.as_of else 3 if when.part else 1


def seen_around(around: Around) -> Iterator[str]:
    """What is seen of the figure itself, whatever time it is of."""
    draft, text, trail = around.draft, around.text, around.trail
    begin, end = draft.clause
    before, after = _words(text[begin : draft.amount.start]), _words(text[draft.amount.end : end])
    yield from (f"b{word}" for word in before)
    yield from (f"a{word}" for word in after[:_NEAR])
    yield from (f"b {one} {other}" for one, other in pairwise(before[-_NEAR:]))
    yield from (f"l{word}" for word in before[-2:])
    yield from (f"s{word}" for word in set(_words(text[around.start : begin])))
    yield from (f"e{word}" for word in set(_words(text[end : around.end])))
    yield from (f"f{word}" for word in _words(text[around.start : around.start + 8])[:3])
    if around.paragraph < around.start:
        opening = text[around.paragraph : min(around.start, around.paragraph + _OPENING)]
        yield from (f"p{word}" for word in _words(opening))
    for depth, heading in enumerate(reversed(trail.headings)):
        yield from (f"h{min(depth, 2)}{word}" for word in set(_words(heading[:_OPENING])))
    yield from _flags(around)


def _flags(around: Around) -> Iterator[str]:
    left, trail = around.draft.left, around.trail
    planned = "-" if trail.period is None else str(int(trail.period.planned))
    kind = f"{int(trail.ground.government)}{int(trail.ground.policy)}"
    heads = "".join(str(int(any(map(tells, trail.headings)))) for tells in (tells_plans, tells_results))
    yield from (f"*heads{heads}", f"*heads{heads}{planned}", f"*heads{heads}{kind}")
    yield from ("*", f"*period{planned}", f"*kind{kind}", f"*{kind}{planned}", f"*{around.kind}")
    yield f"*{kind}{planned}{'d' if left.to or left.moved else ''}"
    if trail.period and trail.period.half:
        yield f"*half{trail.period.half}"
    yield from (f"*{source} {SHAPES[_form(when)]}" for source, when in trail.ground.named)
    for name in ("moved", "to", "source", "was", "bound", "share", "state"):
        if getattr(left, name):
            yield f"*{name}"
    for name in ("earlier", "reached"):
        if getattr(around.draft, name):
            yield f"*{name}"
    if left.versus and around.draft.beside:
        yield "*versus"


def seen_of(candidate: Candidate, around: Around) -> Iterator[str]:
    """What is seen of a time that the figure may be of."""
    when, draft, trail = candidate.when, around.draft, around.trail
    left = draft.left
    how = next((name for name in ("earlier", "reached") if getattr(draft, name)), "") or (
        "to" if left.to else "moved" if left.moved else "was" if left.was else "stands" if left.state else ""
    )
    planned = "-" if trail.period is None else str(int(trail.period.planned))
    kind = f"{int(trail.ground.government)}{int(trail.ground.policy)}"
    plans = int(any(map(tells_plans, trail.headings)))
    for source in candidate.sources:
        yield f"@{source}"
        yield f"@{source} plans{plans}"
        yield f"@{source} {SHAPES[_form(when)]}"
        yield f"@{source} {how}"
        yield f"@{source} {around.kind}"
    yield f"@{candidate.nearest}>{candidate.sources[0]}"
    yield f"@{candidate.nearest}>{candidate.sources[0]} {how}"
    if when is None:
        return
    last = when.last or when.year
    if trail.ground.year:
        off = max(-4, min(4, last - trail.ground.year))
        yield f"@g{off}"
        yield f"@g{off} {kind}{planned}"
        yield f"@g{off} {how}"
    if trail.period and trail.period.year:
        yield f"@p{max(-4, min(4, last - trail.period.year))} {planned}"
    if when.last:
        yield f"@long{min(when.last - when.year + 1, 6)}"
    if when.part:
        yield f"@part {how}"


@lru_cache(4096)
def _words(text: str) -> list[str]:
    return [word for word in rjieba.cut(_DIGITS.sub("0", text)) if word.strip()]
