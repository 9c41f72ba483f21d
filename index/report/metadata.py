"""What a report says of itself: title, agency, date and kind, from its head table, its title lines or its signature.

What cannot be told is None, never a guess.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from index.files.source import Source
from index.model import ReportKind
from index.report.furniture import body_end
from index.report.head import AGENCY, BRACKETED, DATE_KEYS, ISSUER_KEYS, SOURCE_KEYS, gathered, read_head
from index.text.markers import chinese_number, line_marker

_ISSUER = re.compile(rf"({AGENCY})(?:关于|转发|印发|批转)")
_LETTERHEAD = re.compile(rf"({AGENCY})(?:文件)?(?=$|[\s\d])")
# Possessive, and of single characters only: else a line of those has as many readings as there are ways to cut it.
_SPACED = r"[\u4e00-\u9fff](?:[ 　]+[\u4e00-\u9fff](?!\S)){2,8}+"
_SIGNED_BY = re.compile(rf"(?:^|(?<=\s))((?:(?:{AGENCY}|{_SPACED})\s+)+)$")
_HAN = "[一二三四五六七八九十]"
_HAN_YEAR = r"[一二][〇○ＯO零一二三四五六七八九]{3}"
_SIGNED_ON = re.compile(
    r"(?:[12]\d{3}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
    rf"|{_HAN_YEAR}年{_HAN}{{1,2}}月{_HAN}{{1,3}}日)"
    r"(?=(?:印发)?[ 　]*(?:$|\s|[（(]))",
    re.MULTILINE,
)
_SIGNATURE_REACH = 200
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_DAY = re.compile(r"((?:19|20)\d{2})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")

_DONE_TITLE = re.compile(r"总结|回顾|工作情况|完成情况|执行情况|进展情况|落实情况|工作述职|工作汇报")
_PLAN_TITLE = re.compile(r"计划|要点|打算|工作安排|工作思路|规划|草案")
_POLICY_TITLE = re.compile(
    r"(?:意见|通知|办法|方案|批复|函|决定|条例|规定|细则|公告|通告|通报|指南|指引|措施|政策|答复|解读|令)$"
)
_GOVERNMENT_REPORT = re.compile(
    r"作[^《]{0,6}政府工作报告|报告政府工作|我(?:现在)?(?:代表|受).{0,12}(?:政府|国务院).{0,30}(?:作|报告).{0,14}工作"
)
_DONE_OPENING = re.compile(
    r"工作.{0,8}(?:总结|汇报)如下|^\s*(?:今年以?来|一年来|过去一年)[，,].{0,300}工作.{0,300}(?:取得|完成)"
)
_DONE_HEADING = re.compile(
    r"(?:工作|主要|取得|上半年|20\d\d年|今年|过去|[五一]年).{0,8}(?:情况|成绩|成效|总结|回顾|亮点)(?:[和及与].{1,6})?[:：]?$"
)
_PLAN_HEADING = re.compile(
    r"(?:下半年|下一步|下阶段|下一阶段|明年|来年|今后|20\d\d年).{0,16}(?:计划|打算|安排|思路|重点|任务|举措|设想)"
    r"|工作(?:计划|打算|思路|安排|设想)|^(?:20\d\d年|明年|下一步|下半年)[，,].{0,12}将"
)
_OPENING = 600
_HEADING_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Metadata:
    """What could be told; the body goes from `body_start`, after head table and title, to `body_end`.

    `letterhead` is the office at the head of the pages, which may be another one's that hands the report on.
    """

    title: str | None
    agency: str | None
    published: date | None
    kind: ReportKind | None
    body_start: int
    body_end: int
    letterhead: str | None = None


def read_metadata(source: Source, file: str = "") -> Metadata:
    """The report's metadata, from its text and what its format names as title; its kind from its `file`'s name too."""
    head = read_head(source)
    end = body_end(source.text, head.body_start)
    signed_by, signed_on = _signature(source.text[:end].translate(_HALF_WIDTH), head.body_start)
    issuer = _ISSUER.match(head.title or "")
    dates = (_date(head.fields.get(key, "")) for key in DATE_KEYS)
    return Metadata(
        title=head.title,
        agency=_named_agency(head.fields) or signed_by or (issuer[1] if issuer else head.letterhead),
        published=next(filter(None, dates), None) or signed_on or _date((head.dateline or "").translate(_HALF_WIDTH)),
        kind=_kind(head.title or file, head.fields.get("组配分类", ""), source.text[head.body_start : end]),
        body_start=head.body_start,
        body_end=end,
        letterhead=next((match[1] for line in source.letterhead if (match := _LETTERHEAD.match(gathered(line)))), None),
    )


def _named_agency(fields: Mapping[str, str]) -> str | None:
    """The head table's agency; a source (来源) counts only where it is an office and not a newspaper."""
    named = (fields.get(key) for key in ISSUER_KEYS)
    sources = (fields.get(key, "") for key in SOURCE_KEYS)
    return next(filter(None, named), None) or next((each for each in sources if re.fullmatch(AGENCY, each)), None)


