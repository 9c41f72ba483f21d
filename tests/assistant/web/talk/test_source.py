"""Where a citation stands: its section, and its paragraph in the reader."""

from dataclasses import replace

import pytest

from assistant.answer import Assistant
from assistant.web.talk.source import source
from tests.helpers.places import SUZHOU, assistant_over, build
from tests.helpers.talks import FIGURE


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(build(tmp_path_factory.mktemp("source")))


def test_a_citation_leads_to_its_section_and_its_paragraph(assistant: Assistant) -> None:
    reply = assistant.ask(FIGURE)
    cited = reply.citations[0]
    found = source(assistant.library, cited)
    assert found
    assert found.text[found.start : found.end] == cited.quote
    assert found.whole
    assert found.text.startswith("一、2023年工作总结")  # its own section is the paragraph already
    assert "二、2024年工作计划" not in found.text
    assert cited.quote in assistant.library.chunks(SUZHOU)[found.ordinal].text


def test_a_report_that_was_replaced_since_leads_nowhere(assistant: Assistant) -> None:
    cited = assistant.ask(FIGURE).citations[0]
    assert source(assistant.library, replace(cited, quote="别的话")) is None
    assert source(assistant.library, replace(cited, report="没有.txt")) is None
