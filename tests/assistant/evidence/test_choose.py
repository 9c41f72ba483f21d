"""Evidence → what is said: the surest span of each place, nothing of a part for the whole, nothing that is unsure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from assistant.answer import Assistant
from assistant.evidence import choose as choosing
from assistant.evidence import confidence as models
from assistant.evidence import portions
from assistant.evidence.choose import LONGEST_UNNAMED, MORE, Choice, choose
from assistant.reader.reader import Pair, Reading
from index.model import overlaps
from tests.helpers.fakes import FakeReader, weighing
from tests.helpers.places import ADVERT, HEPING, REPORTS, SUZHOU, YUZHONG, assistant_over, build

KUNSHAN, NOWHERE = "昆山.txt", "简讯.txt"
SEEN = {
    **REPORTS,
    KUNSHAN: "昆山市民政局2023年工作总结\n一、殡葬改革\n建成骨灰楼12座，推行节地生态安葬。\n",
    NOWHERE: "工作简讯\n\n无人机配送上线，送餐到山顶，每日三趟。\n",
}
COMPARED = "比较苏州和渝中区新增养老床位多少张"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    store = build(tmp_path_factory.mktemp("places"), SEEN)
    yield assistant_over(store)
    store.close()


@pytest.fixture(autouse=True)
def by_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader's word counts, and little else."""
    monkeypatch.setattr(models, "_weights", lambda: weighing(closer=1.0, share=0.1, untimely=-1.0, said=0.1))


class Trusting(FakeReader):
    """As sure of a passage as is said of its report, by a word of the heading; of any other not at all."""

    def __init__(self, **sure: float) -> None:
        self._sure = sure

    def read(self, pairs: Sequence[Pair]) -> list[Reading]:
        told = zip(pairs, super().read(pairs), strict=True)
        return [replace(reading, answerable=self._of(pair.heading)) for pair, reading in told]

    def _of(self, heading: str) -> float:
        return next((sure for word, sure in self._sure.items() if word in heading), 0.01)


def choice(assistant: Assistant, question: str, **sure: float) -> Choice:
    wish, found = assistant.read(question)
    return choose(wish, found, assistant.library, Trusting(**sure) if sure else assistant.reader)


def said(told: Choice) -> dict[str | None, str]:
    return {group.label: "".join(span.quote for span in group.evidence) for group in told.groups}


