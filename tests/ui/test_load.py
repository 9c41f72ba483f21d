"""Twenty chats at once."""

import pytest

from tests.ui.load import QUESTIONS, measure
from tests.ui.servers import Server

pytestmark = pytest.mark.ui


def test_twenty_chats_at_once_are_all_answered(local: Server) -> None:
    load = measure(local.url)
    assert len(load.together) == 20 * len(QUESTIONS)
