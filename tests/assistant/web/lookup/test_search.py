"""Looking up without asking: what a search finds and marks, what filters let pass, what there is to choose from."""

import pytest

from assistant.answer import Assistant
from assistant.web.lookup import search as lookup
from assistant.web.lookup.search import LONGEST, UNSTATED, Facets
from index.errors import QuestionError
from tests.helpers import places
from tests.helpers.places import HEPING, REPORTS, SUZHOU, YUZHONG

BARE = "杂记.txt"
EVERY = Facets()


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    texts = {**REPORTS, BARE: "杂记\n养老床位另有说明，此处从略。\n"}
    return places.assistant_over(places.build(tmp_path_factory.mktemp("lookup"), texts))


def paths(assistant: Assistant, words: str, filters: Facets = EVERY) -> set[str]:
    return {one.card.path for one in lookup.search(assistant, words, filters)}


def test_words_find_paragraphs_by_report_with_the_sentences_that_match(assistant: Assistant) -> None:
    found = lookup.search(assistant, "骨灰楼")
    best = found[0]
    assert best.card.path == HEPING
    assert any("骨灰楼12座" in best.chunks[0].chunk.text[start:end] for start, end in best.chunks[0].marked)
    assert len({one.card.path for one in found}) == len(found)


def test_paragraphs_with_all_the_words_come_first(assistant: Assistant) -> None:
    first = lookup.search(assistant, "低保标准")[0].chunks[0]
    assert first.coverage == pytest.approx(1)
    assert "低保标准" in first.chunk.text


@pytest.mark.parametrize("words", ["asdfgh", "量子纠缠", "火星\u202e\u0000qq"])
def test_what_no_report_speaks_of_has_no_words_found(assistant: Assistant, words: str) -> None:
    found = lookup.search(assistant, words)
    assert all(chunk.coverage < 0.5 for one in found for chunk in one.chunks)


@pytest.mark.parametrize("words", ["", "  ", "。！", "？"])
def test_without_words_all_reports_that_pass_are_listed(assistant: Assistant, words: str) -> None:
    assert paths(assistant, words) == {*REPORTS, BARE}
    assert all(not one.chunks for one in lookup.search(assistant, words))


def test_too_many_words_are_refused(assistant: Assistant) -> None:
    assert lookup.search(assistant, "低" * LONGEST) is not None
    with pytest.raises(QuestionError, match="201 个字"):
        lookup.search(assistant, "低" * (LONGEST + 1))


def test_a_place_takes_in_the_places_within(assistant: Assistant) -> None:
    suzhou, jiangsu = places.place("苏州市"), places.place("江苏省")
    assert paths(assistant, "", Facets(place=suzhou.code)) == {SUZHOU}
    assert paths(assistant, "低保", Facets(place=jiangsu.code)) == {SUZHOU}
    assert paths(assistant, "", Facets(place=places.place("昆山市").code)) == set()
    assert paths(assistant, "", Facets(place=UNSTATED)) == {BARE}
    assert paths(assistant, "", Facets(place="000000")) == set()


def test_year_and_kind_limit_the_reports(assistant: Assistant) -> None:
    assert paths(assistant, "", Facets(year="2023")) == {SUZHOU, YUZHONG}
    assert paths(assistant, "低保标准", Facets(year="2022")) == {HEPING}
    assert paths(assistant, "", Facets(year=UNSTATED)) == {BARE}
    assert paths(assistant, "", Facets(kind="summary_and_plan")) == {SUZHOU}
    assert paths(assistant, "", Facets(kind=UNSTATED)) == {BARE}


def test_done_and_planned_are_told_apart(assistant: Assistant) -> None:
    planned = lookup.search(assistant, "养老床位", Facets(planned=True))
    assert {one.card.path for one in planned} == {SUZHOU}
    assert all(chunk.chunk.period and chunk.chunk.period.planned for one in planned for chunk in one.chunks)
    done = lookup.search(assistant, "养老床位", Facets(planned=False))
    assert all(chunk.chunk.period and not chunk.chunk.period.planned for one in done for chunk in one.chunks)
    assert {YUZHONG, SUZHOU} <= {one.card.path for one in done}


def test_words_of_the_headings_limit_the_paragraphs_and_find_them_alone(assistant: Assistant) -> None:
    for words in ("床位", ""):
        found = lookup.search(assistant, words, Facets(section="养老 服务"))
        assert {one.card.path for one in found} == {SUZHOU, YUZHONG}
        assert all("养老服务" in "".join(chunk.chunk.section) for one in found for chunk in one.chunks)


def test_results_sort_by_year_and_by_place(assistant: Assistant) -> None:
    years = [max(one.card.years, default=0) for one in lookup.search(assistant, "低保", sort="year")]
    assert years == sorted(years, reverse=True)
    codes = [one.card.region.code if one.card.region else "~" for one in lookup.search(assistant, "", sort="place")]
    assert codes == sorted(codes)
    assert codes[-1] == "~"


def test_the_places_to_choose_from_hold_the_reports_and_are_nested(assistant: Assistant) -> None:
    names = [place.name for place in lookup.places(assistant.catalogue())]
    assert names.index("江苏省") + 1 == names.index("苏州市")
    assert {"重庆市", "渝中区"} <= set(names)
    assert lookup.years(assistant.catalogue()) == ("2024", "2023", "2022")


def test_a_count_is_the_length_of_the_list(assistant: Assistant) -> None:
    cards = assistant.catalogue()
    for place in ("", UNSTATED, *(place.code for place in lookup.places(cards))):
        counts = lookup.counted(cards, place)
        for year in ("", UNSTATED, *lookup.years(cards)):
            assert counts[year] == len(paths(assistant, "", Facets(place, year)))


def test_the_address_of_a_paragraph_keeps_any_name() -> None:
    assert lookup.href("甲&p=9 <乙>.txt", 3) == "?report=%E7%94%B2%26p%3D9+%3C%E4%B9%99%3E.txt&p=3"


def test_a_paragraph_is_found_by_its_offset(assistant: Assistant) -> None:
    chunks = assistant.library.chunks(SUZHOU)
    for chunk in chunks:
        assert lookup.paragraph_at(chunks, chunk.start) == chunk.ordinal
        assert lookup.paragraph_at(chunks, chunk.end - 1) == chunk.ordinal
    assert lookup.paragraph_at((), 5) == 0
