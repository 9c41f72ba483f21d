"""What stands around a figure: its clause, sentence and paragraph, the headings above, and the times that they name."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.figures.draft import Draft
from index.figures.ground import Ground, now_of
from index.figures.times import Mention, Now, times
from index.model import FactKind, Period, When
from index.report.periods import tells_plans, tells_results

OPENING = 16  # characters of a paragraph in which it names the time that it is of
_COMPARES = "比较于与"


@dataclass(slots=True)
class Trail:
    """What a report that is read from its beginning has said up to here.

    `named` are the times of the headings above, outermost first, `says` what these say of themselves: plans, results,
    a later year than the report's and no other. `opened` is the time that an earlier paragraph under the same outermost
    heading began with.
    """

    ground: Ground
    now: Now = field(default_factory=lambda: Now(None, None, False))
    period: Period | None = None
    headings: tuple[str, ...] = ()
    named: tuple[tuple[Mention, ...], ...] = ()
    says: tuple[bool, bool, bool] = (False, False, False)
    opened: Mention | None = None

    def enter(self, headings: tuple[str, ...], period: Period | None) -> None:
        """Goes on to text under these headings."""
        now = now_of(self.ground, period)
        if headings != self.headings or now != self.now:
            self.named = tuple(tuple(times(heading, now)) for heading in headings)
            self.says = (any(map(tells_plans, headings)), any(map(tells_results, headings)), self._is_ahead())
        if headings[:1] != self.headings[:1]:
            self.opened = None
        self.now, self.period, self.headings = now, period, headings

    def go_on(self, start: int, mentions: Sequence[Mention]) -> None:
        """Leaves a paragraph that begins at `start` and names these times."""
        first = mentions[0] if mentions else None
        if first and first.start - start < OPENING and not (first.past or first.when.part or first.when.as_of):
            self.opened = first

    def _is_ahead(self) -> bool:
        today = self.ground.year
        if today is None:
            return False
        return any(mentions and all(each.when.year > today for each in mentions) for mentions in self.named)

    @property
    def time(self) -> When | None:
        """The time of what nothing but the headings tells the time of."""
        named = next((mentions[0].when for mentions in reversed(self.named) if mentions), None)
        if named or not self.now.year:
            return named
        half = self.period.half if self.period else None
        return When(self.now.year, None, f"H{half}" if half else "")


@dataclass(frozen=True, slots=True)
class Around:
    """A figure in `text`: in its sentence `text[start:end]` of the paragraph that begins at `paragraph`.

    `mentions` are the times named from the paragraph's beginning to the sentence's end.
    """

    text: str
    draft: Draft
    kind: FactKind
    paragraph: int
    start: int
    end: int
    mentions: Sequence[Mention]
    trail: Trail


def compared(text: str, mention: Mention) -> bool:
    """Whether a time is only what something is compared with (比上年, 高于2020年)."""
    before = text[max(0, mention.start - 1) : mention.start]
    return (before != "" and before in _COMPARES) or (mention.past and text.startswith("同期", mention.end))
