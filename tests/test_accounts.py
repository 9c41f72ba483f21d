"""Accounts: hashes, roles, rules for passwords and the lock-out, with a clock of the test's own."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from assistant.accounts import Account, Accounts
from index.errors import YoujuError

GOOD = "栏杆外三只白鹭飞过"
HERE = "10.0.0.1"


class Clock:
    def __init__(self) -> None:
        self.time = 1_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Accounts]:
    cheap = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("assistant.accounts.PasswordHasher", cheap)
    with closing(Accounts(tmp_path / "data" / "accounts.sqlite", clock)) as opened:
        opened.add("Zhang", GOOD + "1", "editor")
        yield opened


def fail(accounts: Accounts, times: int, name: str = "zhang", address: str = HERE) -> None:
    for _ in range(times):
        assert accounts.check(name, "不对的密码", address) is None


def test_a_user_is_known_by_the_right_password_only(accounts: Accounts) -> None:
    assert accounts.check(" ZHANG ", GOOD + "1", HERE) == "editor"
    assert accounts.check("zhang", GOOD, HERE) is None
    assert accounts.check("nobody", GOOD + "1", HERE) is None


def test_only_the_hash_is_kept_in_a_file_of_its_owner(accounts: Accounts, tmp_path: Path) -> None:
    path = tmp_path / "data" / "accounts.sqlite"
    assert path.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(path)) as file:
        ((hashed,),) = file.execute("SELECT hash FROM accounts")
    assert hashed.startswith("$argon2id$")
    assert GOOD.encode() not in path.read_bytes()


def test_an_unknown_name_costs_the_same_hash(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    verify = PasswordHasher.verify

    def noted(hasher: PasswordHasher, hashed: str, password: str) -> bool:
        compared.append(hashed)
        return verify(hasher, hashed, password)

    monkeypatch.setattr(PasswordHasher, "verify", noted)
    fail(accounts, 1)
    fail(accounts, 1, "nobody")
    known, unknown = compared
    assert known != unknown
    assert known.split("$")[:4] == unknown.split("$")[:4]  # algorithm, version and cost


def test_roles(accounts: Accounts) -> None:
    accounts.add("李四", GOOD + "2", "reader")
    assert [(account.name, account.role) for account in accounts.all()] == [("zhang", "editor"), ("李四", "reader")]
    assert accounts.may_edit("zhang")
    assert not accounts.may_edit("李四")
    assert not accounts.may_edit("nobody")
    assert not accounts.may_edit(None)


def test_a_new_password_replaces_the_old_and_a_removed_user_is_gone(accounts: Accounts) -> None:
    before = accounts.find("zhang")
    accounts.set_password("zhang", GOOD + "3")
    assert accounts.find("zhang") != before
    assert accounts.check("zhang", GOOD + "1", HERE) is None
    assert accounts.check("zhang", GOOD + "3", HERE) == "editor"
    accounts.remove("zhang")
    assert accounts.find("zhang") is None
    with pytest.raises(YoujuError, match="没有用户 zhang"):
        accounts.remove("zhang")
    with pytest.raises(YoujuError, match="没有用户 zhang"):
        accounts.set_password("zhang", GOOD + "4")


def test_five_failures_in_a_row_lock_a_name_out_from_everywhere(accounts: Accounts, clock: Clock) -> None:
    for number in range(5):
        assert accounts.locked("zhang", HERE) == 0
        fail(accounts, 1, address=f"10.0.1.{number}")
    assert accounts.locked("zhang", HERE) == 900
    assert accounts.check("Zhang", GOOD + "1", HERE) is None
    clock.time += 899
    assert accounts.check("zhang", GOOD + "1", HERE) is None
    clock.time += 1
    assert accounts.check("zhang", GOOD + "1", HERE) == "editor"


def test_five_failures_in_a_row_lock_an_address_out_for_every_name(accounts: Accounts) -> None:
    for number in range(5):
        fail(accounts, 1, f"nobody{number}")
    assert accounts.check("zhang", GOOD + "1", HERE) is None
    assert accounts.check("zhang", GOOD + "1", "10.0.0.2") == "editor"


def test_success_and_time_end_a_row_of_failures(accounts: Accounts, clock: Clock) -> None:
    fail(accounts, 4)
    assert accounts.check("zhang", GOOD + "1", HERE) == "editor"
    fail(accounts, 4)
    clock.time += 900
    fail(accounts, 4)
    assert accounts.locked("zhang", HERE) == 0


def test_a_lock_out_outlasts_a_restart(accounts: Accounts, tmp_path: Path, clock: Clock) -> None:
    fail(accounts, 5)
    with closing(Accounts(tmp_path / "data" / "accounts.sqlite", clock)) as reopened:
        assert reopened.check("zhang", GOOD + "1", HERE) is None


def test_guesses_sent_all_at_once_are_counted_like_others(accounts: Accounts) -> None:
    with ThreadPoolExecutor(8) as pool:
        tried = pool.map(lambda number: accounts.check("zhang", GOOD + ("1" if number > 6 else "x"), HERE), range(8))
        assert list(tried)[:7] == [None] * 7
    assert accounts.locked("zhang", HERE) in {0, 900}  # the right one may have been among the first five


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("九个字符的密码不行", "10 到 256"),
        ("长" * 300, "10 到 256"),
        ("my-zhangsan-2024", "用户名"),
        ("aabbaabbaabb", "重复"),
        ("Password2024!", "常用词"),
        ("12345678901234", "连续"),
        ("poiuytrewqmn", "连续"),
    ],
)
def test_weak_passwords_are_refused_with_the_rule(accounts: Accounts, password: str, why: str) -> None:
    with pytest.raises(YoujuError, match=why):
        accounts.add("zhangsan", password, "reader")
    assert accounts.find("zhangsan") is None


@pytest.mark.parametrize("name", ["", " ", "a b", "x" * 33, "<b>", "甲\n乙"])
def test_names_that_are_not_fit_are_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(YoujuError, match="用户名应是"):
        accounts.add(name, GOOD + "1", "reader")


def test_a_name_is_taken_once(accounts: Accounts) -> None:
    with pytest.raises(YoujuError, match="已有用户 zhang"):
        accounts.add("ＺＨＡＮＧ", GOOD + "1", "reader")
    assert isinstance(accounts.find("zhang"), Account)


def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "accounts.sqlite"
    path.write_text("别的东西" * 100, encoding="utf-8")
    with pytest.raises(YoujuError, match="不是用户文件"):
        Accounts(path)
