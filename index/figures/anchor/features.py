"""What the model sees of a figure and of a time that it may be of."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import rjieba

from index.figures.anchor.around import Around, Trail
from index.figures.anchor.candidates import Candidate
from index.model import When

SHAPES = ("none", "year", "span", "part", "asof", "named")
_OWN = SHAPES.index("named")
_NAMED = ("own", "clause", "opens", "sentence", "after")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_NEAR = 6  # words on either side of the figure that count by their distance
_NEAREST = 3  # places that name a time which are seen: all of them would count it once for each
_FAR, _LONG = 4, 6  # years that are told apart
_OPENING = 24  # characters of a paragraph that are seen


def shape(candidate: Candidate) -> int:
    """Which of SHAPES a time is; all that the figure's own sentence names are alike."""
    if candidate.sources[0].startswith(_NAMED):
        return _OWN
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
    planned, kind = _section(trail), _document(trail)
    plans, results, ahead = map(int, trail.says)
    yield from (f"*heads{plans}{results}", f"*heads{plans}{results}{planned}", f"*heads{plans}{results}{kind}")
    yield from ("*", f"*period{planned}", f"*kind{kind}", f"*{kind}{planned}", f"*{around.kind}")
    yield f"*{kind}{planned}{'d' if left.to or left.moved else ''}"
    if ahead:
        yield f"*ahead{planned}{'t' if _is_dated(around) else ''}"
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


def seen_of(found: Sequence[Candidate], around: Around) -> list[list[str]]:
    """What is seen of each time that the figure may be of."""
    how, trail = _told(around), around.trail
    setting = (how, f"plans{int(trail.says[0])}", around.kind)
    return [[*_sources(each, setting), *_distance(each, around, how)] for each in found]


def _sources(candidate: Candidate, setting: Sequence[str]) -> Iterator[str]:
    """Where a time is named, by itself and with what else is known."""
    how, form = setting[0], SHAPES[_form(candidate.when)]
    for source in candidate.sources[:_NEAREST]:
        yield f"@{source}"
        yield from (f"@{source} {other}" for other in (form, *setting))
    yield f"@{candidate.nearest}>{candidate.sources[0]}"
    yield f"@{candidate.nearest}>{candidate.sources[0]} {how}"


def _distance(candidate: Candidate, around: Around, how: str) -> Iterator[str]:
    """How far a time that the sentence does not name is from the report's year and its section's; how long it is."""
    when = candidate.when
    if when is None or shape(candidate) == _OWN:
        return
    if candidate.nearest.startswith(_NAMED):
        how = f"{how} named"
    trail, last = around.trail, when.last or when.year
    planned, today = _section(trail), trail.ground.year
    if today:
        off = max(-_FAR, min(_FAR, last - today))
        yield from (f"@g{off} {_document(trail)}{planned}", f"@g{off} {how}")
        if trail.says[2]:
            yield f"@ahead{int(last > today)}{planned}{'t' if _is_dated(around) else ''}"
    if trail.period and trail.period.year:
        yield f"@p{max(-_FAR, min(_FAR, last - trail.period.year))} {planned} {how}"
    if when.last:
        yield f"@long{min(when.last - when.year + 1, _LONG)}"
    if when.part:
        yield f"@part {how}"


def _told(around: Around) -> str:
    """How a figure is said of its thing: as what was before, what is reached, a change."""
    draft, left = around.draft, around.draft.left
    if draft.earlier or draft.reached:
        return "earlier" if draft.earlier else "reached"
    return "to" if left.to else "moved" if left.moved else "was" if left.was else "stands" if left.state else ""


def _is_dated(around: Around) -> bool:
    """Whether the figure's own sentence names a time."""
    return any(mention.start >= around.start for mention in around.mentions)


def _section(trail: Trail) -> str:
    return "-" if trail.period is None else str(int(trail.period.planned))


def _document(trail: Trail) -> str:
    return f"{int(trail.ground.government)}{int(trail.ground.policy)}"


@lru_cache(4096)
def _words(text: str) -> list[str]:
    return [word for word in rjieba.cut(_DIGITS.sub("0", text)) if word.strip()]
