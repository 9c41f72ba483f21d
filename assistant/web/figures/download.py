"""The figures that are shown as an Excel file: it goes through the page's own events, and no file is served."""

from base64 import b64encode
from io import BytesIO

from assistant.answer import Assistant
from assistant.web.figures.find import Wish, find
from index.export.workbook import write_workbook

MOST = 10_000  # figures of a file; more than that `python -m index facts --xlsx` writes


def workbook(assistant: Assistant, wish: Wish) -> str:
    """The workbook of all figures of a wish, in base64; "" where there are none."""
    figures = find(assistant, wish, MOST).figures
    if not figures:
        return ""
    out = BytesIO()
    write_workbook((figure.source for figure in sorted(figures, key=lambda each: (each.order, each.year))), out)
    return b64encode(out.getvalue()).decode("ascii")
