"""A scope's chunks by position, whatever reports and years it names; and sifting finds what a filter finds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.model import Scope
from index.store.lexical import Entry, LexicalIndex
from index.store.scopes import Scopes, Span

PATHS = ("a", "b", "c", "d", "gone")
YEARS = (2021, 2022, 2023)


@given(
    st.lists(st.lists(st.sets(st.sampled_from(YEARS)), min_size=1, max_size=5), max_size=4),
    st.none() | st.frozensets(st.sampled_from(PATHS)),
    st.none() | st.frozensets(st.sampled_from((*YEARS, 1999))),
)
def test_a_mask_is_what_each_chunk_says_of_itself(
    reports: list[list[set[int]]], paths: frozenset[str] | None, years: frozenset[int] | None
) -> None:
    chunks = [(PATHS[number], spoken) for number, report in enumerate(reports) for spoken in report]
    ends = np.cumsum([len(report) for report in reports])
    spans = {PATHS[n]: Span(n + 7, int(end) - len(reports[n]), int(end)) for n, end in enumerate(ends)}
    told = {year: np.flatnonzero([year in spoken for _, spoken in chunks]) for year in YEARS}
    scopes = Scopes(len(chunks), spans, {year: places for year, places in told.items() if len(places)})
    expected = [(paths is None or path in paths) and (years is None or bool(years & spoken)) for path, spoken in chunks]
    assert scopes.mask(Scope(paths, years)).tolist() == expected
    known = None if paths is None else {PATHS.index(path) + 7 for path in paths & spans.keys()}
    assert known == (None if paths is None else set(scopes.reports(Scope(paths)) or ()))


@given(st.sets(st.integers(1, 120)), st.integers(1, 40), st.booleans())
def test_sifting_finds_what_a_filter_finds(passing: set[int], k: int, every: bool) -> None:
    words = ("临时救助", "救助标准", "养老床位", "临时")
    entries = [Entry(n, n, [], words[n % 4] * (n % 3 + 1)) for n in range(1, 121)]
    index = LexicalIndex.build(entries)
    wanted = np.array(sorted(passing), np.int64)
    sifted = index.sift("临时救助", k, lambda ids: np.isin(ids, wanted), every_term=every)
    filtered = index.search("临时救助", k, sorted(passing), every_term=every)
    assert [number for number, _ in sifted] == [number for number, _ in filtered]
    assert np.allclose([score for _, score in sifted], [score for _, score in filtered])
