"""The page under simulated users for as long as it takes to see whether it holds: no error, and memory flat.

python -m tests.soak [MINUTES [USERS]], 30 minutes and 20 users unless said otherwise; `make soak`. It serves copies of
what is in reports/ on a free port of this machine. Exit 1 on any error, and where memory, open files or threads are
not flat: where the last third of the samples is more than a tenth above the second third, by the median of the
memory and by the fewest files and threads, a few more or less, for they come and go with the requests under way.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import linear_regression, median, quantiles

from tests.helpers.paths import ROOT
from tests.soak.users import Log, User
from tests.ui.servers import Server, build, served

_SAMPLES = 30  # at least, in a run
_EDITORS = 7  # of so many users one edits
_GROWTH = 1.1
_FEW = (0, 5, 5)  # MB of memory, files, threads
_COLUMNS = ("分钟", "内存 MB", "文件", "线程", "索引 MB", "临时 MB", "请求", "错误")


@dataclass(frozen=True, slots=True)
class Sample:
    """A server's resident memory in MB, open files and threads, and MB on disk, `minute` minutes after its start."""

    minute: float
    memory: float
    files: int
    threads: int
    index: float
    temporary: float


def main(arguments: Sequence[str]) -> int:
    """Runs the users against a server of their own; returns the exit code."""
    minutes = float(arguments[0]) if arguments else 30.0
    users = int(arguments[1]) if len(arguments) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        index, place = Path(folder) / "built", Path(folder) / "page"
        build(ROOT / "reports", index)
        with served(place, ROOT / "reports", index, users=True) as server:
            server.wait()
            log = Log(time.monotonic() + 60 * minutes)
            samples = _watched(server, log, users, minutes)
        complaints = (place / "log").read_text(encoding="utf-8")
    return _told(log, samples, complaints)


def _watched(server: Server, log: Log, users: int, minutes: float) -> list[Sample]:
    """Has the users at it until the time is up, and looks at the server every minute, more often in a short run."""
    begun, pause, samples = time.monotonic(), min(60.0, 60 * minutes / _SAMPLES), []
    print(*_COLUMNS, sep="\t", flush=True)
    with ThreadPoolExecutor(users) as pool:
        at_work = [pool.submit(_use, server, number, log) for number in range(users)]
        while not log.over and not any(one.done() for one in at_work):
            time.sleep(max(0.0, min(pause, log.ends - time.monotonic())))
            samples.append(_sample(server, (time.monotonic() - begun) / 60))
            asked = sum(map(len, log.seconds.values()))
            print(*(round(value, 1) for value in astuple(samples[-1])), asked, len(log.errors), sep="\t", flush=True)
        log.ends = time.monotonic()  # a user who could not even open the page ends it for all
        for one in at_work:
            one.result()
    return samples


def _use(server: Server, number: int, log: Log) -> None:
    edits = number % _EDITORS == 0
    with closing(User(server.url, "编辑" if edits else "读者", number, log)) as user:
        user.edit() if edits else user.read()


def _sample(server: Server, minute: float) -> Sample:
    process = Path("/proc") / str(server.process.pid)
    lines = (process / "status").read_text(encoding="ascii", errors="replace").splitlines()
    status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    memory, threads = int(status["VmRSS"].split()[0]) / 1024, int(status["Threads"])
    files = len(list((process / "fd").iterdir()))
    return Sample(minute, memory, files, threads, _size(server.folder / "index"), _size(server.data / "temp"))


def _size(folder: Path) -> float:
    """MB on disk; files come and go meanwhile."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:
            continue
    return total / 2**20


def _told(log: Log, samples: Sequence[Sample], complaints: str) -> int:
    """Prints what came of it; the exit code."""
    for kind, seconds in sorted(log.seconds.items()):
        middle, high = median(seconds), quantiles([*seconds, *seconds], n=20)[-1]
        print(f"{kind}：{len(seconds)} 次，p50 {middle:.2f} 秒，p95 {high:.2f} 秒")
    errors = [*log.errors, *(line for line in complaints.splitlines() if "Error" in line)]
    print(f"错误 {len(errors)} 个", *errors[:5], sep="\n  ")
    warm = len(samples) // 3
    second, last = samples[warm : 2 * warm], samples[2 * warm :]
    slope = linear_regression([one.minute for one in samples[warm:]], [one.memory for one in samples[warm:]]).slope
    print(f"内存：预热后 {samples[warm].memory:.0f} MB，最后 {samples[-1].memory:.0f} MB，每分钟 {slope:+.2f} MB")
    grown = [
        name
        for name, before, after, few in zip(("内存", "文件", "线程"), _level(second), _level(last), _FEW, strict=True)
        if after > _GROWTH * before + few
    ]  # fmt: skip
    print(f"不平稳：{'、'.join(grown)}" if grown else "内存、文件、线程平稳")
    return 1 if errors or grown else 0


def _level(samples: Sequence[Sample]) -> tuple[float, int, int]:
    """Memory, open files and threads, as the criterion takes them."""
    memory = median(one.memory for one in samples)
    return memory, min(one.files for one in samples), min(one.threads for one in samples)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
