"""Hits → the portion of each place that is read: how many, and none that lies far behind the best."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.model import Found, Hit, Query

READ = 6  # passages that are read
CLOSE = 3.0  # by how much the fused score of one that is read lies behind the best at most
READ_EACH = 3  # the same for each of several places that are asked for


@dataclass(frozen=True, slots=True)
class Portion:
    """The hits of a place that are read, and the fused score of the best hit that they stand beside."""

    found: Found
    hits: tuple[Hit, ...]
    best: float


def portions(query: Query, found: Sequence[Found]) -> list[Portion]:
    """What is read of each place; where neither one nor all were asked for, the best hits wherever they are."""
    if query.regions or query.every_region:
        count = READ if len(found) == 1 else READ_EACH
        return [_portion(place, place.hits, count) for place in found]
    every = sorted((hit for place in found for hit in place.hits), key=lambda hit: -hit.score)
    best = _portion(found[0], every, READ) if found else None
    return [
        replace(best, found=place, hits=tuple(hit for hit in best.hits if hit in place.hits)) for place in found if best
    ]


def _portion(place: Found, hits: Sequence[Hit], count: int) -> Portion:
    """The first of these hits, but none that lies far behind the best."""
    best = max((hit.score for hit in hits), default=0.0)
    return Portion(place, tuple(hit for hit in hits[:count] if best - hit.score <= CLOSE), best)
