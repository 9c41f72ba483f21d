"""Files that editors hand in: the page holds an id for each, and only the session that sent a file may name it."""

import json
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KEPT = 3600  # seconds for which a file handed in is kept beside the copy in the reports' folder
_MOST = 1000  # files of one session


@dataclass(frozen=True, slots=True)
class _Upload:
    session: str
    file: Path
    ends: float


class Uploads:
    """Which id stands for which file, of which sign-in session, for an hour."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.time) -> None:
        """`folder` is where files arrive; what has lain there for longer is cleared away, now and with each upload."""
        self._folder = folder
        self._now = now
        self._files: dict[str, _Upload] = {}
        self._clear()

    def _clear(self) -> None:
        """Also what was cut off or is of a server that was killed, of which Gradio knows nothing."""
        with suppress(OSError):  # another page's, over the same folder, clears as well
            for path in self._folder.rglob("*"):
                if not path.is_dir() and path.lstat().st_mtime <= self._now() - KEPT:
                    path.unlink()

    def file(self, session: str, name: object) -> Path | None:
        """The file that stands behind an id of this session; None for whatever else."""
        upload = self._files.get(name) if isinstance(name, str) else None
        if upload is None or upload.session != session or upload.ends <= self._now():
            return None
        return upload.file

    def take(self, session: str, files: list[str]) -> list[str]:
        """The ids of files that a session has sent, in their order."""
        now = self._now()
        self._clear()
        self._files = {name: upload for name, upload in self._files.items() if upload.ends > now}
        names = []
        for file in files:
            names.append(secrets.token_urlsafe(24))
            self._files[names[-1]] = _Upload(session, Path(file), now + KEPT)
        own = [name for name, upload in self._files.items() if upload.session == session]
        for name in own[:-_MOST]:
            del self._files[name]
        return names

    def told(self, app: ASGIApp, session: str) -> ASGIApp:
        """An application whose answer to an upload has ids in place of the paths in its list of files."""

        async def upload(scope: Scope, receive: Receive, send: Send) -> None:
            headers = MutableHeaders(scope=scope)
            del headers["accept-encoding"]  # the list is to be read here
            begun: list[Message] = []
            body = bytearray()

            async def with_ids(message: Message) -> None:
                if message["type"] == "http.response.start":
                    begun.append(message)
                    return
                body.extend(message.get("body", b""))
                if message.get("more_body"):
                    return
                start = begun[0]
                content = bytes(body)
                if start["status"] == 200:
                    content = json.dumps(self.take(session, json.loads(content))).encode()
                    MutableHeaders(scope=start)["content-length"] = str(len(content))
                await send(start)
                await send({"type": "http.response.body", "body": content})

            await app(scope, receive, with_ids)

        return upload
