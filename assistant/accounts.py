"""Who may sign in: names, argon2id hashes and roles in SQLite, and a lock-out after repeated failures.

The hash's cost is argon2-cffi's default, the second recommended option of RFC 9106: 3 passes over 64 MiB.
"""

import errno
import os
import re
import secrets
import sqlite3
import time
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from threading import Lock
from typing import Any, Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from index.errors import YoujuError

Role = Literal["reader", "editor"]
ROLES: tuple[Role, ...] = get_args(Role)

_TRIES = 5  # failures in a row, of one name or from one address, that lock it out
_LOCKED = 15 * 60  # seconds
_LENGTHS = range(10, 257)  # characters of a password; the upper end only bounds the work
_ROWS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
_COMMON = {"password", "passwd", "admin", "administrator", "welcome", "letmein", "iloveyou", "woaini", "youju", "test"}
_SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (name TEXT PRIMARY KEY, hash TEXT NOT NULL, role TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS failures (of TEXT PRIMARY KEY, count INTEGER NOT NULL, last REAL NOT NULL) STRICT;
"""
_COUNT = """
INSERT INTO failures VALUES (?, 1, ?) ON CONFLICT DO UPDATE SET count = count + 1, last = excluded.last
"""


@dataclass(frozen=True, slots=True)
class Account:
    """A user. `hash` changes with each password, so that what was granted under the last one can be told."""

    name: str
    role: Role
    hash: str


class Accounts:
    """The users in one SQLite file. Safe to use from several threads; another process may add users meanwhile."""

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        """Makes the file, readable by its owner only, where there is none; `now` tells the time in seconds.

        Raises YoujuError where the file is not one of accounts, or cannot be read and written.
        """
        self._now = now
        self._guard = Lock()
        self._checking = Lock()
        self._hasher = PasswordHasher()
        self._nobody = ""  # made when first needed: a hash takes longer than opening the file
        unusable = f"用户文件 {path} 不能读写，请检查文件夹、权限和磁盘空间"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            if not all(os.access(each, os.W_OK) for each in (path, path.parent)):  # SQLite's journal lies beside it
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.OperationalError) as problem:
            raise YoujuError(f"{unusable}（{getattr(problem, 'strerror', problem)}）") from problem
        try:
            self._connection.executescript(_SCHEMA)
        except sqlite3.OperationalError as problem:
            self._connection.close()
            raise YoujuError(f"{unusable}（{problem}）") from problem
        except sqlite3.DatabaseError as problem:
            self._connection.close()
            raise YoujuError(f"{path} 不是用户文件或已损坏（{problem}）；请移走它，再重新添加用户。") from problem

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def add(self, name: str, password: str, role: Role) -> None:
        """Adds a user. Raises YoujuError for a name that is taken or not fit, and for a weak password."""
        name = _normal(name)
        if not re.fullmatch(r"[\w.@-]{1,32}", name):
            raise YoujuError("用户名应是 1 到 32 个汉字、字母、数字或 . _ - @")
        _check_strength(name, password)
        try:
            self._run("INSERT INTO accounts VALUES (?, ?, ?)", name, self._hasher.hash(password), role)
        except sqlite3.IntegrityError:
            raise YoujuError(f"已有用户 {name}") from None

    def set_password(self, name: str, password: str) -> None:
        """Gives a user another password. Raises YoujuError for an unknown name or a weak password."""
        name = self._known(name)
        _check_strength(name, password)
        self._run("UPDATE accounts SET hash = ? WHERE name = ?", self._hasher.hash(password), name)
        self._forget([f"name {name}"])

    def remove(self, name: str) -> None:
        """Removes a user. Raises YoujuError for an unknown name."""
        self._run("DELETE FROM accounts WHERE name = ?", self._known(name))

    def all(self) -> tuple[Account, ...]:
        """The users by name."""
        return tuple(Account(*row) for row in self._run("SELECT name, role, hash FROM accounts ORDER BY name"))

    def find(self, name: str) -> Account | None:
        """The user of a name, None where there is none."""
        rows = self._run("SELECT name, role, hash FROM accounts WHERE name = ?", _normal(name))
        return Account(*rows[0]) if rows else None

    def may_edit(self, name: str | None) -> bool:
        """Whether a user may change the reports; nobody may who has not signed in."""
        account = self.find(name) if name else None
        return account is not None and account.role == "editor"

    def check(self, name: str, password: str, address: str) -> Role | None:
        """The role of the user with this password, else None; as much work for a name that there is not.

        `address` is the client's. While the name or the address is locked out (see `locked`), no password is right.
        One at a time, so that guesses sent all at once are counted like others and take 64 MiB only once.
        """
        keys = [f"name {_normal(name)}", f"address {address}"]
        with self._checking:
            if self.locked(name, address):
                return None
            account = self.find(name)
            self._nobody = self._nobody or self._hasher.hash(secrets.token_urlsafe())
            with suppress(VerifyMismatchError):
                self._hasher.verify(account.hash if account else self._nobody, password[: _LENGTHS.stop])
                if account:
                    self._forget(keys)
                    return account.role
            self._count(keys)
        return None

    def locked(self, name: str, address: str) -> int:
        """For how many more seconds a name or an address is locked out; 0 when it is not."""
        rows = self._run(
            "SELECT max(last) FROM failures WHERE of IN (?, ?) AND count >= ?",
            f"name {_normal(name)}",
            f"address {address}",
            _TRIES,
        )
        return max(0, ceil((rows[0][0] or 0) + _LOCKED - self._now()))

    def _count(self, keys: Iterable[str]) -> None:
        """One more failure of each; one that is as old as a lock-out is no longer in a row with it."""
        now = self._now()
        self._run("DELETE FROM failures WHERE last <= ?", now - _LOCKED)
        for key in keys:
            self._run(_COUNT, key, now)

    def _forget(self, keys: Iterable[str]) -> None:
        for key in keys:
            self._run("DELETE FROM failures WHERE of = ?", key)

    def _known(self, name: str) -> str:
        account = self.find(name)
        if account is None:
            raise YoujuError(f"没有用户 {_normal(name)}；python -m assistant users list 列出所有用户")
        return account.name

    def _run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._guard, closing(self._connection.execute(statement, values)) as cursor:
            return cursor.fetchall()


def _normal(name: str) -> str:
    """A name in the one form in which it is kept, counted and compared."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _check_strength(name: str, password: str) -> None:
    """Raises YoujuError with the rule that a password breaks."""
    plain = password.casefold()
    if len(password) not in _LENGTHS:
        raise YoujuError(f"密码应有 {_LENGTHS.start} 到 {_LENGTHS.stop - 1} 个字符")
    if len(name) > 2 and name in plain:
        raise YoujuError("密码里不能有用户名")
    if len(set(plain)) < 5 or re.sub(r"[\W\d_]+", "", plain) in _COMMON | {name}:
        raise YoujuError("密码太容易猜到：不要重复几个字符，也不要在常用词后面加数字")
    if any(plain in row * 3 or plain in row[::-1] * 3 for row in _ROWS):
        raise YoujuError("密码太容易猜到：不要用连续的数字、字母或键盘上的一行")
