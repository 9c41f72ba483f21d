"""Who may sign in: names, argon2id hashes and roles in SQLite, and waits that grow with each failure.

A failure counts against a name from where it came alone: nobody can bar a user who is elsewhere. Waits are counted on a
clock that only goes forward, the same one for every process; its values from before a restart of the machine lie ahead
or long ago, and count for nothing.

The hash's cost is argon2-cffi's default, the second recommended option of RFC 9106: 3 passes over 64 MiB.
"""

import errno
import ipaddress
import os
import re
import secrets
import sqlite3
import time
import unicodedata
from collections.abc import Callable
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

_FREE = 5  # failures in a row of one name from one place, after which a wait follows each
_FIRST, _LONGEST = 30, 15 * 60  # seconds of the first wait and of the longest; each is twice the one before
_FORGOTTEN = 60 * 60  # seconds after which a failure is no longer in a row with the next
_PLACES = {4: 24, 6: 56}  # bits of an address that tell where it is: what one office or subscriber is given
LONGEST_NAME = 32  # characters
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


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a sign-in: the user, if it was right; the seconds to wait before the next one is looked at.

    `looked` is False for one that came before its wait was over, and so was not looked at.
    """

    account: Account | None = None
    wait: int = 0
    looked: bool = True


class Accounts:
    """The users in one SQLite file. Safe to use from several threads; another process may add users meanwhile."""

    def __init__(self, path: Path, now: Callable[[], float] = time.monotonic) -> None:
        """Makes the file, readable by its owner only, where there is none; `now` tells the time in seconds.

        Raises YoujuError where the file is not one of accounts, or cannot be read and written.
        """
        self._path = path
        self._now = now
        self._guard = Lock()
        self._checking = Lock()
        self._hasher = PasswordHasher()
        self._nobody = ""  # made when first needed: a hash takes longer than opening the file
        self._connection = _opened(path)
        # Beside the file, that there are users: one that was emptied or lost must not open the page to everybody.
        self._mark = path.with_name(f"{path.name}.in-use")
        if self.all():
            self._mark.touch(mode=0o600)

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def add(self, name: str, password: str, role: Role) -> None:
        """Adds a user. Raises YoujuError for a name that is taken or not fit, and for a weak password."""
        name = _normal(name)
        if not re.fullmatch(rf"[\w.@-]{{1,{LONGEST_NAME}}}", name):
            raise YoujuError(f"用户名应是 1 到 {LONGEST_NAME} 个汉字、字母、数字或 . _ - @")
        _check_strength(name, password)
        try:
            self._run("INSERT INTO accounts VALUES (?, ?, ?)", name, self._hasher.hash(password), role)
        except sqlite3.IntegrityError:
            raise YoujuError(f"已有用户 {name}") from None
        self._mark.touch(mode=0o600)

    def set_password(self, name: str, password: str) -> None:
        """Gives a user another password. Raises YoujuError for an unknown name or a weak password."""
        name = self._known(name)
        _check_strength(name, password)
        self._run("UPDATE accounts SET hash = ? WHERE name = ?", self._hasher.hash(password), name)
        self.unlock(name)

    def remove(self, name: str) -> None:
        """Removes a user; after the last nobody signs in any more. Raises YoujuError for an unknown name."""
        self._run("DELETE FROM accounts WHERE name = ?", self._known(name))
        if not self.all():
            self._mark.unlink(missing_ok=True)

    def all(self) -> tuple[Account, ...]:
        """The users by name."""
        return tuple(Account(*row) for row in self._run("SELECT name, role, hash FROM accounts ORDER BY name"))

    def check_kept(self) -> None:
        """Raises YoujuError where there were users, nobody removed the last of them, and now there are none."""
        if self._mark.exists() and not self.all():
            raise YoujuError(
                f"这里曾有用户，现在用户文件 {self._path} 是空的，不能当作没有用户打开网页。"
                f"请恢复这个文件，或重新添加用户；确实不再需要登录，就删除 {self._mark}。"
            )

    def find(self, name: str) -> Account | None:
        """The user of a name, None where there is none."""
        rows = self._run("SELECT name, role, hash FROM accounts WHERE name = ?", _normal(name))
        return Account(*rows[0]) if rows else None

    def may_edit(self, name: str | None) -> bool:
        """Whether a user may change the reports; nobody may who has not signed in."""
        account = self.find(name) if name else None
        return account is not None and account.role == "editor"

    def check(self, name: str, password: str, address: str) -> Tried:
        """Who has this name and password; as much work for a name that there is not.

        `address` is the client's. While the name has to wait there (see `Tried`), no password is right. One at a time,
        so that guesses sent all at once are counted like others and take 64 MiB only once. A name or password longer
        than any is nobody's, and neither looked at nor counted.
        """
        name = _normal(name) if len(name) <= LONGEST_NAME else ""
        if not name or len(password) not in range(1, _LENGTHS.stop):
            return Tried()
        key = f"{name} from {place_of(address)}"
        with self._checking:
            if wait := self._wait(key):
                return Tried(wait=wait, looked=False)
            account = self.find(name)
            self._nobody = self._nobody or self._hasher.hash(secrets.token_urlsafe())
            with suppress(VerifyMismatchError):
                self._hasher.verify(account.hash if account else self._nobody, password)
                if account:
                    self._run("DELETE FROM failures WHERE of = ?", key)
                    return Tried(account)
            self._count(key)
            return Tried(wait=self._wait(key))

    def unlock(self, name: str | None = None) -> None:
        """Ends the waits of a name, whether there is such a user or not; without one those of all."""
        if name is None:
            self._run("DELETE FROM failures")
        else:
            key = f"{_normal(name)} from "
            self._run("DELETE FROM failures WHERE substr(of, 1, ?) = ?", len(key), key)

    def _wait(self, key: str) -> int:
        """For how many more seconds nothing is looked at."""
        now = self._now()
        for count, last in self._run("SELECT count, last FROM failures WHERE of = ? AND last <= ?", key, now):
            wait = min(_LONGEST, _FIRST << min(int(count) - _FREE, 10)) if count >= _FREE else 0
            return max(0, ceil(float(last) + wait - now))
        return 0

    def _count(self, key: str) -> None:
        """One more failure, in a row with those of the last hour."""
        now = self._now()
        self._run("DELETE FROM failures WHERE last <= ? OR last > ?", now - _FORGOTTEN, now)
        self._run(_COUNT, key, now)

    def _known(self, name: str) -> str:
        account = self.find(name)
        if account is None:
            raise YoujuError(f"没有用户 {_normal(name)}；python -m assistant users list 列出所有用户")
        return account.name

    def _run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            with self._guard, closing(self._connection.execute(statement, values)) as cursor:
                return cursor.fetchall()
        except sqlite3.OperationalError as problem:  # a disk that is full, or a file that is locked for long
            raise _unusable(self._path, problem) from problem


def _opened(path: Path) -> sqlite3.Connection:
    """The file, made where there is none. Raises YoujuError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        if not all(os.access(each, os.W_OK) for each in (path, path.parent)):  # SQLite's journal lies beside it
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.OperationalError) as problem:
        raise _unusable(path, problem) from problem
    try:
        connection.executescript(_SCHEMA)
    except sqlite3.DatabaseError as problem:
        connection.close()
        if isinstance(problem, sqlite3.OperationalError):
            raise _unusable(path, problem) from problem
        raise YoujuError(f"{path} 不是用户文件或已损坏（{problem}）；请移走它，再重新添加用户。") from problem
    return connection


def _unusable(path: Path, problem: Exception) -> YoujuError:
    told = getattr(problem, "strerror", problem)
    return YoujuError(f"用户文件 {path} 不能读写，请检查文件夹、权限和磁盘空间（{told}）")


def place_of(address: str) -> str:
    """Where an address is; what is none of the internet's protocol stays as it is."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    known = getattr(known, "ipv4_mapped", None) or known
    return str(ipaddress.ip_network((known, _PLACES[known.version]), strict=False))


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
