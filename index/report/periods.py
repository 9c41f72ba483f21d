"""Which year a report, a section or a clause speaks of, and whether of things done or planned."""

import re
from collections import Counter
from datetime import date
from typing import Literal

from index.model import Period, ReportKind
from index.text.markers import line_marker

YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=[ \u3000]?年|[-—~至]20\d\d[ \u3000]?年)")
_OLD_YEAR = re.compile(r"[一二１２][〇○ＯO零一二三四五六七八九０-９]{3}(?=年)")
_OLD_DIGITS = str.maketrans("〇○ＯO零一二三四五六七八九０１２３４５６７８９", "00000123456789" + "0123456789")
_PLANNED_HEADING = re.compile(
    r"打算|计划|下一?步|下一?阶段|安排|思路|展望|意见和?建议|工作建议|谋划|明年|来年|今后|主要任务|重点任务|"
    r"预期目标|工作目标|目标任务|总体要求|重点工作(?!完成|情况|总结|回顾|成效|进展)|我们将|将重点|力争|工作要点"
)
# Below the outermost level many headings hold such words by the way (实施三年行动计划); there only these decide.
_PLANNED_FOR_SURE = re.compile(
    r"下一?步|下一?阶段|下半年|明年|来年|今后|我们将|意见和?建议|"
    r"(?:(?:19|20)\d\d年|今年).{0,12}(?:计划|打算|安排|思路|重点(?:工作|任务|$)|任务|目标|展望|总体要求|基本方针)|工作(?:计划|打算|安排|思路|建议|要点|展望)$"
)
_DONE_HEADING = re.compile(
    r"成绩|完成情况|工作情况|基本情况|开展情况|落实情况|进展|回顾|总结|取得|成效|亮点|存在的?(?:主要)?(?:问题|困难|不足)|过去|"
    r"主要做法|工作完成|现状|以来"
)
# Inside a planned part 取得 and 进展 are hopes (取得新突破); there only these tell of results.
_DONE_FOR_SURE = re.compile(
    r"成绩|完成情况|工作情况|基本情况|开展情况|落实情况|回顾|存在的?(?:主要)?(?:问题|困难|不足)|过去|工作完成|现状"
)
_SECOND_HALF = re.compile(r"下半年")
_FIRST_HALF = re.compile(r"上半年|半年来|截至6月|1[-—至]6月")
_NEXT_YEAR = re.compile(r"明年|来年|下一年")
_PLANNED_CLAUSE = re.compile(
    r"^(?:拟|要|力争|争取|确保|预计|计划|打算|准备)|(?:[我全本各][市区县省局]|我们|预期)(?:拟|要|力争|争取|预计|计划|打算)|"
    r"(?:到|至|预计|力争)(?:20\d\d年|明年|年底)|下一?步|明年|来年|今后"
)
# The 将 that only puts an object before its verb (将标准提高到…) is no future: a noun follows, and one of these verbs.
_OBJECT_FIRST = re.compile(
    r"将(?P<next>[^，,。；]{1,4})[^，,。；]*?(?:提高|提升|降低|调整|增加|纳入|列入|列为|转介|移交|作为|改造[为成]|扩大|下放|"
    r"打造成|转[为变]|融入|整合|贯穿|安置|送|统一|集中)"
)
_ADVERBIAL = ("v", "d", "p", "ad", "b")  # word classes behind the 将 of the future
_DONE_CLAUSE = re.compile(
    r"已|了(?!解)|共(?!同|享|建|治|富|性|产|青)|累计|截至|目前|现有|完成|实现|达到|发放|惠及|新增|今年以来|全年|荣获|获评|率先|建成"
)
_TITLE_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年?(?=年|上半年|下半年|度|工作|民政|政府)")
_ONLY_PLAN_DATED = re.compile(
    r"^(?!.*\d{4}.*\d{4})\D*总结\D*\d{4}年(?:工作)?(?:思路|打算|计划|安排)"
)  # 年度总结及2024年工作思路
_PLANS_BEGIN = re.compile(
    r"(?m)^[^\n。]{0,12}(?:下一?步|下一?阶段|下半年|明年|来年|今后)[^\n。]{0,16}(?:计划|打算|安排|思路|重点|工作)"
)
_ANNOUNCES = re.compile(r".{0,4}(?:19|20)\d\d年[，,]")
_HEADING = 40  # characters
GOVERNMENT_REPORT = "政府工作报告"
_FIRST_QUARTER = 3  # a report published until March tells of the year before


