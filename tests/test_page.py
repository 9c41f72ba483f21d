"""The page of a run: what it tells, that report text stays data in it, and that it asks nothing of the network."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, get_args

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from assistant.model import Answer, Citation, Passage, Reason, Statement
from assistant.settings import Settings
from eval import charts
from eval.compare import Change, Comparison
from eval.metrics import QuestionScore
from eval.page import _TYPES, page
from eval.questions import Question, Type
from eval.record import Record, Run
from eval.summary import by_slice, estimate, latency
from index.store import Manifest
from tests.test_render import HOSTILE

TEXT = "甲县新建养老机构5家，发放2万元。"
EVIL = HOSTILE + "</script></style><!--<script>" + "x" * 10_000


LIBRARY = charts.library


@pytest.fixture(scope="module", autouse=True)
def short_library() -> Iterator[None]:
    """The real library takes seconds to make; one test looks at it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charts, "library", lambda: "/* Vega */")
        yield


def question(key: str = "q1", **changed: Any) -> Question:
    facts: dict[str, Any] = {
        "question": "甲县新建养老机构几家",
        "history": (),
        "type": "number",
        "answerable": True,
        "sources": ("a.txt",),
        "evidence": (("养老机构5家",), ("殡仪馆",)),
        "facts": (("5家", "五家"), ("7人",)),
        "forbidden": ("8家",),
    }
    return Question(id=key, **(facts | changed))


def answer(text: str = "新建**5家**[1]", reason: Reason | None = None, **changed: Any) -> dict[str, Any]:
    cited = Citation(1, "a.txt", None, "甲县", 2022, ("一、养老",), TEXT, "养老机构5家", 4, 10)
    passages = (Passage("b.txt", (), "别处的殡仪馆" * 20, 2.5, 0, 9), Passage("a.txt", ("一、养老",), TEXT, 1.5, 0, 9))
    facts: dict[str, Any] = {
        "question": "甲县新建养老机构几家",
        "standalone_question": "甲县新建养老机构几家",
        "refused": reason is not None,
        "regions": (),
        "periods": (),
        "statements": (Statement(text, (1,)),),
        "citations": () if reason else (cited,),
        "passages": passages,
        "timings_ms": {"retrieve": 2.0, "total": 3.0},
    }
    return Answer(answer=text, reason=reason, **(facts | changed)).to_json()


def score(good: float = 1.0, faults: Sequence[str] = ()) -> QuestionScore:
    nothing = dict.fromkeys(QuestionScore.__slots__)
    known = {"correct": good, "good": good, "false_refusal": 0.0, "unsupported_figures": 0.0, "length": 9.0}
    return QuestionScore(**{**nothing, **known, "faults": tuple(faults)})  # type: ignore[arg-type]


BAD = Record(question(must=True), answer(), score(0.0, ("缺事实 7人", "未引依据 殡仪馆")))
FINE = Record(question("q2", history=("先问",), facts=(("5家",),)), answer(), score())
REFUSED = Record(
    question("q3", type="unanswerable", answerable=False, sources=(), evidence=(), facts=(), forbidden=()),
    answer("没有收录乙县的报告。", "region_not_covered"),
    score(),
)


def run_of(*records: Record, **changed: Any) -> Run:
    scored = [(one.question, one.score) for one in records]
    return Run(
        **{
            "questions": "小.jsonl",
            "questions_sha256": "",
            "answers_sha256": "",
            "commit": "0123456789abcdef-dirty",
            "started": "2026-01-02T03:04:05+00:00",
            "seconds": 1.5,
            "settings": Settings(),
            "manifest": Manifest("tiny", "f" * 64, 4, {"longest": 300}),
            "machine": {},
            "scores": estimate([one.score for one in records]),
            "by_type": by_slice(scored, lambda one: (one.type,)),
            "by_region": by_slice(scored, lambda one: ("甲县",)),
            "by_report": by_slice(scored, lambda one: one.sources or ("（报告没有答案）",)),
            "latency_ms": latency(one.answer for one in records),
            "records": records,
            **changed,
        }
    )


