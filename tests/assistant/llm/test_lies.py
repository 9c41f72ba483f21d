"""Lies of every kind among true statements, from a server over HTTP through the whole assistant: none is told."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from assistant.answer import Assistant
from assistant.llm.client import OpenAIModel
from assistant.llm.endpoint import Endpoint
from assistant.llm.writer import LlmWriter
from index.report.load import discover
from tests.helpers.fakes import FakeEmbedder, FakeReader
from tests.helpers.llm.endpoint import FakeEndpoint
from tests.helpers.llm.liars import LIES, Kind, Liar, Planted, stands
from tests.helpers.paths import ROOT, SHARED
from tests.helpers.places import REPORTS, build

ORIGINALS = SHARED / "reports"
PLACES = ("苏州市", "渝中区", "常州市", "遵义市", "玉林市")
CHECKED: tuple[Kind, ...] = ("figure", "unit", "scale", "place", "year")
_ASKED = 12  # headings of a report, spread over it


def texts(folder: Path) -> Mapping[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path, _ in discover([folder])}


def questions(assistant: Assistant) -> Iterator[str]:
    """What each report's place did under each of its headings."""
    for card in assistant.catalogue():
        name = card.region.name if card.region else ""
        headings = [section for each in assistant.library.report(card.path).sections for section in each.walk()]
        for section in headings[:: -(-len(headings) // _ASKED)]:
            plan = "计划" if section.period and section.period.planned else ""
            yield f"{name}{plan}{section.heading[-16:]}有哪些措施？"


def told(folder: Path, reports: Mapping[str, str]) -> Mapping[Kind, list[tuple[Planted, bool]]]:
    """For each kind what the model said, and whether that reached the reader."""
    found: dict[Kind, list[tuple[Planted, bool]]] = defaultdict(list)
    liar = Liar(PLACES, ("true", *LIES))
    with FakeEndpoint(liar) as endpoint:
        writer = LlmWriter(OpenAIModel(Endpoint(endpoint.url, "fake")))
        assistant = Assistant(build(folder, reports), FakeEmbedder(), FakeReader(), writer)
        for question in questions(assistant):
            liar.planted = []
            answer = assistant.ask(question)
            beside = bool(
                answer.writing and answer.writing.note
            )  # nothing it said answers: the true is not told either
            for planted in liar.planted:
                if not beside or planted.kind != "true":
                    found[planted.kind].append((planted, stands(planted, answer)))
            if answer.writing and not beside:
                reached = sum(stands(planted, answer) for planted in liar.planted)
                assert answer.writing.struck == len(liar.planted) - reached
    return found


def check(found: Mapping[Kind, list[tuple[Planted, bool]]], count: int) -> None:
    """None of the lies is told, nearly all that is true is; at least so many of each were tried."""
    lies = [planted for kind in CHECKED for planted, _ in found[kind]]
    assert [planted for kind in LIES for planted, reached in found[kind] if reached] == []
    assert len(lies) >= count
    lost = [planted for planted, reached in found["true"] if not reached]
    assert len(found["true"]) >= count
    assert len(lost) <= 0.03 * len(found["true"]), lost


def test_over_made_up_reports(tmp_path: Path) -> None:
    check(told(tmp_path, REPORTS), 1)


def test_over_the_digests(tmp_path: Path) -> None:
    check(told(tmp_path, texts(ROOT / "reports")), 100)


@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="the real reports are not here")
def test_over_real_reports(tmp_path: Path) -> None:
    check(told(tmp_path, texts(ORIGINALS)), 200)
