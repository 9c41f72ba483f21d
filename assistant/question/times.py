"""Which years and halves a question asks for, and whether for what was done or for what is planned."""

import re
from typing import Literal

from assistant.question import patterns
from assistant.question.intent import last_clause
from index.report.periods import years_in

_LONGEST_RANGE = 20  # years
_CENTURY = 40  # 30年 is 2030, 51年 is 1951
_NAMED = (patterns.YEAR, patterns.YEAR_IN_ROW)
_TIMES = (
    patterns.YEARS_FROM_TO,
    patterns.YEAR_IN_ROW,
    patterns.YEAR,
    patterns.OLD_YEAR,
    patterns.HALF,
)
_TENSES = ((patterns.PLAN, patterns.DONE), (patterns.PLAN_PERHAPS, patterns.DONE_PERHAPS))  # the plainer words first


def years_asked(text: str) -> tuple[int, ...]:
    """The years that a question names, in its order; 2022—2024年 are three, 2021年以来 none."""
    found = [(match.start(), int(match[1])) for pattern in _NAMED for match in pattern.finditer(text)]
    found += [(match.start(), year) for match in patterns.OLD_YEAR.finditer(text) for year in years_in(match[0])]
    for match in patterns.YEARS_FROM_TO.finditer(text):
        first, last = int(match[1]), int(match[2])
        if first < last <= first + _LONGEST_RANGE:
            found += [(match.start(), year) for year in range(first, last + 1)]
    return tuple(dict.fromkeys(year for _, year in sorted(found)))


def whole_years(text: str) -> str:
    """A question with its years in four digits: 2023年 for 23年, 2016到2019年 for 16到19年."""
    return patterns.SHORT_YEARS.sub(lambda years: patterns.SHORT.sub(_whole, years[0]), text)


def _whole(year: re.Match[str]) -> str:
    return str(int(year[0]) + (2000 if int(year[0]) < _CENTURY else 1900))


def without_times(text: str) -> str:
    """A question without the years and halves of years that it names."""
    for pattern in _TIMES:
        text = pattern.sub(" ", text)
    return text


def half_asked(text: str) -> Literal[1, 2] | None:
    """The half of the year that a question names."""
    first, second = patterns.FIRST_HALF.search(text), patterns.SECOND_HALF.search(text)
    return None if bool(first) == bool(second) else 1 if first else 2


def planned(text: str) -> bool | None:
    """Whether a question asks for what is planned (True) or for what was done (False); None where either will do.

    Plain words of plans (打算) and of results (V了) decide before weaker ones (目标, 目前). A question whose
    clauses ask for the one and the other wants both.
    """
    told = {each for clause in patterns.CLAUSE_END.split(text) if (each := _clause_planned(clause)) is not None}
    if told:
        return told.pop() if len(told) == 1 else None
    last = patterns.NO_RESULT.sub(" ", last_clause(text))
    return False if patterns.ENDS_DONE.search(last) and not patterns.WHAT_IF.search(last) else None


def _clause_planned(text: str) -> bool | None:
    text = patterns.WOULD_BE.sub("打算", patterns.NO_RESULT.sub(" ", patterns.NO_PLAN.sub(" ", text)))
    for plan, done in _TENSES:
        will, did = bool(plan.search(text)), bool(done.search(text))
        if will or did:
            return will if will != did else None
    return None
