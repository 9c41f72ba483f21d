"""The training statements as they lie in the repository."""

import json
from collections import Counter
from pathlib import Path

import pytest

from eval.training.documents import made_up_reports
from eval.training.questions import DOCUMENTS
from eval.training.statements import load_statements
from index.errors import EvaluationError


def test_half_are_true_and_every_kind_of_lie_is_there() -> None:
    statements = load_statements()
    known, reports = json.loads(DOCUMENTS.read_text(encoding="utf-8")), made_up_reports()
    for one in statements:
        assert one.doc in known
        assert all(0 <= start < end <= len(reports.get(one.doc, " " * end)) for start, end in one.spans)
    true = sum(one.true for one in statements)
    assert 0.45 < true / len(statements) < 0.55
    lies = Counter(one.kind for one in statements if not one.true)
    assert len(lies) == 18
    assert min(lies.values()) > 50


def test_a_line_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "s.jsonl").write_text('{"id": "a"}\n', encoding="utf-8")
    with pytest.raises(EvaluationError, match="第 1 行"):
        load_statements(tmp_path / "s.jsonl")
