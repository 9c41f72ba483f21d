"""The served page under those who would stall it: sign-ins by the hundred, requests that never end, held bodies."""

import socket
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import httpx
import pytest

from tests.helpers.paths import ROOT
from tests.ui.load import CERTIFICATES, asking, over
from tests.ui.servers import PASSWORD, Server, build, served

BEFORE = 30  # seconds in which what is half-open must be gone


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("doors")
    build(ROOT / "reports", folder / "built")
    with served(folder, ROOT / "reports", folder / "built", users=True) as page:
        page.wait()
        yield page


@pytest.fixture
def reader(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=60) as client:
        assert client.post("/login", data={"name": "读者", "password": PASSWORD}).status_code == 303
        yield client


def ask(client: httpx.Client) -> float:
    """The seconds that a question takes."""
    sent = asking(client)
    begun = time.perf_counter()
    over(client, uuid.uuid4().hex, {"data": ["某市有多少低保户？", *sent.beside], "fn_index": sent.number})
    return time.perf_counter() - begun


def guess(server: Server, name: str) -> int:
    with httpx.Client(base_url=server.url, timeout=60, verify=CERTIFICATES) as client:
        return client.post("/login", data={"name": name, "password": "x" * 12}).status_code


def half_open(server: Server, sent: bytes, count: int) -> list[socket.socket]:
    host, port = server.url.removeprefix("http://").split(":")
    held = [socket.create_connection((host, int(port))) for _ in range(count)]
    for one in held:
        one.sendall(sent)
    return held


def gone(held: list[socket.socket], seconds: float) -> int:
    """How many of them the server has closed within so many seconds."""
    end, closed = time.monotonic() + seconds, 0
    for one in held:
        one.settimeout(max(0.001, end - time.monotonic()))
        try:
            while one.recv(4096):
                pass
            closed += 1
        except ConnectionResetError:
            closed += 1
        except TimeoutError:
            pass
        one.close()
    return closed


def stored(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_a_hundred_and_fifty_sign_ins_hold_up_no_question(server: Server, reader: httpx.Client) -> None:
    ask(reader)
    with ThreadPoolExecutor(150) as pool:
        guesses = [pool.submit(guess, server, f"人{number}") for number in range(150)]
        beside = [ask(reader) for _ in range(5)]
        statuses = {each.result() for each in guesses}
    print(f"问答最长 {max(beside):.2f} 秒，中位数 {median(beside):.2f} 秒")
    assert statuses <= {401, 429}
    assert max(beside) < 1


def test_eight_sign_ins_of_a_megabyte_write_next_to_nothing(server: Server) -> None:
    before = stored(server.data)
    for _ in range(8):
        told = httpx.post(f"{server.url}/login", data={"name": "a" * (1 << 20), "password": "b"}, timeout=60)
        assert told.status_code == 413
    assert stored(server.data) - before < 200_000


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\n",
        b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 4000\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nname=",
    ],
)
def test_two_hundred_half_open_requests_are_gone(server: Server, reader: httpx.Client, sent: bytes) -> None:
    held = half_open(server, sent, 200)
    assert ask(reader) < 1
    assert gone(held, BEFORE) == 200
    assert ask(reader) < 1


def test_one_address_cannot_use_up_the_connections(server: Server) -> None:
    held = half_open(server, b"", 3000)
    try:
        time.sleep(1)  # what it closes is to arrive
        closed = gone(held[512:], 5)
        assert closed == 3000 - 512
    finally:
        for one in held:
            one.close()
    with httpx.Client(base_url=server.url, timeout=60) as client:
        assert client.get("/login").status_code == 200
