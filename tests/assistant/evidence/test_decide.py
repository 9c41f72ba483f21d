"""Refusals: where a thing stands that was asked of the wrong place, and what is covered."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant.catalogue import Catalogue
from assistant.evidence.decide import Refusal
from assistant.evidence.premise import Elsewhere, elsewhere
from assistant.evidence.wanted import wanted
from assistant.language.terms import terms_of
from assistant.model import Reason
from assistant.writing.refusal import coverage_text, refusal_text
from index.model import Scope
from index.places.gazetteer import gazetteer
from index.store.local import LocalStore
from tests.helpers.places import HEPING, SUZHOU, YUZHONG, assistant_over, build, query

ELSEWHERE = Scope(frozenset({YUZHONG}))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    store = build(tmp_path_factory.mktemp("places"))
    yield store
    store.close()


def look(store: LocalStore, question: str, scope: Scope, quoted_only: bool) -> Elsewhere | None:
    asked = query(question, store.catalogue())
    want = wanted(asked, terms_of(asked, store.frequency, store.size))
    return elsewhere(want, store, scope, quoted_only=quoted_only)


@pytest.mark.parametrize(
    ("question", "scope", "quoted_only", "name", "report"),
    [
        ("渝中区的“先照后核”是什么", ELSEWHERE, True, "先照后核", SUZHOU),
        ("渝中区的《一碗汤距离》是什么", ELSEWHERE, True, "一碗汤距离", HEPING),
        ("苏州的九宫巡访机制是什么", Scope(frozenset({SUZHOU})), False, "九宫巡访", YUZHONG),
    ],
)
def test_a_thing_of_another_place_is_shown_there(
    store: LocalStore, question: str, scope: Scope, quoted_only: bool, name: str, report: str
) -> None:
    there = look(store, question, scope, quoted_only)
    assert there is not None
    assert there.name == name
    span = there.shown
    assert span.hit.chunk.report == report
    assert name in span.quote
    assert store.report(report).text[span.start : span.end] == span.quote


@pytest.mark.parametrize(
    ("question", "scope", "quoted_only"),
    [
        ("苏州的“先照后核”是什么", Scope(frozenset({SUZHOU})), True),
        ("“先照后核”是什么", Scope(), True),
        ("苏州的九宫巡访机制是什么", Scope(frozenset({SUZHOU})), True),
        ("苏州的低保标准是多少", Scope(frozenset({SUZHOU})), False),
        ("渝中区怎么做红烧肉", ELSEWHERE, False),
    ],
)
def test_what_is_in_place_or_nowhere_is_not_elsewhere(
    store: LocalStore, question: str, scope: Scope, quoted_only: bool
) -> None:
    assert look(store, question, scope, quoted_only) is None


def test_a_quoted_name_that_no_report_has_is_nowhere(store: LocalStore) -> None:
    assert look(store, "渝中区的“没有的做法”", ELSEWHERE, True) is None


def test_no_advertising_shows_where_a_thing_stands(store: LocalStore) -> None:
    assert look(store, "渝中区的“福彩公益金资助养老项目”", ELSEWHERE, True) is None


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("成都市的低保标准", "region_not_covered"),
        ("和平县2023年的低保标准", "period_not_covered"),
        ("2019年的低保标准", "period_not_covered"),
        ("渝中区的“先照后核”是什么", "premise_mismatch"),
        ("渝中区的九宫巡访怎么走访", None),
        ("渝中区怎么做红烧肉", "not_found"),
        ("怎么做红烧肉", "off_topic"),
    ],
)
def test_why_it_is_refused(store: LocalStore, question: str, reason: Reason | None) -> None:
    assert assistant_over(store).ask(question).reason == reason


@pytest.mark.parametrize(
    ("reason", "name", "told"),
    [
        ("region_not_covered", None, "苏州市"),
        ("period_not_covered", None, "2019年"),
        ("not_found", "先照后核", "“先照后核”"),
        ("premise_mismatch", "先照后核", "渝中区[1]"),
        ("off_topic", None, "不在报告的范围内"),
    ],
)
def test_a_refusal_says_why_and_what_is_covered(store: LocalStore, reason: Reason, name: str | None, told: str) -> None:
    cards = Catalogue(store.catalogue())
    text = refusal_text(query("苏州2019年的标准", cards), Refusal(reason, name=name), cards, "渝中区")
    assert told in text
    assert text.endswith(coverage_text(cards))


def test_coverage_names_places_with_their_years(store: LocalStore) -> None:
    assert coverage_text(Catalogue(store.catalogue())) == (
        "已收录的报告：和平县（2022年）；渝中区（2023年）；苏州市（2023、2024年）。"
    )
    assert "还没有" in coverage_text(Catalogue())


def test_coverage_counts_what_it_does_not_name(store: LocalStore) -> None:
    card = store.catalogue()[0]
    regions = gazetteer().regions[:40]
    text = coverage_text(Catalogue(replace(card, region=region) for region in regions))
    assert "等40处" in text
    assert f"{regions[0].name}（2022年）" in text
    assert regions[39].name not in text
    assert "没有写明地区" not in text


def test_coverage_counts_reports_whose_place_is_unknown(store: LocalStore) -> None:
    card = replace(store.catalogue()[0], region=None)
    assert coverage_text(Catalogue([card] * 3)) == "已收录的报告：3份没有写明地区的材料。"
    both = coverage_text(Catalogue([*store.catalogue(), card]))
    assert both.startswith("已收录的报告：和平县（2022年）")
    assert both.endswith("；另有1份没有写明地区的材料。")
