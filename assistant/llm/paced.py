"""Words as they come from a server, handed on at a steady pace, so that whoever listens can turn away at any time."""

from collections.abc import Generator
from contextlib import closing
from queue import Empty, Queue
from threading import Event, Thread
from time import monotonic

PACE = 0.25  # seconds


def paced(pieces: Generator[str, None, None]) -> Generator[str, None, None]:
    """What came within each pause, joined, "" where nothing did; raises what the pieces raise.

    The pieces are read in a thread of their own: a server that is silent for a minute holds up nobody. Closing the
    iterator closes them, at the latest after the next piece.
    """
    came: Queue[str | Exception | None] = Queue()
    left = Event()
    reader = Thread(target=_read, args=(pieces, came, left), daemon=True)
    reader.start()
    try:
        ended: Exception | bool = False
        while not ended:
            told, ended = _within(came, monotonic() + PACE)
            yield told
        if isinstance(ended, Exception):
            raise ended
    finally:
        left.set()
        reader.join(PACE)  # mostly it is over by then, and the connection closed


def _read(pieces: Generator[str, None, None], came: "Queue[str | Exception | None]", left: Event) -> None:
    try:
        with closing(pieces):
            for piece in pieces:
                came.put(piece)
                if left.is_set():
                    return
        came.put(None)
    except Exception as problem:
        came.put(problem)


def _within(came: "Queue[str | Exception | None]", until: float) -> tuple[str, Exception | bool]:
    """What comes until then, and how it ended: not yet, well (True), or with an exception."""
    told: list[str] = []
    while (rest := until - monotonic()) > 0:
        try:
            piece = came.get(timeout=rest)
        except Empty:
            break
        if not isinstance(piece, str):
            return "".join(told), piece or True
        told.append(piece)
    return "".join(told), False
