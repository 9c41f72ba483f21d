"""The page of a run: what it tells of the run, of its scores and of each answer."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any, get_args

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from eval.questions import Type
from eval.showing import charts
from eval.showing.page import TYPES, page
from tests.helpers.runs import BAD, FINE, REFUSED, answer, compared, parsed, run_of, text


@pytest.fixture(scope="module", autouse=True)
def short_library() -> Iterator[None]:
    """The real library takes seconds to make; one test looks at it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charts, "library", lambda: "/* Vega */")
        yield


@pytest.fixture(scope="module")
def alone() -> LexborHTMLParser:
    return parsed(run_of(BAD, FINE, REFUSED))


@pytest.fixture(scope="module")
def against() -> LexborHTMLParser:
    return parsed(run_of(BAD, FINE, REFUSED), compared())


def row(tree: LexborHTMLParser, number: int) -> LexborNode:
    found = tree.css_first(f"#q-{number}")
    assert found is not None
    return found


def values(spec: Mapping[str, Any]) -> list[Any]:
    """The data that a chart draws."""
    (drawn,) = spec["datasets"].values()
    return list(drawn)


def test_the_head_tells_what_was_run(alone: LexborHTMLParser) -> None:
    told = text(alone, "header")
    for fact in ("小.jsonl", "3 问", "2026-01-02 03:04:05", "0123456789", "未提交", "tiny", "ffffffff", "1.5 秒"):
        assert fact in told
    assert "没有与基线比较" in told
    assert "不明" in text(parsed(run_of(BAD, commit=None)), "header")


def test_the_verdict_tells_why(against: LexborHTMLParser) -> None:
    failed = text(against, "#verdict")
    assert "未通过" in failed
    assert "赢 1，输 2，平 0" in failed
    assert "好变差超出容差：由 100.0% 到 66.7%" in failed
    assert "必答题答不好了： q1" in failed
    passed = parsed(run_of(BAD, FINE), compared(won=(), lost=(), fallen=(), must_lost=()))
    assert text(passed, "#verdict").startswith("通过")


def test_each_score_has_its_row_with_its_change(against: LexborHTMLParser, alone: LexborHTMLParser) -> None:
    rows = {text(one, "th").split()[0]: " ".join(one.text(separator=" ").split()) for one in against.css(".scores tr")}
    assert "66.7% 0.0%–100.0% 3 100.0% -33.3 变差 超出容差 -50.0 至 +10.0 0.250" in rows["好"]
    assert "答对、引对、切题" in rows["好"]
    assert "越低越好" in rows["字数"]
    assert "+1 变差" in rows["字数"]
    assert "先前" not in text(alone, ".scores")


def test_the_charts_have_the_numbers_of_the_table(against: LexborHTMLParser) -> None:
    specs = json.loads(text(against, "#specs"))
    assert {one.id for one in against.css(".chart")} == set(specs)
    (good, *others) = values(specs["chart-scores"])
    assert (good["label"], round(good["mean"], 3), good["before"]) == ("好", 0.667, 1.0)
    assert "误拒 ↓" in [one["label"] for one in others]
    assert [one["label"] for one in values(specs["chart-type"])] == ["数字", "没有答案"]
    assert [one["stage"] for one in values(specs["chart-times"])] == ["检索", "合计"]
    refused = values(specs["chart-type"])[1]
    assert refused["low"] == refused["high"] == refused["mean"]  # nothing to resample


def test_lost_must_questions_come_first(against: LexborHTMLParser, alone: LexborHTMLParser) -> None:
    lost, won = ([text(one, "a") for one in each.css("li")] for each in against.css(".changes"))
    assert (lost, won) == (["q1", "q3"], ["q2"])
    assert "新建 5家" in text(against, ".changes")
    assert alone.css_first("#changes") is None


def test_only_answers_with_faults_show_at_first(alone: LexborHTMLParser) -> None:
    assert [one.id for one in alone.css(".row:not([hidden])")] == ["q-1"]
    facets = json.loads(row(alone, 1).attributes["data-row"] or "")
    assert facets["kinds"] == ["缺事实", "未引依据"]
    assert facets["places"] == ["甲县", "a.txt"]
    assert facets["marks"] == ["fault", "must"]
    assert [one.attributes["value"] for one in alone.css("[name=fault] option")] == ["", "未引依据", "缺事实"]


def test_a_row_tells_what_was_wanted_and_what_was_found(alone: LexborHTMLParser) -> None:
    bad = row(alone, 1)
    assert text(bad, "summary") == "q1 数字 必答 甲县新建养老机构几家 缺事实 7人 未引依据 殡仪馆"
    wanted = text(bad, ".wanted")
    for told in ("✓ 事实 5家/五家", "✗ 缺事实 7人", "✓ 已引 养老机构5家 检索第 2 名", "✓ 首句没有误作 8家"):
        assert told in wanted
    assert "✗ 未引 殡仪馆 没有检索到" in wanted  # b.txt has it, but may not be cited
    assert "甲县 · 2022 年 · a.txt" in text(bad, ".cited .where")
    assert text(bad, ".cited mark") == "养老机构5家"
    (held,) = bad.css(".found .holds")
    assert text(held, ".where") == "✓ 有依据 1.50 a.txt › 一、养老"
    assert "检索 2.0 · 合计 3.0 毫秒" in text(bad, ".times")


def test_a_good_answer_keeps_less_of_what_was_found(alone: LexborHTMLParser) -> None:
    assert "别处的殡仪馆" * 20 in text(row(alone, 1), ".found")
    assert "别处的殡仪馆" * 10 not in text(row(alone, 2), ".found")
    assert "先问 → 甲县" in text(row(alone, 2), "summary")
    assert "✓ 应拒答，已拒答" in text(row(alone, 3), ".wanted")


def test_a_mark_leads_to_the_paragraph_of_its_own_answer() -> None:
    tree = parsed(run_of(BAD, FINE))
    for number in (1, 2):
        mark = row(tree, number).css_first("a.y-mark")
        assert mark is not None
        assert mark.attributes["href"] == f"#y{number}-1"
        assert row(tree, number).css_first(f"#y{number}-1") is not None
    ids = [one.id for one in tree.css("[id]")]
    assert len(ids) == len(set(ids))


def test_citations_of_one_paragraph_share_it() -> None:
    one, other = answer()["citations"][0], answer()["citations"][0] | {"number": 2, "quote": "2万元"}
    tree = parsed(
        run_of(replace(BAD, answer=answer() | {"citations": (one, one | {"number": 3, "report": "b.txt"}, other)}))
    )
    assert [[mark.text() for mark in cited.css("mark")] for cited in tree.css(".cited")] == [
        ["养老机构5家", "2万元"],
        ["养老机构5家"],
    ]


def test_every_type_has_its_name() -> None:
    assert set(TYPES) == set(get_args(Type))


def test_a_run_of_a_file_gives_the_same_page() -> None:
    """A record that was read has lists where the answer had tuples."""
    run = run_of(BAD)
    read = replace(run, records=(replace(BAD, answer=json.loads(json.dumps(asdict(BAD)["answer"]))),))
    assert page(read, None) == page(run, None)
