"""Sets of statement/span pairs: read, judged and scored; and what is reached on those of eval/pairs."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.verify.faults import Span
from eval.__main__ import main
from eval.support import TRUE, Kind, Pair, Verdict, judge, load_pairs, misjudged, struck_by_kind, support_table
from index.errors import EvaluationError, QuestionError
from tests.helpers.paths import ROOT, SHARED

PAIRS = ROOT / "eval" / "pairs"
REPORT = """甲县民政局2023年工作总结
一、养老服务
建成养老机构5家。发放补贴30万元。惠及老年人200名。
二、社会救助
救助2人。
"""
LINE: dict[str, Any] = {"report": "a.txt", "anchor": "机构5", "statement": "建成养老机构5家", "kind": "true"}
# A little under what is reached: the least share of each kind that is struck, and of the true ones near the words kept.
FLOORS: dict[str, dict[str, float]] = {
    "digests": {
        "figure": 0.98,
        "place": 0.99,
        "year": 0.99,
        "name": 0.94,
        "plan": 0.9,
        "half": 0.99,
        "negated": 0.95,
        "subject": 0.9,
        "kept": 0.96,
    },
    "civil_affairs": {
        "figure": 0.98,
        "place": 0.99,
        "year": 0.99,
        "name": 0.94,
        "plan": 0.9,
        "half": 0.99,
        "negated": 0.95,
        "subject": 0.84,
        "kept": 0.93,
    },
    "other_reports": {
        "figure": 0.98,
        "place": 0.99,
        "year": 0.99,
        "name": 0.94,
        "plan": 0.9,
        "half": 0.99,
        "negated": 0.95,
        "subject": 0.7,
        "kept": 0.82,
    },
    "turned": {
        "undone": 0.98,
        "limit": 0.98,
        "tail": 0.98,
        "manner": 0.96,
        "cause": 0.98,
        "predicate": 0.98,
        "scope": 0.98,
        "degree": 0.98,
        "hedge": 0.98,
        "condition": 0.98,
        "negated": 0.98,
        "subject": 0.45,
        "kept": 0.96,
    },
    "turned_unseen": {
        "undone": 0.98,
        "limit": 0.98,
        "tail": 0.98,
        "manner": 0.98,
        "cause": 0.98,
        "predicate": 0.98,
        "scope": 0.98,
        "kept": 0.96,
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    return tmp_path


def write(folder: Path, *lines: Any) -> Path:
    path = folder / "pairs.jsonl"
    told = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text("\n".join(told) + "\n", encoding="utf-8")
    return path


def test_a_span_is_of_whole_sentences(folder: Path) -> None:
    one, three = load_pairs(write(folder, LINE, "", LINE | {"sentences": 3}), folder)
    assert one.span.text == "建成养老机构5家。"
    assert three.span.text == "建成养老机构5家。发放补贴30万元。惠及老年人200名。"
    assert (one.span.year, one.kind) == (2023, "true")


@pytest.mark.parametrize(
    "line", ["{", "[]", {"report": "a.txt"}, LINE | {"kind": "lie"}, LINE | {"sentences": "2"}, LINE | {"anchor": 3}]
)
def test_a_bad_line_is_named(folder: Path, line: Any) -> None:
    with pytest.raises(QuestionError, match="第 2 行"):
        load_pairs(write(folder, LINE, line), folder)


@pytest.mark.parametrize("anchor", ["没有这些字", "2", "", "养老"])
def test_an_anchor_must_stand_once(folder: Path, anchor: str) -> None:
    with pytest.raises(EvaluationError, match="应当出现一次"):
        load_pairs(write(folder, LINE | {"anchor": anchor}), folder)


@pytest.mark.parametrize("count", [0, -1, 9])
def test_as_many_sentences_as_there_are(folder: Path, count: int) -> None:
    with pytest.raises(EvaluationError, match="sentences"):
        load_pairs(write(folder, LINE | {"sentences": count}), folder)


def test_missing_files_are_named(folder: Path) -> None:
    with pytest.raises(QuestionError, match=r"没有\.jsonl"):
        load_pairs(folder / "没有.jsonl", folder)
    with pytest.raises(EvaluationError, match=r"b\.txt"):
        load_pairs(write(folder, LINE | {"report": "b.txt"}), folder)


def verdict(kind: Kind, *, struck: bool) -> Verdict:
    return Verdict(Pair("话", Span("原 文"), kind), ("figure",) if struck else ())


def test_the_table_counts() -> None:
    verdicts = [verdict("true", struck=struck) for struck in (True, False, False, False)]
    verdicts += [verdict("figure", struck=struck) for struck in (True, True, True, False)]
    assert struck_by_kind(verdicts) == {"figure": (3, 4), "true": (1, 4)}
    table = support_table(verdicts)
    assert "错误的陈述删去 0.750（3/4），正确的陈述保留 0.750（3/4）" in table
    assert "删去的陈述里确有错误的 0.750（3/4）" in table
    head, figure, true = table.splitlines()[:3]
    assert len(head) == len(figure) == len(true)
    assert list(misjudged(verdicts, "figure")) == ["话（没有发现错误）\n  原 文"]
    assert list(misjudged(verdicts, "true")) == ["话（figure）\n  原 文"]


def test_a_table_of_nothing() -> None:
    assert "错误的陈述删去 –，正确的陈述保留 –" in support_table([])


def test_the_command_prints_the_table_and_what_was_misjudged(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lie = LINE | {"statement": "建成养老机构6家", "kind": "figure"}
    missed = LINE | {"statement": "养老机构建成5家", "kind": "half"}
    arguments = ["verify", "--pairs", str(write(folder, LINE, lie, missed)), "--reports", str(folder)]
    assert main(arguments) == 0
    assert "正确的陈述保留 1.000（1/1）" in capsys.readouterr().out
    assert main([*arguments, "--show", "half"]) == 0
    assert "养老机构建成5家（没有发现错误）" in capsys.readouterr().out
    assert main([*arguments, "--show", "lie"]) == 2
    assert "没有 lie 这一种" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "reports"),
    [
        ("digests", ROOT / "reports"),
        *(
            pytest.param(
                name, folder, marks=pytest.mark.skipif(not SHARED.is_dir(), reason="the real reports are not here")
            )
            for name, folder in (
                ("civil_affairs", SHARED / "reports"),
                ("other_reports", SHARED / "corpora"),
                ("turned", SHARED),
                ("turned_unseen", SHARED),
            )
        ),
    ],
)
def test_no_score_falls(name: str, reports: Path) -> None:
    counts = struck_by_kind(judge(load_pairs(PAIRS / f"{name}.jsonl", reports)))
    reached = {str(kind): struck / n for kind, (struck, n) in counts.items() if kind not in TRUE}
    struck, n = counts["true"]
    reached["kept"] = 1 - struck / n
    assert {kind: score for kind, score in reached.items() if score < FLOORS[name][kind]} == {}
