"""Example questions come from the loaded reports, and can be asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.store.local import LocalStore
from tests.helpers.places import SUZHOU, YUZHONG, assistant_over, build


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    store = build(tmp_path_factory.mktemp("places"))
    yield store
    store.close()


def test_examples_are_of_loaded_places_and_are_answered(store: LocalStore) -> None:
    assistant = assistant_over(store)
    examples = assistant.examples()
    assert len(set(examples)) == len(examples) >= 2
    assert examples == assistant_over(store).examples()
    reports = []
    for example in examples:
        answer = assistant.ask(example)
        assert not answer.refused
        assert len(answer.regions) == 1
        reports.append({citation.report for citation in answer.citations})
    assert {SUZHOU} in reports
    assert {YUZHONG} in reports


@pytest.mark.parametrize("count", [1, 2, 50])
def test_no_more_than_asked_for(store: LocalStore, count: int) -> None:
    assert len(assistant_over(store).examples(count)) <= count


@pytest.mark.parametrize(
    "text",
    ["", "没有标题的一段话。", "某机构工作总结\n一、养老服务\n新建养老院3家。\n", "苏州市民政局2023年工作总结\n很短。"],
)
def test_reports_without_place_or_headings_give_none(tmp_path: Path, text: str) -> None:
    store = build(tmp_path, {"a.txt": text or "空"})
    assert assistant_over(store).examples() == ()
    store.close()


def test_an_index_without_reports(tmp_path: Path) -> None:
    store = build(tmp_path, {})
    assistant = assistant_over(store)
    assert assistant.examples() == ()
    assert assistant.ask("苏州的低保标准是多少").reason == "region_not_covered"
    assert "还没有收录任何报告" in assistant.ask("低保标准是多少").answer
    store.close()
