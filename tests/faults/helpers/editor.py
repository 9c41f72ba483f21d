"""An editor's app that is killed at a step of its work.

`python -m tests.faults.helpers.editor FOLDER STEP new|version|correct|remove [NAME YEAR]` makes one change in a folder
as `tests.helpers.desks.Setting` has it, and is killed just before its STEPth call that changes a file there or opens a
database; with step 0 it lives. It prints `done` when the change is acknowledged. `correct` tries again while somebody
else is changing the folder.
"""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.web.desk.desk import Desk, Note
from assistant.web.desk.folder import Folder
from assistant.web.users.audit import AuditLog
from index.errors import StoreError, YoujuError
from tests.helpers.desks import Served
from tests.helpers.places import SUZHOU

_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.truncate", "sqlite3.connect"}


def main(arguments: Sequence[str]) -> int:
    """Makes the change; 0 when it is acknowledged, 2 with why on stderr where it is refused."""
    folder, step, act = Path(arguments[0]), int(arguments[1]), arguments[2]
    try:
        log = AuditLog(folder / "audit.jsonl")
        desk = Desk(Served(folder / "index"), Folder(folder / "reports", folder / "removed"))
        if step:
            _die_before(folder, step)
        _change(desk, folder, act, arguments[3:], lambda action, subject: log.write("编辑", None, action, subject))
    except YoujuError as problem:
        print(problem, file=sys.stderr)
        return 2
    print("done", flush=True)
    return 0


def _change(desk: Desk, folder: Path, act: str, told: Sequence[str], note: Note) -> None:
    if act == "remove":
        desk.remove(SUZHOU, note, _nobody)
    elif act == "correct":
        name, year = told
        while True:
            try:
                desk.correct(name, "", year, "", note, _nobody)
                return
            except StoreError as problem:
                if "有人正在更新" not in str(problem):
                    raise
    else:
        desk.put([folder / "inbox" / act / ("新.txt" if act == "new" else SUZHOU)], True, note, _nobody)


def _nobody(share: float) -> None:
    """Nobody looks how far it is."""


def _die_before(folder: Path, step: int) -> None:
    left = step

    def hook(event: str, told: Sequence[object]) -> None:
        nonlocal left
        changes = event in _CHANGES or (
            event == "open" and isinstance(told[2], int) and told[2] & (os.O_CREAT | os.O_RDWR)
        )
        if changes and str(folder) in str(told[0]):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
