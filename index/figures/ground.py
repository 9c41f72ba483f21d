"""What holds of all figures of a report unless a clause says otherwise: its place, the years it is told from, plans."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath

from index.figures.times import Now, times
from index.model import Period, Region, Report, When
from index.places.of_report import CENTRAL, leading_places, report_region
from index.report.periods import GOVERNMENT_REPORT, report_period, years_in

NATION = "全国"
_POLICY = re.compile(r"(?:意见|通知|办法|方案|计划|规划|要点|纲要|措施|行动|政策|条例|规定)")
_SAYS_POLICY = re.compile(
    r"(?:制定|提出|特制定|现制定)(?:本|如下|以下)(?:实施)?(?:方案|计划|规划|意见|办法|措施|政策)|现(?:就|将).{2,40}(?:意见|通知)"
)
_ASSIGNS = re.compile(  # to whom, until when
    r"(?:责任|牵头|配合)(?:单位|部门)|(?:力争|争取|确保)?到(?:20[2-5]\d年|“?十.五”?末)，"
)
_OPENING = 1500
_FOR_THE_NATION = re.compile(r"代表(?:国务院|國務院)|国务院总理")
_NATIONAL = re.compile(r"我国|全国|国家|党中央|国务院")
_SOME_PLACE = re.compile(r"[全我本][省市县区州旗]|[省市县区][委政府]|[县市区][\u4e00-\u9fff]{1,6}局")


@dataclass(frozen=True, slots=True)
class Ground:
    """`place` as facts write it; `region` if the gazetteer has it; `year` of the report; `policy`: it sets targets."""

    place: str | None
    region: Region | None
    year: int | None
    government: bool
    policy: bool
    named: tuple[tuple[str, When], ...] = ()


def full_name(region: Region) -> str:
    """A place's name under its province's (甲省乙县)."""
    return region.path[0] if len(region.path) == 1 else region.path[0] + region.path[-1]


def ground_of(report: Report) -> Ground:
    """What a report says of all its figures."""
    title = report.title or PurePosixPath(report.path).stem  # a file's name is what its owner calls it
    opening = report.text[report.body_start : report.body_start + _OPENING]
    period = report_period(report.title, report.kind, report.year)
    policy = report.kind is None and bool(
        _POLICY.search(title) or _SAYS_POLICY.search(opening) or _ASSIGNS.search(report.text)
    )
    region = None if _FOR_THE_NATION.search(opening) else _region(report, title, opening)
    year = _year(report, title)
    return Ground(
        place=full_name(region) if region else _nation(report, title, opening),
        region=region,
        year=year,
        government=GOVERNMENT_REPORT in title,
        policy=policy and (period is None or period.planned),
        named=tuple(_named(report, title, year)),
    )


def _year(report: Report, title: str) -> int | None:
    """The year that a report speaks of: its own, that of its name, of its results, the one before its plans."""
    if GOVERNMENT_REPORT in title and (years := years_in(title)):
        return years[0]
    if report.year or (report.kind is None and report.title):
        return report.year
    periods = [section.period for section in report.sections if section.period and section.period.year]
    done = [period.year for period in periods if not period.planned and period.year]
    planned = [period.year - 1 for period in periods if period.planned and period.year]
    return next(iter([*done, *planned]), None)


def _named(report: Report, title: str, year: int | None) -> Iterator[tuple[str, When]]:
    """The times that a report as a whole may be of, each with where it is from."""
    for mention in islice(times(title, Now(year, year, False)), 2):
        yield "title", mention.when
    for found in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", PurePosixPath(report.path).stem)[:1]:
        yield "file", When(int(found))
    if report.published:
        yield "published", When(report.published.year)
    for rank, (found_year, count) in enumerate(Counter(years_in(report.text)).most_common(2)):
        yield f"common{rank}{'s' if count > 2 else ''}", When(found_year)


def _region(report: Report, title: str, opening: str) -> Region | None:
    return report.region or report_region(title, None, opening) or _innermost(leading_places(title, opening))


def _innermost(places: tuple[Region, ...]) -> Region | None:
    """Of places that lie one in the other the innermost, None where they do not."""
    inner = max(places, key=lambda place: len(place.path), default=None)
    return inner if inner and all(place.covers(inner) for place in places) else None


def _nation(report: Report, title: str, opening: str) -> str | None:
    central = CENTRAL.match(report.agency or "") or CENTRAL.match(title) or _FOR_THE_NATION.search(opening)
    alone = len(_NATIONAL.findall(opening)) > 1 and not _SOME_PLACE.search(opening)
    return NATION if central or alone else None


def now_of(ground: Ground, period: Period | None) -> Now:
    """The years that a section of this period is told from."""
    told = period.year if period else None
    year = told or ground.year
    if ground.government and year and not told:
        year -= 1  # it first tells of the year before
    planned = bool(period and period.planned)
    return Now(year, ground.year if ground.government else year, planned)
