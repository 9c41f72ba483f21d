"""Which limits stand beside the amounts of a text (近, 超, 不足, 约, 仅), and whether a statement keeps to them."""

import re
from collections.abc import Iterator

from assistant.language.figures import figures
from assistant.verify import patterns
from assistant.verify.claims import Amount, amount_of

_SET_BEFORE = {kind: re.compile(f"(?:{limit}){patterns.LIMIT_UNTIL}$") for kind, limit in patterns.LIMIT_BEFORE.items()}
_SET_BEHIND = {kind: re.compile(limit) for kind, limit in patterns.LIMIT_BEHIND.items()}
_ANY = re.compile(rf"(?:{'|'.join(patterns.LIMIT_BEFORE.values())})(?={patterns.LIMIT_UNTIL}\d)")
_REACH, _NEXT = 8, 4  # characters before and behind an amount in which its limit is sought


def limits_kept(said: str, held: str) -> bool:
    """Whether each limit that a plain text sets to an amount is set to it by another; a limit may be left out."""
    there = list(_limited(held))
    return all(
        kinds <= {kind for other, others in there if other.value == amount.value for kind in others}
        for amount, kinds in _limited(said)
    )


def without_limits(text: str) -> str:
    """The plain text without the limits before its amounts."""
    return _ANY.sub("", text)


def _limited(text: str) -> Iterator[tuple[Amount, set[str]]]:
    for figure in figures(text):
        before = text[max(0, figure.start - _REACH) : figure.start]
        inside = text[figure.start : figure.end].lstrip("0123456789.,")
        behind = text[figure.end : figure.end + _NEXT]
        yield (
            amount_of(figure),
            {kind for kind, limit in _SET_BEFORE.items() if limit.search(before)}
            | {kind for kind, limit in _SET_BEHIND.items() if limit.match(inside) or limit.match(behind)},
        )
