"""A page as its own scripts talk to the server: it is opened, keeps its session alive, and sends events."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import httpx

from tests.ui.load import CERTIFICATES, over

_HEARTBEAT = "/gradio_api/heartbeat/"


def signed_in(url: str, name: str, password: str) -> httpx.Client:
    """A browser in which a user has signed in."""
    client = httpx.Client(base_url=url, timeout=120, verify=CERTIFICATES)
    client.post("/login", data={"name": name, "password": password})
    return client


class Page:
    """The page in one browser; it is opened at once."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._alive: httpx.Response | None = None
        self.reload()

    def reload(self) -> None:
        """Opens the page anew, as a session of its own: what loads by itself is loaded."""
        self.close()
        self._session = uuid.uuid4().hex
        self._client.get("/").raise_for_status()
        config = self._client.get("/config").raise_for_status().json()
        self._parts: dict[int, dict[str, Any]] = {part["id"]: part for part in config["components"]}
        self._steps: list[dict[str, Any]] = config["dependencies"]
        beat = self._client.build_request("GET", _HEARTBEAT + self._session)
        self._alive = self._client.send(beat, stream=True)
        for step in self._steps:
            if any(event == "load" for _, event in step["targets"]):
                self._send(step, ())

    def close(self) -> None:
        """Closes the page; the browser is left as it is."""
        if self._alive:
            self._alive.close()
            self._alive = None

    def do(self, part: str, event: str, *values: Any, told: Mapping[str, Any] | None = None) -> list[Any]:
        """Sends an event of a part, with the values of its first inputs and what the event itself tells.

        `part` is what names it on the page: its placeholder, its words, its id. What its outputs have become.
        """
        return self._send(self._step(part, event), values, told)

    def hang_up(self, part: str, event: str, *values: Any) -> None:
        """Sends an event, sees what comes first, and closes the page; it is opened anew."""
        sent = self._event(self._step(part, event), values) | {"session_hash": self._session}
        self._client.post("/gradio_api/queue/join", json=sent).raise_for_status()
        with self._client.stream("GET", "/gradio_api/queue/data", params={"session_hash": self._session}) as lines:
            next(lines.iter_lines())
        self.reload()

    def upload(self, name: str, text: str) -> dict[str, Any]:
        """Sends a file; what stands for it in events."""
        file = {"files": (name, text.encode(), "text/plain")}
        (path,) = self._client.post("/gradio_api/upload", files=file).raise_for_status().json()
        return {"path": path, "orig_name": name, "meta": {"_type": "gradio.FileData"}}

    def _step(self, part: str, event: str) -> dict[str, Any]:
        named = {number for number, one in self._parts.items() if part in _names(one["props"])}
        return next(step for step in self._steps if any(at in named and on == event for at, on in step["targets"]))

    def _send(self, step: dict[str, Any], values: Iterable[Any], told: Mapping[str, Any] | None = None) -> list[Any]:
        return over(self._client, self._session, self._event(step, values) | {"event_data": told})

    def _event(self, step: dict[str, Any], values: Iterable[Any]) -> dict[str, Any]:
        given = list(values)
        rest = [self._unset(self._parts[number]) for number in step["inputs"][len(given) :]]
        return {"data": [*given, *rest], "fn_index": step["id"]}

    @staticmethod
    def _unset(part: dict[str, Any]) -> Any:
        """What an input holds that nobody has touched; the server keeps what a state holds."""
        value = part["props"].get("value")
        return "" if value is None and part["type"] == "textbox" else value if part["type"] != "state" else None


def _names(props: Mapping[str, Any]) -> set[str]:
    found = (props.get(key) for key in ("placeholder", "label", "value", "elem_id", "id"))
    return {name for name in found if isinstance(name, str)}
