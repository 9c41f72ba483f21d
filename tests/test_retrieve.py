"""What is found for each place: only of its reports and of the years asked for, in a fixed order."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.retrieve import CrossEncoderReranker, Reranker, Retriever, reports_of
from index.errors import ModelError
from index.store import LocalStore
from tests.fakes import FakeEmbedder
from tests.places import HEPING, SUZHOU, YUZHONG, assistant_over, build, place, query


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    store = build(tmp_path_factory.mktemp("places"))
    yield store
    store.close()


class Backwards:
    """A Reranker that likes what has the fewest words of the question."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        return [-float(sum(character in text for character in set(question))) for text in texts]


def find(
    store: LocalStore, question: str, count: int = 12, reranker: Reranker | None = None
) -> tuple[dict[str, list[str]], str | None]:
    """Place → the reports of its hits, and the reason."""
    cards = store.catalogue()
    found, reason = Retriever(store, FakeEmbedder(), reranker).find(query(question, cards), cards, count)
    return {place.label: [hit.chunk.report for hit in place.hits] for place in found}, reason


def test_each_place_finds_its_own_reports_only(store: LocalStore) -> None:
    found, reason = find(store, "苏州和渝中区的低保标准")
    assert reason is None
    assert list(found) == ["苏州市", "渝中区"]
    assert set(found["苏州市"]) == {SUZHOU}
    assert set(found["渝中区"]) == {YUZHONG}


def test_without_a_place_the_hits_stand_by_place(store: LocalStore) -> None:
    found, _ = find(store, "低保标准是多少")
    assert set(found) == {"苏州市", "渝中区", "和平县"}
    assert all(len(set(reports)) == 1 for reports in found.values())


def test_a_place_without_reports_beside_one_with(store: LocalStore) -> None:
    found, reason = find(store, "比较苏州和成都市的低保标准")
    assert reason is None
    assert found["成都市"] == []


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("成都市的低保标准", "region_not_covered"),
        ("和平县2023年的低保标准", "period_not_covered"),
        ("2019年的低保标准", "period_not_covered"),
    ],
)
def test_why_nothing_is_found(store: LocalStore, question: str, reason: str) -> None:
    found, told = find(store, question)
    assert told == reason
    assert not any(found.values())


def test_the_year_narrows(store: LocalStore) -> None:
    cards = store.catalogue()
    found, _ = Retriever(store, FakeEmbedder(), None).find(query("苏州2024年的低保标准", cards), cards, 12)
    assert found[0].hits
    assert all(2024 in hit.chunk.years for hit in found[0].hits)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_hits_come_best_first_with_a_cosine_a_sentence(store: LocalStore, count: int) -> None:
    cards = store.catalogue()
    found, _ = Retriever(store, FakeEmbedder(), None).find(query("苏州的低保标准", cards), cards, count)
    hits = found[0].hits
    assert len(hits) == count
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        assert len(hit.cosines) == len(hit.chunk.indexed_sentences)
        assert all(-1.001 <= cosine <= 1.001 for cosine in hit.cosines)


def test_a_county_of_a_covered_city_is_told_by_its_name(store: LocalStore) -> None:
    cards = store.catalogue()
    found, _ = Retriever(store, FakeEmbedder(), None).find(query("昆山市的社工站", cards), cards, 12)
    assert found[0].label == "昆山市"
    assert found[0].inside
    assert found[0].inside.short == "昆山"
    assert {hit.chunk.report for hit in found[0].hits} == {SUZHOU}
    assert Retriever(store, FakeEmbedder(), None).find(query("苏州", cards), cards, 12)[0][0].inside is None


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
    assert [card.path for card in reports_of(place(name), store.catalogue())] == reports


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
    assert find(store, "苏州和渝中区的低保标准", reranker=Backwards())[0].keys() == {"苏州市", "渝中区"}


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
    (card,) = store.catalogue()
    assert card.region is None
    assert [region.short for region in card.leads] == ["昆山", "太仓"]
    assert reports_of(place("太仓"), (card,)) == (card,)
    assert reports_of(place("渝中区"), (card,)) == ()
    store.close()
