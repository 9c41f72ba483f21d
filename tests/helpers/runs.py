"""Made-up records of a run, as the page of a run shows them: a bad answer, a good one and a refusal."""

from collections.abc import Sequence
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from assistant.model import Answer, Citation, Passage, Reason, Statement
from assistant.settings import Settings
from eval.compare import Change, Comparison
from eval.questions import Question
from eval.record import Record, Run
from eval.scoring.metrics import QuestionScore
from eval.scoring.summary import by_slice, estimate, latency
from eval.showing.page import page
from index.store.protocol import Manifest
from tests.helpers.pages import HOSTILE

TEXT = "甲县新建养老机构5家，发放2万元。"
EVIL = HOSTILE + "</script></style><!--<script>" + "x" * 10_000


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


def text(node: LexborHTMLParser | LexborNode, selector: str) -> str:
    """The text of what a selector finds first, its white space as single spaces."""
    found = node.css_first(selector)
    assert found is not None, selector
    return " ".join(found.text(separator=" ").split())
