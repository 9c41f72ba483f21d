"""How well a run of clauses tells an amount that is asked for: hand-made scores, in the same measure as coverage."""

import re
from collections.abc import Mapping, Sequence

from assistant.figures import answers
from assistant.matching import Terms
from assistant.wanted import Wanted

UNDER_TOPIC = 0.7  # credit for a word of a short sentence that heads the clause's
FIGURE_BONUS, _NO_FIGURE = 0.3, 0.35
ASKED_VERB = 0.15  # for the verb whose object is asked for: in the very clause of the figure, or in the span
_NEAR_FIGURE = 0.4  # for the words that stand in the very clause of the figure
_SIBLING, _AS_NEAR = 0.05, 0.04  # for each more clause with a figure of the thing, which says it as well up to this
_TOTAL = 0.06  # for a figure that is said to be a total
_CHANGE_FOR_LEVEL = 0.12  # for a figure that says by how much a thing changed where its amount is asked for
_PER_HEAD_UNASKED = 0.5  # for an amount by head where the whole is asked for
_SAID_TO_BE_TOTAL = re.compile(r"(?:全[市县区省州]|累计|合计|总[计数]|共)[^，,。；]{0,8}\d")
_PER_HEAD = re.compile("[人户]均|平均")
_CHANGE = re.compile(r"(?:增加|增长|提高|上升|下降|减少|降低|多|增(?![加长]))(?!到|至|为)[^\d，,。]{0,2}\d")


def amount_score(want: Wanted, held: Sequence[str], near: Sequence[float], text: str) -> float:
    """The score of a run: `held` are the units of its figures, `near` the nearness of each clause that has one."""
    score = _figure_score(want, held) + max(near, default=0.0) + _SIBLING * _siblings(near)
    if _SAID_TO_BE_TOTAL.search(text):
        score += _TOTAL
    if want.level and _CHANGE.search(text):
        score -= _CHANGE_FOR_LEVEL
    if _PER_HEAD.search(text) and not _PER_HEAD.search(want.query.topic):
        score -= _PER_HEAD_UNASKED
    return score


def nearness(terms: Terms, credits: Mapping[str, float], before: Mapping[str, float]) -> float:
    """How well the clause of a figure itself, under its headings, says what the figure counts.

    The verb counts as far as the things are said: 发放 alone tells of anything that is paid.
    """
    own = {word: max(credit, credits.get(word, 0.0)) for word, credit in before.items() if credit >= UNDER_TOPIC}
    held = {**credits, **own}
    said = _NEAR_FIGURE * terms.coverage(held)
    if not terms.verb or not credits.get(terms.verb):
        return said
    things = 1.0 - terms.weights[terms.verb]
    held.pop(terms.verb)
    return said + ASKED_VERB * (terms.coverage(held) / things if things else 1.0)


def _siblings(near: Sequence[float]) -> int:
    """How many clauses beside the best have a figure of the same thing: 城市…166万元，农村…1151万元."""
    return sum(one >= max(near) - _AS_NEAR for one in near) - 1 if near else 0


def _figure_score(want: Wanted, held: Sequence[str]) -> float:
    """Rewards a figure for each amount asked for; figures of other units earn little, none at all costs."""
    if not any(held):
        return -_NO_FIGURE
    return FIGURE_BONUS * max(0.2, answers(want.amounts, held))
