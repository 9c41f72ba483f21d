"""What one file may take of the process that reads it: processor time and memory, held to by the operating system."""

import sys
import time
from math import ceil

SECONDS = 5.0
"""Of processor time for one file; real ones take a tenth of a second."""

SECONDS_A_PAGE = 0.5
"""More of it for each page of a PDF that has been read; a real page takes a tenth of that."""

MEMORY = 3 * 2**30
"""Bytes of address space of the process."""


_started_at: float | None = None  # in the reading process: its processor time when it began the file


def begin_file() -> None:
    """From here on the process, which does nothing but read files, may take as much time as one file may."""
    global _started_at  # noqa: PLW0603 (there is one process)
    _started_at = time.process_time()
    page_read(0)


def page_read(pages: int) -> None:
    """Tells the reading process, if this is it, that so many pages of a PDF have been read: it may take more time."""
    if _started_at is None or sys.platform == "win32":
        return
    import resource

    allowed = ceil(_started_at + SECONDS + SECONDS_A_PAGE * pages)
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def limit_memory() -> None:
    """Holds the process to `MEMORY`, and has it leave no dump where it dies."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
