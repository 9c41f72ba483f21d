"""Twenty people at once, who read each answer before they ask on."""

import pytest

from tests.ui.load import QUESTIONS, measure
from tests.ui.servers import Server

pytestmark = pytest.mark.ui


def test_twenty_chats_at_once_are_all_answered(local: Server) -> None:
    load = measure(local.url, chats=20, pause=2)
    assert len(load.together) == 20 * len(QUESTIONS)
