"""The assistant in use follows the index that other processes build, replace and break; answers stay whole."""

import gc
import shutil
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from threading import enumerate as threads

import pytest

from assistant.web import current
from assistant.web.current import Current
from index.build import build
from index.errors import AuditError, StoreError
from index.store.local import LocalStore
from tests.helpers.fakes import FakeEmbedder
from tests.helpers.places import REPORTS, SUZHOU, assistant_over

NEW = "南阳.txt"
TEXT = "南阳市民政局2023年工作总结\n一、社会救助\n救助320人次，成效明显。\n"


class Place:
    """A folder of reports, and a page's assistant over the index that is built of them elsewhere."""

    def __init__(self, folder: Path) -> None:
        self.reports, self.index = folder / "reports", folder / "index"
        self.reports.mkdir()
        for name, text in REPORTS.items():
            (self.reports / name).write_text(text, encoding="utf-8")
        self.build()
        self.current = Current(self.index)

    def build(self, **added: str) -> None:
        for name, text in added.items():
            (self.reports / f"{name}.txt").write_text(text, encoding="utf-8")
        build([self.reports], self.index, model=FakeEmbedder(), prune=True, progress=False)

    def named(self) -> list[str]:
        return [card.path for card in self.current.get().catalogue()]

    def refuses(self) -> str | None:
        return self.current.get().ask("南阳市救助人次？").reason


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(current, "open_assistant", lambda index, model: assistant_over(LocalStore.open(index)))
    return Place(tmp_path)


def test_what_is_built_elsewhere_is_taken_up_and_nothing_else_is(place: Place) -> None:
    older = place.current.get()
    place.current.look()
    assert place.current.get() is older
    assert place.refuses() == "region_not_covered"
    place.build(南阳=TEXT)
    assert place.current.get() is older
    place.current.look()
    newer = place.current.get()
    assert place.refuses() is None
    assert NEW in place.named()
    place.current.look()
    place.current.reopen()
    assert place.current.get() is newer


def test_a_question_under_way_is_answered_by_what_it_began_with(place: Place) -> None:
    question = "苏州市新增多少张养老床位？"
    older = place.current.get()
    whole = older.ask(question)
    under_way = older.stream(question)
    (place.reports / SUZHOU).unlink()
    place.build()
    place.current.look()
    assert place.current.get().ask(question).reason == "region_not_covered"
    *_, answer = under_way
    assert (answer.answer, answer.citations) == (whole.answer, whole.citations)


def test_a_build_is_taken_up_when_it_is_through_or_killed(place: Place) -> None:
    writer = LocalStore.open(place.index, writable=True)
    for name in list(REPORTS)[:2]:
        writer.remove(name)
        place.current.look()
        assert place.named() == sorted(REPORTS)
    writer.close()  # as when its process is killed: what was committed is there, the derived files are not
    place.current.look()
    assert place.named() == sorted(list(REPORTS)[2:])
    assert place.refuses() == "region_not_covered"


def test_an_index_that_is_gone_or_broken_is_not_taken_up_until_it_is_whole(place: Place) -> None:
    older = place.current.get()
    shutil.rmtree(place.index)
    for broken in (None, b"", b"no database", b"SQLite format 3\0" + bytes(5000)):
        if broken is not None:
            place.index.mkdir(exist_ok=True)
            (place.index / "index.sqlite").write_bytes(broken)
        with pytest.raises(StoreError):
            place.current.look()
        assert place.current.get() is older
        assert not older.ask("苏州市新增多少张养老床位？").refused
    shutil.rmtree(place.index)
    place.build(南阳=TEXT)
    place.current.look()
    assert place.refuses() is None
    (place.reports / NEW).unlink()
    place.build()
    place.current.look()
    assert place.named() == sorted(REPORTS)


def test_an_index_of_another_model_is_not_taken_up(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    older = place.current.get()
    shutil.rmtree(place.index)
    with monkeypatch.context() as other:
        other.setattr(FakeEmbedder, "fingerprint", "f" * 64)
        place.build()
    for change in (place.current.look, place.current.reopen):
        with pytest.raises(StoreError, match="另一个向量模型"):
            change()
    assert place.current.get() is older


def test_of_what_was_replaced_nothing_is_kept(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current, "_SETTLE", 0.0)

    def changed(count: int) -> tuple[int, int]:
        """Open files, and bytes of SQLite's log."""
        for number in range(count):
            place.build(南阳=f"{TEXT}救助{number}人次。\n")
            older = weakref.ref(place.current.get())
            place.current.look()
            assert older() is None
            place.current.look()
        return len(list(Path("/proc/self/fd").iterdir())), (place.index / "index.sqlite-wal").stat().st_size

    gc.disable()  # it comes seldom, and does not know how much memory an index takes
    try:
        files, log = changed(3)
        later_files, later_log = changed(9)
    finally:
        gc.enable()
    assert later_files <= files
    assert later_log < 2 * log


class Looks:
    """How often a page has looked at its index, and what it told; the log's disk is full at the first word."""

    def __init__(self) -> None:
        self.count = 0
        self.told: list[str] = []

    def tell(self, line: str) -> None:
        self.told.append(line)
        if len(self.told) == 1:
            raise AuditError("no space")

    def until(self, true: Callable[[], bool]) -> None:
        """Waits for it, at most 20 seconds."""
        waiting = Event()
        assert any(true() or waiting.wait(0.01) for _ in range(2000))

    def more(self, count: int) -> None:
        """Waits for so many more."""
        wanted = self.count + count
        self.until(lambda: self.count >= wanted)


@pytest.fixture
def looks(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Looks]:
    monkeypatch.setattr(current, "_EVERY", 0.001)
    monkeypatch.setattr(current, "_AT_MOST", 0.001)
    made, look = Looks(), Current.look

    def counted(self: Current) -> None:
        made.count += 1
        look(self)

    monkeypatch.setattr(Current, "look", counted)
    with place.current.watched(made.tell):
        assert "index" in {thread.name for thread in threads()}
        yield made
    assert "index" not in {thread.name for thread in threads()}


def test_the_page_follows_and_tells_a_fault_once(place: Place, looks: Looks) -> None:
    place.build(南阳=TEXT)
    looks.until(lambda: NEW in place.named())
    looks.more(3)
    assert looks.told == []
    shutil.rmtree(place.index)
    looks.until(lambda: len(looks.told) == 1)
    looks.more(3)
    assert len(looks.told) == 1
    assert "没有索引" in looks.told[0]
    assert NEW in place.named()
    (place.reports / NEW).unlink()
    place.build()
    looks.until(lambda: NEW not in place.named())
    looks.until(lambda: looks.told[1:] == ["索引又能载入了"])
