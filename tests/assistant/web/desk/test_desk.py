"""The editors' desk: reports set right, taken out and listed."""

from pathlib import Path

import pytest

from index.errors import ReportError
from index.report import corrections
from index.report.corrections import ABSENT, Correction
from index.verify import verify
from tests.helpers.desks import Setting, made
from tests.helpers.places import HEPING, REPORTS, SUZHOU


@pytest.fixture
def setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setting:
    return made(tmp_path, monkeypatch)


def test_a_report_is_set_right_and_back(setting: Setting) -> None:
    def correct(place: str, year: str, title: str) -> Correction:
        setting.desk.correct(SUZHOU, place, year, title, setting.note, setting.shares.append)
        return setting.desk.correction(SUZHOU)

    plain = setting.desk.reading(SUZHOU)
    assert plain.title
    assert correct("江苏南京", " ２０２１年 ", plain.title) == Correction("江苏省南京市", 2021)
    card = next(card for card in setting.served.get().catalogue() if card.path == SUZHOU)
    assert (card.region and card.region.name, card.year) == ("南京市", 2021)
    assert setting.desk.reading(SUZHOU) == plain
    assert correct("", "", "") == Correction()
    assert corrections.load(setting.reports) == {}
    card = next(card for card in setting.served.get().catalogue() if card.path == SUZHOU)
    assert (card.region, card.year) == (plain.region, plain.year)
    told = f"{SUZHOU}：地区 江苏省南京市，年份 2021"
    assert setting.log == [("更正", told), ("更正", f"{SUZHOU}：恢复自动识别")]


@pytest.mark.parametrize(("place", "year"), [("火星", ""), ("", "去年"), ("", "1900"), ("鼓楼区", "2023")])
def test_a_correction_that_cannot_be_changes_nothing(setting: Setting, place: str, year: str) -> None:
    with pytest.raises(ReportError):
        setting.desk.correct(SUZHOU, place, year, "", setting.note, setting.shares.append)
    assert corrections.load(setting.reports) == {}
    assert setting.log == []


def test_a_removed_report_is_kept_and_no_longer_answers(setting: Setting) -> None:
    corrections.save(setting.reports, {SUZHOU: Correction(year=2020), HEPING: Correction(year=2021)})
    summary = setting.desk.remove(SUZHOU, setting.note, setting.shares.append)
    assert summary.removed == (SUZHOU,)
    (kept,) = setting.removed.iterdir()
    assert kept.read_text(encoding="utf-8") == REPORTS[SUZHOU]
    assert setting.log == [("移除", f"{SUZHOU} → {kept.name}")]
    assert SUZHOU not in setting.indexed()
    assert set(corrections.load(setting.reports)) == {HEPING}
    assert setting.served.get().ask("苏州市新增多少张养老床位？").reason == "region_not_covered"


@pytest.mark.parametrize("name", ["没有.txt", "../inbox/新.txt", "corrections.json", ""])
def test_only_a_report_of_the_folder_can_be_changed(setting: Setting, name: str) -> None:
    setting.handed("新.txt")
    corrections.save(setting.reports, {HEPING: Correction(year=2021)})
    with pytest.raises(ReportError, match="没有报告"):
        setting.desk.remove(name, setting.note, setting.shares.append)
    with pytest.raises(ReportError, match="没有报告"):
        setting.desk.correct(name, "", "2021", "", setting.note, setting.shares.append)
    assert (setting.inbox / "新.txt").exists()
    assert setting.log == []


def test_the_last_report_leaves_an_empty_index_that_takes_reports_again(setting: Setting) -> None:
    corrections.save(setting.reports, {SUZHOU: Correction(year=2020)})
    for name in setting.files():
        summary = setting.desk.remove(name, setting.note, setting.shares.append)
    assert summary.reports == 0
    assert (setting.indexed(), setting.desk.entries()) == ([], ())
    assert corrections.load(setting.reports) == {}
    assert verify(setting.served.index) == ()
    assert setting.served.get().ask("苏州市新增多少张养老床位？").refused
    assert setting.served.get().examples() == ()
    assert setting.desk.rebuild(setting.note, setting.shares.append).reports == 0
    assert setting.put(setting.handed("坏.txt", b"")) == ["bad"]
    assert setting.put(setting.handed("新.txt")) == ["new"]
    assert setting.indexed() == ["新.txt"]
    assert setting.served.get().ask("南阳市救助人次？").citations


def test_a_build_takes_the_model_that_is_served(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.build.load_embedder", lambda name: pytest.fail("the model was loaded again"))
    assert setting.put(setting.handed("新.txt")) == ["new"]


def test_a_place_and_a_year_can_be_none(setting: Setting) -> None:
    setting.desk.correct(SUZHOU, f" {ABSENT} ", ABSENT, "", setting.note, setting.shares.append)
    assert setting.desk.correction(SUZHOU) == Correction(ABSENT, ABSENT)
    card = next(card for card in setting.served.get().catalogue() if card.path == SUZHOU)
    assert (card.region, card.year) == (None, None)
    assert setting.log == [("更正", f"{SUZHOU}：地区 无，年份 无")]
    setting.desk.correct(SUZHOU, "", "", "", setting.note, setting.shares.append)
    card = next(card for card in setting.served.get().catalogue() if card.path == SUZHOU)
    assert (card.region and card.region.name, card.year) == ("苏州市", 2023)


def test_the_list_tells_what_is_indexed_and_what_is_there(setting: Setting) -> None:
    (setting.reports / "空.txt").touch()
    (setting.reports / SUZHOU).unlink()
    entries = {entry.path: entry for entry in setting.desk.entries()}
    assert sorted(entries) == sorted([*REPORTS, "空.txt"])
    assert (entries["空.txt"].card, entries["空.txt"].present) == (None, True)
    assert (entries[SUZHOU].card is None, entries[SUZHOU].present) == (False, False)
    assert setting.desk.sections(SUZHOU) == 10
    summary = setting.desk.rebuild(setting.note, setting.shares.append)
    assert (summary.removed, [name for name, _ in summary.failed]) == ((SUZHOU,), ["空.txt"])
    assert setting.log == [("重建索引", "reports")]
