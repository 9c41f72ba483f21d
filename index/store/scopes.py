"""Which chunks a Scope allows, in one state of an index."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.model import Scope

_KEPT = 8  # masks of the last scopes: a question searches each of its own several times

Mask = NDArray[np.bool_]


class Span(NamedTuple):
    """A report's id, and where its chunks begin and end among the positions of all."""

    report: int
    start: int
    end: int


class Scopes:
    """Tells a scope's chunks by their positions among `count`; `years` has those that speak of a year."""

    def __init__(self, count: int, spans: Mapping[str, Span], years: Mapping[int, NDArray[np.int64]]) -> None:
        self._count = count
        self._spans = spans
        self._years = years
        self.mask = lru_cache(maxsize=_KEPT)(self._mask)
        """(count,) for each position whether it is in a scope."""

    def reports(self, scope: Scope) -> list[int] | None:
        """The ids of the reports that a scope is limited to, as far as there are any."""
        return None if scope.reports is None else [span.report for span in self._within(scope.reports)]

    def years(self, scope: Scope) -> list[int] | None:
        """The years that a scope is limited to, as far as chunks speak of them."""
        return None if scope.years is None else [year for year in scope.years if year in self._years]

    def _mask(self, scope: Scope) -> Mask:
        allowed = np.ones(self._count, np.bool_)
        if scope.reports is not None:
            steps = np.zeros(self._count + 1, np.int8)
            bounds = np.array([(span.start, span.end) for span in self._within(scope.reports)], np.int64).reshape(-1, 2)
            steps[bounds[:, 0]] += 1
            steps[bounds[:, 1]] -= 1
            allowed &= np.cumsum(steps[:-1], dtype=np.int8).astype(np.bool_)
        if scope.years is not None:
            inside = np.zeros(self._count, np.bool_)
            for year in scope.years & self._years.keys():
                inside[self._years[year]] = True
            allowed &= inside
        return allowed

    def _within(self, paths: Iterable[str]) -> list[Span]:
        return [self._spans[path] for path in paths if path in self._spans]
