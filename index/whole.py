"""Files that stand whole or not at all, whatever kills their writer and however many write at once."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_UNBORN = (".youju-", ".part")


@contextmanager
def written_whole(target: Path) -> Iterator[BinaryIO]:
    """A file to write, which takes the place of `target`, and is on the disk, when the block ends without an error.

    Until then it lies beside it under a hidden name of its own, which no build reads. Raises OSError.
    """
    before, after = _UNBORN
    unborn = target.with_name(f"{before}{secrets.token_hex(8)}{after}")
    try:
        with unborn.open("xb") as file:  # never through a link that somebody laid there
            yield file
            file.flush()
            os.fsync(file.fileno())
        unborn.replace(target)
    except BaseException:
        with suppress(OSError):
            unborn.unlink(missing_ok=True)
        raise
    sync(target.parent)


def clear_unborn(folder: Path) -> None:
    """Removes what killed writers left in a folder. To be called where nobody is writing. Raises OSError."""
    for left in folder.glob("*".join(_UNBORN)):
        left.unlink(missing_ok=True)


def sync(folder: Path) -> None:
    """Has the disk hold the names in a folder as they are now. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
