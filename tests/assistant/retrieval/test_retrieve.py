"""What is found for each place: only of its reports and of the years asked for, in a fixed order."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.catalogue import Catalogue
from assistant.retrieval.retrieve import DEPTH, CrossEncoderReranker, Reranker, Retriever
from index.errors import ModelError
from index.model import Card, Chunk, Scope
from index.store.local import LocalStore
from index.store.protocol import Store
from tests.helpers.fakes import FakeEmbedder, passages
from tests.helpers.places import HEPING, SUZHOU, YUZHONG, assistant_over, build, place, query


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    store = build(tmp_path_factory.mktemp("places"))
    yield store
    store.close()


class Backwards:
    """A Reranker that likes what has the fewest words of the question."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        return [-float(sum(character in text for character in set(question))) for text in texts]


def find(store: LocalStore, question: str, count: int = 12, reranker: Reranker | None = None) -> dict[str, list[str]]:
    """Place → the reports of its hits."""
    cards = Catalogue(store.catalogue())
    found = Retriever(store, FakeEmbedder(), reranker).find(query(question, cards), cards, count)
    return {place.label: [hit.chunk.report for hit in place.hits] for place in found}


def test_each_place_finds_its_own_reports_only(store: LocalStore) -> None:
    found = find(store, "苏州和渝中区的低保标准")
    assert list(found) == ["苏州市", "渝中区"]
    assert set(found["苏州市"]) == {SUZHOU}
    assert set(found["渝中区"]) == {YUZHONG}


def test_without_a_place_the_hits_stand_by_place(store: LocalStore) -> None:
    found = find(store, "低保标准是多少")
    assert set(found) == {"苏州市", "渝中区", "和平县"}
    assert all(len(set(reports)) == 1 for reports in found.values())


def test_a_place_without_reports_beside_one_with(store: LocalStore) -> None:
    found = find(store, "比较苏州和成都市的低保标准")
    assert found["成都市"] == []


@pytest.mark.parametrize("question", ["成都市的低保标准", "和平县2023年的低保标准", "2019年的低保标准"])
def test_nothing_is_found_of_a_place_or_year_that_no_report_tells_of(store: LocalStore, question: str) -> None:
    assert not any(find(store, question).values())


def test_the_year_narrows(store: LocalStore) -> None:
    cards = Catalogue(store.catalogue())
    found = Retriever(store, FakeEmbedder(), None).find(query("苏州2024年的低保标准", cards), cards, 12)
    assert found[0].hits
    assert all(2024 in hit.chunk.years for hit in found[0].hits)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_hits_come_best_first_with_a_meaning_a_sentence(store: LocalStore, count: int) -> None:
    cards = Catalogue(store.catalogue())
    asked = query("苏州的低保标准", cards)
    hits = Retriever(store, FakeEmbedder(), None).search(asked, Scope(frozenset({SUZHOU}), None), count, DEPTH)
    assert len(hits) == count
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert [len(hit.meaning) for hit in hits] == [len(hit.chunk.indexed_sentences) for hit in hits]
    meaning = np.concatenate([hit.meaning for hit in hits])
    assert meaning.mean() == pytest.approx(0, abs=1e-4)
    assert meaning.std() == pytest.approx(1, abs=1e-4)
    embedder = FakeEmbedder()
    sentences = [hit.chunk.indexed_text[slice(*span)] for hit in hits for span in hit.chunk.indexed_sentences]
    cosines = passages(embedder, sentences) @ embedder.embed_query("苏州的低保标准")
    assert meaning.argmax() == cosines.argmax()


def test_a_county_of_a_covered_city_is_told_by_its_name(store: LocalStore) -> None:
    cards = Catalogue(store.catalogue())
    found = Retriever(store, FakeEmbedder(), None).find(query("昆山市的社工站", cards), cards, 12)
    assert found[0].label == "昆山市"
    assert found[0].place
    assert found[0].place.short == "昆山"
    assert found[0].foreign(SUZHOU)
    assert {hit.chunk.report for hit in found[0].hits} == {SUZHOU}
    assert not Retriever(store, FakeEmbedder(), None).find(query("苏州", cards), cards, 12)[0].foreign(SUZHOU)


@pytest.mark.parametrize(
    ("name", "reports"),
    [
        ("苏州市", [SUZHOU]),
        ("江苏省", [SUZHOU]),
        ("昆山市", [SUZHOU]),
        ("重庆市", [YUZHONG]),
        ("和平县", [HEPING]),
        ("广州市", []),
    ],
)
def test_reports_of_a_place(store: LocalStore, name: str, reports: list[str]) -> None:
    assert [card.path for card in Catalogue(store.catalogue()).of(place(name))] == reports


@pytest.mark.parametrize("top_k", [1, 3, 5, 8])
def test_passages_are_the_best_of_each_place_by_turns(store: LocalStore, top_k: int) -> None:
    answer = assistant_over(store).ask("苏州、渝中区、和平县的低保标准是多少", top_k=top_k)
    reports = [passage.report for passage in answer.passages]
    assert len(reports) == top_k
    assert reports[:5] == [SUZHOU, YUZHONG, HEPING, SUZHOU, YUZHONG][:top_k]


