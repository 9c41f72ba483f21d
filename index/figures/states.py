"""Whether a figure is told as reached or as planned."""

import re

from index.figures.ground import Ground
from index.model import Chunk, FactState
from index.report.periods import clause_planned

_TARGET = re.compile(
    r"目标(?!任务完成|完成)|年初计划|计划(?:新|完成|为|投|开工|安排)|预期|预计|预算(?!执行|调整)|拟|力争|争取(?!上级|中|到|资金|国|省)|确保"
)
_DONE = re.compile(r"已|了(?!解)|累计|截至|目前|现有|去年|上年|实际|原来")


def state_of(clause: str, chunk: Chunk, ground: Ground) -> FactState:
    """Reached or planned: by the clause's own words, else by the section, else by what kind of document it is."""
    if _TARGET.search(clause) or clause_planned(clause.strip(), chunk.period):
        return "planned"
    if ground.policy and not _DONE.search(clause):
        return "planned"
    return "reached"
