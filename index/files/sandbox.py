"""HTML, Word and PDF files are read in a process of its own: no file can crash, stall or starve the one that serves.

The libraries that parse these formats can be led to work for hours, to fill the memory, or to crash. What a file may
take is bounded by the operating system, where it can (`resource`: Linux, macOS). The process stays for the next file.
"""

import atexit
import os
import pickle
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from index.errors import ReportError
from index.files.formats import parse_here
from index.files.limits import begin_file, limit_memory
from index.files.source import Source

_ROOT = Path(__file__).parents[2]
_SERVE = "from index.files.sandbox import serve; serve()"


class _Reader:
    """The process, started with the first file and again after one that it did not survive."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._scratch: TemporaryDirectory[str] | None = None  # the process's; a killed one leaves in it what it wrote

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
                    self._end(process)
        return reply

    def close(self) -> None:
        """Ends the process, if there is one."""
        with self._lock:
            if self._process is not None:
                self._end(self._process)
            self._process = None

    def _alive(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        if self._process is not None:
            self._end(self._process)
        self._scratch = TemporaryDirectory(prefix="youju-")
        return subprocess.Popen(
            [sys.executable, "-c", _SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": str(_ROOT), "TMPDIR": self._scratch.name},
            start_new_session=True,  # Ctrl+C is for the command, which ends this one
        )

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.communicate()
        if self._scratch is not None:
            self._scratch.cleanup()


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
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints is no reply
    limit_memory()
    while True:
        try:
            data, suffix = pickle.load(requests)
        except EOFError:
            return
        begin_file()
        reply: Source | ReportError
        try:
            reply = parse_here(data, suffix)
        except ReportError as error:
            reply = error
        pickle.dump(reply, replies)
        replies.flush()
