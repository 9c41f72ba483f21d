"""Writes requirements*.lock from pyproject.toml: exact versions, and the hash of each wheel that a target takes.

`make lock` runs it beside uv, which asks the index of its own settings (UV_DEFAULT_INDEX, uv.toml). What is locked
keeps its version: to let a package move, take its entry out of the locks and run it again.
"""

import re
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote

from packaging.markers import Marker
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import canonicalize_name, parse_wheel_filename

_MINORS = (11, 12, 13, 14)
_MACHINES = (("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"))
_TORCH = re.compile(r"(nvidia|cuda)-|(torch|triton)==")
_PIN = re.compile(r"^([\w.-]+)==[^\s;]+", re.M)


@dataclass(frozen=True)
class Target:
    """A Python on a platform: what markers see there, and the tags of the wheels that it takes."""

    environment: Mapping[str, str]
    tags: frozenset[Tag]


def _targets() -> Iterator[Target]:
    """Each Python on each platform that the locks serve."""
    for minor, (system, machine) in product(_MINORS, _MACHINES):
        platforms = list(mac_platforms((14, 0), machine)) if system == "darwin" else _manylinux(machine)
        tags = (
            *cpython_tags((3, minor), platforms=platforms),
            *compatible_tags((3, minor), f"cp3{minor}", platforms),
        )
        environment = {
            "implementation_name": "cpython",
            "os_name": "posix",
            "platform_machine": machine,
            "platform_python_implementation": "CPython",
            "platform_system": system.title(),
            "python_full_version": f"3.{minor}.0",
            "python_version": f"3.{minor}",
            "sys_platform": system,
        }
        yield Target(environment, frozenset(tags))


def _manylinux(machine: str) -> list[str]:
    """Up to glibc 2.28, which torch's wheels need."""
    names = ["1", "2010", "2014", *(f"_2_{minor}" for minor in range(5, 29))]
    return [f"manylinux{name}_{machine}" for name in names]


_TARGETS = tuple(_targets())


def entries(packages: list[dict[str, Any]]) -> dict[str, str]:
    """The entry of each package of a pylock.toml by its `name==version`, but for those that no target installs."""
    told = {}
    for package in packages:
        marker = package.get("marker")
        taking = [target for target in _TARGETS if marker is None or Marker(marker).evaluate(target.environment)]
        if taking:
            pin = f"{package['name']}=={package['version']}"
            condition = f" ; {marker}" if len(taking) < len(_TARGETS) else ""
            told[pin] = f"{pin}{condition}" + "".join(f" \\\n    --hash=sha256:{it}" for it in _hashes(package, taking))
    return told


def _hashes(package: dict[str, Any], taking: list[Target]) -> list[str]:
    """Of the wheels that a target takes, and of the source where one of them finds no wheel."""
    hashes, served = set(), set()
    for wheel in package.get("wheels", ()):
        *_, tags = parse_wheel_filename(unquote(wheel["url"].rpartition("/")[2]))
        takers = {target.tags for target in taking if tags & target.tags}
        if takers:
            hashes.add(wheel["hashes"]["sha256"])
            served |= takers
    if len(served) < len(taking):
        hashes.add(package["sdist"]["hashes"]["sha256"])
    return sorted(hashes)


def resolve(constraints: str, *options: str) -> dict[str, str]:
    """The entries of all that pyproject.toml needs, with uv's options for its extras."""
    with TemporaryDirectory() as folder:
        held, out = Path(folder) / "constraints.txt", Path(folder) / "pylock.toml"
        held.write_text(constraints, encoding="utf-8")
        command = ["uv", "pip", "compile", "pyproject.toml", "--universal", "--quiet", "--fork-strategy", "fewest"]
        subprocess.run([*command, "--format", "pylock.toml", "-c", held, "-o", out, *options], check=True)
        return entries(tomllib.loads(out.read_text(encoding="utf-8"))["packages"])


def locked(pinned: list[str]) -> str:
    """The pins of the locks as they are, but for what pyproject.toml pins itself."""
    names = {canonicalize_name(pin.partition("==")[0]) for pin in pinned}
    locks = "".join(path.read_text(encoding="utf-8") for path in Path().glob("requirements*.lock"))
    return "\n".join(pin[0] for pin in _PIN.finditer(locks) if canonicalize_name(pin[1]) not in names)


def write(name: str, what: str, lock: Mapping[str, str]) -> None:
    """A lock, under a line that says what it holds."""
    lines = [f"# {what}. Written by `make lock`.", *(lock[pin] for pin in sorted(lock))]
    Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Writes the locks in the project's folder, the current one."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras: dict[str, list[str]] = project["optional-dependencies"]
    pinned = [*project["dependencies"], *chain.from_iterable(extras.values())]
    everything = "\n".join(resolve(locked(pinned), "--all-extras"))
    run = resolve(everything)
    torch = {pin: entry for pin, entry in run.items() if _TORCH.match(pin)}
    write("requirements.lock", "All that runs 有据 but torch", _without(run, torch))
    write(
        "requirements.torch.lock",
        "torch as PyPI has it; on Linux that is its build for CUDA, which needs the rest",
        torch,
    )
    for extra in extras:
        more = _without(resolve(everything, "--extra", extra), run)
        write(f"requirements.{extra}.lock", f"What the extra `{extra}` adds", more)


def _without(lock: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    return {pin: entry for pin, entry in lock.items() if pin not in other}


if __name__ == "__main__":
    main()
