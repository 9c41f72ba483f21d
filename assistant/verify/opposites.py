"""Does a statement say the opposite of a text: a negation put in or left out, a direction turned round?"""

import re
from collections.abc import Iterator

from assistant.verify import patterns
from assistant.verify.wording import words

_ENDS = re.compile(r"[,;。:\n]")  # where what is negated in a plain text ends
_REACH = 8  # characters behind a negation in which what it negates begins
_SCOPE = 100  # characters that it reaches in a list at most
_INSIDE = re.compile("“([^”]+)”")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def denies(one: str, other: str) -> bool:
    """Whether one plain text has only negated what the other has without a negation before it."""
    return any(
        told and all(word in other for word in told) and _unnegated(told[0], other) and not _unnegated(told[0], one)
        for told in set(_negated(one)) - set(_negated(other))
    )


def _negated(text: str) -> Iterator[tuple[str, ...]]:
    """The first words of what each negation negates, and of what is listed after that: 不设A、B和C."""
    for match in patterns.NOT.finditer(text):
        first, *more = patterns.MEMBERS.split(_ENDS.split(text[match.end() : match.end() + _SCOPE], maxsplit=1)[0])
        told = [word.text for word in words(first) if first.find(word.text) < _REACH]
        yield tuple(word for word in told if len(word) > 1)[:2]
        for member in more:
            listed = words(member)
            if listed and not listed[0].name:
                break  # what does something itself is no more of the list: 不裁员、符合条件的单位
            if all(len(word.text) > 1 for word in listed):
                yield tuple(word.text for word in listed[:2])


def _unnegated(word: str, text: str) -> bool:
    """Whether a word stands in a text with no negation before it in its clause."""
    for match in re.finditer(re.escape(word), text):
        at = match.start()
        before = text[max(0, at - _SCOPE) : at]
        last = max((end.end() for end in _ENDS.finditer(before)), default=0)
        start = max(0, at - _SCOPE) + min(last, max(0, len(before) - _REACH))
        if not patterns.NOT.search(text, start, at + 1):
            return True
    return False


def turns(said: str, held: str) -> bool:
    """Whether a word of direction stands here and only its opposite there, or an order is another."""
    for one, other in patterns.OPPOSITES:
        for here, against in ((one, other), (other, one)):
            if here.search(said) and not here.search(held) and against.search(held):
                return True
    return any(f"先{match[1]}" not in held and f"后{match[1]}" in held for match in patterns.ORDER.finditer(said))


def runs_back(said: str, held: str) -> bool:
    """Whether something changes here from what it changes to there."""
    changes = ((_tokens(match["from"]), _tokens(match["to"])) for match in patterns.FROM_TO.finditer(said))
    return any(
        before
        and after
        and all(token in held for token in (*before, *after))
        and held.rfind(after[0]) < held.find(before[0])
        for before, after in changes
    )


def _tokens(part: str) -> list[str]:
    """The amounts, else the quoted names, else the first word of what something changes from or to."""
    names = [name for match in _INSIDE.findall(part) for name in match.split(",")[:1]]
    return _NUMBER.findall(part) or names or [word.text for word in words(part)][:1]
