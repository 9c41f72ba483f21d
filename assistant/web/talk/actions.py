"""What stands under an answer, as HTML: how it was understood, what to ask instead, copy, ask again, a verdict.

A button's `value` says what it does (`read` below): the chat shows HTML from which other attributes are taken out.
Whatever comes from a report or a user is escaped here and nowhere else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from assistant.model import Answer
from assistant.web.talk.chat import Chip, Turn
from assistant.web.talk.export import as_text

REASONS = ("数字不对", "地区或年份不对", "出处不对", "答非所问", "没有找全", "其他")


@dataclass(frozen=True, slots=True)
class Action:
    """What a button asks for: `kind` is drop, try, again, good or bad.

    `number` is the answer's, from 1; `which` the chip's or the reason's, from 0; `text` the question to ask.
    """

    kind: str
    number: int = 0
    which: int = 0
    text: str = ""


def read(value: str) -> Action | None:
    """The action of a button's value; None for any other text."""
    kind, _, rest = value.partition(":")
    if kind in ("try", "again"):
        return Action(kind, text=rest)
    numbers = rest.split(":")
    if (
        kind not in ("drop", "good", "bad")
        or len(numbers) != 2
        or not all(re.fullmatch("[0-9]{1,4}", n) for n in numbers)
    ):
        return None
    return Action(kind, int(numbers[0]), int(numbers[1]))


def under(turn: Turn, number: int, *, latest: bool, judged: bool, offers: Sequence[str]) -> str:
    """The line under the `number`-th answer (from 1), or under an error.

    `latest` can be asked again; `judged` answers take a verdict; a refusal offers the questions in `offers`.
    """
    parts = [_chips(turn.chips, number)]
    if turn.answer and turn.answer.refused and offers:
        tries = "".join(_button(f"try:{text}", "y-offer", escape(text)) for text in offers)
        parts.append(f'<div class="y-offers"><span>可以这样问：</span>{tries}</div>')
    acts = _button(f"copy:{number}", "y-act", "复制") if turn.answer else ""
    if latest:
        acts += _button("again:", "y-act", "重试")
    if turn.answer and judged:
        acts += _verdict(turn, number)
    parts.append(f'<div class="y-acts">{acts}</div>' if acts else "")
    return f'<div class="y-under">{"".join(parts)}</div>'


def copies(replies: Sequence[Answer]) -> str:
    """The answers with their sources as text, hidden, for the buttons that copy them."""
    return "".join(
        f'<pre hidden id="y-copy-{number}">{escape(as_text(reply))}</pre>' for number, reply in enumerate(replies, 1)
    )


def _chips(chips: Sequence[Chip], number: int) -> str:
    if not chips:
        return ""
    told = []
    for which, chip in enumerate(chips):
        label = escape(chip.label)
        if chip.without:
            inside = f'{label}<span class="y-sr">，去掉这个条件再问</span><span class="y-cross">×</span>'
            told.append(_button(f"drop:{number}:{which}", "y-chip", inside))
        else:
            told.append(f'<span class="y-do y-chip">{label}</span>')
    return f'<div class="y-chips"><span>条件：</span>{"".join(told)}</div>'


def _verdict(turn: Turn, number: int) -> str:
    good, bad = (
        f"y-act {thumb}{' y-on' * (turn.liked is told)}" for told, thumb in ((True, "y-up"), (False, "y-down"))
    )
    reasons = "".join(_button(f"bad:{number}:{which}", "y-act", reason) for which, reason in enumerate(REASONS))
    thanks = "" if turn.liked is None else '<span class="y-thanks">已记下，谢谢</span>'
    return (
        f"{_button(f'good:{number}:0', good, '有用')}"
        f'<details class="y-why"><summary class="y-do {bad}">没用</summary><div>'
        f'<input class="y-remark" type="text" maxlength="500" placeholder="补充说明（可不填）" title="补充说明">'
        f"{reasons}</div></details>{thanks}"
    )


def _button(value: str, kind: str, inside: str) -> str:
    """A button whose `inside` is HTML."""
    return f'<button type="button" class="y-do {kind}" value="{escape(value)}">{inside}</button>'
