"""What is fitted to a dozen questions gives them back; the questions as they lie in the repository."""

import json
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest

from assistant.reckon import operation, things
from assistant.reckon.operation import NONE, Operation, model_of, operation_of
from assistant.reckon.plan import Embed, limit_in, text_of
from assistant.reckon.things import things_in
from eval.training import __main__ as training
from eval.training.planning.planned import FOLDS, Told, cross_validated, read
from eval.training.planning.plans import (
    PLANS,
    PlannedQuestion,
    fit_operation,
    fit_things,
    load_plans,
    names_things,
)
from index.errors import EvaluationError
from tests.helpers.fakes import FakeEmbedder

EMBED = FakeEmbedder().embed_query
SHAPES = (
    ("max", "哪个县的{}最多", 1),
    ("sum", "{}和{}一共是多少", 2),
    ("none", "为什么要发{}", 1),
    ("none", "怎样申请{}", 1),
)
NAMES = ("低保标准", "特困供养", "床位", "临时救助", "结婚登记", "离婚登记", "养老机构", "食堂")


def planned(count: int = len(NAMES)) -> list[PlannedQuestion]:
    told = []
    for at in range(count):
        names = (NAMES[at], NAMES[at - 1])
        for wanted, shape, many in SHAPES:
            told.append(PlannedQuestion(shape.format(*names[:many]), wanted, names[:many]))
    return told


def wanted(told: PlannedQuestion, fitted: operation.Model) -> str:
    ((_, query),) = read([told])
    vector = EMBED(query.topic or query.standalone)
    limit = limit_in(text_of(query)) is not None
    return operation_of(query, vector, limit=limit, model=fitted) or NONE


def test_operations_are_given_back() -> None:
    questions = planned()
    fitted = json.loads(json.dumps(fit_operation(read(questions), EMBED)))  # as it lies in its file
    assert fitted["operations"][0] == NONE
    assert len(fitted["weights"]) == len(fitted["centre"]) + 7 + 1
    assert [wanted(one, model_of(fitted)) for one in questions] == [one.operation for one in questions]


def test_what_was_taught_otherwise_is_told_otherwise() -> None:
    turned = {"max": "sum", "sum": "max", "none": "none"}
    questions = [PlannedQuestion(one.question, turned[one.operation], one.things) for one in planned()]
    fitted = model_of(fit_operation(read(questions), EMBED))
    assert [wanted(one, fitted) for one in planned()] == [turned[one.operation] for one in planned()]


def test_things_are_given_back() -> None:
    told = read(planned())
    weights = fit_things(told)
    for one, query in told:
        if one.operation != NONE:
            assert set(things_in(text_of(query), weights)) == set(one.things), one.question


def test_a_question_whose_things_are_not_read_teaches_nothing_of_things() -> None:
    told = read(planned())
    others = read([PlannedQuestion("哪个县最多", "max", ("月亮",)), PlannedQuestion("低保好不好", NONE, ("低保",))])
    assert not any(names_things(one, query) for one, query in others)
    assert fit_things(told + others) == fit_things(told)


def test_shares_are_of_questions_that_were_not_learned_from() -> None:
    right, alarms, exact = cross_validated(read(planned()), EMBED)
    assert (right.of, alarms.of, exact.of) == (16, 16, 16)
    assert right.count >= 14
    assert alarms.count <= 2
    assert str(right).endswith(f"（{right.count}/16）")


def test_a_question_is_learned_from_in_all_folds_but_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    told = read(planned())
    learned: list[list[PlannedQuestion]] = []

    def noted(some: list[Told], embed: Embed) -> dict[str, Any]:
        learned.append([one for one, _ in some])
        return fit_operation(some, embed)

    monkeypatch.setattr("eval.training.planning.planned.fit_operation", noted)
    cross_validated(told, EMBED)
    assert len(learned) == FOLDS
    assert all(sum(one in some for some in learned) == FOLDS - 1 for one, _ in told)


def test_the_command_writes_what_it_fitted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(operation, "WEIGHTS", tmp_path / "operation.json")
    monkeypatch.setattr(things, "WEIGHTS", tmp_path / "things.json")
    monkeypatch.setattr("eval.training.planning.plans.load_plans", lambda: tuple(planned()))
    monkeypatch.setattr("index.embedding.load.load_embedder", lambda name: FakeEmbedder())
    assert training.main(["plans"]) == 0
    assert json.loads((tmp_path / "operation.json").read_text(encoding="utf-8"))["operations"] == ["none", "max", "sum"]
    assert json.loads((tmp_path / "things.json").read_text(encoding="utf-8")) == fit_things(read(planned()))
    assert "运算认对" in capsys.readouterr().out


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"question": "低保", "things": []}', '{"question": "低保", "operation": "sum", "things": 3}']
)
def test_a_broken_line_is_told_with_file_and_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "plans.jsonl"
    good = json.dumps({"question": "低保", "operation": "sum", "things": ["低保"], "history": ["特困"]})
    path.write_text(f"{good}\n{good}\n{line}\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"plans\.jsonl 第 3 行"):
        load_plans(path)
    path.write_text(f"{good}\n", encoding="utf-8")
    assert load_plans(path) == (PlannedQuestion("低保", "sum", ("低保",), ("特困",)),)


def test_the_questions_of_the_repository_want_what_there_is() -> None:
    counts = Counter(one.operation for one in load_plans(PLANS))
    assert set(counts) == {NONE, *get_args(Operation)}
    assert min(counts.values()) > 150
    assert all(one.question.strip() and (one.things or one.operation == NONE) for one in load_plans())
