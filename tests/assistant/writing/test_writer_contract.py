"""What every writer keeps to: each statement cites, to the letter, what supports it."""

from collections.abc import Iterator

import pytest

from assistant.answer import Assistant
from assistant.llm.writer import LlmWriter
from assistant.model import Answer
from assistant.verify.faults import Span, faults, span_of
from assistant.writing.writers import ExtractiveWriter, Writer
from index.store.local import LocalStore
from tests.helpers.fakes import FakeEmbedder, FakeReader
from tests.helpers.llm.scripted import Prompted, ScriptedModel
from tests.helpers.places import build

QUESTIONS = [
    "苏州市2023年怎样新增养老床位？",
    "苏州市2023年发放低保金多少万元？",
    "苏州市和渝中区2023年城乡低保标准每人每月多少？",
    "渝中区婚姻登记多少对？",
    "哪些地方提高了低保标准？",
    "苏州市儿童福利三大行动是哪些？",
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    return build(tmp_path_factory.mktemp("contract"))


def half_true(asked: Prompted) -> Iterator[str]:
    """True statements and lies by turns, of every paragraph."""
    for shown in asked.shown:
        for line in shown.text.splitlines():
            other = line.replace("1", "7").replace("5", "6")
            yield "".join(f"{words}[{shown.id}]\n" for words in (line, other, f"{shown.place}{line}"))


@pytest.mark.parametrize("writer", [ExtractiveWriter(), LlmWriter(ScriptedModel(half_true))], ids=["plain", "model"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_statement_holds(store: LocalStore, writer: Writer, question: str) -> None:
    assistant = Assistant(store, FakeEmbedder(), FakeReader(), writer)
    for answer in assistant.stream(question):
        assert answer.statements
        assert not answer.refused
        for one in answer.statements:
            assert one.citations
            assert faults(one.text, [span(assistant, answer, number) for number in one.citations]) == ()
            assert f"[{one.citations[0]}]" in answer.answer


def span(assistant: Assistant, answer: Answer, number: int) -> Span:
    """What a citation cites, which stands in its report to the letter."""
    cited = answer.citations[number - 1]
    assert cited.number == number
    report = assistant.library.report(cited.report)
    assert report.text[cited.start : cited.end] == cited.quote
    chunk = next(each for each in assistant.library.chunks(cited.report) if each.start <= cited.start < each.end)
    assert cited.paragraph == chunk.text
    return span_of(report, chunk, cited.start, cited.end)