def _signature(text: str, start: int) -> tuple[str | None, date | None]:
    """Agency and date of the first signature: names of offices on their own, then a date on its own."""
    for match in _SIGNED_ON.finditer(text, start):
        before = text[max(start, match.start() - _SIGNATURE_REACH) : match.start()]
        if (signed := _SIGNED_BY.search(before)) and (day := _date(match[0])):
            names = re.findall(rf"{AGENCY}(?=\s)|{_SPACED}", signed[1])
            return "、".join(re.sub(r"\s", "", name) for name in names), day
    last = text.rstrip().rpartition("\n")[2].strip()
    return None, _date(last) if _SIGNED_ON.fullmatch(last) else None


def _date(text: str) -> date | None:
    """The first day named in `text`, in digits or in Chinese numerals."""
    if match := _DAY.search(text):
        numbers = int(match[1]), int(match[2]), int(match[3])
    elif match := re.search(rf"({_HAN_YEAR})年({_HAN}{{1,2}})月({_HAN}{{1,3}})日", text):
        year = "".join(str(max(0, "〇一二三四五六七八九".find(digit))) for digit in match[1])
        numbers = int(year), chinese_number(match[2]), chinese_number(match[3])
    else:
        return None
    try:
        return date(*numbers)
    except ValueError:
        return None


def _kind(title: str, category: str, body: str) -> ReportKind | None:
    """From the title; where that leaves it open, from the head table's category and from the sections' headings."""
    core = re.sub(rf"{BRACKETED}+$", "", title)
    wrapped = re.fullmatch(r".*?(?:印发|转发)(.+)的通知", core)
    core = re.sub(rf"[《》“”]|{BRACKETED}", "", wrapped[1] if wrapped else core)
    if "政府工作报告" in core:
        return "summary_and_plan"
    if _POLICY_TITLE.search(core):
        return None
    done, plan = bool(_DONE_TITLE.search(core)), bool(_PLAN_TITLE.search(core))
    if not done and not plan:
        opening = body[:_OPENING]
        if _GOVERNMENT_REPORT.search(opening):
            return "summary_and_plan"
        done, plan = "总结" in category or bool(_DONE_OPENING.search(opening)), "计划" in category
    lines = filter(None, map(str.strip, body.split("\n")))
    headings = [line[:_HEADING_WIDTH].partition("。")[0] for line in lines if _is_heading(line)]
    done = done or (not plan and any(map(_DONE_HEADING.search, headings)))
    plan = plan or (done and any(map(_PLAN_HEADING.search, headings)))
    return "summary_and_plan" if done and plan else "summary" if done else "plan" if plan else None


def _is_heading(line: str) -> bool:
    """Numbered, short without punctuation, or a paragraph that announces a plan (2024年，我们将…)."""
    short = 4 <= len(line) <= _HEADING_WIDTH and not re.search(r"[。；，,;]", line)
    return (
        short
        or line_marker(line, 0, len(line)) is not None
        or bool(re.match(r"(?:20\d\d年|明年|下一步|下半年)[，,]", line))
    )
