"""What every Store does: the tests that each store's own test file runs on an empty one of its kind."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import StoreError
from index.model import Chunk, Fact, FactState, Period, Region, Report, Scope, Section, When
from index.store.protocol import Manifest, Store, Told
from index.text.scanned import Scanned
from tests.helpers.fakes import FakeEmbedder

EMBEDDER = FakeEmbedder()
MANIFEST = Manifest("fake", EMBEDDER.fingerprint, EMBEDDER.dimension, {"longest": 400})
REGION = Region("990100", "甲市", "甲", "city", ("某省", "甲市"))
TEXT = "甲市民政工作\n一、临时救助。先救助后审批，发放855元。二、养老服务。新增床位4.24万张。"


def a_report(path: str = "甲/总结.txt", text: str = TEXT, year: int | None = 2023) -> Report:
    """A report with every field filled, its chunks one sentence each."""
    child = Section("先救助后审批", 2, 14, 14, 20, None)
    sections = (Section("一、临时救助", 1, 7, 14, len(text), Period(2024, 1, planned=True), (child,)),)
    return Report(
        path=path,
        sha256="ab" * 32,
        text=text,
        title="甲市民政工作",
        agency="甲市民政局",
        region=REGION,
        published=date(2024, 2, 29),
        kind="summary_and_plan",
        year=year,
        body_start=0,
        sections=sections,
        warnings=("有广告",),
        distrusted=((1, 3),),
        unread=("第2页是图片，没有读出文字；请换清楚一些的扫描件",),
        scanned=(Scanned(0, 6, 0.5), Scanned(7, 20, 0.9375)),
    )


def chunks_of(report: Report, years: frozenset[int] = frozenset()) -> tuple[Chunk, ...]:
    """One chunk a sentence; together they are the text."""
    ends = [at + 1 for at, mark in enumerate(report.text) if mark == "。"] or [len(report.text)]
    spans = zip([0, *ends[:-1]], [*ends[:-1], len(report.text)], strict=True)
    period = Period(report.year) if report.year else None
    return tuple(
        Chunk(report.path, number, start, end, report.text[start:end], ("一、临时救助",), period, "甲市·2023年", years)
        for number, (start, end) in enumerate(spans)
    )


def put(store: Store, report: Report, years: frozenset[int] = frozenset()) -> tuple[Chunk, ...]:
    chunks = chunks_of(report, years)
    texts, sentences = [chunk.indexed_text for chunk in chunks], [chunk.indexed_sentences for chunk in chunks]
    store.add(report, chunks, *EMBEDDER.embed_parts(texts, sentences))
    return chunks


def put_facts(store: Store, report: Report, *told: tuple[int, str, int | None, FactState]) -> None:
    """Stores a report with facts: (ordinal of the chunk, thing, year, state), numbered by their values."""
    chunks = list(chunks_of(report))
    for value, (ordinal, thing, year, state) in enumerate(told):
        chunk, when = chunks[ordinal], When(year) if year else None
        fact = Fact(chunk.start, chunk.start + 1, thing, Decimal(value), "元", when=when, state=state)
        chunks[ordinal] = replace(chunk, facts=(*chunk.facts, fact))
    texts, sentences = [chunk.indexed_text for chunk in chunks], [chunk.indexed_sentences for chunk in chunks]
    store.add(report, chunks, *EMBEDDER.embed_parts(texts, sentences))


class StoreContract:
    """What every Store does; a subclass gives an empty one."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        raise NotImplementedError

    def test_what_is_added_reads_back_equal(self, store: Store) -> None:
        chunks = put(store, a_report(), frozenset({2023, 2024}))
        numbered = store.report_chunks("甲/总结.txt")
        ids = [number for number, _ in numbered]
        assert store.manifest == MANIFEST
        assert store.report("甲/总结.txt") == a_report()
        assert tuple(chunk for _, chunk in numbered) == chunks
        assert store.chunks(ids[::-1]) == chunks[::-1]

    def test_text_survives_to_the_letter(self, store: Store) -> None:
        report = a_report(text="\ufeff一\x00二\r\n\u3000三😀\u2028四e\u0301")
        put(store, report)
        assert store.report(report.path) == report

    def test_the_catalogue_has_a_card_for_each_report(self, store: Store) -> None:
        put(store, a_report("b.txt"))
        put(store, a_report("a.txt", year=None))
        cards = store.catalogue()
        assert [card.path for card in cards] == ["a.txt", "b.txt"]
        assert [card.years for card in cards] == [{2024}, {2023, 2024}]
        assert [(card.unread, card.scanned) for card in cards] == [(a_report().unread, True)] * 2
        assert (cards[1].region, cards[1].published, cards[1].kind) == (REGION, date(2024, 2, 29), "summary_and_plan")

    def test_a_report_is_replaced_and_another_keeps_its_ids(self, store: Store) -> None:
        put(store, a_report("a.txt"))
        put(store, a_report("b.txt"))
        kept, old = store.report_chunks("b.txt"), [number for number, _ in store.report_chunks("a.txt")]
        put(store, a_report("a.txt", "另一句。"))
        store.refresh()
        assert store.report_chunks("b.txt") == kept
        assert store.report("a.txt").text == "另一句。"
        assert len(store.catalogue()) == 2
        with pytest.raises(StoreError):
            store.chunks(old)

    def test_a_removed_report_is_found_no_more(self, store: Store) -> None:
        put(store, a_report("a.txt"))
        put(store, a_report("b.txt"))
        store.remove("a.txt")
        store.remove("never.txt")
        store.refresh()
        found = store.search_lexical("临时救助", 10, Scope())
        assert {chunk.report for chunk in store.chunks([number for number, _ in found])} == {"b.txt"}
        assert store.search_lexical("临时救助", 10, Scope(frozenset({"a.txt"}))) == ()
        with pytest.raises(StoreError, match=r"a\.txt"):
            store.report("a.txt")

    def test_both_searches_find_the_paragraph(self, store: Store) -> None:
        chunks = put(store, a_report())
        store.refresh()
        ((dense, cosine),) = store.search_dense(EMBEDDER.embed_query(chunks[1].indexed_text), 1, Scope())
        ((lexical, _),) = store.search_lexical("救助后审批发放多少元", 1, Scope())
        assert store.chunks([dense]) == (chunks[1],)
        assert store.chunks([lexical]) == (chunks[1],)
        assert cosine == pytest.approx(1, abs=1e-3)  # a store may keep vectors in half precision

    def test_an_empty_store_finds_nothing(self, store: Store) -> None:
        store.refresh()
        assert not store.catalogue()
        assert not store.chunks([])
        assert not store.report_chunks("a.txt")
        assert store.search_dense(EMBEDDER.embed_query("救助"), 5, Scope()) == ()
        assert store.search_lexical("救助", 5, Scope()) == ()

    def test_a_report_without_chunks_is_stored(self, store: Store) -> None:
        report = a_report("空.txt", "")
        store.add(report, (), np.zeros((0, EMBEDDER.dimension), np.float32), [])
        put(store, a_report())
        store.refresh()
        assert store.report("空.txt") == report
        assert store.search_dense(EMBEDDER.embed_query("救助"), 5, Scope(frozenset({"空.txt"}))) == ()

    @pytest.mark.parametrize("scope", [Scope(frozenset()), Scope(years=frozenset()), Scope(frozenset({"没有"}))])
    def test_an_empty_scope_holds_nothing(self, store: Store, scope: Scope) -> None:
        put(store, a_report(), frozenset({2023}))
        store.refresh()
        assert store.search_dense(EMBEDDER.embed_query("救助"), 5, scope) == ()
        assert store.search_lexical("救助", 5, scope) == ()

    def test_a_scope_narrows_before_ranking(self, store: Store) -> None:
        of_report = {}
        for number in range(12):
            report = a_report(f"{number}.txt", f"临时救助{number}。养老{number}。")
            put(store, report, frozenset({2020 + number % 3}))
            of_report[report.path] = frozenset({2020 + number % 3})
        store.refresh()
        vector = EMBEDDER.embed_query("临时救助")
        years_of = {number: of_report[path] for path in of_report for number, _ in store.report_chunks(path)}
        report_of = {number: path for path in of_report for number, _ in store.report_chunks(path)}

        @settings(max_examples=60)
        @given(
            st.none() | st.frozensets(st.sampled_from([*of_report, "没有.txt"])),
            st.none() | st.frozensets(st.integers(2019, 2023)),
            st.integers(1, 30),
        )
        def check(reports: frozenset[str] | None, years: frozenset[int] | None, k: int) -> None:
            scope = Scope(reports, years)
            inside = {
                number
                for number in years_of
                if (reports is None or report_of[number] in reports) and (years is None or years & years_of[number])
            }
            for search in (lambda k, scope: store.search_dense(vector, k, scope), lexical):
                everything = search(100, Scope())
                assert search(k, scope) == tuple(hit for hit in everything if hit[0] in inside)[:k]

        def lexical(k: int, scope: Scope) -> tuple[tuple[int, float], ...]:
            return store.search_lexical("临时救助3和养老", k, scope)

        check()

    def test_a_fact_reads_back_with_all_its_fields(self, store: Store) -> None:
        fact = Fact(
            *(26, 30, "城市低保标准", Decimal("28500.50"), "元", ("人", "月"), "threshold", "城市", "甲市"),
            When(2021, 2025, "H1", as_of=True),
            "planned",
            cell=True,
        )
        first, *others = chunks_of(a_report())
        chunks = (replace(first, facts=(fact, fact)), *others)
        texts, sentences = [chunk.indexed_text for chunk in chunks], [chunk.indexed_sentences for chunk in chunks]
        store.add(a_report(), chunks, *EMBEDDER.embed_parts(texts, sentences))
        numbered = store.report_chunks("甲/总结.txt")
        assert numbered[0][1].facts == (fact, fact)
        assert list(store.facts()) == [Told("甲/总结.txt", numbered[0][0], fact)] * 2

    def test_facts_are_found_by_thing_report_year_and_state(self, store: Store) -> None:
        put_facts(
            store,
            a_report("b.txt"),
            (1, "城市低保标准", 2023, "reached"),
            (0, "农村低保标准", 2023, "planned"),
            (0, "低保人数", None, "reached"),
        )
        put_facts(store, a_report("a.txt"), (0, "低保标准", 2024, "earlier"), (0, "床位%", 2023, "reached"))

        def found(*things: str, **scope: Any) -> list[tuple[str, int]]:
            return [(told.report, int(told.fact.value)) for told in store.facts(things, **scope)]

        everything = [("b.txt", 1), ("b.txt", 2), ("b.txt", 0), ("a.txt", 0), ("a.txt", 1)]
        assert found() == everything
        assert found("低保", "标准") == [("b.txt", 1), ("b.txt", 0), ("a.txt", 0)]
        assert found("标准", "市低") == [("b.txt", 0)]
        assert found("%") == [("a.txt", 1)]
        assert found("养老") == []
        assert found("低保", reports=frozenset({"a.txt", "没有.txt"})) == [("a.txt", 0)]
        assert found(reports=frozenset()) == []
        assert found(years=frozenset({2023})) == [("b.txt", 1), ("b.txt", 0), ("a.txt", 1)]
        assert found(years=frozenset()) == []
        assert found(state="reached", years=frozenset({2023, 2024})) == [("b.txt", 0), ("a.txt", 1)]
        assert found("低保", state="earlier") == [("a.txt", 0)]

    def test_things_are_counted_most_first(self, store: Store) -> None:
        assert store.things() == ()
        put_facts(store, a_report("b.txt"), (1, "乙", 2023, "reached"), (0, "乙", 2022, "planned"))
        put_facts(store, a_report("a.txt"), (0, "甲", None, "reached"), (0, "丙", 2023, "reached"))
        assert store.things() == (("乙", 2), ("丙", 1), ("甲", 1))
        assert store.things(frozenset({"a.txt"})) == (("丙", 1), ("甲", 1))
        assert store.things(frozenset()) == ()

    def test_facts_go_with_their_report(self, store: Store) -> None:
        for path in ("a.txt", "b.txt"):
            put_facts(store, a_report(path), (0, "低保", 2023, "reached"), (1, path, 2023, "reached"))
        put_facts(store, a_report("a.txt"), (0, "床位", 2023, "reached"))
        assert [told.fact.thing for told in store.facts()] == ["低保", "b.txt", "床位"]
        assert store.things() == (("b.txt", 1), ("低保", 1), ("床位", 1))
        store.remove("b.txt")
        assert [told.report for told in store.facts()] == ["a.txt"]
        assert store.things() == (("床位", 1),)

    def test_threads_read_at_once(self, store: Store) -> None:
        put(store, a_report())
        store.refresh()

        def ask(_: int) -> tuple[Chunk, ...]:
            return store.chunks([number for number, _ in store.search_lexical("临时救助", 3, Scope())])

        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(ask, range(200)))) == 1
