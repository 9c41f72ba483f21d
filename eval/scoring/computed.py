"""Whether the record of a reckoned figure holds: its operands stand in what they cite, and its result follows.

A record is the contract's `computed` object, perhaps another system's: one that is not well formed does not hold.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.model import Computed
from assistant.verify.computed import follows
from eval.scoring.text import normalise

_RECORD = TypeAdapter(Computed)


def computed_holds(record: Mapping[str, Any], citations: Sequence[Mapping[str, Any]]) -> bool:
    """Whether each operand's value stands as written in the paragraph of its citation, and the result follows."""
    try:
        told = _RECORD.validate_python(record)
    except ValidationError:
        return False
    paragraphs = {citation["number"]: normalise(citation["paragraph"]) for citation in citations}
    stand = all(_stands(normalise(one.value), paragraphs.get(one.citation, "")) for one in told.operands)
    return stand and follows(told)


def _stands(value: str, paragraph: str) -> bool:
    """Whether a number stands in a paragraph, not as a part of another one."""
    at = paragraph.find(value) if value else -1
    while at >= 0:
        before, behind = paragraph[:at], paragraph[at + len(value) :]
        if not (before[-1:].isdecimal() or before[-1:] == "." or behind[:1].isdecimal() or _goes_on(behind)):
            return True
        at = paragraph.find(value, at + 1)
    return False


def _goes_on(behind: str) -> bool:
    return behind[:1] == "." and behind[1:2].isdecimal()
