"""Chats with the tab 问答 over the made-up reports of `tests.places`."""

from assistant.answer import Assistant
from assistant.chat import Ask
from assistant.web.steps import Shown, Talk, Turns

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
