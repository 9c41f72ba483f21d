"""A figure being read, with what it shares with those before and after it; what kind of figure it is of what thing."""

import re
from dataclasses import dataclass

from index.figures.numbers.amounts import Amount
from index.figures.words.left import Left
from index.figures.words.nouns import suffix
from index.model import FactKind

_SHARE = re.compile(r"(?P<whose>.*?)(?:约|已|各|仅|只)?占(?:到|了)?(?P<whole>.*?)(?:的?(?:比重|比例|份额))?")
_NAMED_YEARS = re.compile(r"\d{3}|[一二]九|五年|十.五")
_ITEMS = frozenset(("个", "项", "类", "种", "大", "条", "件", "款"))
_RELATIVE = ("%", "‰", "倍", "")
_BOUND = re.compile(r"[ 　]*[及或]?(?:以上|以下|以内|之内|内)(?!的?人民)")


@dataclass(slots=True)
class Draft:
    """A figure in the clause `clause` (its span in the chunk's text).

    `base` is the noun that it is of, `verb` what is done with it where the noun is behind the figure; `previous` is the
    figure before it in its sentence, `following` the one after it in its clause.
    """

    amount: Amount
    clause: tuple[int, int]
    left: Left
    base: str
    verb: str = ""
    part: str | None = None
    per: tuple[str, ...] = ()
    previous: "Draft | None" = None
    following: "Draft | None" = None

    @property
    def beside(self) -> "Draft | None":
        """The figure before it in its clause."""
        return self.previous if self.previous and self.previous.clause == self.clause else None

    @property
    def earlier(self) -> bool:
        """Whether it is a value before a change (由…提高到…, 原来…)."""
        return self.left.was or (self.left.source and self.following is not None and self.following.left.to)

    @property
    def reached(self) -> bool:
        """Whether it is what a change from the figure before it reaches."""
        return self.beside is not None and self.left.to and (self.beside.left.source or self.beside.left.was)


def said(draft: Draft, after: str, subject: str) -> tuple[FactKind, str]:
    """The kind of a figure and its thing; `after` are the words behind it, `subject` what the sentence is about."""
    kind, thing = _said(draft, subject)
    if (draft.left.bound or _BOUND.match(after)) and kind not in ("rank", "change"):
        return "threshold", thing
    return kind, thing


def _said(draft: Draft, subject: str) -> tuple[FactKind, str]:
    left, unit, thing = draft.left, draft.amount.unit, draft.base
    if draft.amount.rank:
        return "rank", thing
    if left.share:
        return "share", _share(draft, subject)
    if left.moved and not left.to:
        versus = left.versus if _NAMED_YEARS.search(left.versus) else ""
        return "rate" if unit in _RELATIVE else "change", thing + versus + suffix(left.moved, unit)
    if unit == "个百分点":
        return "change", thing
    if unit in ("%", "‰"):
        return "share" if "占" in thing or "比重" in thing else "rate", thing
    return "count_of_items" if unit in _ITEMS and draft.verb else "level", thing


def _share(draft: Draft, subject: str) -> str:
    """What a share is of, of what whole (海外侨胞占接受捐赠比重)."""
    match = _SHARE.fullmatch(draft.base)
    if match is None:
        return f"{draft.base}占比"
    above = draft.previous.base if draft.previous else subject
    whose = match["whose"] or above
    whole = match["whole"] or (above if draft.previous and whose != above else "")
    return f"{whose}占{whole}比重"
