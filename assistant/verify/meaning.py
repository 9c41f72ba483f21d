"""Does a statement say of a thing what the spans say of that thing, and nothing more? Plain texts in, faults out.

The thresholds are set on hand-written pairs (`eval/pairs`; docs/decisions.md has the figures).
"""

from collections.abc import Collection

from assistant.verify.added import added
from assistant.verify.limits import limits_kept
from assistant.verify.opposites import denies, runs_back, turns
from assistant.verify.subjects import misplaced, swapped
from assistant.verify.wording import near, words
from index.text.sentences import clauses


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


def said_there(name: str, others: Collection[str], said: str, held: str) -> bool:
    """Whether what a statement says of a name is said where the spans have that name, or another one for it."""
    parts = [said[start:end] for start, end in clauses(said) if name in said[start:end]]
    return all(any(each in near(part, held) for each in (name, *others)) for part in parts)
