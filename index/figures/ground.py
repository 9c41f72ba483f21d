"""What holds of all figures of a report unless a clause says otherwise: its place, the years it is told from, plans."""

import re
from dataclasses import dataclass

from index.figures.times import Now
from index.model import Chunk, Region, Report
from index.places.of_report import CENTRAL
from index.report.periods import GOVERNMENT_REPORT, report_period

NATION = "全国"
_POLICY = re.compile(r"(?:意见|通知|办法|方案|计划|规划|要点|纲要|措施|行动|政策|条例|规定)")
_SAYS_POLICY = re.compile(
    r"(?:制定|提出|特制定|现制定)(?:本|如下|以下)(?:实施)?(?:方案|计划|规划|意见|办法|措施|政策)|现(?:就|将).{2,40}(?:意见|通知)"
)
_OPENING = 1500
_NATIONAL = re.compile(r"我国|全国|国家|党中央、国务院")


@dataclass(frozen=True, slots=True)
class Ground:
    """`place` as facts write it; `region` where the gazetteer has it; `year` of the report; `policy`: it sets targets."""

    place: str | None
    region: Region | None
    year: int | None
    government: bool
    policy: bool


def full_name(region: Region) -> str:
    """A place's name under its province's (甲省乙县)."""
    return region.path[0] if len(region.path) == 1 else region.path[0] + region.path[-1]


def ground_of(report: Report) -> Ground:
    """What a report says of all its figures."""
    title = report.title or ""
    opening = report.text[report.body_start : report.body_start + _OPENING]
    period = report_period(report.title, report.kind, report.year)
    policy = report.kind is None and bool(_POLICY.search(title) or _SAYS_POLICY.search(opening))
    return Ground(
        place=full_name(report.region) if report.region else _nation(report, title, opening),
        region=report.region,
        year=report.year,
        government=GOVERNMENT_REPORT in title and report.year is not None,
        policy=policy and (period is None or period.planned),
    )


def _nation(report: Report, title: str, opening: str) -> str | None:
    central = CENTRAL.match(report.agency or "") or CENTRAL.match(title)
    return NATION if central or len(_NATIONAL.findall(opening)) > 2 else None


def now_of(ground: Ground, chunk: Chunk) -> Now:
    """The years that a chunk is told from."""
    year = chunk.period.year if chunk.period and chunk.period.year else ground.year
    return Now(year, ground.year if ground.government else year, bool(chunk.period and chunk.period.planned))
