"""Disks that fail: full, of small files, read-only, without permission; each runs one command of the child on it.

Mounts are made in a namespace of the command's own, which Linux gives to root and mostly to others too; where it does
not, the test is skipped.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.faults.helpers.held import child

_MOUNTS = ("unshare", "--map-root-user", "--mount", "sh", "-c")
# $1 the index, $2 KiB left free on its disk, then the command. What is on the disk at the end is put back.
_FULL = """
set -e
kept=$(mktemp -d) && cp -a "$1/." "$kept"
mount -t tmpfs -o size=$(($(du -sk "$kept" | cut -f1) + $2))k none "$1" && cp -a "$kept/." "$1"
index=$1; shift 2; status=0
"$@" || status=$?
"$PYTHON" -m tests.faults.helpers.child ask "$index" >"$index.asked" 2>&1 || echo "exit $?" >>"$index.asked"
rm -f "$index/filler"
rm -rf "$kept" && cp -a "$index" "$kept" && umount "$index"
rm -rf "$index" && mv "$kept" "$index"
exit $status
"""
_READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'

_ENOUGH = 64 << 10  # KiB that a build never needs

Done = subprocess.CompletedProcess[str]


def on_a_full_disk(index: Path, kib: int, *arguments: object) -> Done:
    """Runs the child where `index` lies on a disk with so many KiB left, then asks there: see `asked`."""
    return _on_a_small_disk(index, kib, {}, arguments)


def on_a_disk_filled_for_refresh(index: Path, kib: int, *arguments: object) -> Done:
    """The same, but it is only when all reports are stored that the disk has so few KiB left."""
    return _on_a_small_disk(index, _ENOUGH, {"YOUJU_KIB_LEFT": str(kib)}, arguments)


def asked(index: Path) -> str:
    """What asking on the full disk printed."""
    return index.with_name(f"{index.name}.asked").read_text(encoding="utf-8")


def with_small_files(index: Path, kib: int, *arguments: object) -> Done:
    """Runs the child where no file can grow past so many KiB."""
    limit = kib << 10
    return child(*arguments, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))


def on_a_read_only_disk(index: Path, *arguments: object) -> Done:
    """Runs the child where `index` lies on a disk that is mounted read-only."""
    return child(*arguments, before=(*_mounting(), _READ_ONLY, "sh", str(index)))


def without_permission(*arguments: object) -> Done:
    """Runs the child so that the files' permissions hold for it, for root too."""
    plain = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
    return child(*arguments, before=plain if os.geteuid() == 0 else ())


def _on_a_small_disk(index: Path, kib: int, told: Mapping[str, str], arguments: Sequence[object]) -> Done:
    index.mkdir(exist_ok=True)
    before = (*_mounting(), _FULL, "sh", str(index), str(kib))
    return child(*arguments, before=before, env={**os.environ, **told, "PYTHON": sys.executable})


@cache
def _mounting() -> tuple[str, ...]:
    """The command that mounts run under. Skips the test where they cannot be made."""
    try:
        done = subprocess.run([*_MOUNTS, "mount -t tmpfs none /tmp"], capture_output=True, check=False)
    except OSError:
        pytest.skip("unshare is not installed")
    if done.returncode:
        pytest.skip("no mounts can be made here")
    return _MOUNTS