def years_in(text: str) -> list[int]:
    """The years that a text names, in order; Chinese numerals (一九九三年) and full-width digits count as well."""
    return [int(year) for year in YEAR.findall(_arabic(text))]


def _arabic(text: str) -> str:
    return _OLD_YEAR.sub(lambda match: match[0].translate(_OLD_DIGITS), text)


def report_year(title: str | None, published: date | None, body: str, kind: ReportKind | None) -> int | None:
    """The year that a report is about; None where neither title, headings, text nor date tell.

    A document that is no report (`kind` None) is about no year but the one in its title.
    """
    title = title and _arabic(title)
    if title and (years := YEAR.findall(title) or _TITLE_YEARS.findall(title)):
        return int(years[0]) - bool(_ONLY_PLAN_DATED.search(title))
    if kind is None:
        return None
    body = _arabic(body)
    government = bool(title and GOVERNMENT_REPORT in title)
    if government and published:
        return published.year
    lines = (line.strip() for line in body.split("\n") if line.strip())
    told = (_told_year(line, government, first=number <= 1) for number, line in enumerate(lines) if _may_tell(line))
    if (year := next((each for each in told if each is not None), None)) is not None:
        return year
    return _published_year(published, body) if published else _dominant_year(body)


def _may_tell(line: str) -> bool:
    """Whether a line is a heading, or a paragraph that announces a plan (2024年，我们将…)."""
    return len(line) <= _HEADING or line_marker(line, 0, len(line)) is not None or bool(_ANNOUNCES.match(line))


def _told_year(line: str, government: bool, first: bool) -> int | None:
    """The year of a report that has this heading: its year of results, or the one before that of its plans.

    Where nothing but the very beginning (`first`) stands before the plans, the report is about them.
    """
    words = re.split(r"[。；;]", line)[0]
    years = [int(year) for year in YEAR.findall(words[:30])]
    planned, done = bool(_PLANNED_HEADING.search(words)), bool(_DONE_HEADING.search(words))
    if not years or not (planned or done) or (planned and done and len(set(years)) == 1):
        return None
    if done:
        return (min(years) if planned else years[0]) + government
    return years[0] - (0 if government or first or _SECOND_HALF.search(words) else 1)


def _published_year(published: date, body: str) -> int:
    told = YEAR.findall(body)
    last = str(published.year - 1)
    before = published.month <= _FIRST_QUARTER and told.count(last) > told.count(str(published.year))
    return published.year - before


def _dominant_year(body: str) -> int | None:
    """The year named most often before the plans, when it is named three times and twice as often as any other."""
    plans = _PLANS_BEGIN.search(body)
    ranked = Counter(YEAR.findall(body[: plans.start()] if plans else body)).most_common(2)
    if not ranked or ranked[0][1] < 3:
        return None
    if len(ranked) == 2 and ranked[0][1] < 2 * ranked[1][1]:
        return None
    return int(ranked[0][0])


def report_period(title: str | None, kind: ReportKind | None, year: int | None) -> Period | None:
    """The period of a report's text where no section says otherwise; None for documents that report on no year.

    A government's work report of a year plans that year, and looks back on the one before in sections that say so.
    """
    if year is not None and title and GOVERNMENT_REPORT in title:
        return Period(year, None, planned=True)
    if year is None or (kind is None and not (title and _DONE_HEADING.search(title))):
        return None
    half: Literal[1, 2] | None = 1 if title and _FIRST_HALF.search(title) else None
    return Period(year, half, planned=kind == "plan")


