"""A damaged index: what `verify` and `copy` say of it, and that the next build makes it what it was."""

import shutil
from pathlib import Path

import pytest

from index.build import build
from index.copy import copy
from index.errors import StoreError
from index.summary import Summary
from index.verify import verify
from tests.faults.helpers.held import assert_equal
from tests.helpers.fakes import FakeEmbedder

CURE = "python -m index build"


def built(index: Path, reports: Path) -> Summary:
    """What a build of the reports says."""
    return build([reports], index, model=FakeEmbedder(), progress=False)


def told(index: Path) -> str:
    """What `verify` says, empty where it finds nothing."""
    return "\n".join(verify(index))


def refused(index: Path) -> str:
    """What `copy` says; nothing appears at the target."""
    with pytest.raises(StoreError) as error:
        copy(index, index.with_name("copy"))
    assert not list(index.parent.glob("copy*"))
    return str(error.value)


def mended(index: Path, reports: Path, fresh: Path) -> Summary | None:
    """What the next build says, after which all is as in `fresh`; None where it said to make the index anew."""
    summary = None
    try:
        summary = built(index, reports)
    except StoreError as error:
        if CURE not in str(error):
            raise
        shutil.rmtree(index)
        built(index, reports)
    assert verify(index) == ()
    assert_equal(index, fresh)
    again = built(index, reports)
    assert not (again.added)
    assert not (again.refreshed)
    assert not (again.removed)
    assert not (again.warnings)
    return summary