def test_only_what_is_sure_enough_is_said(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    for least, answered in ((0.0, True), (0.5, True), (0.95, False), (1.0, False)):
        monkeypatch.setattr(choosing, "SURE", least)
        told = choice(assistant, "渝中区新增养老床位多少张", 渝中=0.9)
        assert bool(told.groups) is answered
        assert (told.nearest is None) is answered
        assert (told.sure > 0) is answered
    assert told.nearest
    assert "养老床位260张" in told.nearest.quote


def test_a_choice_is_as_sure_as_its_surest_span(assistant: Assistant) -> None:
    surer, less = (choice(assistant, f"{place}新增养老床位多少张", 苏州=0.8, 渝中=0.9) for place in ("渝中区", "苏州"))
    assert 0.5 < less.sure < surer.sure < 1
    for question in (COMPARED, "比较渝中区和苏州新增养老床位多少张"):
        assert choice(assistant, question, 苏州=0.8, 渝中=0.9).sure == pytest.approx(surer.sure, abs=0.02)


def test_a_place_without_enough_is_left_empty_where_places_are_compared(assistant: Assistant) -> None:
    told = said(choice(assistant, COMPARED, 苏州=0.05, 渝中=0.9))
    assert told["苏州市"] == ""
    assert "260张" in told["渝中区"]
    assert choice(assistant, COMPARED, 苏州=0.05, 渝中=0.05).groups == ()


def test_a_figure_of_a_part_is_none_of_the_whole(assistant: Assistant) -> None:
    told = choice(assistant, "苏州建成骨灰楼多少座", 昆山=0.9)
    assert told.groups == ()
    assert told.nearest is None or told.nearest.hit.chunk.report == KUNSHAN
    part = choice(assistant, "昆山市建成骨灰楼多少座", 昆山=0.9)
    assert ["12座" in quote for quote in said(part).values()] == [True]


def test_a_part_that_alone_answers_what_is_no_figure_is_named(assistant: Assistant) -> None:
    assert list(said(choice(assistant, "苏州怎么推行节地生态安葬", 昆山=0.9))) == ["昆山市"]
    assert list(said(choice(assistant, "昆山市怎么推行节地生态安葬", 昆山=0.9))) == [None]


def test_of_a_place_with_reports_of_its_parts_alone_no_amount_is_told(assistant: Assistant) -> None:
    told = choice(assistant, "江苏省建成骨灰楼多少座", 苏州=0.9, 昆山=0.9)
    assert told.groups == ()
    assert told.only_parts
    assert not choice(assistant, "昆山市建成骨灰楼多少座", 苏州=0.05).only_parts


@pytest.mark.parametrize(
    "question", ["苏州支出福彩公益金多少万元", "苏州福彩公益金怎么资助养老项目", "福彩公益金资助什么"]
)
def test_no_advertising_is_said_shown_or_given_to_a_writer(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    for least in (0.0, 1.0):
        monkeypatch.setattr(choosing, "SURE", least)
        told = choice(assistant, question)
        spans = [span for group in told.groups for span in group.evidence] + ([told.nearest] if told.nearest else [])
        assert spans
        assert not any(ADVERT in span.quote for span in spans)
        for hit in (hit for group in told.groups for hit in group.more):
            report = assistant.library.report(hit.chunk.report)
            assert not overlaps(report.distrusted, hit.chunk.start, hit.chunk.end)


def test_a_writer_may_read_more_of_a_place_but_for_a_figure(assistant: Assistant) -> None:
    (figure,) = choice(assistant, "渝中区新增养老床位多少张", 渝中=0.9).groups
    (other,) = choice(assistant, "渝中区怎么走访低保家庭", 渝中=0.9).groups
    assert figure.more == ()
    assert 0 < len(other.more) <= MORE
    assert {hit.chunk.report for hit in other.more} == {YUZHONG}


def test_where_no_place_is_named_the_best_places_share_a_readable_answer(assistant: Assistant) -> None:
    told = choice(assistant, "新增养老床位多少张", 苏州=0.9, 渝中=0.8)
    assert list(said(told)) == ["苏州市", "渝中区"]
    assert sum(len(quote) for quote in said(told).values()) <= LONGEST_UNNAMED
    assert list(said(choice(assistant, "新增养老床位多少张", 苏州=0.8, 渝中=0.9))) == ["渝中区", "苏州市"]


@pytest.fixture
def all_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions, "CLOSE", 99.0)
    monkeypatch.setattr(portions, "READ", 50)


@pytest.mark.usefixtures("all_is_read")
def test_where_no_place_is_named_one_that_says_far_less_of_it_is_left_out(assistant: Assistant) -> None:
    told = choice(assistant, "一碗汤距离助葬服务惠及多少户", 和平=0.7, 苏州=0.9, 渝中=0.9)
    assert {span.hit.chunk.report for group in told.groups for span in group.evidence} == {HEPING}


def test_a_report_of_no_known_place_answers_alone(assistant: Assistant) -> None:
    told = choice(assistant, "无人机配送送餐到哪里", 简讯=0.9, 苏州=0.6, 渝中=0.6)
    assert {span.hit.chunk.report for group in told.groups for span in group.evidence} == {NOWHERE}
    assert len(told.groups) == 1


@pytest.mark.usefixtures("all_is_read")
def test_which_places_tell_of_a_thing_is_told_by_the_words_of_the_span(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "NEAR_THE_BEST", 0.0)
    told = choice(assistant, "哪些地区提到了助餐点", 苏州=0.9, 渝中=0.9, 和平=0.9)
    assert told.groups
    assert {span.hit.chunk.report for group in told.groups for span in group.evidence} == {SUZHOU}


def test_whether_any_report_has_the_words_is_told(assistant: Assistant) -> None:
    assert choice(assistant, "养老床位", 苏州=0.05).touched
    nothing = choice(assistant, "红烧肉怎么做", 苏州=0.05)
    assert (nothing.groups, nothing.nearest, nothing.touched) == ((), None, False)