def compared(**changed: Any) -> Comparison:
    facts: dict[str, Any] = {
        "label": "基线 0123",
        "changes": (Change("good", 1.0, 2 / 3, -0.5, 0.1, 0.25), Change("length", 8.0, 9.0)),
        "won": ("q2",),
        "lost": ("q3", "q1"),
        "fallen": ("good",),
        "must_lost": ("q1",),
        "changed": ("q1",),
    }
    return Comparison(**(facts | changed))


def parsed(run: Run, found: Comparison | None = None) -> LexborHTMLParser:
    return LexborHTMLParser(page(run, found))


@pytest.fixture(scope="module")
def alone() -> LexborHTMLParser:
    return parsed(run_of(BAD, FINE, REFUSED))


@pytest.fixture(scope="module")
def against() -> LexborHTMLParser:
    return parsed(run_of(BAD, FINE, REFUSED), compared())


def text(node: LexborHTMLParser | LexborNode, selector: str) -> str:
    """The text of what a selector finds first, its white space as single spaces."""
    found = node.css_first(selector)
    assert found is not None, selector
    return " ".join(found.text(separator=" ").split())


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


def test_hostile_text_stays_text_everywhere() -> None:
    cited = Citation(1, EVIL, EVIL, EVIL, 2022, (EVIL,), EVIL, EVIL[:20], 0, 20)
    asked = question(EVIL, question=EVIL, history=(EVIL,), sources=(EVIL,), forbidden=(EVIL,), must=True)
    asked = replace(asked, evidence=((EVIL,),), facts=((EVIL,),))
    said = answer(EVIL, question=EVIL, standalone_question=EVIL + "？", citations=(cited,), timings_ms={EVIL: 1.0})
    said |= {"passages": (Passage(EVIL, (EVIL,), EVIL, 1.0, 0, 9),)}
    evil = Record(asked, said, score(0.0, ("缺事实 " + EVIL,)))
    regions = by_slice([(asked, evil.score)], lambda one: [EVIL])
    run = run_of(evil, questions=EVIL, commit=EVIL, started=EVIL, by_region=regions)
    tree = parsed(run, compared(label=EVIL, won=(), lost=(EVIL,), must_lost=(EVIL,)))
    harmless = parsed(run_of(BAD), compared(won=(), lost=("q1",), must_lost=("q1",)))
    for tag in ("script", "style", "title", "main", "section", "form"):
        assert len(tree.css(tag)) == len(harmless.css(tag)), tag
    assert not tree.css("img, iframe, object, embed, base")
    assert not any(name.startswith("on") for node in tree.css("*") for name in node.attributes)
    assert all((link.attributes["href"] or "").startswith("#") for link in tree.css("a"))
    assert json.loads(text(tree, "#specs"))
    assert HOSTILE.split()[0] in text(tree, ".row summary")


def test_nothing_is_asked_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    library = LIBRARY()
    monkeypatch.setattr(charts, "library", lambda: library)
    html = page(run_of(BAD, FINE, REFUSED), compared())
    tree = LexborHTMLParser(html)
    assert not tree.css("[src], link, img, iframe, base, form[action]")
    assert not re.search(r"@import|url\(", text(tree, "style"))
    policy = tree.css_first("meta[http-equiv=Content-Security-Policy]")
    assert policy is not None
    assert (policy.attributes["content"] or "").startswith("default-src 'none';")
    assert "window.vegaEmbed" in library
    assert library in html
    assert not re.search(r"</script|<!--", library, re.I)  # either would end or change the element that it stands in


def test_every_type_has_its_name() -> None:
    assert set(_TYPES) == set(get_args(Type))


def test_a_run_of_a_file_gives_the_same_page() -> None:
    """A record that was read has lists where the answer had tuples."""
    run = run_of(BAD)
    read = replace(run, records=(replace(BAD, answer=json.loads(json.dumps(asdict(BAD)["answer"]))),))
    assert page(read, None) == page(run, None)
