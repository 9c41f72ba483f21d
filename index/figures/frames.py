"""The time that headings and the beginnings of paragraphs set for what follows them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.figures.ground import Ground, now_of
from index.figures.times import Mention, Now, times
from index.model import Period, When

_OPENING = 16  # characters of a paragraph in which it names the time that it is of
_ADVERBIAL = re.compile(r"(?:期间|时期|以来)?(?:[，,：:是末]|的[五三]年)")
_YEAR_OPENS = re.compile(r"(?:[12]\d{3}年|[今明]年)[，,]")
_BY_YEAR = re.compile(r"到20\d\d年(?:底|末)?[，,]")
_COMPARES = "比较于与"


@dataclass(slots=True)
class Frames:
    """What time holds at a place of a report that is read from its beginning: `now`, and `time` where one is set."""

    ground: Ground
    now: Now = field(default_factory=lambda: Now(None, None, False))
    _headings: tuple[str, ...] = ()
    _section: When | None = None
    _fixed: bool = False  # a heading sets one year, which a paragraph does not change for those after it
    _paragraph: When | None = None

    @property
    def time(self) -> When | None:
        """The time that the paragraph, else the section sets."""
        return self._paragraph or self._section

    @property
    def otherwise(self) -> When | None:
        """The time of what nothing tells the time of."""
        return self.time or (When(self.now.year) if self.now.year else None)

    def enter(self, headings: tuple[str, ...], period: Period | None) -> None:
        """Goes on to text under these headings; those that are new set the time if they name one."""
        self.now = now_of(self.ground, period)
        if headings == self._headings:
            return
        for heading in headings:
            if heading in self._headings:
                continue
            named = [mention.when for mention in times(heading, self.now) if _sets(mention.when)]
            if named:
                self._section = named[0]
                self._fixed = not any(when.last for when in named)
            elif heading == headings[0] and period:
                self._section, self._fixed = None, False
        self._headings = headings
        self._paragraph = None

    def begin(self, text: str, start: int, mentions: Sequence[Mention], paragraph: bool) -> None:
        """A sentence, perhaps a paragraph's first: one that begins with a year or several (五年来，…) sets the time."""
        if paragraph:
            self._paragraph = None
        elif not _YEAR_OPENS.match(text, start):
            return
        first = mentions[0] if mentions else None
        if first is None or first.start - start >= _OPENING or first.past or not _sets(first.when):
            return
        if _ADVERBIAL.match(text, first.end):
            if self._fixed or not paragraph:
                self._paragraph = first.when
            else:
                self._section = same_years(first.when, self._section)

    def end(self, text: str, start: int, end: int, lead: When | None) -> None:
        """到2025年，…。 holds for the sentences after it."""
        if lead and not self._fixed and _BY_YEAR.search(text, start, end):
            self._paragraph = lead


def _sets(when: When) -> bool:
    return not when.part and not when.as_of


def same_years(when: When, frame: When | None) -> When:
    """五年 of a text that is about a plan's five years are those."""
    if frame and frame.last and when.last and frame.last - frame.year == when.last - when.year:
        return frame if abs(frame.last - when.last) <= 1 else when
    return when


def compared(text: str, mention: Mention) -> bool:
    """Whether a time is only what something is compared with (比上年, 高于2020年)."""
    before = text[max(0, mention.start - 1) : mention.start]
    return (before != "" and before in _COMPARES) or (mention.past and text.startswith("同期", mention.end))
