"""A chunk's figures → facts: those of its sentences, and of the cells of tables in it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.figures.cells import Setting, cell_facts
from index.figures.draft import Draft, said
from index.figures.frames import Frames
from index.figures.ground import Ground
from index.figures.numbers.amounts import amounts
from index.figures.places import place_of
from index.figures.sentence import Sentence, counting
from index.figures.states import state_of
from index.figures.stretches import Stretch, within
from index.figures.times import times
from index.figures.whens import when_of
from index.model import Chunk, Fact, Report, When, overlaps
from index.report.tables import Table
from index.text.sentences import sentences

_NO_PER = frozenset(("%", "‰", "个百分点", "岁", "倍", "位", ""))
_PEOPLE = re.compile(
    r"人口|职工|群众|学生|老人|老年人|对象|人员|人数|劳动力|居民|农民|儿童|妇女|党员|干部|毕业生|游客|用户|患者"
)


@dataclass(slots=True)
class Prose:
    """Reads a report's chunks in order; the time that one sets holds on into the next."""

    report: Report
    ground: Ground
    tables: Sequence[Table]
    stretches: Sequence[Stretch]
    frames: Frames

    def facts(self, chunk: Chunk) -> Iterator[Fact]:
        """The facts of a chunk, stretch by stretch."""
        for start, end, stretch in within(self.stretches, chunk.start, chunk.end):
            self.frames.enter(stretch.headings, stretch.period)
            first = bisect_right(self.tables, start, key=lambda table: table.end)
            last = bisect_left(self.tables, end, key=lambda table: table.start)
            grids = self.tables[first:last]
            for table in grids:
                edges = (bisect_left(table.cells, at, key=lambda cell: cell.start) for at in (start, end))
                setting = Setting(self.frames.now, self.frames.otherwise, stretch.period, self.ground)
                yield from cell_facts(self.report.text, table, table.cells[slice(*edges)], setting)
            yield from self._sentences(
                stretch, start, end, [(table.start - start, table.end - start) for table in grids]
            )

    def _sentences(self, stretch: Stretch, at: int, until: int, grids: Sequence[tuple[int, int]]) -> Iterator[Fact]:
        text = self.report.text[at:until]
        found = [amount for amount in amounts(text) if not overlaps(grids, amount.start, amount.end)]
        named = list(times(text, self.frames.now))
        starts = [amount.start for amount in found]
        lead: When | None = None
        for start, end in sentences(text):
            here = [mention for mention in named if start <= mention.start < end]
            before = self.report.text[max(0, at + start - 2) : at + start]
            self.frames.begin(text, start, here, paragraph="\n" in before or at + start <= stretch.start)
            inside = found[bisect_left(starts, start) : bisect_left(starts, end)]
            mentions = counting(text, here)
            if inside:
                sentence = Sentence(text, inside, mentions, stretch.heading, lead)
                for fact in self._facts(stretch, sentence, start, end):
                    yield replace(fact, start=at + fact.start, end=at + fact.end)
                lead = sentence.lead
            elif mentions:
                lead = mentions[-1].when
            self.frames.end(text, start, end, lead)
            lead = lead if text[end - 1] in "；;" and lead and self._goes_on(lead) else None

    def _goes_on(self, lead: When) -> bool:
        """Whether a time holds behind a semicolon: a year, or where things stood; not by when one thing is planned."""
        return lead.part in ("", "12") or (lead.as_of and not self.frames.now.planned)

    def _facts(self, stretch: Stretch, sentence: Sentence, start: int, end: int) -> Iterator[Fact]:
        for clause in sentence.clauses(start, end):
            drafts = sentence.read(clause)
            for draft in drafts:
                if (fact := self._fact(stretch, sentence, draft)).thing:
                    yield fact
            if drafts:
                sentence.close(clause, drafts)

    def _fact(self, stretch: Stretch, sentence: Sentence, draft: Draft) -> Fact:
        text, amount, (start, end) = sentence.text, draft.amount, draft.clause
        after = text[amount.end : end]
        kind, thing = said(draft, after, sentence.subject)
        draft.when = when_of(draft, kind, sentence.mentions, sentence.lead, self.frames)
        unit = "人" if amount.bare and _PEOPLE.search(thing + after[:12]) else amount.unit
        state = "earlier" if draft.earlier else state_of(text[start:end], stretch.period, self.ground, draft.when)
        return Fact(
            start=amount.start,
            end=amount.end,
            thing=thing,
            value=amount.value,
            unit=unit,
            per=() if unit in _NO_PER or "/" in unit else draft.per,
            kind=kind,
            part=draft.part or _side(thing),
            place=place_of(text[start : amount.start], self.ground),
            when=draft.when,
            state=state,
        )


def _side(thing: str) -> str | None:
    """城市 or 农村, where the thing is of one of them."""
    if re.match(r"城市(?!化|更|道|建|绿|污|公|轨|生|运|管|群|书|住)", thing):
        return "城市"
    return "农村" if "农村" in thing and "城" not in thing else None
