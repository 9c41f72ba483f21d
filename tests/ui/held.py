"""The page as `python app.py` serves it, whose answers a test can hold up or let fail while it is served.

python -m tests.ui.held, with the options of `python app.py`. The tests say it by files in the data folder.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import app
from assistant.answer import Assistant
from assistant.model import Answer
from assistant.settings import Settings
from index.errors import YoujuError

HELD = "held"  # while there is a file of this name no question is answered
FAILING = "failing"  # while there is one of this name every question fails
FAULT = "索引正在更新，请稍后再试。"
_LOOK = 0.02  # seconds between two looks


def main() -> int:
    """Returns the exit code of `app.main`."""
    data = Path(Settings.from_environment().data)
    stream = Assistant.stream

    def held(*asked: Any, **filters: Any) -> Iterator[Answer]:
        while (data / HELD).exists():
            time.sleep(_LOOK)
        if (data / FAILING).exists():
            raise YoujuError(FAULT)
        yield from stream(*asked, **filters)

    with patch.object(Assistant, "stream", held):
        return app.main()


if __name__ == "__main__":
    sys.exit(main())
