"""A chunk's figures → facts: those of its sentences, and of the cells of tables in it."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.figures.amounts import amounts
from index.figures.cells import Setting, cell_facts
from index.figures.draft import Draft, said
from index.figures.frames import Frames
from index.figures.ground import Ground
from index.figures.places import place_of
from index.figures.sentence import Sentence, counting
from index.figures.states import state_of
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
    frames: Frames

    def facts(self, chunk: Chunk) -> Iterator[Fact]:
        """The facts of a chunk, those of tables first."""
        self.frames.enter(chunk)
        grids = [table for table in self.tables if table.start < chunk.end and chunk.start < table.end]
        for table in grids:
            cells = [cell for cell in table.cells if chunk.start <= cell.start and cell.end <= chunk.end]
            setting = Setting(self.frames.now, self.frames.otherwise, chunk.period, self.ground)
            yield from cell_facts(self.report.text, table, cells, setting)
        yield from self._sentences(chunk, [(table.start - chunk.start, table.end - chunk.start) for table in grids])

    def _sentences(self, chunk: Chunk, grids: Sequence[tuple[int, int]]) -> Iterator[Fact]:
        text = chunk.text
        found = [amount for amount in amounts(text) if not overlaps(grids, amount.start, amount.end)]
        named = list(times(text, self.frames.now))
        starts = [amount.start for amount in found]
        heading = chunk.section[-1] if chunk.section else ""
        lead: When | None = None
        for start, end in sentences(text):
            here = [mention for mention in named if start <= mention.start < end]
            self.frames.begin(text, start, here, paragraph=start == 0 or "\n" in text[max(0, start - 2) : start])
            inside = found[bisect_left(starts, start) : bisect_left(starts, end)]
            mentions = counting(text, here)
            if inside:
                sentence = Sentence(text, inside, mentions, heading, lead)
                yield from self._facts(chunk, sentence, start, end)
                lead = sentence.lead
            elif mentions:
                lead = mentions[-1].when
            self.frames.end(text, start, end, lead)
            lead = lead if text[end - 1] in "；;" and lead and lead.part in ("", "12") else None

    def _facts(self, chunk: Chunk, sentence: Sentence, start: int, end: int) -> Iterator[Fact]:
        for clause in sentence.clauses(start, end):
            drafts = sentence.read(clause)
            for draft in drafts:
                yield self._fact(chunk, sentence, draft)
            if drafts:
                sentence.close(clause, drafts)

    def _fact(self, chunk: Chunk, sentence: Sentence, draft: Draft) -> Fact:
        text, amount, (start, end) = chunk.text, draft.amount, draft.clause
        after = text[amount.end : end]
        kind, thing = said(draft, after, sentence.subject)
        draft.when = when_of(draft, kind, sentence.mentions, sentence.lead, self.frames)
        unit = "人" if amount.bare and _PEOPLE.search(thing + after[:12]) else amount.unit
        state = "earlier" if draft.earlier else state_of(text[start:end], chunk.period, self.ground, draft.when)
        return Fact(
            start=chunk.start + amount.start,
            end=chunk.start + amount.end,
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
