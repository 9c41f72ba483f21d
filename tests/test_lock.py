"""The locks against pyproject.toml: what it names is locked in its very version, by hash, from whatever host."""

import re
import tomllib
from itertools import groupby
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.helpers.paths import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))
ENTRY = re.compile(r"(?P<requirement>[^\\\n]+?)(?P<hashes>( \\\n    --hash=sha256:[0-9a-f]{64})+)\n")


def locked(*names: str) -> dict[str, str]:
    """The specifier of each package of some locks, by its name."""
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in names]
    requirements = [Requirement(entry["requirement"]) for text in texts for entry in ENTRY.finditer(text)]
    return {canonicalize_name(requirement.name): str(requirement.specifier) for requirement in requirements}


def wanted(dependencies: list[str]) -> dict[str, str]:
    requirements = [Requirement(dependency) for dependency in dependencies]
    return {canonicalize_name(requirement.name): str(requirement.specifier) for requirement in requirements}


def test_what_runs_is_locked_as_it_is_pinned() -> None:
    assert wanted(PROJECT["dependencies"]).items() <= locked("requirements.lock", "requirements.torch.lock").items()


@pytest.mark.parametrize("extra", EXTRAS)
def test_an_extra_is_locked_as_it_is_pinned(extra: str) -> None:
    assert wanted(EXTRAS[extra]).items() <= locked(f"requirements.{extra}.lock").items()


def test_the_build_for_cpus_is_of_the_pinned_torch() -> None:
    assert locked("requirements.torch-cpu.lock")["torch"] == wanted(PROJECT["dependencies"])["torch"] + "+cpu"


def test_a_package_has_one_version_in_all_locks() -> None:
    pins = sorted({pin for name in LOCKS if name != "requirements.torch-cpu.lock" for pin in locked(name).items()})
    grouped = [[*versions] for _, versions in groupby(pins, key=lambda pin: pin[0])]
    assert [versions for versions in grouped if len(versions) > 1] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_nothing_but_pins_with_hashes(name: str) -> None:
    """So neither a package without a hash nor an option that names a host."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert locked(name)
    assert ENTRY.sub("", re.sub(r"^#.*\n", "", text, flags=re.M)) == ""
    assert all(specifier.startswith("==") and "*" not in specifier for specifier in locked(name).values())
    assert not re.search(r"://|\b\w+\.(com|org|net|io|cn)\b", text)


def test_make_installs_into_the_environment_by_hash_alone() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.findall(r"\$\(BIN\)/pip\b.* install .*", makefile) == [
        "$(BIN)/pip --disable-pip-version-check install --no-deps --require-hashes"
    ]
