"""An editor's app that is killed: `python -m tests.faults.editor FOLDER STEP new|version|correct|remove [NAME YEAR]`.

It makes one change in a folder as `tests.desks.Setting` has it, and is killed just before its STEPth call that changes
a file there or opens a database; with step 0 it lives. It prints `done` when the change is acknowledged. `correct`
tries again while somebody else is changing the folder.
"""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.audit import AuditLog
from assistant.desk import Desk
from assistant.folder import Folder
from index.errors import StoreError
from tests.desks import NEW, Served
from tests.places import SUZHOU

_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.truncate", "sqlite3.connect"}


def main(arguments: Sequence[str]) -> int:
    """Makes the change; 0 when it is acknowledged."""
    folder, step, act = Path(arguments[0]), int(arguments[1]), arguments[2]
    log = AuditLog(folder / "audit.jsonl")
    desk = Desk(Served(folder / "index"), Folder(folder / "reports", folder / "removed"))
    if step:
        _die_before(folder, step)

    def note(action: str, subject: str) -> None:
        log.write("编辑", None, action, subject)

    def advance(share: float) -> None:
        """Nobody looks."""

    if act == "remove":
        desk.remove(SUZHOU, note, advance)
    elif act == "correct":
        name, year = arguments[3:]
        while True:
            try:
                desk.correct(name, "", year, "", note, advance)
                break
            except StoreError as problem:
                if "有人正在更新" not in str(problem):
                    raise
    else:
        file = folder / "inbox" / ("新.txt" if act == "new" else SUZHOU)
        file.write_text(NEW, encoding="utf-8")
        desk.put([file], True, note, advance)
    print("done", flush=True)
    return 0


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
