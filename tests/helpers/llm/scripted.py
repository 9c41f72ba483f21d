"""A language model in the same process that says what a script says, and what it was shown."""

import re
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Assistant
from assistant.llm.rewrite import Rewriter
from assistant.llm.writer import LlmWriter
from tests.helpers.fakes import FakeEmbedder, FakeReader
from tests.helpers.places import build

_FENCE = re.compile(r"={6}[0-9a-f]{16}={6}")
_HEAD = re.compile(r"^\[(k[0-9a-f]{4})\] ([^｜\n]*)｜([^｜\n]*)｜(已完成|计划)｜([^\n]*)\n", re.M)


@dataclass(frozen=True, slots=True)
class Shown:
    """A numbered paragraph as a request shows it."""

    id: str
    place: str
    time: str
    planned: bool
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Prompted:
    """What a model was asked."""

    instructions: str
    request: str

    @property
    def fence(self) -> str:
        """The line before and after the evidence, as the request itself tells it at its beginning."""
        return str(_FENCE.findall(self.request)[0])

    @property
    def evidence(self) -> str:
        """What stands between the fences."""
        _, evidence, _ = self.request.split(f"\n{self.fence}\n")
        return evidence

    @property
    def shown(self) -> list[Shown]:
        """The numbered paragraphs, in their order."""
        heads = list(_HEAD.finditer(self.evidence))
        ends = [head.start() for head in heads[1:]] + [len(self.evidence)]
        return [
            Shown(head[1], head[2], head[3], head[4] == "计划", head[5], self.evidence[head.end() : end].strip())
            for head, end in zip(heads, ends, strict=True)
        ]

    def id_of(self, words: str) -> str:
        """The id of the first paragraph with these words."""
        return next(each.id for each in self.shown if words in each.text)

    def cited(self, *clauses: str) -> list[str]:
        """The clauses, a line each, with the id of the paragraph in which each stands."""
        return [f"{clause}[{self.id_of(clause)}]。\n" for clause in clauses]


class ScriptedModel:
    """A `LanguageModel`; `asked` is what it was asked, `closed` how many of its answers have ended."""

    name = "脚本模型"

    def __init__(self, write: Callable[[Prompted], Iterable[str]], context: int = 8192) -> None:
        self._write = write
        self.context = context
        self.asked: list[Prompted] = []
        self.closed = 0

    def stream(self, instructions: str, request: str) -> Generator[str, None, None]:
        prompted = Prompted(instructions, request)
        self.asked.append(prompted)
        try:
            yield from self._write(prompted)
        finally:
            self.closed += 1


def silent(prompted: Prompted) -> Iterable[str]:
    """A script for a model that must not be asked."""
    raise AssertionError(f"asked: {prompted.request}")


def written_by(model: ScriptedModel, folder: Path) -> Assistant:
    """An Assistant over the reports of `tests.helpers.places`, written by this model."""
    return Assistant(build(folder), FakeEmbedder(), FakeReader(), LlmWriter(model), rewriter=Rewriter(model))
