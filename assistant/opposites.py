"""Does a statement say the opposite of a text: a negation put in or left out, a direction turned round?"""

import re
from collections.abc import Iterator

from assistant.wording import words

_NOT = re.compile(
    r"非(?=[户独营普])|(?<!而)不(?![断仅但同足少等规]|[得能可]?(?:[少低高多大]于|超过))|未(?!来|成年|保)|没有?|无(?!障碍|论|偿|线|缝|忧|烟|人)|"
    r"并非|免(?:于|去|除|交|缴)|禁|停止|取消|暂停|拒绝|尚[待需]"
)
_ENDS = re.compile(r"[,;。:\n]")  # where what is negated in a plain text ends
_JOINS = re.compile("[、和与及]")
_REACH = 8  # characters behind a negation in which what it negates begins
_SCOPE = 100  # characters that it reaches in a list at most
# Opposites that both are free to say (`assistant/added.py`), or stand in the headings above.
_OPPOSITES = tuple(
    (re.compile(one), re.compile(other))
    for one, other in (
        (r"[高多](?=出?\d)", r"[低少](?=出?\d)"),
        ("城市|城镇", "农村|乡村"),
        ("全部|全体|所有|各地|都", "仅|只[有能发]"),
        ("允许|可以|可(?=[直申享])", "禁止|不得|不准"),
        (
            "必须|应[当该]?(?![用急对届援])|须(?!知)|一律|要求",
            "可以|可(?=[直申享选自])|无[需须]|不必|不[用需]|自行|自愿|鼓励|倡导|提倡|建议",
        ),
    )
)
_CHANGE = re.compile(
    r"[由从](?P<from>“[^”]{1,40}”|[^,。;\n]{1,20}?)"
    r"(?:提高|增加|上调|调整|下降|降|减少|减|增设?|提升|提|扩大|改|转变?|变)?[到至为成向](?P<to>“[^”]{1,40}”|[^,。;\n]{1,20})"
)
_INSIDE = re.compile("“([^”]+)”")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ORDER = re.compile(r"先([\u4e00-\u9fff]{2})后[\u4e00-\u9fff]{2}")


def denies(one: str, other: str) -> bool:
    """Whether one plain text has only negated what the other has without a negation before it."""
    return any(
        told and all(word in other for word in told) and _unnegated(told[0], other) and not _unnegated(told[0], one)
        for told in set(_negated(one)) - set(_negated(other))
    )


def _negated(text: str) -> Iterator[tuple[str, ...]]:
    """The first words of what each negation negates, and of what is listed after that: 不设A、B和C."""
    for match in _NOT.finditer(text):
        first, *more = _JOINS.split(_ENDS.split(text[match.end() : match.end() + _SCOPE], maxsplit=1)[0])
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
        if not _NOT.search(text, start, at + 1):
            return True
    return False


def turns(said: str, held: str) -> bool:
    """Whether a word of direction stands here and only its opposite there, or an order is another."""
    for one, other in _OPPOSITES:
        for here, against in ((one, other), (other, one)):
            if here.search(said) and not here.search(held) and against.search(held):
                return True
    return any(f"先{match[1]}" not in held and f"后{match[1]}" in held for match in _ORDER.finditer(said))


def runs_back(said: str, held: str) -> bool:
    """Whether something changes here from what it changes to there."""
    changes = ((_tokens(match["from"]), _tokens(match["to"])) for match in _CHANGE.finditer(said))
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
