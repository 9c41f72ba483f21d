"""Whether a figure is told as reached or as planned."""

import re

from index.figures.ground import Ground
from index.model import FactState, Period, When
from index.report.periods import clause_planned

_TARGET = re.compile(
    r"目标(?!任务完成|完成)|年初计划|计划(?:新|为|投|开工|安排|到|由|增长|用)|预期(?!寿命)|预计|预算(?!执行|调整)"
    r"|拟(?!定|制|议)|力争|确保|[一-龥]计划$|要[求]?(?:达到|控制|完成)|必须"
)
_DONE = re.compile(r"已|共(?!同|享|建|治|富)|据统计|造成|了(?!解)|累计|截至|目前|现有|去年|上年|实际|原来")
_BY_THEN = re.compile(r"(?:到|至)(?=((?:19|20)\d\d)年)")
_RAISED = re.compile(r"争取(?=[^，。]{0,14}(?:资金|补助|项目|[亿万]元|\d)|到)")  # money got from above
_COMPARED = re.compile(
    r"[比较](?:年初)?(?:原)?(?:计划|预算|预期|目标)|为(?:年初|全年)?(?:计划|目标|预算)|(?:完成|占)[^，。]{0,6}(?:计划|目标|预算|预期)"
)


def state_of(clause: str, period: Period | None, ground: Ground, when: When | None) -> FactState:
    """Reached or planned: by the clause's own words, else by its time and section, else by the kind of document."""
    today = ground.year
    words = _RAISED.sub("", _COMPARED.sub("", clause)).strip()
    if today and not (period and period.planned):
        words = _BY_THEN.sub(lambda match: "" if int(match[1]) <= today else match[0], words)
    if when and period and period.year and period.planned and (when.last or when.year) < period.year:
        period = None  # it looks back
    if _TARGET.search(words) or clause_planned(words, period):
        return "planned"
    if when and today and (when.last or when.year) > today:
        return "planned"
    past = when and today and (when.last or when.year) < today
    if ground.policy and not past and not _DONE.search(clause):
        return "planned"
    return "reached"
