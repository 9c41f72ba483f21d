"""The page as it is served to whoever comes: headers, open routes, hosts, limits, over the application. No network."""

import re
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.web.guard import Limits
from assistant.web.serve import check_host, serve
from assistant.web.users.accounts import Accounts
from assistant.web.users.audit import AuditLog
from index.errors import YoujuError
from tests.helpers.served import HOME, PASSWORD, asked, blocks, client, look


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("local")
    with closing(Accounts(folder / "accounts.sqlite")) as nobody, client(nobody, AuditLog(folder / "a")) as opened:
        yield opened


def test_every_answer_has_the_headers_that_keep_it_to_this_host(local: TestClient) -> None:
    for path in ("/", "/theme.css", "/nowhere"):
        headers = local.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert not re.search(r"https?:|\*", policy)
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
    assert local.get("/").headers["cache-control"] == "no-store"
    assert "gradio_config" in local.get("/").text


def test_routes_that_the_page_does_not_need_are_closed(local: TestClient) -> None:
    closed = ("info", "openapi.json", "runs", "deep_link", "proxy=https://example.org", "file=https://example.org/a",
              "user", "token", "file/etc/passwd", "call/predict", "api/predict", "component_server",
              "process_recording", "dev/reload", "queue/status", "vibe-code", "startup-events")  # fmt: skip
    for path in (*(f"/gradio_api/{name}" for name in closed), "/monitoring", "/docs", "/openapi.json", "/logout"):
        assert {local.request(method, path).status_code for method in ("GET", "PUT", "OPTIONS")} == {404}, path
    assert {local.post(f"/gradio_api/{name}").status_code for name in closed} == {404}


def test_no_file_of_the_machine_is_served(local: TestClient) -> None:
    for path in ("/etc/passwd", str(Path(__file__)), "/tmp/../etc/passwd"):
        assert local.get(f"/gradio_api/file={path}").status_code == 404


def test_without_users_nobody_signs_in_edits_or_uploads(local: TestClient, accounts: Accounts) -> None:
    assert local.get("/").status_code == 200
    assert asked(local) == "None"
    assert not accounts.may_edit(None)
    assert local.post("/gradio_api/upload", files={"files": b"a"}).status_code == 404


@pytest.mark.parametrize(("host", "status"), [("127.0.0.1:1", 200), ("localhost", 200), ("[::1]:1", 200), ("a.b", 400)])
def test_without_users_only_this_machines_names_are_answered(local: TestClient, host: str, status: int) -> None:
    assert local.get("/", headers={"Host": host}).status_code == status


def test_another_sites_requests_are_refused(local: TestClient) -> None:
    for origin, status in ((HOME, 200), ("http://evil.example", 403), ("null", 403), ("http://127.0.0.1:1", 403)):
        answer = local.post("/gradio_api/reset", json={"event_id": "a"}, headers={"Origin": origin})
        assert answer.status_code == status


def test_a_host_other_than_this_machine_needs_users(accounts: Accounts, audit: AuditLog) -> None:
    for host in ("0.0.0.0", "192.168.1.5", "::"):
        with pytest.raises(YoujuError, match="users add"):
            serve(blocks(), look(), (host, 7860), accounts, audit)
    check_host("::1", accounts)
    accounts.add("张三", PASSWORD, "reader")
    check_host("0.0.0.0", accounts)


def test_a_port_that_is_taken_is_a_sentence(accounts: Accounts, audit: AuditLog) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(YoujuError, match="--port"):
        serve(blocks(), look(), taken.getsockname(), accounts, audit)


def test_a_page_that_had_users_is_not_opened_without(accounts: Accounts, audit: AuditLog, tmp_path: Path) -> None:
    accounts.add("张三", PASSWORD, "reader")
    accounts.close()
    (tmp_path / "accounts.sqlite").write_bytes(b"")
    with closing(Accounts(tmp_path / "accounts.sqlite")) as emptied:
        with pytest.raises(YoujuError, match="曾有用户"):
            serve(blocks(), look(), ("127.0.0.1", 7860), emptied, audit)
        emptied.add("李四", PASSWORD, "reader")
        emptied.remove("李四")  # whoever removes the last user means it
        check_host("127.0.0.1", emptied)


def test_what_is_too_large_or_of_no_told_length_is_refused(local: TestClient) -> None:
    big = local.post("/gradio_api/queue/join", content=b"x" * ((1 << 18) + 1))
    assert big.status_code == 413
    assert "内容太大" in big.json()["detail"]
    assert local.post("/gradio_api/queue/join", content=iter([b"x"])).status_code == 411


def test_a_session_may_send_so_much_a_minute_and_an_address_more() -> None:
    now = [0.0]
    limits = Limits(lambda scope, receive, send: send({}), lambda: now[0])
    alone = [limits._too_often({"address a": 6000, "session s": 120}) for _ in range(121)]
    assert alone == [False] * 120 + [True]
    crowd = [limits._too_often({"address a": 6000, f"session {number % 60}": 120}) for number in range(5881)]
    assert crowd == [False] * 5880 + [True]
    now[0] = 60.0
    assert not limits._too_often({"address a": 6000, "session s": 120})
