"""What of a statement must stand in what it cites: figures, years, places, names, plans, and what is said of what."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assistant.language.figures import figures
from assistant.verify.claims import amounts, plain
from assistant.verify.faults import Span, faults, span_of, unsupported
from index.model import Period
from index.places.gazetteer import gazetteer
from index.report.chunks import split
from index.report.load import discover, load
from index.text.sentences import sentences
from tests.helpers.paths import ROOT, SHARED
from tests.helpers.places import REPORTS

SPAN = "截至6月底,发放低保金2,850.46 万元，惠及1.5万人、15户，占比98.74%；2022年新建3个。"


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("发放低保金2850.46万元", ()),
        ("发放低保金2850.46亿元", ("2850.46亿元",)),
        ("发放低保金850.46万元", ("850.46万元",)),
        ("惠及5户", ("5户",)),
        ("惠及15户", ()),
        ("占比98.74％", ()),
        ("占比98.7%", ("98.7%",)),
        ("2021年新建3个", ("2021年",)),
        ("2022年新建3个", ()),
        ("没有数字", ()),
    ],
)
def test_figures_stand_to_the_digit_and_the_unit(statement: str, missing: tuple[str, ...]) -> None:
    assert unsupported(statement, (SPAN,)) == missing


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from(["元", "万元", "人次", "个", "%"]))
def test_another_number_is_never_supported(said: int, stands: int, unit: str) -> None:
    supported = not unsupported(f"共{said}{unit}", (f"共{stands}{unit}",))
    assert supported == (said == stands)


@given(st.text("0123456789,，.． 、年月元万%％（WP)\xa0\n一", max_size=60))
@example("1\n.0")
def test_the_figures_of_a_text_stand_in_it(text: str) -> None:
    assert unsupported(text, (text,)) == ()


def test_numbers_side_by_side_and_behind_a_point() -> None:
    for text in ("咨询电话：31682304，83900739365", "参与法规协调论坛（WP.76）"):
        assert unsupported(text.replace(" ", "\xa0"), (text,)) == ()


DIGESTS = ROOT / "reports"
UNITS = ("元", "人", "户", "家", "%", "个", "名", "张")
HOSTILE = [
    "低保、",
    "1234567890",
    "每",
    "由",
    "（",
    "《",
    "“",
    "3人、5人，",
    "不得挪用、",
    "由3元到5元",
    "分别为甲、乙3元、5元，",
]
HOSTILE += ["2022年", "，", "\n", "\u200b", "\ud800", "先救后审", "一二三十百千", "民政局发放低保金", '"', "将", "|1|"]


def cited(paths: Iterable[tuple[Path, str]], most: int) -> Iterator[tuple[str, Span]]:
    """Up to `most` sentences of each report, each with itself as the span."""
    for path, name in paths:
        report = load(path, name)
        spans = [
            (chunk, chunk.start + start, chunk.start + end)
            for chunk in split(report)
            for start, end in sentences(chunk.text)
            if end - start >= 8
        ]
        for chunk, start, end in spans[:: len(spans) // most + 1]:
            yield report.text[start:end], span_of(report, chunk, start, end)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Span]]:
    """The sentences of the made-up reports and the digests."""
    folder = tmp_path_factory.mktemp("reports")
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return list(cited(discover([folder, DIGESTS]), 200))


def test_a_sentence_is_never_faulted_against_itself(own: list[tuple[str, Span]]) -> None:
    assert len(own) > 100
    assert [said for said, span in own if faults(said, [span])] == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real reports are not here")
def test_no_real_sentence_is_faulted_against_itself() -> None:
    pairs = list(cited(list(discover([SHARED / "reports", SHARED / "corpora"]))[::4], 12))
    assert len(pairs) > 400
    assert [said for said, span in pairs if faults(said, [span])] == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_figure_with_another_digit_is_a_fault(own: list[tuple[str, Span]], data: st.DataObject) -> None:
    said, span = data.draw(st.sampled_from(own))
    mutable = [each for each in figures(said) if each.unit in UNITS and "|" not in span.text]
    if not mutable:
        return
    figure = data.draw(st.sampled_from(mutable))
    at = said.index(next(each for each in said[figure.start : figure.end] if each.isdigit()), figure.start)
    digit = data.draw(st.sampled_from([each for each in "123456789" if each != said[at]]))
    changed = said[:at] + digit + said[at + 1 :]
    new = amounts(plain(changed)) - amounts(plain(said))
    held = amounts(plain(span.text))
    if new and not any(one.value == other.value for one in new for other in held):
        assert "figure" in faults(changed, [span])


@given(
    st.text(max_size=80) | st.lists(st.sampled_from(HOSTILE), max_size=8).map("".join), st.sampled_from([*HOSTILE, ""])
)
def test_any_text_is_judged_and_always_the_same(said: str, held: str) -> None:
    assert faults(said, [Span(held)]) == faults(said, [Span(held)])
    assert faults(held, [Span(said)]) is not None


@pytest.mark.parametrize("piece", HOSTILE)
def test_long_runs_of_anything_are_judged(piece: str) -> None:
    """Patterns that go back and forth over a text would need minutes for these."""
    run = (piece * 10_000)[:10_000]
    faults(run[:900], [Span(run)])
    faults(run[:900], [Span("民政局发放低保金3元，不得挪用。")])
    faults("民政局发放低保金3元，不得挪用资金。", [Span(run)])
    assert faults(run, [Span(run)]) == ("meaning",)


def test_what_cites_nothing_is_not_supported() -> None:
    assert faults("发放低保金5元", []) == ("figure",)
    assert faults("这项工作做得很扎实", []) == ("meaning",)
    assert faults("", []) == ()


def test_two_spans_make_no_figure_together() -> None:
    assert "figure" in faults("1234人", [Span("共12"), Span("34人")])


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("苏州市2023年发放低保金2850.46万元，惠及1.5万人。", ()),
        ("2023年全年发放低保金28,504,600元", ()),
        ("发放低保金2850.46万元，惠及1.6万人", ("figure",)),
        ("2022年发放低保金2850.46万元", ("year",)),
        ("南京发放低保金2850.46万元", ("place",)),
        ("按《低保新规》发放低保金2850.46万元", ("name",)),
        ("计划发放低保金2850.46万元", ("plan",)),
        ("没有发放低保金2850.46万元", ("meaning",)),
        ("南京市2022年发放低保金2851万元", ("figure", "year", "place")),
    ],
)
def test_kinds_of_faults(said: str, found: tuple[str, ...]) -> None:
    suzhou = next(region for each in gazetteer().mentions("苏州市") for region in each.regions)
    span = Span("全年发放低保金2,850.46 万元，惠及1.5万人。", suzhou, Period(2023, None, False), 2023, "江苏省苏州市")
    assert faults(said, [span]) == found


def test_a_building_beside_which_something_stands_is_a_place() -> None:
    span = Span("在市儿童福利院旁新建护理楼1栋，市社会福利中心同时扩建。")
    assert faults("在市儿童福利院旁新建护理楼", [span]) == ()
    assert "place" in faults("在市社会福利中心旁新建护理楼", [Span(span.text.replace("，市社会福利中心同时扩建", ""))])


def test_what_one_line_ends_and_the_next_begins_with_is_no_new_figure() -> None:
    assert unsupported("联系电话：8606 省教育厅", ("联系电话：8606\n省教育厅",)) == ()
    assert unsupported("联系电话：8606 省教育厅", ("联系电话：8606", "省教育厅")) == ("8606省",)
