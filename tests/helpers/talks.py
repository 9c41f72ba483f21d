"""Chats with the tab 问答 over the made-up reports of `tests.helpers.places`."""

from assistant.answer import Assistant
from assistant.web.talk.chat import Ask, Turn
from assistant.web.talk.steps import Shown, Talk, Turns

FIGURE = "苏州市2023年发放低保金多少万元？"
BOTH = "苏州市和渝中区2023年低保标准是多少？"
NOWHERE = "深圳市低保标准是多少？"


class Holder:
    """An assistant that stays the same."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    def get(self) -> Assistant:
        return self.assistant


def asked(talk: Talk, *questions: str, user: str = "") -> Shown:
    """The page after these questions."""
    turns: Turns = ()
    for question in questions:
        shown = list(talk.ask(turns, Ask(question), user, typed=True))[-1]
        turns = shown[2]
    return shown


def labels(turn: Turn) -> list[str]:
    return [chip.label for chip in turn.chips]


def dropped(turn: Turn, label: str) -> Ask:
    (ask,) = (chip.without for chip in turn.chips if chip.label == label)
    assert ask is not None
    return ask
