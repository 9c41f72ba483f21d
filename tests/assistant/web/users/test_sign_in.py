"""Sign-ins that come all at once: looked at one after another, and those who would wait for long are told so."""

import asyncio
from pathlib import Path
from threading import Event, get_ident

import pytest

from assistant.web.users.accounts import Accounts, Tried
from assistant.web.users.audit import AuditLog
from assistant.web.users.sign_in import OF_PLACE, WAITING, Reception


class Slow(Accounts):
    """Accounts that look at a sign-in for as long as the test wants."""

    def __init__(self) -> None:
        self.go_on = Event()
        self.threads: list[int] = []

    def check(self, name: str, password: str, address: str) -> Tried:
        self.threads.append(get_ident())
        assert self.go_on.wait(20)
        return Tried()


async def rush(reception: Reception, accounts: Slow, clients: list[str]) -> list[Tried | None]:
    looks = [asyncio.create_task(reception.look("张三", "x", client)) for client in clients]
    while sum(look.done() for look in looks) + WAITING < len(clients) and not all(look.done() for look in looks):
        await asyncio.sleep(0)  # lets the tasks begin; nothing waits for a time
    accounts.go_on.set()
    return await asyncio.gather(*looks)


@pytest.fixture
def audit(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit.jsonl")


def test_so_many_wait_and_the_others_are_turned_away_at_once(audit: AuditLog) -> None:
    accounts = Slow()
    reception = Reception(accounts, audit)
    told = asyncio.run(rush(reception, accounts, [f"10.0.{number}.1" for number in range(150)]))
    assert told == [Tried()] * WAITING + [None] * (150 - WAITING)
    assert len(set(accounts.threads)) == 1  # and the threads that answer questions are free
    assert asyncio.run(rush(reception, accounts, ["10.0.0.1"])) == [Tried()]


def test_neither_an_address_nor_a_place_can_keep_all_others_waiting(audit: AuditLog) -> None:
    accounts = Slow()
    near = ["10.0.0.1"] * 50 + ["10.0.0.2"] * 50 + ["10.0.0.3"] * 50
    elsewhere = [f"10.{number}.0.1" for number in range(1, 1 + WAITING - OF_PLACE)]
    told = asyncio.run(rush(Reception(accounts, audit), accounts, near + elsewhere))
    assert [sum(one is not None for one in told[at : at + 50]) for at in (0, 50, 100)] == [3, 3, 2]
    assert told[150:] == [Tried()] * len(elsewhere)
