"""`kill -9` at random moments of a build, two hundred times over. In short: tests/index/test_build_faults.py."""

import os
from pathlib import Path

from tests.faults.helpers.killing import Series

KILLS = int(os.environ.get("YOUJU_KILLS") or 200)
SEED = int(os.environ.get("YOUJU_SEED") or 7)


def test_nothing_that_was_stored_is_lost(tmp_path: Path) -> None:
    series = Series(tmp_path, SEED)
    for _ in range(KILLS):
        series.kill()
    series.finish()
    print(dict(series.killed))
    assert all(series.killed[where] for where in ("before", "between", "after"))
