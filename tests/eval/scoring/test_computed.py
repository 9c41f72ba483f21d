"""Reckoned figures in answers: believed with a record that holds, unsupported without one."""

from typing import Any

import pytest

from eval.scoring.computed import computed_holds
from eval.scoring.metrics import unsupported_figures

CITED: list[dict[str, Any]] = [
    {"number": 1, "paragraph": "发放低保金1,250.5万元，惠及３００户。", "section": [], "year": 2023},
    {"number": 2, "paragraph": "发放低保金50万元。", "section": [], "year": 2022},
]
SAID = {"text": "1,250.5 − 50 = **1200.5万元**", "citations": [1, 2]}


def record(first: str = "1,250.5", second: str = "50", result: str = "1200.5", **changes: Any) -> dict[str, Any]:
    operands = [
        {"value": first, "unit": "万元", "citation": 1},
        {"value": second, "unit": "万元", "citation": 2},
    ]
    return {"operation": "difference", "operands": operands, "result": {"value": result, "unit": "万元"}} | changes


def test_a_record_that_holds_supports_its_result() -> None:
    assert computed_holds(record(), CITED)
    assert unsupported_figures(SAID, CITED) == ["1200.5"]
    assert unsupported_figures(SAID | {"computed": record()}, CITED) == []
    assert unsupported_figures(SAID | {"text": "多1200.5，共99"} | {"computed": record()}, CITED) == ["99"]


@pytest.mark.parametrize(
    "wrong",
    [
        record(result="1200.4"),
        record(first="250.5", result="200.5"),  # a part of a number
        record(second="30", result="1220.5"),
        record(operation="guess"),
        record(operands=[]),
        record(operands="50"),
        record(result="0") | {"operands": [{"value": "50", "unit": "万元", "citation": 9}] * 2},
    ],
)
def test_a_record_that_does_not_hold_supports_nothing(wrong: dict[str, Any]) -> None:
    assert not computed_holds(wrong, CITED)
    assert unsupported_figures(SAID | {"computed": wrong}, CITED)
