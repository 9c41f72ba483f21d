"""Reports and indexes that the fault tests start from. Copy them before you break them."""

from pathlib import Path

import pytest

from index.build import build
from tests.helpers.fakes import FakeEmbedder
from tests.helpers.generated import write_report


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of twenty-four reports."""
    folder = tmp_path_factory.mktemp("reports")
    for number in range(24):
        write_report(folder / f"{number:02}.txt", number)
    return folder


@pytest.fixture(scope="session")
def fresh(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of these reports."""
    index = tmp_path_factory.mktemp("fresh") / "index"
    build([reports], index, model=FakeEmbedder())
    return index


@pytest.fixture(scope="session")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of half of the reports, of some in another version and of one that is gone."""
    folder = tmp_path_factory.mktemp("older")
    for number in range(0, 26, 2):
        write_report(folder / "reports" / f"{number:02}.txt", number % 4 * 1000 + number)
    build([folder / "reports"], folder / "index", model=FakeEmbedder())
    return folder / "index"
