"""The process that the fault tests break: `python -m index` with the fake embedder, telling what it has done.

`python -m tests.faults.helpers.child build PATH... --out DIR` prints, each at once, `began`, `stored NAME` and
`removed NAME` after a commit, and `refreshing`; `ask DIR` reads an index as an assistant does and prints how many
reports it found. `audit DIR` writes to the audit log there until it cannot, and prints `noted NUMBER` after each line;
`edit` is `tests.faults.helpers.editor`.
"""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from functools import wraps
from pathlib import Path
from typing import Any

import index.build
from assistant.web.users.audit import AuditLog
from index import __main__ as command_line
from index.cli import Parser, run
from index.store.local import LocalStore
from tests.faults.helpers.held import answers
from tests.helpers.fakes import FakeEmbedder

_LINES = 1000


def main(arguments: Sequence[str]) -> int:
    """Runs one command as `python -m index` would, and returns its exit code."""
    if arguments[0] == "edit":
        from tests.faults.helpers import editor  # with all that an app needs: the children that are killed start sooner

        return editor.main(arguments[1:])
    if looks := {"ask": _ask, "audit": _audit}.get(arguments[0]):
        parser = Parser(prog=arguments[0])
        parser.add_argument("directory", type=Path)
        parser.set_defaults(run=looks)
        return run(parser, arguments[1:])
    for name, stand_in in (
        ("load_embedder", lambda name: FakeEmbedder()),
        ("model_fingerprint", lambda name: FakeEmbedder.fingerprint),
    ):
        setattr(index.build, name, stand_in)
    _tell("add", "stored", lambda report, *_: report.path)
    _tell("remove", "removed", lambda path: path)
    if left := os.environ.get("YOUJU_KIB_LEFT"):
        _fill_before_refresh(Path(arguments[arguments.index("--out") + 1]), int(left))
    _tell("refresh", "refreshing", lambda: "", first=True)
    print("began", flush=True)
    return command_line.main(arguments)


def _tell(name: str, word: str, subject: Callable[..., str], *, first: bool = False) -> None:
    """Has a method of LocalStore say that it is done, or where `first` that it begins."""
    method = getattr(LocalStore, name)

    @wraps(method)
    def telling(store: LocalStore, *arguments: Any) -> None:
        line = f"{word} {subject(*arguments)}".rstrip()
        if first:
            print(line, flush=True)
        method(store, *arguments)
        if not first:
            print(line, flush=True)

    setattr(LocalStore, name, telling)


def _fill_before_refresh(directory: Path, kib: int) -> None:
    """Fills the disk but for so many KiB when all reports are stored: only a disk made for it, see `disks`.

    Says whether a reader that was there before goes on.
    """
    method = LocalStore.refresh

    @wraps(method)
    def refresh(store: LocalStore) -> None:
        if not store.database.writable:
            method(store)
            return
        reader = LocalStore.open(directory)
        with (directory / "filler").open("wb", buffering=0) as filler:
            with suppress(OSError):
                while True:
                    filler.write(bytes(4096))
            filler.truncate(max(0, filler.tell() - (kib << 10)))
        with closing(reader):
            reader.refresh()
            if answers(reader):
                print("the reader goes on", flush=True)
        method(store)

    setattr(LocalStore, "refresh", refresh)  # noqa: B010 - mypy lets no method be assigned


def _ask(options: Any) -> int:
    with closing(LocalStore.open(options.directory)) as store:
        answers(store)
        print(len(store.catalogue()))
    return 0


def _audit(options: Any) -> int:
    log = AuditLog(options.directory / "audit.jsonl")
    for number in range(_LINES):
        log.write("甲", "::1", "upload", f"{number} {'长' * 100}")
        print(f"noted {number}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
