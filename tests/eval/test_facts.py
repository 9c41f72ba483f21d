"""`python -m eval.facts`: what counts as right, and what it prints."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from eval.facts import FIELDS, alike, main, matches, period, right_fields
from index.model import Fact, When

TEXT = "东湖县民政局2023年工作总结\n一、社会救助\n城市低保标准提高到每人每月780元，低保对象198人。\n"
RECORD = {
    "quote": "城市低保标准提高到每人每月780元",
    "written": "780元",
    "value": "780",
    "unit": "元",
    "per": ["人", "月"],
    "thing": "城市低保标准",
    "kind": "level",
    "part": "城市",
    "place": None,
    "period": "2023",
    "state": "reached",
    "heading": "一、社会救助",
}


def gold(folder: Path, **changes: object) -> Path:
    document = folder / "a.txt"
    document.write_text(TEXT, encoding="utf-8")
    path = folder / "gold.jsonl"
    path.write_text(json.dumps({"doc": str(document), **RECORD, **changes}, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("when", "written"),
    [
        (None, None),
        (When(2023), "2023"),
        (When(2023, None, "H1"), "2023H1"),
        (When(2023, None, "06", True), "asof:2023-06"),
        (When(2021, 2025), "2021/2025"),
    ],
)
def test_a_time_as_the_gold_writes_it(when: When | None, written: str | None) -> None:
    assert period(when) == written


def test_things_are_alike_by_their_words() -> None:
    assert alike("城市低保的标准", "城市低保标准", 0.8)
    assert alike("公租房租金收缴率", "收缴率", 0.6)
    assert not alike("公租房租金收缴率", "收缴率", 0.8)
    assert not alike("城市低保标准", "养老床位", 0.6)


def test_a_field_that_differs_is_not_right() -> None:
    fact = Fact(0, 4, "农村低保标准", Decimal(781), "元", place="甲省", when=When(2022), state="planned")
    right = right_fields(dict(RECORD), fact)
    assert right.isdisjoint({"value", "per", "part", "place", "period", "state"})
    assert {"unit", "kind"} <= right


def test_a_record_is_matched_by_where_its_figure_stands(tmp_path: Path) -> None:
    record = json.loads(gold(tmp_path).read_text(encoding="utf-8"))
    (match,) = matches([record])
    assert match.fact is not None
    assert TEXT[match.fact.start : match.fact.end] == "780元"
    assert match.right == frozenset(FIELDS)


def test_it_prints_each_field_and_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(gold(tmp_path, value="790")), "--wrong", "value"]) == 0
    printed = capsys.readouterr().out
    assert "value          0/1 = 0.000" in printed
    assert "unit           1/1 = 1.000" in printed
    assert "read 780 · 元" in printed
