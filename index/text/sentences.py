"""Where sentences and clauses begin and end. A citation quotes whole ones; each sentence has a vector of its own."""

import re
from collections.abc import Iterator

_CLOSING = "”’」』）)"
_SENTENCE = re.compile(rf"[^。！？；\n!?;]*[。！？；\n!?;]*[{_CLOSING}]*")
# A comma between thousands and a colon in a time of day end no clause.
_IN_NUMBER = r"(?<=\d)[,，](?=\d{3}(?!\d))|(?<=\d)[:：](?=\d)"
_CLAUSE = re.compile(rf"(?:[^，,。！？；：:\n!?;]|{_IN_NUMBER})*[，,。！？；：:\n!?;]*[{_CLOSING}]*")


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Spans of the sentences in `text[start:end]`, end marks included, blank ones left out; what is below 0 is 0."""
    return _spans(_SENTENCE, text, start, len(text) if end is None else end)


def clauses(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Spans of the clauses (to the next comma, colon or sentence end) in `text[start:end]`."""
    return _spans(_CLAUSE, text, start, len(text) if end is None else end)


def _spans(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    start, end = max(start, 0), max(end, 0)
    for match in pattern.finditer(text[start:end]):  # cut out: a lookbehind sees past a first position
        words, at = match[0], start + match.start()
        if words.strip():
            yield at + len(words) - len(words.lstrip()), at + len(words.rstrip())
