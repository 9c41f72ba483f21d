"""The time of a figure: named right before it, in its clause, before it in its sentence, above it."""

from collections.abc import Sequence

from index.figures.draft import Draft, stands
from index.figures.frames import Frames, same_years
from index.figures.times import Mention
from index.model import FactKind, When


def when_of(
    draft: Draft, kind: FactKind, mentions: Sequence[Mention], lead: When | None, frames: Frames
) -> When | None:
    """The time of a figure; `mentions` are those of its sentence that count, `lead` what its earlier clauses name."""
    beside, end = draft.beside, draft.amount.start
    start = beside.amount.end if beside else draft.clause[0]
    if own := _last(mentions, start, end):
        return same_years(own, frames.time)
    if draft.left.versus and beside and not draft.left.noun:
        return beside.when
    named = _last(mentions, draft.clause[0], end)
    if draft.earlier:
        return (named or _before(lead, frames)) if draft.following else None
    if named and not draft.reached:
        return named
    when = lead or frames.otherwise
    return When(when.last) if when and when.last and stands(draft, kind) else when


def _last(mentions: Sequence[Mention], start: int, end: int) -> When | None:
    return next((mention.when for mention in reversed(mentions) if start <= mention.start < end), None)


def _before(lead: When | None, frames: Frames) -> When | None:
    """The time of a value before a change that nothing names: before a plan's years, or the year before a target's."""
    frame, now, today = lead or frames.time, frames.now, frames.ground.year
    if frame and frame.last:
        return When(frame.year - 1)
    year = frame.year if frame else now.year
    return When(year - 1) if year and (now.planned or (today and year > today)) else None
