"""Python processes whose time and memory count: each starts with nothing in memory that is not its own."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from index.errors import EvaluationError

_ROOT = Path(__file__).parents[2]
# Started by a process as small as can be: Linux counts what a parent holds into its child's ru_maxrss.
_WATCH = """
import json, os, sys, time
started = time.perf_counter()
child = os.posix_spawn(sys.executable, [sys.executable, *sys.argv[2:]], os.environ)
_, status, used = os.wait4(child, 0)
told = [time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss]
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(told, file)
sys.exit(os.waitstatus_to_exitcode(status))
"""


class Ended(NamedTuple):
    """What a process took: seconds by the clock and of all cores, most memory at once (MiB); and what it said."""

    seconds: float
    cpu: float
    memory: float
    output: str
    errors: str


def python(*arguments: str) -> Ended:
    """Runs Python with these arguments in the repository's folder. Raises EvaluationError where it fails."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder, "told.json")
        command = [sys.executable, "-I", "-S", "-c", _WATCH, str(told), *arguments]
        done = subprocess.run(command, cwd=_ROOT, check=False, capture_output=True, text=True, encoding="utf-8")
        if done.returncode:
            raise EvaluationError(f"测速的进程失败（python {' '.join(arguments)}）：{done.stderr.strip()[-500:]}")
        seconds, cpu, most = json.loads(told.read_text(encoding="utf-8"))
    unit = 2**20 if sys.platform == "darwin" else 2**10  # of ru_maxrss: bytes on macOS, KiB elsewhere
    return Ended(seconds, cpu, most / unit, done.stdout, done.stderr)
