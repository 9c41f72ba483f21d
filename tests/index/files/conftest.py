"""What the tests of files share."""

import pytest

from index.files.ocr import engine


@pytest.fixture(autouse=True)
def no_print_in_pictures(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures show nothing, unless a test has them show something or is one of the real recogniser."""
    if request.node.get_closest_marker("model") is None:
        monkeypatch.setattr(engine, "recognise", lambda _: [])
