"""Opening an index's SQLite file: where it lies, the lock of the one writer, and what to do about what SQLite says."""

import os
import sqlite3
from pathlib import Path

from index.errors import StoreError

FILE = "index.sqlite"
_LOCK = "build.lock"
# What SQLite says of the disk and of other processes, as primary codes, and what of it means that the file is cut.
_DISK = {
    *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN),
    *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOMEM),
}
_CUT = {sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_CORRUPTFS}


def cure(directory: Path) -> str:
    """What a user does about an index that cannot be used."""
    return f"请删除文件夹 {directory} 后重新运行 python -m index build 报告文件夹 --out {directory}"


def address(directory: Path, *, writable: bool) -> str:
    """The file's URI.

    Beside a database with a log SQLite keeps a file of shared memory. A reader that cannot make one, for the folder is
    sealed, says that nothing changes there, unless there is a log to read: https://www.sqlite.org/wal.html#readonly.
    """
    file = directory / FILE
    log = file.with_name(f"{FILE}-wal")
    still = not writable and not os.access(directory, os.W_OK) and not (log.exists() and log.stat().st_size)
    return file.resolve().as_uri() + ("?mode=ro&immutable=1" if still else "?mode=rw")


def told(directory: Path, error: sqlite3.Error) -> StoreError:
    """What to do: a disk that is full, sealed or failing takes nothing from what is stored; damage does."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    if code & 0xFF in _DISK and code not in _CUT:
        remedy = "请检查文件夹权限和磁盘空间，再运行同一命令；已存好的报告都在"
        return StoreError(f"{directory} 不能读写（{error}）：{remedy}")
    return StoreError(f"{directory / FILE} 不能读写（{error}）。{cure(directory)}")


def locked(directory: Path, seconds: float = 0) -> sqlite3.Connection:
    """The lock of the one writer, which falls with its process: an exclusive transaction on a file of its own.

    Raises StoreError where another process still holds it after so many seconds.
    """
    lock = sqlite3.connect(directory / _LOCK, timeout=seconds, isolation_level=None, check_same_thread=False)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        raise StoreError(f"另一个构建正在写 {directory}：请等它结束后再运行") from error
    return lock
