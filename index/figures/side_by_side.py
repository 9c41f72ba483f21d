"""Figures side by side (A、B分别为x、y): each is of the thing that stands in its place."""

import re
from collections.abc import Iterator, Sequence

from index.figures.draft import Draft
from index.figures.words.nouns import shared

_JOINED = re.compile(r"[\s、和及与或，,以]*")
_RANGE = re.compile(r"\s*[至到—–~～-]{1,2}\s*")
_APART = re.compile(r"、|以及|(?<!普)及(?!格|其|时|以)|和(?![谐解平])|与(?!会)")


def joined(words: str) -> bool:
    """Whether words between two figures only join them."""
    return _JOINED.fullmatch(words) is not None


def is_range(words: str) -> bool:
    """Whether words between two figures make a range of them (3000元至5000元)."""
    return _RANGE.fullmatch(words) is not None


def distribute(text: str, drafts: Sequence[Draft], earlier: Sequence[Draft], subject: str) -> None:
    """Gives the figures of a clause that stand side by side their things; `earlier` are those of the clauses before."""
    for run in _runs(text, drafts):
        units = {draft.amount.unit for draft in run}
        if len(run) > 1 and len(units) == 1:
            _share_out(text[run[0].clause[0] : run[0].amount.start], run, earlier, subject)


def _runs(text: str, drafts: Sequence[Draft]) -> Iterator[list[Draft]]:
    run: list[Draft] = []
    for draft in drafts:
        if run and not joined(text[run[-1].amount.end : draft.amount.start]):
            yield run
            run = []
        run.append(draft)
    yield run


def _share_out(before: str, run: Sequence[Draft], earlier: Sequence[Draft], subject: str) -> None:
    words = run[0].left.noun
    for draft in run[1:]:
        if not draft.left.noun:
            draft.left = run[0].left
    if not words and "分别" in before and len(earlier) >= len(run):
        for draft, of in zip(run, earlier[-len(run) :], strict=True):
            draft.base, draft.part = of.base, of.part
        return
    items, tail = _items(words), ""
    if len(items) < len(run) and subject:
        items, tail = _items(subject), words
    if len(items) >= len(run):
        for draft, item in zip(run, shared(items[-len(run) :]), strict=True):
            draft.base = item + tail
    elif len(run) == 2 and "城乡" in words:
        for draft, side in zip(run, ("城市", "农村"), strict=True):
            draft.base, draft.part = words.replace("城乡", side), side


def _items(words: str) -> list[str]:
    return [item for item in _APART.split(words) if item]
