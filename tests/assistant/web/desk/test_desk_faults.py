"""The editors' desk when things go wrong: two at once, a kill, a disk that is full, sealed or gone."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from assistant.web.desk.desk import Desk
from index.errors import AuditError, ReportError, StoreError, YoujuError
from index.report import corrections
from index.report.corrections import Correction
from index.store.local import LocalStore
from index.whole import written_whole
from tests.helpers.desks import NEW, Served, Setting, made
from tests.helpers.places import HEPING, REPORTS, SUZHOU


@pytest.fixture
def setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setting:
    return made(tmp_path, monkeypatch)


def test_an_empty_folder_that_nobody_emptied_changes_nothing(setting: Setting) -> None:
    """As where a disk is not mounted: a build would drop every report from the index."""
    setting.desk.remove(SUZHOU, setting.note, setting.shares.append)
    indexed, setting.log[:] = setting.indexed(), []
    for name in setting.files():
        (setting.reports / name).unlink()
    acts: list[Callable[[], object]] = [
        lambda: setting.desk.rebuild(setting.note, setting.shares.append),
        lambda: setting.put(setting.handed("新.txt")),
    ]
    for act in acts:
        with pytest.raises(ReportError, match=r"是空的，索引里却有 2 份"):
            act()
    assert setting.indexed() == indexed
    assert [path.name for path in setting.reports.iterdir()] == [".youju.lock"]
    assert setting.log == []


def test_a_removal_that_was_cut_short_is_made_up_for(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last reports were moved out and the process killed before the build."""
    with monkeypatch.context() as killed:
        killed.setattr("assistant.web.desk.desk.build", lambda *_, **__: pytest.fail("killed"))
        for name in setting.files():
            with pytest.raises(pytest.fail.Exception):
                setting.desk.remove(name, setting.note, setting.shares.append)
    assert setting.desk.unfinished
    assert setting.desk.rebuild(setting.note, setting.shares.append).removed == tuple(sorted(REPORTS))
    assert not setting.desk.unfinished
    assert setting.indexed() == []


def test_an_upload_that_was_cut_short_is_told_until_the_index_holds_it(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        assert setting.desk.unfinished
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr("assistant.web.desk.desk.build", killed)
        with pytest.raises(KeyboardInterrupt):
            setting.put(setting.handed("新.txt"))
    again = Desk(Served(setting.served.index), setting.folder)
    assert again.unfinished
    assert not Desk(setting.elsewhere(), setting.folder).unfinished
    assert again.rebuild(setting.note, setting.shares.append).added == ("新.txt",)
    assert not again.unfinished


def test_what_a_killed_upload_left_half_written_goes_with_the_next_change(setting: Setting) -> None:
    half = written_whole(setting.reports / "新.txt")
    half.__enter__().write(b"half")
    assert setting.files() == sorted(REPORTS)
    setting.desk.rebuild(setting.note, setting.shares.append)
    assert sorted(path.name for path in setting.reports.iterdir()) == sorted([*REPORTS, ".youju.lock"])


def test_a_second_editor_is_told_and_changes_nothing(setting: Setting) -> None:
    """While one build is under way every other change is refused; afterwards they go."""
    acts: list[Callable[[], object]] = [
        lambda: setting.put(setting.handed("二.txt")),
        lambda: setting.desk.remove(SUZHOU, setting.note, setting.shares.append),
        lambda: setting.desk.correct(SUZHOU, "", "2021", "", setting.note, setting.shares.append),
        lambda: setting.desk.rebuild(setting.note, setting.shares.append),
    ]
    told: list[str] = []

    def meanwhile() -> None:
        for act in acts:
            try:
                act()
            except YoujuError as problem:
                told.append(str(problem))

    def others(share: float) -> None:
        editor = threading.Thread(target=meanwhile)
        editor.start()
        editor.join()

    setting.desk.put([setting.handed("一.txt")], False, setting.note, others)
    assert len(told) == len(acts)
    assert all("有人正在更新" in each for each in told)
    assert setting.log == [("上传", "一.txt")]
    assert setting.indexed() == sorted([*REPORTS, "一.txt"])
    assert setting.put(setting.inbox / "二.txt") == ["new"]


def test_two_apps_over_one_folder_lose_no_correction(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other app corrects a report after this one has read the corrections and before it has written them."""
    other, saved, told = Desk(setting.elsewhere(), setting.folder), corrections.save, list[str]()

    def meanwhile() -> None:
        try:
            other.correct(HEPING, "", "2021", "", setting.note, setting.shares.append)
        except StoreError as problem:
            told.append(str(problem))

    def save(folder: Path, those: Mapping[str, Correction]) -> None:
        monkeypatch.setattr(corrections, "save", saved)
        editor = threading.Thread(target=meanwhile)
        editor.start()
        editor.join()
        saved(folder, those)

    monkeypatch.setattr(corrections, "save", save)
    setting.desk.correct(SUZHOU, "", "2021", "", setting.note, setting.shares.append)
    assert told == ["有人正在更新报告，请等更新完成后再试"]
    meanwhile()
    assert corrections.load(setting.reports) == {HEPING: Correction(year=2021), SUZHOU: Correction(year=2021)}
    assert len(told) == 1


def test_what_cannot_be_put_on_record_is_not_done(setting: Setting) -> None:
    def full(action: str, subject: str) -> None:
        raise AuditError("没有记录就不能操作")

    corrections.save(setting.reports, {HEPING: Correction(year=2021)})
    before, indexed = {path: path.read_bytes() for path in setting.reports.iterdir()}, setting.indexed()
    acts: list[Callable[[], object]] = [
        lambda: setting.desk.put([setting.handed("新.txt")], True, full, setting.shares.append),
        lambda: setting.desk.put([setting.handed(SUZHOU)], True, full, setting.shares.append),
        lambda: setting.desk.correct(SUZHOU, "", "2021", "", full, setting.shares.append),
        lambda: setting.desk.remove(SUZHOU, full, setting.shares.append),
        lambda: setting.desk.rebuild(full, setting.shares.append),
    ]
    for act in acts:
        with pytest.raises(AuditError):
            act()
    after = {path: path.read_bytes() for path in setting.reports.iterdir() if path.name != ".youju.lock"}
    assert (after, setting.indexed(), setting.removed.exists()) == (before, indexed, False)


def test_a_change_that_failed_is_on_record_as_such(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.whole.os.fsync", full)
    with pytest.raises(StoreError, match="磁盘空间"):
        setting.desk.remove(SUZHOU, setting.note, setting.shares.append)
    assert [action for action, _ in setting.log] == ["移除", "移除未完成"]
    assert setting.files() == sorted(REPORTS)


def test_a_folder_that_cannot_be_written_can_be_built_again(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.web.desk.folder.os.access", lambda path, mode: False)
    (setting.reports / "新.txt").write_text(NEW, encoding="utf-8")
    assert setting.desk.rebuild(setting.note, setting.shares.append).added == ("新.txt",)
    assert not (setting.reports / ".youju.lock").exists()


def test_a_build_from_elsewhere_is_told_and_made_up_for(setting: Setting) -> None:
    other = LocalStore.open(setting.served.index, writable=True)
    with pytest.raises(StoreError, match="另一个构建"):
        setting.put(setting.handed("新.txt"))
    other.close()
    assert setting.desk.rebuild(setting.note, setting.shares.append).added == ("新.txt",)
    assert setting.log == [("上传", "新.txt"), ("重建索引", "reports")]
