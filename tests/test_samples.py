"""Sample and made-up reports and the questions over them: in form, true to each other and to the originals if here."""

import json
import re
import unicodedata
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any, get_args

import pytest

from eval.questions import TO_REFUSE, Type
from tests.helpers.paths import ROOT, SHARED

ORIGINALS = SHARED / "reports"
REPORTS = {path.name: path for folder in ("reports", "eval/series") for path in (ROOT / folder).iterdir()}
KEYS = ["id", "question", "history", "type", "answerable", "sources", "evidence", "facts", "forbidden"]
MORE = {"split", "reference", "must"}  # what a line may hold beside
FIGURE = re.compile(r"\d+(?:\.\d+)?[万亿余多]*[\u4e00-\u9fff%]")  # a number and the first character of its unit

over_originals = pytest.mark.skipif(not ORIGINALS.is_dir(), reason="the original reports are not here")


def questions_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (ROOT / "eval" / name).read_text(encoding="utf-8").splitlines()]


OLD, GATE = questions_of("questions.jsonl"), questions_of("gate.jsonl")
QUESTIONS = OLD + GATE
DIGESTS = sorted({REPORTS[name] for question in OLD for name in question["sources"]})
each_digest = pytest.mark.parametrize("path", DIGESTS, ids=lambda path: path.stem)
each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])


def plain(text: str) -> str:
    """NFKC-normalised, without white space: the form that the scores compare."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def body(path: Path) -> str:
    """A digest below the head-table line that says what it is: the part with the original's content."""
    return path.read_text(encoding="utf-8").partition("数字照录）")[2]


def originals() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(ORIGINALS.glob("*.txt"))]


def source_text(question: dict[str, Any]) -> list[str]:
    return [plain(REPORTS[name].read_text(encoding="utf-8")) for name in question["sources"]]


def test_the_questions_ask_about_five_digests() -> None:
    assert len(DIGESTS) == 5


@each_digest
def test_a_digest_says_what_it_is_and_keeps_its_length(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.search(r"^(# )?.*民政局20\d\d年.*（摘编）$", text, re.MULTILINE)
    assert re.search(r"性质:? \| 摘编（根据公开报告改写，数字照录） \|", text)
    assert 1500 <= len(plain(body(path))) <= 3000


@over_originals
@each_digest
def test_no_sentence_of_an_original_stands_in_a_digest(path: Path) -> None:
    digest = plain(body(path))
    sentences = {plain(part) for text in originals() for part in re.split(r"[。；;\n]", text)}
    assert [sentence for sentence in sentences if len(sentence) >= 24 and sentence in digest] == []


@over_originals
@each_digest
def test_every_figure_of_a_digest_stands_in_one_original(path: Path) -> None:
    figures = set(FIGURE.findall(plain(body(path))))
    missing = [figures - set(FIGURE.findall(plain(text))) for text in originals()]
    assert min(missing, key=len) == set()


def test_the_gate_asks_about_every_report() -> None:
    assert {name for question in GATE for name in question["sources"]} == set(REPORTS)


@pytest.mark.parametrize("questions", [OLD, GATE], ids=["old", "gate"])
def test_the_questions_are_numbered_and_apart(questions: list[dict[str, Any]]) -> None:
    ids = [question["id"] for question in questions]
    assert ids == sorted(set(ids))
    assert len({(question["question"], *question["history"]) for question in questions}) == len(questions) >= 150


def test_the_gate_has_questions_of_all_types() -> None:
    assert {question["type"] for question in GATE} == set(get_args(Type))


@each_question
def test_a_question_has_what_its_type_needs(question: dict[str, Any]) -> None:
    assert list(question)[: len(KEYS)] == KEYS
    assert set(question) <= {*KEYS, *MORE}
    assert question["answerable"] == (question["type"] not in TO_REFUSE)
    assert bool(question["history"]) == (question["type"] == "followup") or question["type"] == "near_miss"
    for key in ("sources", "evidence", "facts"):
        assert bool(question[key]) == question["answerable"]
    if question["type"] in {"compare", "ambiguous"}:
        assert len(question["sources"]) >= 2


@each_question
def test_evidence_and_facts_stand_in_the_sources(question: dict[str, Any]) -> None:
    texts = source_text(question)
    wanted = [text for group in question["evidence"] + question["facts"] for text in group]
    assert [text for text in wanted if not any(plain(text) in source for source in texts)] == []


@each_question
def test_what_a_hasty_answer_would_say_stands_in_a_report_or_follows_from_two_facts(question: dict[str, Any]) -> None:
    texts = [plain(path.read_text(encoding="utf-8")) for path in REPORTS.values()]
    figures = [Decimal(found[0]) for group in question["facts"] if (found := re.match(r"\d+(?:\.\d+)?", group[0]))]
    reckoned = [str(value) for one, other in combinations(figures, 2) for value in (abs(one - other), one + other)]
    told = [text for text in question["forbidden"] if not text.startswith(tuple(reckoned))]
    assert [text for text in told if not any(plain(text) in source for source in texts)] == []


@each_question
def test_no_question_gives_its_answer_away(question: dict[str, Any]) -> None:
    asked = plain(question["question"])
    assert [fact for group in question["facts"] for fact in group if plain(fact) in asked] == []
