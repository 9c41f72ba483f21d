"""What one file may take of the process that reads it: processor time and memory, held to by the operating system."""

import sys
import time
from math import ceil

SECONDS = 5.0
"""Of processor time for one file; real ones take a tenth of a second."""

SECONDS_A_PAGE = 0.5
"""More of it for each page of a PDF that has been read; a real page takes a tenth of that."""

SECONDS_A_PICTURE = 60.0
"""More of it for each picture in which text is looked for; a printed page takes 4 to 8, both cores together."""

MOST_PICTURES = 1000
"""How many pictures of one file get that time; each page of the longest PDF may be one."""

MEMORY = 3 * 2**30
"""Bytes of address space of the process."""


_started_at: float | None = None  # in the reading process: its processor time when it began the file
_pages = _pictures = 0  # of that file so far


def begin_file() -> None:
    """From here on the process, which does nothing but read files, may take as much time as one file may."""
    global _started_at, _pictures  # noqa: PLW0603 (there is one process)
    _started_at = time.process_time()
    _pictures = 0
    page_read(0)


def page_read(pages: int) -> None:
    """Tells the reading process, if this is it, that so many pages of a PDF have been read: it may take more time."""
    global _pages  # noqa: PLW0603
    _pages = pages
    _allow()


def picture_begun() -> None:
    """Tells the reading process, if this is it, that it looks for text in one more picture: it may take more time."""
    global _pictures  # noqa: PLW0603
    _pictures = min(_pictures + 1, MOST_PICTURES)
    _allow()


def _allow() -> None:
    if _started_at is None or sys.platform == "win32":
        return
    import resource

    seconds = SECONDS + SECONDS_A_PAGE * _pages + SECONDS_A_PICTURE * _pictures
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(_started_at + seconds), resource.getrlimit(resource.RLIMIT_CPU)[1]))


def limit_memory() -> None:
    """Holds the process to `MEMORY`, and has it leave no dump where it dies."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
