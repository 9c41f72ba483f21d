"""The times that a figure may be of, each with where it is from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.figures.anchor.around import OPENING, Around, compared
from index.figures.times import Mention
from index.model import When

_EACH = 2  # times of one kind that are looked at
_OPENS = 4  # characters of a sentence in which it begins with a time


@dataclass(slots=True)
class Candidate:
    """A time and the names of the places that name it: 'own' is right before the figure. `nearest` names the nearest
    place that names any.
    """

    when: When | None
    sources: list[str]
    nearest: str


def candidates(around: Around) -> list[Candidate]:
    """All times that a figure may be of, each once, the nearest first, and none at all."""
    found: dict[When | None, list[str]] = {}
    nearest = ""
    for source, when in _named(around):
        names = found.setdefault(when, [])
        names.append(source)
        if not nearest and source[0] != "v":
            nearest = source
        if when.last:
            found.setdefault(When(when.last), []).append(f"last {source}")
            found.setdefault(When(when.year - 1), []).append(f"before {source}")
        else:
            found.setdefault(When(when.year - 1), []).append(f"prior {source}")
            if when.part or when.as_of:
                found.setdefault(When(when.year), []).append(f"year {source}")
                found.setdefault(replace(when, as_of=not when.as_of), []).append(f"at {source}")
    found.setdefault(None, []).append("none")
    return [Candidate(when, names, nearest) for when, names in found.items()]


def _named(around: Around) -> Iterator[tuple[str, When]]:
    """The times around a figure with where they stand, from near to far."""
    yield from _in_text(around)
    trail = around.trail
    if trail.opened:
        yield "opened", trail.opened.when
    for depth, mentions in enumerate(reversed(trail.named)):
        for number, mention in enumerate(mentions[:_EACH]):
            yield f"head{min(depth, 2)}{number}", mention.when
    if trail.period and trail.period.year:
        yield f"period{int(trail.period.planned)}", When(trail.period.year)
        if trail.period.half:
            yield "half", When(trail.period.year, None, f"H{trail.period.half}")
    if trail.ground.year:
        yield "ground", When(trail.ground.year)
        yield "ground+", When(trail.ground.year + 1)
    yield from trail.ground.named


def _in_text(around: Around) -> Iterator[tuple[str, When]]:
    draft, text = around.draft, around.text
    begin, figure, end = draft.clause[0], draft.amount.start, draft.clause[1]
    beside = draft.beside.amount.end if draft.beside else begin
    seen: dict[str, int] = {}
    for mention in sorted(around.mentions, key=lambda each: (each.start > figure, abs(each.start - figure))):
        source = _where(mention, around, (begin, beside, figure, end))
        if compared(text, mention):
            source = f"v{source}"
        seen[source] = seen.get(source, 0) + 1
        if seen[source] <= _EACH:
            # 去年 is told from when it is said, 上年 from the year told of
            relative = text[mention.start : mention.start + 2] if mention.past else ""
            yield f"{source}{seen[source]}{relative}", mention.when


def _where(mention: Mention, around: Around, borders: tuple[int, int, int, int]) -> str:
    begin, beside, figure, end = borders
    at = mention.start
    if at >= figure:
        return "after" if at < end else "later"
    if at >= beside:
        return "own"
    if at >= begin:
        return "clause"
    if at >= around.start:
        return "opens" if at - around.start < _OPENS else "sentence"
    return "begins" if at - around.paragraph < OPENING else "paragraph"
