"""The page as it is served to users: sign-in and its limits, sessions, roles, over the application. No network."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.web.users.accounts import Accounts
from assistant.web.users.audit import AuditLog
from assistant.web.users.sign_in import Sessions, user_bar
from index.errors import YoujuError
from tests.helpers.served import HOME, PASSWORD, asked, client, sign_in


@pytest.fixture
def shared(accounts: Accounts, audit: AuditLog) -> Iterator[TestClient]:
    accounts.add("张三", PASSWORD, "editor")
    accounts.add("李四", PASSWORD, "reader")
    with client(accounts, audit) as opened:
        yield opened


def test_who_has_not_signed_in_sees_the_form_alone(shared: TestClient) -> None:
    home = shared.get("/?report=a.txt&p=3")
    assert (home.status_code, home.headers["location"]) == (303, "/login?report=a.txt&p=3")
    assert '<form method="post">' in shared.get("/login").text
    for path in ("/config", "/theme.css", "/gradio_api/queue/data?session_hash=a", "/gradio_api/heartbeat/a"):
        assert shared.get(path).status_code == 401
    assert "请刷新页面" in shared.post("/gradio_api/queue/join", json={}).json()["detail"]


def test_signing_in_leads_back_and_callbacks_know_who_asks(shared: TestClient) -> None:
    answer = shared.post("/login?report=a.txt", data={"name": "张三", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/?report=a.txt")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "max-age=43200" in cookie
    assert shared.get("/").status_code == 200
    assert asked(shared) == "张三"


def test_two_users_at_once_are_told_apart(shared: TestClient) -> None:
    other = TestClient(shared.app, HOME, follow_redirects=False)
    assert sign_in(shared, "张三") == sign_in(other, "李四") == 303
    assert (asked(shared, "a"), asked(other, "b")) == ("张三", "李四")


def test_a_sign_in_makes_its_own_token(shared: TestClient) -> None:
    planted = {"Cookie": "youju-session=chosen-by-another"}
    assert shared.get("/", headers=planted).status_code == 303
    assert shared.post("/login", data={"name": "张三", "password": PASSWORD}, headers=planted).status_code == 303
    first = shared.cookies["youju-session"]
    sign_in(shared, "张三")
    assert len({first, shared.cookies["youju-session"], "chosen-by-another"}) == 3
    assert TestClient(shared.app, HOME, follow_redirects=False).get("/", headers=planted).status_code == 303


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(shared: TestClient) -> None:
    sign_in(shared, "张三")
    kept = dict(shared.cookies)
    assert shared.post("/logout").headers["location"] == "/login"
    copy = TestClient(shared.app, HOME, cookies=kept, follow_redirects=False)
    assert copy.get("/").status_code == 303


@pytest.mark.parametrize("change", ["password", "removal"])
def test_a_session_ends_with_the_password_or_the_user(shared: TestClient, accounts: Accounts, change: str) -> None:
    sign_in(shared, "张三")
    assert shared.get("/").status_code == 200
    if change == "removal":
        accounts.remove("张三")
    else:
        accounts.set_password("张三", PASSWORD + "新")
    assert shared.get("/").status_code == 303


def test_a_session_ends_after_twelve_hours(accounts: Accounts) -> None:
    accounts.add("张三", PASSWORD, "reader")
    account = accounts.find("张三")
    assert account is not None
    times = iter([0.0, 12 * 3600 - 1.0, 12 * 3600.0])
    sessions = Sessions(accounts, lambda: next(times))
    token = sessions.begin(account)
    assert sessions.account(token) == account
    assert sessions.account(token) is None


def test_only_editors_upload(shared: TestClient) -> None:
    sign_in(shared, "李四")
    assert shared.post("/gradio_api/upload", files={"files": ("甲.txt", b"a")}).status_code == 403
    sign_in(shared, "张三")
    (told,) = shared.post("/gradio_api/upload", files={"files": ("甲.txt", b"a")}).json()
    assert re.fullmatch(r"[\w-]{32}", told)  # an id, not where the file lies


def test_a_page_is_its_own_session_s_alone(shared: TestClient) -> None:
    other = TestClient(shared.app, HOME, follow_redirects=False)
    sign_in(shared, "张三")
    sign_in(other, "李四")
    assert asked(shared, "a") == "张三"
    event = {"data": [], "fn_index": 0, "session_hash": "a"}
    for path, sent in (("queue/join", event), ("run/predict", event), ("cancel", {**event, "event_id": "x"})):
        assert other.post(f"/gradio_api/{path}", json=sent).status_code == 404
    assert other.get("/gradio_api/queue/data?session_hash=a").status_code == 404
    assert other.get("/gradio_api/heartbeat/a").status_code == 404
    assert asked(shared, "a") == "张三"


def test_failures_lock_out_and_are_logged(shared: TestClient, tmp_path: Path) -> None:
    wrong = shared.post("/login", data={"name": "<张三>", "password": "x"})
    assert wrong.status_code == 401
    assert "用户名或密码不对" in wrong.text
    assert "&lt;张三&gt;" in wrong.text
    assert [sign_in(shared, "张三", "不对") for _ in range(5)] == [401, 401, 401, 401, 429]
    assert sign_in(shared, "张三") == 429
    assert "请过 30 秒再试" in shared.post("/login", data={"name": "张三", "password": PASSWORD}).text
    log = (tmp_path / "audit.jsonl").read_text(encoding="utf-8")
    assert log.count('"sign-in failed"') == 5
    assert log.count('"sign-in failed, next after 30 s"') == 1  # and nothing for what comes during the wait


def test_names_and_passwords_of_a_megabyte_write_nothing(shared: TestClient, tmp_path: Path) -> None:
    def stored() -> int:
        return sum(path.stat().st_size for path in tmp_path.iterdir())

    before = stored()
    for data in ({"name": "a" * (1 << 20)}, {"name": "张三", "password": "b" * (1 << 20)}):
        assert shared.post("/login", data=data).status_code == 413
    assert shared.post("/login", data={"name": "a" * 3000, "password": "b" * 400}).status_code == 401
    assert stored() - before < 1000


def test_a_sign_in_is_the_form_s(shared: TestClient) -> None:
    for kind in ("multipart/form-data; boundary=a; charset=unicode_escape", "text/plain"):
        assert shared.post("/login", content=b"x", headers={"Content-Type": kind}).status_code == 415


def test_nobody_signs_in_unrecorded(shared: TestClient, audit: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise YoujuError("审计日志写不下")

    monkeypatch.setattr(AuditLog, "write", full)
    answer = shared.post("/login", data={"name": "张三", "password": PASSWORD})
    assert (answer.status_code, "审计日志写不下" in answer.text) == (503, True)
    assert "set-cookie" not in answer.headers


def test_too_many_requests_are_answered_with_a_word(shared: TestClient) -> None:
    sign_in(shared, "张三")
    codes = {shared.post("/gradio_api/reset", json={"event_id": "a"}).status_code for _ in range(120)}
    last = shared.post("/gradio_api/reset", json={"event_id": "a"})
    assert (codes, last.status_code) == ({200}, 429)
    assert "太频繁" in last.json()["detail"]


def test_a_proxy_that_is_not_trusted_is_told_of(shared: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    for forwarded in ("10.0.0.1", "7.7.7.7, 10.0.0.1"):  # as uvicorn has it behind a trusted one
        shared.post("/login", data={"name": "张三"}, headers={"X-Forwarded-For": forwarded})
    assert capsys.readouterr().err == ""
    for _ in range(2):
        shared.post("/login", data={"name": "张三"}, headers={"X-Forwarded-For": "7.7.7.7"})
    assert capsys.readouterr().err.count("FORWARDED_ALLOW_IPS=10.0.0.1") == 1


def test_the_user_bar_shows_names_as_text() -> None:
    assert user_bar(None) == ""
    assert "&lt;b&gt;" in user_bar("<b>")
