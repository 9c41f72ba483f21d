"""A chunk's figures → facts: those of its sentences, and of the cells of tables in it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.figures.anchor.around import Around, Trail, compared
from index.figures.cells import Setting, cell_facts
from index.figures.draft import said
from index.figures.ground import Ground
from index.figures.numbers.amounts import amounts
from index.figures.places import place_of
from index.figures.sentence import Sentence
from index.figures.stretches import Stretch, within
from index.figures.times import Mention, times
from index.model import Chunk, Fact, FactState, Report, When, overlaps
from index.report.tables import Table
from index.text.sentences import sentences

_NO_PER = frozenset(("%", "‰", "个百分点", "岁", "倍", "位", ""))
_PEOPLE = re.compile(
    r"人口|职工|群众|学生|老人|老年人|对象|人员|人数|劳动力|居民|农民|儿童|妇女|党员|干部|毕业生|游客|用户|患者"
)


@dataclass(slots=True)
class Prose:
    """Reads a report's chunks in order; the time that one names holds on into the next.

    `settle` tells of a figure its time and whether it is reached or planned.
    """

    report: Report
    ground: Ground
    tables: Sequence[Table]
    stretches: Sequence[Stretch]
    settle: Callable[[Around], tuple[When | None, FactState]]
    trail: Trail

    def facts(self, chunk: Chunk) -> Iterator[Fact]:
        """The facts of a chunk, stretch by stretch."""
        for start, end, stretch in within(self.stretches, chunk.start, chunk.end):
            self.trail.enter(stretch.headings, stretch.period)
            first = bisect_right(self.tables, start, key=lambda table: table.end)
            last = bisect_left(self.tables, end, key=lambda table: table.start)
            grids = self.tables[first:last]
            for table in grids:
                edges = (bisect_left(table.cells, at, key=lambda cell: cell.start) for at in (start, end))
                setting = Setting(self.trail.now, self.trail.time, stretch.period, self.ground)
                yield from cell_facts(self.report.text, table, table.cells[slice(*edges)], setting)
            yield from self._sentences(
                stretch, start, end, [(table.start - start, table.end - start) for table in grids]
            )

    def _sentences(self, stretch: Stretch, at: int, until: int, grids: Sequence[tuple[int, int]]) -> Iterator[Fact]:
        text = self.report.text[at:until]
        found = [amount for amount in amounts(text) if not overlaps(grids, amount.start, amount.end)]
        named = list(times(text, self.trail.now))
        starts = [amount.start for amount in found]
        paragraph = 0
        for start, end in sentences(text):
            if "\n" in text[max(0, start - 2) : start]:
                self.trail.go_on(paragraph, [mention for mention in named if paragraph <= mention.start < start])
                paragraph = start
            inside = found[bisect_left(starts, start) : bisect_left(starts, end)]
            if inside:
                here = [mention for mention in named if paragraph <= mention.start < end]
                own = [each for each in here if start <= each.start and not compared(text, each)]
                sentence = Sentence(text, inside, own, stretch.heading)
                for fact in self._facts(sentence, (paragraph, start, end), here):
                    yield replace(fact, start=at + fact.start, end=at + fact.end)
        self.trail.go_on(paragraph, [mention for mention in named if paragraph <= mention.start])

    def _facts(self, sentence: Sentence, spans: tuple[int, int, int], mentions: Sequence[Mention]) -> Iterator[Fact]:
        for clause in sentence.clauses(spans[1], spans[2]):
            for draft in sentence.read(clause):
                kind, thing = said(draft, sentence.text[draft.amount.end : clause[1]], sentence.subject)
                if thing:
                    around = Around(sentence.text, draft, kind, *spans, mentions, self.trail)
                    yield self._fact(around, thing)

    def _fact(self, around: Around, thing: str) -> Fact:
        text, draft, (start, end) = around.text, around.draft, around.draft.clause
        amount = draft.amount
        when, state = self.settle(around)
        bare = amount.bare and _PEOPLE.search(thing + text[amount.end : end][:12])
        unit = "人" if bare else amount.unit
        return Fact(
            start=amount.start,
            end=amount.end,
            thing=thing,
            value=amount.value,
            unit=unit,
            per=() if unit in _NO_PER or "/" in unit else draft.per,
            kind=around.kind,
            part=draft.part or _side(thing),
            place=place_of(text[start : amount.start], self.ground),
            when=when,
            state=state,
        )


def _side(thing: str) -> str | None:
    """城市 or 农村, where the thing is of one of them."""
    if re.match(r"城市(?!化|更|道|建|绿|污|公|轨|生|运|管|群|书|住)", thing):
        return "城市"
    return "农村" if "农村" in thing and "城" not in thing else None
