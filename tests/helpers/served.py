"""The application as a test serves it: signing in to it, and a `Current` over which it stands."""

from pathlib import Path

from starlette.testclient import TestClient

from assistant.answer import Assistant

PASSWORD = "栏杆外三只白鹭飞过1"
HOME = "http://127.0.0.1:7860"


class Standing:
    """A `Current` that never changes."""

    def __init__(self, assistant: Assistant, index: Path) -> None:
        self._assistant = assistant
        self.index = index

    def get(self) -> Assistant:
        return self._assistant

    def reopen(self) -> None:
        raise AssertionError("nothing is built here")


def sign_in(browser: TestClient, name: str, password: str = PASSWORD, query: str = "") -> int:
    """The status of the answer: 303 where the browser is now signed in."""
    return browser.post(f"/login{query}", data={"name": name, "password": password}).status_code
