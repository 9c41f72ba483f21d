"""Where a citation stands: its paragraph's number in the reader, and the whole section around it."""

from dataclasses import dataclass

from assistant.model import Citation, Library
from index.errors import YoujuError
from index.model import Report

_LONGEST = 4000  # characters of a section that are shown in place; the reader has the rest
_AROUND = 1200  # characters on either side of a quote where no section is of that length


@dataclass(frozen=True, slots=True)
class Source:
    """`text` is the section's, from its heading on; the quote is `text[start:end]`.

    `ordinal` numbers the paragraph among its report's chunks, from 0. `whole` tells whether the text is all of the
    section, or only what is nearest to the quote.
    """

    ordinal: int
    text: str
    start: int
    end: int
    whole: bool


def source(library: Library, cited: Citation) -> Source | None:
    """The source of a citation; None where its report is gone or was replaced by another since."""
    try:
        report, chunks = library.report(cited.report), library.chunks(cited.report)
    except YoujuError:
        return None
    ordinal = next((chunk.ordinal for chunk in chunks if chunk.start <= cited.start < chunk.end), None)
    if ordinal is None or report.text[cited.start : cited.end] != cited.quote:
        return None
    start, end, whole = _section(report, cited)
    while start < cited.start and report.text[start].isspace():
        start += 1
    text = report.text[start : max(cited.end, start + len(report.text[start:end].rstrip()))]
    return Source(ordinal, text, cited.start - start, cited.end - start, whole)


def _section(report: Report, cited: Citation) -> tuple[int, int, bool]:
    """Where the smallest section that holds a quote and more than its paragraph begins and ends."""
    inside = [
        section
        for top in report.sections
        for section in top.walk()
        if section.start <= cited.start and cited.end <= section.end
        and section.end - section.heading_end > len(cited.paragraph.strip()) + 1
    ]  # fmt: skip
    start, end = min(((one.start, one.end) for one in inside), key=lambda span: span[1] - span[0], default=(0, 0))
    if 0 < end - start <= _LONGEST:
        return start, end, True
    begin, stop = (start, end) if inside else (report.body_start, report.body_end)
    near = max(begin, cited.start - _AROUND), min(stop, cited.end + _AROUND)
    return *near, near == (begin, stop)
