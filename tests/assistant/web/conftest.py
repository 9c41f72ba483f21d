"""Accounts and an audit log, empty ones, for the tests of the page."""

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from assistant.web.users.accounts import Accounts
from assistant.web.users.audit import AuditLog


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Accounts]:
    cheap = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("assistant.web.users.accounts.PasswordHasher", cheap)
    with closing(Accounts(tmp_path / "accounts.sqlite")) as opened:
        yield opened


@pytest.fixture
def audit(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit.jsonl")
