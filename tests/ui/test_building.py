"""A page that stays open while another process builds the index that it serves."""

import time

import pytest
from playwright.sync_api import expect

from tests.ui.held import HELD
from tests.ui.servers import Server, build
from tests.ui.visits import Visit

pytestmark = pytest.mark.ui

TEXT = """苏州市民政局2021年工作总结
一、社会救助
全市城乡低保标准提高到每人每月1095元。
"""
_PATIENCE = 30  # seconds


def follow(one: Visit) -> None:
    """Goes to and fro between two tabs until the page's head tells of other reports than now."""
    head, ends = one.page.locator("#y-head .y-coverage"), time.monotonic() + _PATIENCE
    before = head.inner_text()
    while head.inner_text() == before:
        assert time.monotonic() < ends, "the page did not take up what was built"
        for tab in ("查阅", "问答"):
            one.tab(tab)


def test_what_is_built_outside_is_answered_from_and_nobody_waits(guest: Visit, local: Server) -> None:
    added, index = local.reports / "苏州市2021.txt", local.folder / "index"
    try:
        with local.told(HELD):
            guest.send("番禺区城乡低保标准是多少？")
            added.write_text(TEXT, encoding="utf-8")
            build(local.reports, index)
        expect(guest.answered()).to_contain_text("950元")
        follow(guest)
        expect(guest.ask("苏州市城乡低保标准是多少？")).to_contain_text("1095元")
    finally:
        added.unlink()
        build(local.reports, index)
    follow(guest)
    expect(guest.ask("苏州市城乡低保标准是多少？").locator(".y-reason")).to_have_text("没有这个地区的报告")
