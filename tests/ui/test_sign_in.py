"""Signing in and out in a browser, wrong passwords, and the lock-out."""

import pytest
from playwright.sync_api import expect

from tests.ui.conftest import Visits
from tests.ui.servers import PASSWORD, Server

pytestmark = pytest.mark.ui


def test_who_signs_in_is_named_and_can_sign_out(visits: Visits, shared: Server) -> None:
    one = visits(shared)
    one.sign_in("读者")
    expect(one.page.locator("#y-head .y-user")).to_contain_text("读者")
    one.shot("signed-in")
    one.page.get_by_role("button", name="退出").click()
    expect(one.page.get_by_role("button", name="登录")).to_be_visible()
    one.page.goto(shared.url)
    expect(one.page.get_by_role("button", name="登录")).to_be_visible()


def test_a_wrong_password_is_told_and_five_lock_the_name_out(visits: Visits, shared: Server) -> None:
    one = visits(shared, **{"X-Forwarded-For": "203.0.113.7"})  # the address is locked out with the name
    for _ in range(4):
        one.fill_in("新人", "不对的密码一二三")
        expect(one.page.get_by_role("alert")).to_have_text("用户名或密码不对。")
    one.shot("wrong-password")
    one.fill_in("新人", "不对的密码一二三")
    expect(one.page.get_by_role("alert")).to_contain_text("失败次数太多")
    one.shot("locked-out")
    one.fill_in("新人", PASSWORD)
    expect(one.page.get_by_role("alert")).to_contain_text("失败次数太多")
    assert {fault.partition(" (")[0].partition(" 4")[0] for fault in one.faults} == {REFUSED}
    one.faults.clear()  # a browser reports a refused form as an error of the page

    other = visits(shared)
    other.sign_in("读者")
    expect(other.page.locator("#y-head .y-user")).to_contain_text("读者")


REFUSED = "console: Failed to load resource: the server responded with a status of"
