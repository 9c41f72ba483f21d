"""The assistant in use: replaced as a whole when the index has been built anew, here or by another process."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Event, Lock, Thread

from assistant.answer import Assistant, open_assistant
from assistant.llm.client import LanguageModel
from index.errors import AuditError, StoreError
from index.store import opening as stores
from index.store.addresses import Address
from index.store.database import Database

_EVERY = 2.0  # seconds between two looks at the index: one row of SQLite is read, in about a millisecond
_REST = 20  # times as long as a look took, the next one waits: a large index takes seconds to take up
_AT_MOST = 60.0  # seconds between two looks while the index cannot be taken up
_SETTLE = 60.0  # seconds between two times that SQLite may empty its log


class Current:
    """Hands out one assistant over an index. Safe to use from several threads."""

    def __init__(self, index: Address, model: LanguageModel | None = None) -> None:
        """With a language model, answers are written by it. Raises StoreError and ModelError with what to do."""
        self._index = index
        self._lock = Lock()
        self._assistant = open_assistant(index, model=model)
        self._settled = time.monotonic()

    @property
    def index(self) -> Address:
        """Where the index lies."""
        return self._index

    def get(self) -> Assistant:
        """The assistant as of the last build that was taken up."""
        return self._assistant

    def reopen(self) -> None:
        """Takes up the index as it is now; questions under way end with the assistant that they began with.

        Raises StoreError where it cannot be opened; the assistant in use stays.
        """
        with self._lock:
            if self._moved():
                self._take_up()

    def look(self) -> None:
        """As `reopen`, but not while a build is writing: it would be taken up again and again until it is through."""
        with self._lock:
            moved = self._moved()
            if not moved and time.monotonic() < self._settled + _SETTLE:
                return
            if isinstance(self._index, Path):  # Milvus has neither a lock nor a log
                try:
                    alone = Database.open(self._index, writable=True)
                except StoreError:
                    return  # a build is writing
                with closing(alone):
                    moved = alone.meta("revision") != self._assistant.store.revision
                    if not moved:
                        self._settle()
            if moved:  # with the lock let go: a build that begins meanwhile need not wait
                self._take_up()

    @contextmanager
    def watched(self, tell: Callable[[str], None]) -> Iterator[None]:
        """Until the block ends a thread of its own looks at the index every few seconds.

        `tell` is told why the index cannot be taken up, once for as long as that is so, and when it is over.
        """
        ended = Event()
        thread = Thread(target=self._watch, args=(ended, tell), name="index", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _watch(self, ended: Event, tell: Callable[[str], None]) -> None:
        told, pause = "", _EVERY
        while not ended.wait(pause):
            begun = time.monotonic()
            fault = self._fault()
            pause = min(2 * pause, _AT_MOST) if fault else max(_EVERY, _REST * (time.monotonic() - begun))
            if fault != told:
                told = fault
                with suppress(OSError, AuditError):  # the log's disk may be full: no reason to end
                    tell(f"索引不能重新载入，仍用原来的：{fault}" if fault else "索引又能载入了")

    def _fault(self) -> str:
        """Why a look came to nothing; "" where it did not."""
        try:
            self.look()
        except Exception as fault:  # whatever is broken or lacking: the assistant in use goes on
            return str(fault) or repr(fault)
        return ""

    def _moved(self) -> bool:
        """Whether the index is not what the assistant sees."""
        if not stores.exists(self._index):
            raise StoreError(f"{self._index} 里没有索引了")
        return stores.moved(self._index, self._assistant.store)

    def _take_up(self) -> None:
        """Both assistants live until the last question to the older one is answered."""
        opened = self._assistant.over(stores.open(self._index, self._assistant.embedder.fingerprint))
        opened.examples()  # so that who opens the page does not wait for them
        self._assistant = opened

    def _settle(self) -> None:
        """Reads on from the end of SQLite's log, which else grows with each build for as long as a page is open.

        To be called while nobody writes: what the assistant sees stays the same.
        """
        self._assistant.store.refresh()
        self._settled = time.monotonic()
