"""Cells of tables as spans: a reader is told in a sentence what their heads make of them; a bare row tells little."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.evidence.meant import Sought
from assistant.language.told import figure_of, name_of
from assistant.model import Hit
from index.figures.times import Now, times
from index.model import Fact

_TOWN = re.compile(r"(?P<name>[^省市县区旗州镇乡]{2,6}?)(?:(?<!城)镇|乡(?![村镇亲])|街道$|社区$|(?<!农)村$)")
_ASKED = re.compile(r"(?P<name>[^省市县区旗州镇乡]{2,6}?)(?:(?<!城)镇|乡|街道|社区|(?<!农)村)")
_ENDS = {"", "06", "12", "H1", "H2"}  # how things stand then is told of the half or the year
_ANY = 2000  # a year: only parts of one are looked for
_READ = 4  # cells of the passages of a place that are read
_NAMED = 0.4  # how much of what a cell counts the question names, or of the question the cell


@dataclass(frozen=True, slots=True)
class Cell:
    """The figure of a table's cell, and the row that it stands in, `start:end` of its report."""

    hit: Hit
    fact: Fact
    start: int
    end: int

    @property
    def written(self) -> str:
        """Its text."""
        return self._text(self.fact.start, self.fact.end)

    @property
    def quote(self) -> str:
        """Its row."""
        return self._text(self.start, self.end)

    @property
    def said(self) -> str:
        """Its figure with the unit of its heads."""
        return figure_of(self.fact, self.written)

    @property
    def told(self) -> str:
        """What it says, in a sentence: 2023年鲍集镇农村低保人数为921人。"""
        return f"{name_of(self.fact)}为{self.said}。"

    def _text(self, start: int, end: int) -> str:
        chunk = self.hit.chunk
        return chunk.text[start - chunk.start : end - chunk.start]


def cells(wish: Sought, asked: str, hits: Sequence[Hit]) -> list[Cell]:
    """The cells whose records may be the one sought, those first whose thing is named best."""
    found = [cell for hit in hits for cell in _cells(wish, asked, hit)]
    return sorted(found, key=lambda cell: -wish.standing(cell.fact))[:_READ]


def may_be(fact: Fact, wish: Sought, asked: str) -> bool:
    """Whether a cell is of none but what the question names.

    One of a town is only where the question names the town; one of a plan or a result where that is asked for or
    neither is; where a quarter or a month is asked of, only one of that.
    """
    if wish.planned not in (None, fact.state == "planned"):
        return False
    parts, named = _named_in(asked)
    if parts and fact.when is not None and fact.when.part not in parts:
        return False
    places = [match["name"] for match in _TOWN.finditer(fact.place or "")][-1:]
    own = (*places, *(match["name"] for match in _TOWN.finditer(fact.thing)))
    return all(name in asked and (not named or any(each.endswith(name) for each in named)) for name in own)


@lru_cache(maxsize=64)
def _named_in(asked: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The quarters and months, and the towns and villages, that a question names."""
    parts = frozenset(mention.when.part for mention in times(asked, Now(_ANY, _ANY, False))) - _ENDS
    return parts, tuple(match["name"] for match in _ASKED.finditer(asked))


def _cells(wish: Sought, asked: str, hit: Hit) -> Iterator[Cell]:
    chunk = hit.chunk
    for fact in chunk.facts:
        if not (fact.cell and wish.fits(fact) and wish.named(fact) >= _NAMED):
            continue
        if (fact.kind == "change" and not wish.change) or not may_be(fact, wish, asked):
            continue
        first, last = fact.start - chunk.start, fact.end - chunk.start
        end = chunk.text.find("\n", last)
        start = chunk.start + chunk.text.rfind("\n", 0, first) + 1
        yield Cell(hit, fact, start, chunk.start + (end if end >= 0 else len(chunk.text)))
