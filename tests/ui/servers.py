"""The page as it is run for people, in a process of its own, over copies of what it may change."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.web.users.accounts import Accounts, Role
from tests.helpers.paths import ROOT

PASSWORD = "栏杆外三只白鹭飞过1"
USERS: Mapping[str, Role] = {"读者": "reader", "编辑": "editor", "新人": "reader"}


@dataclass(frozen=True, slots=True)
class Server:
    """A page that is served at `url`; `folder` is its own, and in it are its `reports` and its `data`."""

    url: str
    folder: Path
    process: subprocess.Popen[str]

    @property
    def reports(self) -> Path:
        """The folder of the reports."""
        return self.folder / "reports"

    @property
    def data(self) -> Path:
        """The folder of the users, their verdicts and the log."""
        return self.folder / "data"

    def wait(self) -> None:
        """Waits until it serves; to be asked once."""
        assert self.process.stdout
        ready = self.process.stdout.readline()  # "" where it ended instead
        assert ready.startswith("有据已就绪"), (self.folder / "log").read_text(encoding="utf-8")

    @contextmanager
    def told(self, what: str) -> Iterator[None]:
        """Until the block ends answers are HELD or FAILING (`tests.ui.held`)."""
        file = self.data / what
        file.touch()
        try:
            yield
        finally:
            file.unlink()


def build(reports: Path, index: Path) -> None:
    """Builds an index with the default model, made first where it is missing."""
    command = [sys.executable, "-m", "index", "build", str(reports), "--out", str(index), "--prune"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)


def add_users(data: Path) -> None:
    """Adds `USERS`, all with the one password."""
    with closing(Accounts(data / "accounts.sqlite")) as accounts:
        for name, role in USERS.items():
            accounts.add(name, PASSWORD, role)


@contextmanager
def served(folder: Path, reports: Path, index: Path, *, users: bool) -> Iterator[Server]:
    """Serves copies of reports and index, kept in a folder, until the block ends; it starts while the block runs.

    With users it is `python app.py`; without, the same page with answers that can be held up.
    """
    shutil.copytree(reports, folder / "reports")
    shutil.copytree(index, folder / "index")
    (folder / "data").mkdir()
    if users:
        add_users(folder / "data")
    port = _free_port()
    options = {"--index": folder / "index", "--reports": folder / "reports", "--port": port}
    command = [sys.executable, *(["app.py"] if users else ["-m", "tests.ui.held"])]
    with (
        (folder / "log").open("w", encoding="utf-8") as log,
        subprocess.Popen(
            [*command, *(str(word) for option in options.items() for word in option)],
            cwd=ROOT,
            env={**os.environ, "YOUJU_DATA": str(folder / "data")},
            stdout=subprocess.PIPE,
            stderr=log,
            encoding="utf-8",
        ) as process,
    ):
        try:
            yield Server(f"http://127.0.0.1:{port}", folder, process)
        finally:
            process.terminate()
            process.wait(20)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
