"""HTML, Word and PDF files are read in a process of its own: no file can crash, stall or starve the one that serves.

The libraries that parse these formats can be led to work for hours, to fill the memory, or to crash. What a file may
take is bounded by the operating system, where it can (`resource`: Linux, macOS). The process stays for the next file.
"""

import atexit
import os
import pickle
import subprocess
import sys
import time
from math import ceil
from pathlib import Path
from threading import Lock

from index.errors import ReportError
from index.formats import Source, parse_here

SECONDS = 5.0
"""Of processor time for one file; real ones take a tenth of a second."""
SECONDS_A_PAGE = 0.5
"""More of it for each page of a PDF that has been read; a real page takes a tenth of that."""
MEMORY = 3 * 2**30
"""Bytes of address space of the process."""

_ROOT = Path(__file__).parents[1]
_SERVE = "from index.isolated import serve; serve()"
_started_at: float | None = None  # in the reading process: its processor time when it began the file


class _Reader:
    """The process, started with the first file and again after one that it did not survive."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, data: bytes, suffix: str) -> Source | ReportError:
        """What `parse_here` returns or raises in the process. Raises ReportError where the process died of it."""
        with self._lock:
            process = self._alive()
            self._process = None  # until its reply is all here
            try:
                assert process.stdin is not None
                assert process.stdout is not None
                pickle.dump((data, suffix), process.stdin)
                process.stdin.flush()
                reply: Source | ReportError = pickle.load(process.stdout)
                self._process = process
            except (EOFError, OSError, pickle.UnpicklingError) as error:
                raise ReportError("文件太复杂，读它要用太多时间或内存；请另存为 .txt 再放入") from error
            finally:
                if self._process is None:
                    _end(process)
        return reply

    def close(self) -> None:
        """Ends the process, if there is one."""
        with self._lock:
            if self._process is not None:
                _end(self._process)
            self._process = None

    def _alive(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        if self._process is not None:
            _end(self._process)
        return subprocess.Popen(
            [sys.executable, "-c", _SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": str(_ROOT)},
            start_new_session=True,  # Ctrl+C is for the command, which ends this one
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


_reader = _Reader()
atexit.register(_reader.close)


def parse_isolated(data: bytes, suffix: str) -> Source:
    """As `formats.parse_here`, elsewhere. Raises ReportError as it does, and for a file that takes too much."""
    reply = _reader.read(data, suffix)
    if isinstance(reply, ReportError):
        raise reply
    return reply


def serve() -> None:
    """The reading process: answers each (bytes, suffix) of standard input with a Source or ReportError."""
    global _started_at  # noqa: PLW0603 (the process does nothing else)
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints is no reply
    _limit_memory()
    while True:
        try:
            data, suffix = pickle.load(requests)
        except EOFError:
            return
        _started_at = time.process_time()
        page_read(0)
        reply: Source | ReportError
        try:
            reply = parse_here(data, suffix)
        except ReportError as error:
            reply = error
        pickle.dump(reply, replies)
        replies.flush()


def page_read(pages: int) -> None:
    """Tells `serve`, if this is its process, that so many pages of a PDF have been read: it may take more time."""
    if _started_at is None or sys.platform == "win32":
        return
    import resource

    allowed = ceil(_started_at + SECONDS + SECONDS_A_PAGE * pages)
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _limit_memory() -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
