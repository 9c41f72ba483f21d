"""What people set right about a report: its file, and that a build takes it for what the report says."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index.build
from index.build import build
from index.errors import ReportError
from index.model import Chunk, Report
from index.places.gazetteer import gazetteer
from index.report import corrections
from index.report.corrections import ABSENT, FILE, NONE, Correction, place_named
from index.report.load import corrected, discover, load
from index.store.local import LocalStore
from index.verify import verify
from tests.helpers.fakes import FakeEmbedder

TEXT = "工作材料\n一、社会救助\n救助320人次，成效明显。\n二、下一步打算\n新增床位100张。\n"


@pytest.fixture(autouse=True)
def fake_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.build, "load_embedder", lambda name: FakeEmbedder())
    monkeypatch.setattr(index.build, "model_fingerprint", lambda name: FakeEmbedder.fingerprint)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two reports, one of them below."""
    reports = tmp_path / "reports"
    (reports / "夹").mkdir(parents=True)
    (reports / "甲.txt").write_text(TEXT, encoding="utf-8")
    (reports / "夹" / "乙.txt").write_text(f"苏州市民政局2023年工作总结\n{TEXT}", encoding="utf-8")
    return reports


def stored(out: Path, name: str) -> tuple[Report, tuple[Chunk, ...]]:
    store = LocalStore.open(out)
    found = store.report(name), tuple(chunk for _, chunk in store.report_chunks(name))
    store.close()
    return found


PLACES = st.sampled_from(["".join(region.path) for region in gazetteer().regions])
TITLES = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=120).filter(str.strip)
NO = st.sampled_from([None, ABSENT])
CORRECTIONS = st.builds(Correction, NO | PLACES, NO | st.integers(1949, 2100), st.none() | TITLES)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), CORRECTIONS, max_size=5))
def test_what_is_saved_is_loaded(tmp_path_factory: pytest.TempPathFactory, told: dict[str, Correction]) -> None:
    folder = tmp_path_factory.mktemp("reports")
    corrections.save(folder, told)
    assert corrections.load(folder) == {name: each for name, each in told.items() if each != NONE}
    assert [path.name for path in folder.iterdir()] in ([], [FILE])


@given(PLACES)
def test_every_place_is_known_by_its_full_name(name: str) -> None:
    assert "".join(place_named(name).path) == name


@pytest.mark.parametrize("name", ["江苏苏州", "苏州", " 苏州市 "])
def test_a_name_of_one_place_will_do(name: str) -> None:
    assert place_named(name).path == ("江苏省", "苏州市")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"place": "火星"}, "地名表里没有"),
        ({"place": ""}, "地名表里没有"),
        ({"place": "鼓楼区"}, "江苏省南京市鼓楼区"),
        ({"place": "苏州市和南京市"}, "地名表里没有"),
        ({"year": 1948}, "1949"),
        ({"year": 2101}, "2100"),
        ({"title": "  "}, "一行文字"),
        ({"title": "上\n下"}, "一行文字"),
        ({"title": "反\u202e转"}, "一行文字"),
        ({"title": "长" * 121}, "太长"),
    ],
)
def test_what_cannot_be_is_refused(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(ReportError, match=reason):
        Correction(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"甲.txt": []}',
        '{"甲.txt": {"agency": "民政局"}}',
        '{"甲.txt": {"year": "2023"}}',
        '{"甲.txt": {"year": true}}',
        '{"甲.txt": {"place": "火星"}}',
        '{"甲.txt": {"place": null}}',
        '{"甲.txt": {"title": 0}}',
        '{"甲.txt": {"year": "没有"}}',
        "[" * 100_000,
    ],
)
def test_a_broken_file_is_named(folder: Path, tmp_path: Path, text: str) -> None:
    (folder / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ReportError, match=r"corrections\.json"):
        corrections.load(folder)
    with pytest.raises(ReportError, match=r"corrections\.json"):
        build([folder], tmp_path / "index")


def test_bytes_that_are_no_text_are_named(folder: Path) -> None:
    (folder / FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ReportError, match=r"corrections\.json"):
        corrections.load(folder)


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_what_is_no_file_is_named_and_not_read(folder: Path, kind: str) -> None:
    if kind == "pipe":
        os.mkfifo(folder / FILE)
    elif kind == "device":
        (folder / FILE).symlink_to("/dev/zero")
    else:
        (folder / FILE).mkdir()
    with pytest.raises(ReportError, match=r"corrections\.json"):
        corrections.load(folder)


def test_the_file_is_no_report(folder: Path) -> None:
    corrections.save(folder, {"甲.txt": Correction(year=2022)})
    assert [name for _, name in discover([folder])] == ["夹/乙.txt", "甲.txt"]


