"""A desk over a folder of three reports and an index with the fake embedder, for its tests and the tab's."""

from pathlib import Path

import pytest

import index.build
from assistant.answer import Assistant
from assistant.web.desk.desk import Desk
from assistant.web.desk.folder import Folder
from index.build import build
from index.store.local import LocalStore
from tests.helpers.fakes import FakeEmbedder
from tests.helpers.places import REPORTS, assistant_over

NEW = "南阳市民政局2023年工作总结\n一、社会救助\n救助320人次，成效明显。\n"


class Served:
    """An index with the fake embedder."""

    def __init__(self, index: Path) -> None:
        self.index = index
        self.reopen()

    def get(self) -> Assistant:
        return self._assistant

    def reopen(self) -> None:
        self._assistant = assistant_over(LocalStore.open(self.index))


class Setting:
    """A desk over a folder of three reports, and what it wrote to the audit log."""

    def __init__(self, folder: Path) -> None:
        self.reports, self.removed, self.inbox = folder / "reports", folder / "removed", folder / "inbox"
        self.reports.mkdir()
        self.inbox.mkdir()
        for name, text in REPORTS.items():
            (self.reports / name).write_text(text, encoding="utf-8")
        build([self.reports], folder / "index")
        self.served = Served(folder / "index")
        self.folder = Folder(self.reports, self.removed)
        self.desk = Desk(self.served, self.folder)
        self.log: list[tuple[str, str]] = []
        self.shares: list[float] = []

    def note(self, action: str, subject: str) -> None:
        self.log.append((action, subject))

    def elsewhere(self) -> Served:
        """Another index of the same folder, as another app has."""
        index = self.reports.parent / "elsewhere"
        build([self.reports], index)
        return Served(index)

    def handed(self, name: str, content: bytes | str = NEW) -> Path:
        path = self.inbox / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def put(self, *files: Path, replace: bool = False) -> list[str]:
        results, _ = self.desk.put(files, replace, self.note, self.shares.append)
        return [each.state for each in results]

    def files(self) -> list[str]:
        return sorted(self.folder.files())

    def indexed(self) -> list[str]:
        return [card.path for card in self.served.get().catalogue()]


def made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Setting:
    """A setting whose builds use the fake embedder."""
    monkeypatch.setattr(index.build, "load_embedder", lambda name: FakeEmbedder())
    monkeypatch.setattr(index.build, "model_fingerprint", lambda name: FakeEmbedder.fingerprint)
    return Setting(folder)
