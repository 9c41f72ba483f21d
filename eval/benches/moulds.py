"""Real reports with blanks for places, years and figures, from which `eval/benches/generated.py` casts others."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.model import Chunk, Period, Region, Report, ReportKind
from index.places.gazetteer import Gazetteer, gazetteer

_NUMBER = re.compile(r"(?P<year>(?:19|20)\d\d(?=年))|\d{2,}(?:\.\d+)?|\d\.\d+")
_FULL = "省市县区州盟旗"  # what a place's full name ends with


@dataclass(frozen=True, slots=True)
class Blank:
    """What stood in the real text where a place, a year or a figure is to be filled in."""

    kind: str
    text: str


Wording = tuple[str | Blank, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk: its sentences, each with what follows up to the next, its headings, its period and years."""

    sentences: tuple[Wording, ...]
    headings: tuple[Wording, ...]
    period: Period | None
    years: frozenset[int]


@dataclass(frozen=True, slots=True)
class Mould:
    """A report."""

    title: Wording
    kind: ReportKind | None
    year: int | None
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Filling:
    """What goes into the blanks: a place (None leaves the real ones), years so many later, figures drawn at random."""

    place: Region | None
    later: int
    random: random.Random

    def text(self, wording: Wording) -> str:
        """The wording with its blanks filled in."""
        return "".join([part if isinstance(part, str) else self._of(part) for part in wording])

    def _of(self, blank: Blank) -> str:
        if blank.kind == "year":
            return str(int(blank.text) + self.later)
        if blank.kind == "figure":
            whole, point, rest = blank.text.partition(".")
            return f"{self.random.randrange(10 ** (len(whole) - 1), 10 ** len(whole))}{point}{rest}"
        if self.place is None:
            return blank.text
        return self.place.name if blank.text[-1] in _FULL else self.place.short


def mould(report: Report, chunks: Sequence[Chunk]) -> Mould:
    """The form of a real report."""
    places = gazetteer()
    passages = []
    for chunk in chunks:
        starts = [start for start, _ in chunk.indexed_sentences]
        shift = len(chunk.context) + 1
        borders = [0, *(start - shift for start in starts[1:]), len(chunk.text)]
        texts = [chunk.text[start:end] for start, end in pairwise(borders)]
        headings = tuple(tuple(_worded(heading, places)) for heading in chunk.section)
        passages.append(
            Passage(tuple(tuple(_worded(text, places)) for text in texts), headings, chunk.period, chunk.years)
        )
    return Mould(tuple(_worded(report.opening, places)), report.kind, report.year, tuple(passages))


def _worded(text: str, places: Gazetteer) -> Iterator[str | Blank]:
    """A text in pieces, blanks for its places, years and figures of two digits or more."""
    done = 0
    for mention in places.mentions(text):
        yield from _counted(text[done : mention.start])
        yield Blank("place", mention.text)
        done = mention.end
    yield from _counted(text[done:])


def _counted(text: str) -> Iterator[str | Blank]:
    done = 0
    for match in _NUMBER.finditer(text):
        if match.start() > done:
            yield text[done : match.start()]
        yield Blank("year" if match["year"] else "figure", match[0])
        done = match.end()
    if done < len(text):
        yield text[done:]