def test_a_corrected_report_is_read_as_if_it_said_so(folder: Path) -> None:
    plain = load(folder / "甲.txt", "甲.txt")
    assert (plain.region, plain.year, plain.kind) == (None, None, None)
    told = Correction("苏州市", 2022, "某局工作总结和下一年工作计划")
    report = load(folder / "甲.txt", "甲.txt", told)
    assert report.region == place_named("苏州市")
    assert (report.title, report.year, report.kind) == (told.title, 2022, "summary_and_plan")
    periods = [section.period for top in report.sections for section in top.walk()]
    assert [(each.year, each.planned) for each in periods if each] == [(2022, False), (2022, False), (2023, True)]
    assert (report.text, report.body_start) == (plain.text, plain.body_start)
    assert report.sha256 != plain.sha256


def test_a_corrected_title_that_says_nothing_takes_nothing_away(folder: Path) -> None:
    path = folder / "苏州.txt"
    path.write_text("苏州市民政局2021年工作总结\n一、社会救助\n救助321户。\n", encoding="utf-8")
    plain, report = load(path, path.name), load(path, path.name, Correction(title="没有地名的标题"))
    assert report.title == "没有地名的标题"
    assert (report.region, report.year, report.kind) == (plain.region, plain.year, plain.kind)
    assert plain.region
    assert plain.year == 2021


def test_a_report_can_be_of_no_place_and_no_year(folder: Path) -> None:
    path = folder / "夹" / "乙.txt"
    plain = load(path, "夹/乙.txt")
    assert (plain.region, plain.year) == (place_named("苏州市"), 2023)
    report = load(path, "夹/乙.txt", Correction(ABSENT, ABSENT))
    assert (report.region, report.year, report.title) == (None, None, plain.title)
    done = next(section for top in report.sections for section in top.walk())
    assert done.period is None or done.period.year is None
    assert load(path, "夹/乙.txt", Correction(place=ABSENT)).year == 2023
    assert load(path, "夹/乙.txt", Correction(year=ABSENT)).region == plain.region


def test_no_place_has_the_name_of_none() -> None:
    assert not gazetteer().named(ABSENT)


def test_a_file_from_before_is_read_and_stamped_as_then(folder: Path) -> None:
    (folder / FILE).write_text('{"甲.txt": {"place": "江苏省苏州市", "year": 2023}}', encoding="utf-8")
    told = corrections.load(folder)["甲.txt"]
    assert told == Correction("江苏省苏州市", 2023)
    assert told.stamp("0" * 64) == "ce9a778947338eb8a0a00a97f14348679122f72531254cf617850c7a6b99f29f"


def test_place_and_year_follow_from_a_corrected_title(folder: Path) -> None:
    report = load(folder / "甲.txt", "甲.txt", Correction(title="苏州市民政局2021年工作总结"))
    assert (report.region, report.year, report.kind) == (place_named("苏州市"), 2021, "summary_and_plan")


@given(CORRECTIONS, CORRECTIONS)
def test_each_correction_has_a_stamp_of_its_own(one: Correction, other: Correction) -> None:
    digest = "0" * 64
    assert NONE.stamp(digest) == digest
    assert (one.stamp(digest) == other.stamp(digest)) == (one == other)


def test_a_build_does_again_only_what_was_corrected(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "index"
    build([folder], out)
    corrections.save(folder, {"夹/乙.txt": Correction("南京市", 2020), "没有.txt": Correction(year=2020)})
    summary = build([folder], out, prune=True)
    assert (summary.refreshed, summary.unchanged) == (("夹/乙.txt",), ("甲.txt",))
    report, chunks = stored(out, "夹/乙.txt")
    assert (report.year, report.region) == (2020, place_named("南京市"))
    assert all(chunk.context.startswith("南京市·202") for chunk in chunks)
    assert 2020 in chunks[0].years
    assert verify(out) == ()
    assert build([folder], out).unchanged == ("夹/乙.txt", "甲.txt")
    corrections.save(folder, {})
    assert build([folder], out).refreshed == ("夹/乙.txt",)
    assert stored(out, "夹/乙.txt")[0] == load(folder / "夹" / "乙.txt", "夹/乙.txt")


def test_corrections_belong_to_their_folder(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "其他"
    other.mkdir()
    (other / "甲.txt").write_text(TEXT, encoding="utf-8")
    corrections.save(folder, {"甲.txt": Correction(year=2022)})
    assert corrected([folder, other]) == {(folder / "甲.txt").resolve(): Correction(year=2022)}
    assert corrected([folder / "甲.txt"]) == corrected([folder])


def test_a_build_tells_how_far_it_is(folder: Path, tmp_path: Path) -> None:
    shares: list[float] = []
    build([folder], tmp_path / "index", progress=False, advance=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)


def test_a_save_that_fails_leaves_the_file_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corrections.save(folder, {"甲.txt": Correction(year=2022)})
    before = (folder / FILE).read_bytes()

    def full(path: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ReportError, match="不能写入"):
        corrections.save(folder, {"甲.txt": Correction(year=2020)})
    assert json.loads(before) == {"甲.txt": {"year": 2022}}
    assert (folder / FILE).read_bytes() == before
