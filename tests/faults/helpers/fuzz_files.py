"""The process that reads many hostile files: `python -m tests.faults.helpers.fuzz_files SUFFIX FIRST COUNT`.

Each input comes from a seed of its own. The process tells, as JSON, how many it read and accepted, the slowest (seconds
of processor time, and its seed) and its own peak memory in MiB. An input that takes 5 seconds or 2 GiB ends it; its
traceback and seed are on standard error.
"""

import faulthandler
import json
import resource
import signal
import sys
import tempfile
import time
from math import ceil
from pathlib import Path
from random import Random
from unittest.mock import patch

from index.errors import ReportError
from index.files.formats import parse_here
from index.report.load import load
from tests.faults.helpers.hostile import MAKERS, hold, written
from tests.faults.helpers.hostile_sheets import SHEETS

SECONDS = 5
MEMORY = 2 * 2**30


def read_many(suffix: str, first: int, count: int) -> dict[str, object]:
    """Reads the inputs of these seeds. Raises AssertionError or whatever a reader raised, with the seed as a note."""
    accepted, slowest = 0, (0.0, first)
    with tempfile.TemporaryDirectory() as folder, patch("index.report.load.parse", parse_here):
        for seed in range(first, first + count):
            path = written(Path(folder), (MAKERS | SHEETS)[suffix](Random(seed)), suffix)
            begun = time.process_time()
            resource.setrlimit(resource.RLIMIT_CPU, (ceil(begun + SECONDS), resource.RLIM_INFINITY))
            try:
                hold(load(path, "input"))
                accepted += 1
            except ReportError:
                pass
            except Exception as error:
                error.add_note(f"{suffix}, seed {seed}")
                raise
            slowest = max(slowest, (round(time.process_time() - begun, 3), seed))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"suffix": suffix, "read": count, "accepted": accepted, "slowest": slowest, "peak_mib": peak}


if __name__ == "__main__":
    faulthandler.enable()
    faulthandler.register(signal.SIGXCPU, chain=True)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    print(json.dumps(read_many(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
