"""Does a statement say of a thing what the spans say of that thing, and nothing more? Plain texts in, faults out.

The thresholds are set on hand-written pairs (`eval/pairs`; docs/decisions.md has the figures).
"""

import re
from collections.abc import Collection
from itertools import pairwise

import rjieba

from assistant.added import added
from assistant.limits import limits_kept
from assistant.opposites import denies, runs_back, turns
from assistant.subjects import misplaced, replaced, swapped
from assistant.wording import GLUE, covered, near, stands, windows, words
from index.sentences import clauses

_SAID = 0.5  # how much of each clause of a statement the spans must say
_KNOWN = 0.3  # how much of a name must stand in a text
_PROPER = ("nr", "ns", "nt", "nz")  # word classes of names
_SETTLEMENTS = ("镇", "乡", "村", "街道", "社区")
_LIST = re.compile("[\u4e00-\u9fff](?:、[\u4e00-\u9fff]{2,8})+(?:[和与及][\u4e00-\u9fff]+)?")


def distorted(said: str, held: str, above: str) -> bool:
    """Whether a statement negates, turns round, misplaces or adds to what the spans say."""
    parts = {part for start, end in clauses(said) if len(words(part := said[start:end])) > 1}
    return (
        denies(said, held)
        or denies(held, said)
        or any(turns(part, near(part, held)) or runs_back(part, near(part, held)) for part in parts)
        or runs_back(said, held)
        or misplaced(said, held)
        or swapped(said, held)
        or not limits_kept(said, held)
        or bool(added(said, held, above))
    )


def unknown_names(said: str, text: str) -> list[str]:
    """The names in a statement, and the members of its lists, of which a text has nothing."""
    tagged = [*rjieba.tag(said), ("", "")]
    names = [
        word
        for (word, tag), (behind, _) in pairwise(tagged)
        if tag.startswith(_PROPER) or (behind in _SETTLEMENTS and tag[0] in "njsz")
    ]
    listed = [each for match in _LIST.finditer(said) for each in re.split("[、和与及]", match[0])[1:-1]]
    return [name for name in (*names, *listed) if len(name) > 1 and name not in GLUE and stands(name, text) < _KNOWN]


def said_there(name: str, others: Collection[str], said: str, held: str) -> bool:
    """Whether what a statement says of a name is said where the spans have that name, or another one for it."""
    parts = [said[start:end] for start, end in clauses(said) if name in said[start:end]]
    return all(any(each in near(part, held) for each in (name, *others)) for part in parts)