def section_period(heading: str, level: int, inherited: Period | None, report: Period | None) -> Period | None:
    """The period of a section from its heading, else the one that it inherits from the section around it.

    `report` is the report's own period: what tells of things done inside a planned part goes back to it.
    """
    words = _arabic(heading[:80])
    years = [int(year) for year in YEAR.findall(words)]
    planned = bool((_PLANNED_HEADING if level == 1 else _PLANNED_FOR_SURE).search(words))
    done = bool((_DONE_FOR_SURE if inherited and inherited.planned and level > 1 else _DONE_HEADING).search(words))
    second, first = _SECOND_HALF.search(words), _FIRST_HALF.search(words)
    half: Literal[1, 2] | None = 2 if second else 1 if first else None
    if planned and done:
        both = len(years) > 1 and years[0] < years[-1]  # 2022年工作总结暨2023年重点工作 begins with what was done
        planned = bool(second or _NEXT_YEAR.search(words)) or not inherited or inherited.planned
        planned = planned and not both
        done = not planned
    if planned:
        return _planned(years, half, inherited)
    if done and years:
        return Period(years[0], half, False)
    if done and inherited:
        base = report if inherited.planned and report and not report.planned else inherited
        if base.planned and level == 1:
            return Period(base.year - 1 if base.year else None, half)
        return Period(base.year, half or base.half, base.planned)
    return _dated(words, years, inherited)


def following_period(heading: str, period: Period | None, inherited: Period | None) -> Period | None:
    """What the sections after one of the outermost level inherit: plans are followed by plans, if nothing else is said.

    `period` is that of the section under `heading`, `inherited` what it inherited itself.
    """
    if period is None or not _PLANNED_FOR_SURE.search(_arabic(heading)):
        return inherited
    if period.planned:
        return period
    later = max(years_in(heading), default=0)
    return Period(later, None, True) if period.year and later > period.year else inherited


def _dated(words: str, years: list[int], inherited: Period | None) -> Period | None:
    """A heading that begins with a later year than the inherited one speaks of that year, as planned."""
    if inherited and inherited.year and years and re.match(r".{0,3}(?:19|20)\d\d年", words):
        later = years[0] > inherited.year
        return Period(years[0], None, inherited.planned or later)
    return inherited


def _planned(years: list[int], half: Literal[1, 2] | None, inherited: Period | None) -> Period | None:
    if years:
        return Period(years[0], half, True)
    if inherited is None:
        return None
    if inherited.planned or inherited.year is None:
        return Period(inherited.year, half or inherited.half, True)
    return Period(inherited.year if half == 2 else inherited.year + 1, half, True)


def tells_plans(heading: str) -> bool:
    """Whether a heading says of itself that plans stand under it."""
    return bool(_PLANNED_FOR_SURE.search(heading))


def tells_results(heading: str) -> bool:
    """Whether a heading says of itself that results stand under it."""
    return bool(_DONE_FOR_SURE.search(heading))


def clause_planned(clause: str, period: Period | None) -> bool:
    """Whether a clause tells of something planned: its own words decide, else its section's period."""
    if _PLANNED_CLAUSE.search(clause) or _will(clause):
        return True
    if period is None or not period.planned:
        return False
    past = [int(year) for year in YEAR.findall(clause)]
    reached = bool(_DONE_CLAUSE.search(clause)) and bool(past) and period.year is not None and max(past) < period.year
    return not reached


def _will(clause: str) -> bool:
    """Whether a 将 of the clause speaks of the future."""
    if "将" not in clause:
        return False
    match = _OBJECT_FIRST.search(clause)
    if match is None:
        return True
    import rjieba  # here, for it takes a third of a second that reading a report need not wait

    return bool(rjieba.tag(match["next"])[0][1].startswith(_ADVERBIAL))
