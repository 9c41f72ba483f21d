"""100,000 hostile files through the readers and the parser: no crash, no input over 5 seconds, bounded memory.

`pytest -s` shows what each run of inputs took. tests/index/files/test_hostile_files.py is the short form.
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.faults.helpers.hostile_sheets import SHEETS
from tests.helpers.paths import ROOT

COUNTS = {".txt": 32_000, ".md": 20_000, ".html": 20_000, ".docx": 10_000, ".pdf": 6_000, ".ofd": 2_000, ".mht": 2_000}
COUNTS |= dict.fromkeys(SHEETS, 2_000)
BATCH = 5_000
MOST_MEMORY = 1024  # MiB; the interpreter and the libraries have 70 of them


def read_in_a_process(job: tuple[str, int, int]) -> tuple[int, str, str]:
    suffix, first, count = job
    command = [sys.executable, "-m", "tests.faults.helpers.fuzz_files", suffix, str(first), str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=3600, check=False)
    return done.returncode, done.stdout, done.stderr[-4000:]


def test_a_hundred_thousand_hostile_files_are_read_or_refused() -> None:
    firsts = {suffix: number * 1_000_000 for number, suffix in enumerate(COUNTS)}  # no two formats have one seed
    jobs = [
        (suffix, firsts[suffix] + start, min(BATCH, count - start))
        for suffix, count in COUNTS.items()
        for start in range(0, count, BATCH)
    ]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = list(pool.map(read_in_a_process, jobs))
    assert [(job, error) for job, (code, _, error) in zip(jobs, done, strict=True) if code] == []
    told = [json.loads(output) for _, output, _ in done]
    for each in told:
        print(each)
    assert sum(each["read"] for each in told) == 100_000
    assert all(each["peak_mib"] < MOST_MEMORY for each in told)
    for suffix, count in COUNTS.items():
        assert sum(each["accepted"] for each in told if each["suffix"] == suffix) > count // 20