def test_a_reranker_changes_the_order(store: LocalStore) -> None:
    def order(reranker: Reranker | None) -> list[str]:
        answer = assistant_over(store, reranker).ask("苏州的低保标准是多少")
        return [passage.text for passage in answer.passages]

    assert sorted(order(None)) == sorted(order(Backwards()))
    assert order(None) != order(Backwards())
    assert find(store, "苏州和渝中区的低保标准", reranker=Backwards()).keys() == {"苏州市", "渝中区"}


def test_the_cross_encoder_scores_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    class CrossEncoder:
        def __init__(self, name: str) -> None:
            if name == "missing":
                raise OSError("not found")

        def predict(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
            return [float(len(question) + len(text)) for question, text in pairs]

    monkeypatch.setitem(sys.modules, "sentence_transformers", SimpleNamespace(CrossEncoder=CrossEncoder))
    assert CrossEncoderReranker("some/reranker").scores("问题", ["一", "一二三"]) == [3.0, 5.0]
    with pytest.raises(ModelError, match=r"missing.*YOUJU_RERANKER"):
        CrossEncoderReranker("missing")


def test_a_report_whose_place_is_unknown_counts_for_those_it_opens_with(tmp_path: Path) -> None:
    text = "昆山与太仓携手推进养老服务\n两地共建养老床位30张，共享护理员培训资源。"
    store = build(tmp_path, {"news.txt": text})
    cards = Catalogue(store.catalogue())
    (card,) = cards
    assert card.region is None
    assert [region.short for region in card.leads] == ["昆山", "太仓"]
    assert cards.of(place("太仓")) == (card,)
    assert cards.of(place("渝中区")) == ()
    store.close()


Scores = Sequence[tuple[int, float]]


class TwoSearches:
    """Of a Store what the Retriever asks: two searches that find what they are told to, over chunks of one sentence."""

    def __init__(self, dense: Scores, lexical: Scores) -> None:
        self._dense, self._lexical = tuple(dense), tuple(lexical)

    def search_dense(self, vector: NDArray[np.float32], k: int, scope: Scope) -> tuple[tuple[int, float], ...]:
        return self._dense[:k]

    def search_lexical(self, text: str, k: int, scope: Scope) -> tuple[tuple[int, float], ...]:
        return self._lexical[:k]

    def chunks(self, ids: Sequence[int]) -> tuple[Chunk, ...]:
        return tuple(Chunk("a.txt", number, 0, 3, "救助。", (), None, "", frozenset()) for number in ids)


CARD = Card("a.txt", None, None, None, None, None, None, frozenset(), "救助")


def fused(dense: Scores, lexical: Scores) -> dict[int, float]:
    """Chunk → its score, best first."""
    store = cast(Store, TwoSearches(dense, lexical))
    found = Retriever(store, FakeEmbedder(), None).find(query("低保标准", ()), Catalogue([CARD]), 50)
    return {hit.chunk.ordinal: hit.score for place in found for hit in place.hits}


def test_words_weigh_a_little_more_than_meaning() -> None:
    assert list(fused([(1, 0.9), (2, 0.8)], [(2, 9.0), (1, 8.0)])) == [2, 1]


def test_a_clear_best_hit_beats_a_close_race() -> None:
    dense = [(1, 0.9), (2, 0.899), (3, 0.5)]
    assert list(fused(dense, [(2, 30.0), (1, 10.0), (3, 9.0)])) == [2, 1, 3]
    assert list(fused(dense, [(1, 10.0), (2, 9.9), (3, 9.0)])) == [1, 2, 3]


def test_a_chunk_that_only_one_search_has_counts_as_the_others_last() -> None:
    scores = fused([(1, 0.9), (2, 0.7)], [(3, 8.0), (2, 4.0)])
    assert scores == {1: pytest.approx(0.8 - 1), 2: pytest.approx(-0.8 - 1), 3: pytest.approx(-0.8 + 1)}
    assert list(scores) == [3, 1, 2]


def test_ties_go_by_chunk() -> None:
    same = [(number, 0.5) for number in (5, 2, 9)]
    assert fused(same, same) == {2: 0, 5: 0, 9: 0}
    assert list(fused(same, [])) == [2, 5, 9]


def test_a_search_without_hits_leaves_the_others_order() -> None:
    assert list(fused([(1, 0.2), (2, 0.3)], [])) == [2, 1]
    assert list(fused([], [(1, 0.2), (2, 0.3)])) == [2, 1]
    assert fused([], []) == {}
    assert fused([(1, 0.7)], []) == {1: 0}


hits = st.dictionaries(st.integers(1, 9), st.integers(0, 20).map(float), max_size=6)


@given(hits, hits, st.floats(0.01, 100), st.floats(-50, 50))
def test_the_scale_of_a_searchs_scores_does_not_matter(
    dense: dict[int, float], lexical: dict[int, float], factor: float, shift: float
) -> None:
    scores = fused(list(dense.items()), list(lexical.items()))
    scaled = {chunk: factor * score + shift for chunk, score in lexical.items()}
    again = fused(list(dense.items()), list(scaled.items()))
    if len(set(lexical.values())) > 1:
        assert again == {chunk: pytest.approx(score, abs=1e-4) for chunk, score in scores.items()}
    assert set(scores) == set(dense) | set(lexical)
    assert list(scores.values()) == sorted(scores.values(), reverse=True)
    bound = 1.5 * np.sqrt(max(1, len(dense))) + np.sqrt(max(1, len(lexical)))
    assert all(abs(score) <= bound for score in scores.values())
