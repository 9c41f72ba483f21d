"""Serves the page: Gradio inside an application of ours that keeps the door.

Without users it serves this machine alone and nobody signs in; with users everybody signs in. A callback learns who
asks from `gr.Request.username`, None without users; `Accounts.may_edit` tells whether that user may change reports.
"""

import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI
from gradio.utils import get_upload_folder
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request

from assistant.web.connections import Connection, raise_descriptors
from assistant.web.events import Events
from assistant.web.guard import Limits, OpenRoutes, SecureHeaders
from assistant.web.heads import Heads
from assistant.web.page import Page
from assistant.web.uploads import Uploads
from assistant.web.users import sign_in
from assistant.web.users.accounts import Accounts
from assistant.web.users.audit import AuditLog
from index.errors import YoujuError

LOCAL = ("127.0.0.1", "localhost", "::1")
_FILE = "60mb"  # one report; a scanned volume of yearbooks is larger than any report


@dataclass(frozen=True, slots=True)
class Look:
    """The page's theme, its style sheets and what stands in its head."""

    theme: gr.themes.ThemeClass
    css: Sequence[Path]
    head: Path


def application(blocks: gr.Blocks, look: Look, accounts: Accounts, audit: AuditLog) -> FastAPI:
    """The application around a page: with sign-in where there are users, else for this machine's own names only."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    users = bool(accounts.all())
    # Each one added stands before those added earlier: headers first, limits and what an event may hold last.
    app.add_middleware(Events, page=Page(blocks), uploads=Uploads(Path(get_upload_folder())))
    app.add_middleware(Limits)
    if users:
        sessions = sign_in.Sessions(accounts)
        app.add_middleware(sign_in.Gate, sessions=sessions)
        app.router.routes.extend(sign_in.routes(accounts, sessions, audit))
    app.add_middleware(OpenRoutes, uploads=users)
    if not users:  # a page elsewhere whose name is made to lead here must not reach what needs no sign-in
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOCAL, "[::1]"])
    app.add_middleware(Heads)
    app.add_middleware(SecureHeaders)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        auth_dependency=_username if users else None,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        show_error=False,
        max_file_size=_FILE,
        theme=look.theme,
        css_paths=look.css,
        head_paths=look.head,
    )
    # Mounting leaves it unset, and without it Gradio does not hold the path of a file against its folder of uploads.
    # `Events` lets no path come so far; this is the second lock.
    blocks.has_launched = True
    return app


def serve(blocks: gr.Blocks, look: Look, address: tuple[str, int], accounts: Accounts, audit: AuditLog) -> None:
    """Serves a page at a host and port until Ctrl-C.

    Raises YoujuError for a host other than this machine where there are no users, and where the port is taken.
    """
    host, port = address
    check_host(host, accounts)
    try:
        listening = socket.create_server(address, family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as problem:
        raise YoujuError(f"{host} 的端口 {port} 已被占用或不能使用；请用 --port 换一个。") from problem
    with listening:
        # Connections inherit it. asyncio sets it on its own sockets only; without it a reply waits some 30 ms.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        app = application(blocks, look, accounts, audit)
        raise_descriptors()
        # Pages keep a connection open for as long as they are: at the end nobody waits for them.
        config = uvicorn.Config(
            app, http=Connection, ws="none", log_level="error", server_header=False, timeout_graceful_shutdown=1
        )
        print(f"有据已就绪：http://{f'[{host}]' if ':' in host else host}:{port}  （按 Ctrl-C 停止）", flush=True)
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def check_host(host: str, accounts: Accounts) -> None:
    """Raises YoujuError where a host is other than this machine and there are no users, or the users are lost."""
    accounts.check_kept()
    if host not in LOCAL and not accounts.all():
        raise YoujuError(
            f"还没有用户，只能在本机使用，--host 不能是 {host}。"
            "请先运行 python -m assistant users add 用户名 --role editor 添加用户，再对外提供。"
        )


def _username(request: Request) -> str | None:
    """Who has signed in, as the gate has found."""
    name = request.scope.get("state", {}).get("username")
    return str(name) if name else None
