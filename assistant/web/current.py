"""The assistant in use: replaced as a whole when the index has been built anew."""

from pathlib import Path
from threading import Lock

from assistant.answer import Assistant, open_assistant
from assistant.llm import LanguageModel


class Current:
    """Hands out one assistant over an index. Safe to use from several threads."""

    def __init__(self, index: Path, model: LanguageModel | None = None) -> None:
        """With a language model, answers are written by it. Raises StoreError and ModelError with what to do."""
        self._index = index
        self._model = model
        self._lock = Lock()
        self._assistant = open_assistant(index, model=model)

    @property
    def index(self) -> Path:
        """The folder of the index."""
        return self._index

    def get(self) -> Assistant:
        """The assistant as of the last build that was taken up."""
        return self._assistant

    def reopen(self) -> None:
        """Takes up the index as it is now; questions under way end with the assistant that they began with."""
        with self._lock:
            self._assistant = open_assistant(self._index, self._assistant.embedder, model=self._model)
