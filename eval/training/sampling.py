"""Which passages of a question are learned from side by side: a right one among wrong ones, or a near miss's."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from random import Random

from eval.training.pairs import Example

_WRONG = (1, 2)  # passages beside a right one; beside a near miss's the fewer


def by_question(examples: Iterable[Example]) -> list[list[Example]]:
    """The examples of each question together, which must follow one another."""
    return [list(group) for _, group in groupby(examples, key=lambda one: one.pair.question)]


def drawn(group: Sequence[Example], choice: Random) -> list[Example]:
    """A right passage of a question's with one or two wrong ones, or that of a near miss with one."""
    right = [one for one in group if one.spans]
    lures = [one for one in group if one.near]
    wrong = [one for one in group if not one.spans and not one.near]
    count = choice.choice(_WRONG) if right else _WRONG[0]
    kept = [choice.choice(right)] if right else lures
    return kept + choice.sample(wrong, min(len(wrong), count))
