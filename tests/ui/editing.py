"""What an editor does in the tab 资料."""

from playwright.sync_api import FilePayload, expect

from tests.ui.visits import Visit


def hand_in(one: Visit, *files: FilePayload) -> None:
    one.page.locator("#y-desk-edit input[type=file]").set_input_files(list(files))
    expect(one.page.get_by_text(f"已检查 {len(files)} / {len(files)} 个文件")).to_be_visible()


def put_in(one: Visit) -> None:
    one.page.get_by_role("button", name="放入并更新索引").click()
    expect(one.page.locator("#y-desk-said [role=status]")).to_contain_text("索引已更新", timeout=60_000)


def choose(one: Visit, name: str) -> None:
    one.page.get_by_label("报告", exact=True).fill(name)
    one.page.get_by_role("option", name=name).click()
    expect(one.page.get_by_text("自动识别：")).to_be_visible()


def take_out(one: Visit, name: str) -> None:
    choose(one, name)
    one.page.get_by_role("button", name="移除", exact=True).click()
    one.page.get_by_role("button", name=f"确认移除 {name}").click()
    expect(one.page.locator("#y-desk-list tr", has_text=name)).to_have_count(0, timeout=60_000)
