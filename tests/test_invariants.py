"""Invariants 5 and 6 over any question: cited to the letter, of the right place, always the same; and the contract."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer import Assistant
from assistant.language.figures import FIGURE
from assistant.model import Answer, Computed, Operand, Result, Statement
from index.errors import QuestionError
from index.report.periods import YEAR
from index.store.local import LocalStore
from tests.helpers.paths import ROOT
from tests.helpers.places import REPORTS, assistant_over, build, place

PLACES = ["苏州市", "苏州", "渝中区", "和平县", "昆山市", "吴江区", "江苏", "重庆市", "成都市", "各地", "哪些地区"]
WORDS = ["2022年", "2023年", "2024年", "2019年", "多少", "几家", "哪些", "是什么", "怎么做", "三大"]
WORDS += ["的", "和", "比较", "计划", "目标", "完成", "下半年", "“", "”", "呢", "吗", "？", "，"]


@st.composite
def pieces(draw: st.DrawFn) -> str:
    """A few characters of a report."""
    text = draw(st.sampled_from(list(REPORTS.values())))
    start = draw(st.integers(0, len(text) - 1))
    return text[start : start + draw(st.integers(2, 12))]


questions = st.lists(st.sampled_from(PLACES) | st.sampled_from(WORDS) | pieces(), min_size=1, max_size=6).map("".join)
anything = questions | st.text(min_size=1, max_size=40)
TIMINGS = {"understand", "retrieve", "write", "verify", "total"}
histories = st.lists(anything, max_size=2)
plenty = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    store = build(tmp_path_factory.mktemp("places"))
    yield store
    store.close()


@pytest.fixture(scope="module")
def assistant(store: LocalStore) -> Assistant:
    return assistant_over(store)


def asked(assistant: Assistant, question: str, history: list[str]) -> Answer | None:
    """The answer; None where the question cannot be asked."""
    try:
        return assistant.ask(question, history)
    except QuestionError:
        return None


def contract(answer: Answer) -> dict[str, Any]:
    return replace(answer, timings_ms={}).to_json()


@plenty
@given(question=anything, history=histories)
def test_an_answer_cites_to_the_letter_or_refuses(
    assistant: Assistant, store: LocalStore, question: str, history: list[str]
) -> None:
    answer = asked(assistant, question, history)
    if answer is None:
        return
    assert answer.refused == (answer.reason is not None)
    assert answer.refused or (answer.citations and answer.statements)
    assert answer.answer.strip()
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        text = store.report(citation.report).text
        assert citation.quote.strip()
        assert text[citation.start : citation.end] == citation.quote
        chunks = [chunk for _, chunk in store.report_chunks(citation.report) if chunk.text == citation.paragraph]
        assert any(chunk.start <= citation.start and citation.end <= chunk.end for chunk in chunks)
        assert any(chunk.section == citation.section for chunk in chunks)
    for passage in answer.passages:
        assert store.report(passage.report).text[passage.start : passage.end] == passage.text


@plenty
@given(question=anything, history=histories)
def test_what_is_said_stands_in_what_is_cited(assistant: Assistant, question: str, history: list[str]) -> None:
    answer = asked(assistant, question, history)
    for statement in answer.statements if answer else ():
        assert answer is not None
        assert statement.citations
        spans = "".join(answer.citations[number - 1].quote for number in statement.citations)
        spans = "".join(spans.split())
        told = "".join(statement.text.split())
        assert all(match[0] in spans for match in FIGURE.finditer(told))
        assert all(f"{year}年" in spans for year in YEAR.findall(told))
        assert all(f"[{number}]" in answer.answer for number in statement.citations)


@plenty
@given(question=anything, history=histories)
def test_only_reports_of_the_place_and_year_asked_for_are_cited(
    assistant: Assistant, question: str, history: list[str]
) -> None:
    answer = asked(assistant, question, history)
    if answer is None or not answer.regions:
        return
    prefixes = {place(name).prefix for name in answer.regions}
    for citation in answer.citations:
        code = place(citation.region or "").prefix
        own = any(code.startswith(prefix) or prefix.startswith(code) for prefix in prefixes)
        assert own != (answer.reason == "premise_mismatch")
        if answer.periods and answer.periods[0][:4].isdecimal() and own:
            years = {period[:4] for period in answer.periods}
            assert str(citation.year) in years or years & set(YEAR.findall(citation.paragraph))


@settings(plenty, max_examples=80)
@given(question=anything, history=histories)
def test_the_same_question_has_the_same_answer(
    assistant: Assistant, store: LocalStore, question: str, history: list[str]
) -> None:
    answer = asked(assistant, question, history)
    for other in (assistant, assistant_over(store)):
        again = asked(other, question, history)
        assert (answer is None) == (again is None)
        if answer and again:
            assert json.dumps(contract(again)) == json.dumps(contract(answer))


def test_another_process_gives_the_same_answers(assistant: Assistant, store: LocalStore) -> None:
    asked_for = [
        "苏州的低保标准是多少",
        "比较苏州、渝中区和和平县的低保标准",
        "哪些地区提到了养老床位",
        "苏州的儿童福利三大行动是什么",
        "渝中区的“先照后核”是什么",
        "养老服务做了什么",
        "怎么做红烧肉",
    ]
    code = (
        "import json, sys; from pathlib import Path; from index.store.local import LocalStore;"
        "from tests.helpers.places import assistant_over; from tests.test_invariants import contract;"
        "assistant = assistant_over(LocalStore.open(Path(sys.argv[1])));"
        "print(json.dumps([contract(assistant.ask(question)) for question in sys.argv[2:]]))"
    )
    folder = store.database.directory
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(folder), *asked_for],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == json.dumps([contract(assistant.ask(question)) for question in asked_for])


@pytest.mark.parametrize("question", ["苏州的低保标准是多少", "成都市的低保标准是多少"])
def test_to_json_is_the_contracts_object(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    told = json.loads(json.dumps(answer.to_json(), ensure_ascii=False))
    assert set(told) == {
        *("id", "question", "standalone_question", "answer", "refused", "reason", "regions", "periods"),
        *("statements", "citations", "passages", "timings_ms"),
    }
    citation = {
        *("number", "report", "title", "region", "year", "section", "paragraph"),
        *("quote", "start", "end", "scanned"),
    }
    assert all(set(each) == citation for each in told["citations"])
    assert all(set(each) == {"text", "citations"} for each in told["statements"])
    assert all(set(each) == {"report", "section", "text", "score", "start", "end"} for each in told["passages"])
    assert set(told["timings_ms"]) == TIMINGS
    assert all(value >= 0 for value in told["timings_ms"].values())
    assert told["id"] is None


def test_a_reckoned_figure_has_its_record_in_the_contracts_object(assistant: Assistant) -> None:
    record = Computed("difference", (Operand("560", "元/月", 1), Operand("530", "元/月", 2)), Result("30", "元/月"))
    statements = (Statement("560 − 530 = 30元/月", (1, 2), record), Statement("560元/月", (1,)))
    answer = replace(assistant.ask("苏州的低保标准是多少"), statements=statements)
    assert json.loads(json.dumps(answer.to_json()))["statements"] == [
        {
            "text": "560 − 530 = 30元/月",
            "citations": [1, 2],
            "computed": {
                "operation": "difference",
                "operands": [
                    {"value": "560", "unit": "元/月", "citation": 1},
                    {"value": "530", "unit": "元/月", "citation": 2},
                ],
                "result": {"value": "30", "unit": "元/月"},
            },
        },
        {"text": "560元/月", "citations": [1]},
    ]
