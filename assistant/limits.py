"""Which limits stand beside the amounts of a text (近, 超, 不足, 约, 仅), and whether a statement keeps to them."""

import re
from collections.abc import Iterator

from assistant.claims import Amount, amount_of
from assistant.figures import figures

# What sets each kind of limit before an amount, and in it or behind it.
_BEFORE = {
    "over": r"(?<![不未得能可])超[过出]?|突破|逾|(?<!不)[高多大]于|不[得能]?[少低]于|至少|最[低少]",
    "under": (
        r"不足|不到|[未不]满|未[达到]|(?<![不得能])[低少小]于|(?:[接将]|(?<![就附]))近|[不未][得能可]?超过?|不高于|"
        "至多|最[多高长]"
    ),
    "about": "大?约|大概|大致",
    "only": "[仅只才]",
}
_BEHIND = {"over": "[百千万亿]*[余多]|.{0,2}以上", "under": ".{0,2}以[内下]", "about": ".{0,2}(?:左右|上下|前后)"}
_UNTIL = "[有为合达到至每人月年天]*"  # between a limit and its amount
_SET_BEFORE = {kind: re.compile(f"(?:{limit}){_UNTIL}$") for kind, limit in _BEFORE.items()}
_SET_BEHIND = {kind: re.compile(limit) for kind, limit in _BEHIND.items()}
_ANY = re.compile(rf"(?:{'|'.join(_BEFORE.values())})(?={_UNTIL}\d)")
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
