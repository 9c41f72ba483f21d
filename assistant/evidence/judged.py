"""A span of a passage that may answer, with the signs that it is judged by."""

from dataclasses import dataclass

from assistant.evidence.confidence import Signs, confidence, worth
from assistant.model import Evidence, Hit
from index.model import Fact
from index.text.sentences import sentences


@dataclass(frozen=True, slots=True)
class Judged:
    """A span with the signs that it is judged by, what it loses for its report, and the share of yes in a verdict.

    `focus` are the clauses of it that the reader means, `fact` the figure in it that is asked for; `told` is what the
    reader is told of a row of a table in place of it.
    """

    hit: Hit
    start: int
    end: int
    focus: str
    signs: Signs
    loss: float
    fact: Fact | None = None
    yes: float = 0.5
    told: str = ""

    @property
    def evidence(self) -> Evidence:
        """The span with its worth and how sure it is."""
        quote, score = self.text(self.start, self.end), worth(self.signs) - self.loss
        sure, around = confidence(self.signs), self.signs["around"]
        return Evidence(self.hit, self.start, self.end, quote, score, around, sure, self.yes, self.focus, self.fact)

    @property
    def alone(self) -> str:
        """The sentences that it stands in, or that tell it."""
        if self.told:
            return self.told
        start = self.hit.chunk.start
        held = [
            (left + start, right + start)
            for left, right in sentences(self.hit.chunk.text)
            if right + start > self.start and left + start < self.end
        ]
        return self.text(held[0][0], held[-1][1]) if held else self.text(self.start, self.end)

    def text(self, start: int, end: int) -> str:
        """What stands there in its report, which must be in its chunk."""
        return self.hit.chunk.text[start - self.hit.chunk.start : end - self.hit.chunk.start]
