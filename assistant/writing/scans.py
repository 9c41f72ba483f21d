"""What was recognised in pictures: which citations rest on it, and no figure in bold that may have been misread."""

import re
from collections.abc import Callable

from assistant.language.figures import figures
from assistant.model import Evidence
from assistant.writing.writers import Draft
from index.model import Report
from index.text.scanned import scanned_in

UNCLEAR = "数字识别不清，请核对原件。"
_MARK = re.compile(r"\[(\d+)\]")
_BOLD = re.compile(r"\*\*(?P<said>.+?)\*\*(?P<name>：)?")  # what a colon follows is the name of a line


def is_scanned(evidence: Evidence, report: Report) -> bool:
    """Whether any of a span was recognised in a picture."""
    return bool(scanned_in(report.scanned, evidence.start, evidence.end))


def is_unclear(evidence: Evidence, report: Report) -> bool:
    """Whether the figure that is meant, or any of the span where none is known, was recognised too doubtfully."""
    fact, start = evidence.fact, evidence.start
    spans = ((start + one.start, start + one.end) for one in figures(evidence.quote))
    meant = [(fact.start, fact.end)] if fact else spans
    return any(line.unclear for span in meant for line in scanned_in(report.scanned, *span))


def told(draft: Draft, report: Callable[[str], Report]) -> str:
    """The answer of a draft; what rests on unclear figures is not set in bold, and the answer ends with a warning."""
    spans = enumerate(draft.evidence, 1)
    unclear = {number for number, span in spans if is_unclear(span, report(span.hit.chunk.report))}
    if not unclear:
        return draft.answer
    return "\n".join([*(_plain(line, unclear) for line in draft.answer.split("\n")), "", UNCLEAR])


def _plain(line: str, unclear: set[int]) -> str:
    """A line without bold, but for its name, where it cites any of these."""
    if not unclear & {int(number) for number in _MARK.findall(line)}:
        return line
    return _BOLD.sub(lambda bold: bold[0] if bold["name"] else bold["said"], line)
