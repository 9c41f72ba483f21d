"""Accounts: hashes, roles, rules for passwords and the lock-out, with a clock of the test's own."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from assistant.web.users.accounts import Account, Accounts, Tried
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
    monkeypatch.setattr("assistant.web.users.accounts.PasswordHasher", cheap)
    with closing(Accounts(tmp_path / "data" / "accounts.sqlite", clock)) as opened:
        opened.add("Zhang", GOOD + "1", "editor")
        yield opened


def fail(accounts: Accounts, times: int, name: str = "zhang", address: str = HERE) -> None:
    for _ in range(times):
        assert not accounts.check(name, "不对的密码", address).account


def role(accounts: Accounts, name: str, password: str, address: str = HERE) -> str | None:
    """The role with which somebody may now sign in."""
    account = accounts.check(name, password, address).account
    return account.role if account else None


def test_a_user_is_known_by_the_right_password_only(accounts: Accounts) -> None:
    assert role(accounts, " ZHANG ", GOOD + "1") == "editor"
    assert role(accounts, "zhang", GOOD) is None
    assert role(accounts, "nobody", GOOD + "1") is None


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
    assert role(accounts, "zhang", GOOD + "1") is None
    assert role(accounts, "zhang", GOOD + "3") == "editor"
    accounts.remove("zhang")
    assert accounts.find("zhang") is None
    with pytest.raises(YoujuError, match="没有用户 zhang"):
        accounts.remove("zhang")
    with pytest.raises(YoujuError, match="没有用户 zhang"):
        accounts.set_password("zhang", GOOD + "4")


def test_after_five_failures_in_a_row_each_is_followed_by_a_longer_wait(accounts: Accounts, clock: Clock) -> None:
    fail(accounts, 4)
    waits = []
    for _ in range(8):
        waits.append(accounts.check("zhang", "不对的密码", HERE).wait)
        assert accounts.check("zhang", GOOD + "1", HERE) == Tried(wait=waits[-1], looked=False)
        clock.time += waits[-1]
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]
    assert role(accounts, "zhang", GOOD + "1") == "editor"
    fail(accounts, 4)


def test_nobody_is_barred_by_failures_from_elsewhere(accounts: Accounts) -> None:
    fail(accounts, 5)
    assert role(accounts, "zhang", GOOD + "1", "10.0.0.77") is None  # the same office
    assert role(accounts, "zhang", GOOD + "1", "10.0.1.1") == "editor"
    fail(accounts, 5, address="2001:db8:0:1::1")
    assert role(accounts, "zhang", GOOD + "1", "2001:db8:0:fe::2") is None  # the same subscriber
    assert role(accounts, "zhang", GOOD + "1", "2001:db8:0:100::1") == "editor"
    assert role(accounts, "zhang", GOOD + "1", "::ffff:10.0.0.1") is None


def test_success_and_time_end_a_row_of_failures(accounts: Accounts, clock: Clock) -> None:
    fail(accounts, 4)
    assert role(accounts, "zhang", GOOD + "1") == "editor"
    fail(accounts, 4)
    clock.time += 3600
    fail(accounts, 4)
    assert role(accounts, "zhang", GOOD + "1") == "editor"


def test_a_wait_outlasts_a_restart_of_the_page_and_not_one_of_the_machine(
    accounts: Accounts, tmp_path: Path, clock: Clock
) -> None:
    fail(accounts, 5)
    with closing(Accounts(tmp_path / "data" / "accounts.sqlite", clock)) as reopened:
        assert role(reopened, "zhang", GOOD + "1") is None
        clock.time = 50.0  # the clock of a machine that was started anew
        assert role(reopened, "zhang", GOOD + "1") == "editor"


def test_a_wait_can_be_ended(accounts: Accounts) -> None:
    fail(accounts, 5)
    fail(accounts, 5, "zhang2")
    accounts.unlock("Zhang")
    assert role(accounts, "zhang", GOOD + "1") == "editor"
    assert accounts.check("zhang2", "不对的密码", HERE).wait
    accounts.unlock()
    assert not accounts.check("zhang2", "不对的密码", HERE).wait


def test_what_no_user_can_have_is_neither_looked_at_nor_counted(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PasswordHasher, "verify", None)  # to be called is an error
    for _ in range(6):
        assert accounts.check("z" * 33, GOOD, HERE) == Tried()
        assert accounts.check("zhang", "x" * 257, HERE) == Tried()
        assert accounts.check("zhang", "", HERE) == Tried()


def test_guesses_sent_all_at_once_are_counted_like_others(accounts: Accounts) -> None:
    with ThreadPoolExecutor(8) as pool:
        tried = list(pool.map(lambda _: accounts.check("zhang", "不对的密码", HERE), range(8)))
    assert sum(one.looked for one in tried) == 5
    assert role(accounts, "zhang", GOOD + "1") is None


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
