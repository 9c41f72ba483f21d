"""What the head of a request may hold: so much in all, one well-formed cookie, hosts and addresses that are ones.

Whatever parses it later parses nothing else. A quoted cookie of 60 KB took Python's own parser 8 seconds of the event
loop, before anybody asked who sends it.
"""

import re
from urllib.parse import parse_qsl, urlencode

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.web.guard import refuse

COOKIE = "youju-session"
_TOKEN = re.compile(rf"(?:^|;)\s*{COOKIE}=([\w-]{{43}})\s*(?=;|$)", re.ASCII)  # as `secrets` makes one of 32 bytes
_BYTES = 16_384  # of all headers and the address, as other servers have it
_HOST = re.compile(r"(?:[\w.-]{1,253}|\[[0-9a-fA-F:.]{2,45}\])(?::\d{1,5})?", re.ASCII)
# What the page's own addresses ask for; Gradio knows more (`page`, `deep_link`) that this page has not.
_ASKED = {"report", "p", "place", "year", "__theme"}
_PAGE = {"/", "/config", "/login"}


class Heads:
    """Refuses heads that no browser sends to the page, and leaves out of the others what nothing here needs."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it; a client that goes away while it sends is no error."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        told = scope["headers"]
        size = sum(len(name) + len(value) for name, value in told)
        if size + len(scope["raw_path"]) + len(scope["query_string"]) > _BYTES:
            return await refuse(431, "请求的头部太长")(scope, receive, send)
        if not all(_HOST.fullmatch(value.decode("latin-1")) for name, value in told if name == b"host"):
            return await refuse(400, "请求的主机名不对")(scope, receive, send)
        try:
            await self._app(_plain(scope), receive, send)
        except ClientDisconnect:
            return None
        return None


def _plain(scope: Scope) -> Scope:
    """The scope with the cookie of a sign-in alone, forwarded hosts that are hosts, and the page's own queries."""
    kept = [(name, value) for name, value in scope["headers"] if name not in {b"cookie", b"x-forwarded-host"}]
    cookies = "; ".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie")
    if token := _TOKEN.search(cookies):
        kept.append((b"cookie", f"{COOKIE}={token[1]}".encode()))
    for name, value in scope["headers"]:
        if name == b"x-forwarded-host" and _HOST.fullmatch(value.decode("latin-1")):
            kept.append((name, value))
    plain = {**scope, "headers": kept}
    if scope["path"] in _PAGE:
        asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True, max_num_fields=100)
        plain["query_string"] = urlencode([(key, value) for key, value in asked if key in _ASKED]).encode()
    return plain
