"""What a build takes on at a time: reports in groups, the next of which is read while one is embedded."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from index.model import Chunk, Report

BATCH = 128
"""Chunks embedded at a time. Small reports are put together, so that all of the embedder's workers stay busy; long ones
are taken in pieces, so that the progress bar moves."""


class Parsed(NamedTuple):
    """A report and what it was split into."""

    report: Report
    chunks: tuple[Chunk, ...]


def groups(parsed: Iterable[Parsed]) -> Iterator[list[Parsed]]:
    """Reports put together until they have a batch of chunks."""
    group: list[Parsed] = []
    count = 0
    for one in parsed:
        group.append(one)
        count += len(one.chunks)
        if count >= BATCH:
            yield group
            group, count = [], 0
    if group:
        yield group


def ahead(grouped: Iterator[list[Parsed]]) -> Iterator[list[Parsed]]:
    """The groups, each read by a thread of its own while the one before it is embedded: no core waits for a file."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="read") as reader:
        coming = reader.submit(next, grouped, None)
        while group := coming.result():
            coming = reader.submit(next, grouped, None)
            yield group
