"""The page as it is run for people: `python app.py` in a process of its own, over copies of what it may change."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.accounts import Accounts, Role

ROOT = Path(__file__).parents[2]
PASSWORD = "栏杆外三只白鹭飞过1"
USERS: Mapping[str, Role] = {"读者": "reader", "编辑": "editor", "新人": "reader"}


@dataclass(frozen=True, slots=True)
class Server:
    """A page that is served at `url`; `reports` and `data` are its folders."""

    url: str
    reports: Path
    data: Path


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
    """Serves copies of reports and index, kept in a folder, until the block ends."""
    own = Server(f"http://127.0.0.1:{_free_port()}", folder / "reports", folder / "data")
    shutil.copytree(reports, own.reports)
    shutil.copytree(index, folder / "index")
    if users:
        add_users(own.data)
    options = {"--index": str(folder / "index"), "--reports": str(own.reports), "--port": own.url.rpartition(":")[2]}
    command = [sys.executable, "app.py", *(word for option in options.items() for word in option)]
    environment = {**os.environ, "YOUJU_DATA": str(own.data)}
    with (
        (folder / "log").open("w", encoding="utf-8") as log,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log, encoding="utf-8"
        ) as process,
    ):
        try:
            assert process.stdout
            ready = process.stdout.readline()  # "" where it ended instead
            assert ready.startswith("有据已就绪"), (folder / "log").read_text(encoding="utf-8")
            yield own
        finally:
            process.terminate()
            process.wait(20)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
