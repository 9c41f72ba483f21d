"""A follow-up as a question of its own, by a language model, where the rules for follow-ups found no answer."""

import secrets
from collections.abc import Sequence
from contextlib import closing

from assistant.llm.client import LanguageModel
from assistant.llm.prompts import prompt
from assistant.llm.statements import without_thoughts
from assistant.question.understand import LONGEST_QUESTION
from assistant.verify.claims import amounts, numerals, plain, quoted, years
from index.errors import LanguageModelError
from index.places.gazetteer import gazetteer

_ASKED_BEFORE = 6  # questions of the chat that are shown


class Rewriter:
    """Rewrites with a language model, and takes over nothing that the chat does not say."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    def __call__(self, question: str, history: Sequence[str]) -> str | None:
        """The question in full; None where the model fails, or names what neither question nor history do."""
        lines = "\n".join(" ".join(each.split()) for each in history[-_ASKED_BEFORE:])
        request = prompt("rewrite").filled(
            fence=f"======{secrets.token_hex(8)}======", history=lines, question=" ".join(question.split())
        )
        try:
            with closing(self._model.stream(*request)) as pieces:
                told = without_thoughts("".join(pieces)).strip()
        except LanguageModelError:
            return None
        rewritten = told.splitlines()[-1].strip(' "“”「」') if told else ""
        if not 2 < len(rewritten) <= LONGEST_QUESTION or _invents(plain(rewritten), plain(f"{lines}\n{question}")):
            return None
        return rewritten


def _invents(rewritten: str, said: str) -> bool:
    """Whether a rewritten question has a place, a year, a figure or a name that was not said."""
    places = gazetteer().mentions(rewritten)
    named = {region for mention in gazetteer().mentions(said) for region in mention.regions}
    return (
        not years(rewritten) <= years(said)
        or not amounts(rewritten) <= amounts(said)
        or not set(numerals(rewritten)) <= set(numerals(said))
        or any(name not in said for name in quoted(rewritten))
        or any(mention.text not in said and named.isdisjoint(mention.regions) for mention in places)
    )
