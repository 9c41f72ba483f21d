"""What a report says of itself: title, agency, date and kind, from its head table, its title lines or its signature.

What cannot be told is None, never a guess.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from index.formats import Source
from index.model import ReportKind

_AGENCY_KEYS = (
    "发布机构",
    "发文机关",
    "发文单位",
    "发布单位",
    "制发机关",
    "公开责任部门",
    "责任部门",
    "信息来源",
    "来源",
)
_DATE_KEYS = (
    *("发布日期", "发布时间", "公开日期", "公开时间", "发文日期", "印发日期", "印发时间", "生成日期"),
    *("时间", "日期", "成文日期", "成文时间"),
)
_TITLE_KEYS = ("标题", "信息名称", "文件名称", "文件标题", "名称")
_OTHER_KEYS = (
    *(
        "索引号",
        "主题分类",
        "组配分类",
        "体裁分类",
        "信息分类",
        "服务对象",
        "主题词",
        "关键词",
        "文件编号",
        "发文字号",
        "文号",
    ),
    *(
        "统一登记号",
        "统一编号",
        "有效性",
        "公开范围",
        "公开方式",
        "公开形式",
        "公开时限",
        "生效日期",
        "废止日期",
        "有效期",
    ),
    *("浏览次数", "阅读次数", "点击数", "字体", "字号", "作者", "编辑", "责任编辑", "审核", "内容概述", "状态"),
)
_SPACE = r"[\s|　]*"
_ANY_KEY = "|".join(
    r"[ 　\xa0]*".join(key)
    for key in sorted((*_AGENCY_KEYS, *_DATE_KEYS, *_TITLE_KEYS, *_OTHER_KEYS), key=len, reverse=True)
)
_KEY = re.compile(rf"(?:^|(?<=[\s|【\[　]))({_ANY_KEY})[ 　]*(?:[:：]|\|)")
_HEAD_ONLY = re.compile(r"[\s|:：\-—=　【】\[\]]*")
_MAX_HEAD_LINE = 400

_OFFICE = r"(?:人民政府|政府|委员会|办公厅|办公室|研究室|(?:[协学总监]|基金|联合|理事)会|[局厅部委办院署]|指挥部|领导小组|中心)"
_AGENCY = rf"(?!转发|防控|疫情|肺炎|应对|工作)[^\s，。；：、！？,;:（）()《》“”|\d]{{1,28}}?{_OFFICE}(?:办公厅|办公室)?"
_SPACED = r"[\u4e00-\u9fff](?:[ 　]+[\u4e00-\u9fff]){2,8}"
_ISSUER = re.compile(rf"({_AGENCY})(?:关于|转发|印发|批转)")
_SIGNED_BY = re.compile(rf"(?:^|(?<=\s))((?:(?:{_AGENCY}|{_SPACED})\s+)+)$")

_DAY = re.compile(r"([12]\d{3})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")
_HAN_YEAR = r"[一二][〇○ＯO零一二三四五六七八九]{3}"
_SIGNED_ON = re.compile(
    rf"(?:[12]\d{{3}}\s*年\s*\d{{1,2}}\s*月\s*\d{{1,2}}\s*日|{_HAN_YEAR}年[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日)"
    r"(?=(?:印发)?[ 　]*(?:$|\s|[（(]))",
    re.MULTILINE,
)
_DATELINE = re.compile(r"[—\-–─ 　（(]*[12]\d{3}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日.{0,100}")
_DOCUMENT_NUMBER = re.compile(r".{1,20}[〔\[【（(﹝][12]\d{3}[〕\]】）)﹞]\s*第?\s*\d+\s*号")

_NOUN = (
    "报告|总结|计划|要点|方案|意见|通知|办法|规划|纲要|情况|讲话|公报|通报|公告|通告|决定|决议|批复|函|条例|规定|细则|指南|"
    "指引|措施|政策|打算|安排|回顾|倡议书|提示|答复|清单|解读|摘编|要闻|信息|简报|白皮书"
)
_BRACKETED = r"(?:[（(【〔][^）)】〕]{1,30}[）)】〕])"
_TITLE_END = re.compile(rf"(?:{_NOUN})(?:{_BRACKETED})*$")
_STRONG_END = re.compile(
    rf"(?<![出印发下])(?:报告|总结|计划|要点|方案|通知|通告|公告|公报|规划|办法|条例|细则|指南|指引|批复|倡议书)(?:{_BRACKETED})*$"
)
_NUMBERED = re.compile(
    r"\s*(?:第[一二三四五六七八九十百\d]+[章节条篇部]|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[、.．]|[①-⑳]|[—–-]{2})"
)
_NOT_TITLE = re.compile(r"目\s*[录次]|各位.{0,8}|.*(?:[。；！？：:;!?，,]|\.{3,}|…+)\s*\d*|附\s*件.{0,4}|[\d\s\W]+")
_MAX_TITLE = 60

_DONE_TITLE = re.compile(r"总结|回顾|工作情况|完成情况|执行情况|进展情况|落实情况|工作述职|工作汇报")
_PLAN_TITLE = re.compile(r"计划|要点|打算|工作安排|工作思路|规划|草案")
_GOVERNMENT_REPORT = re.compile(r"政府工作报告|报告政府工作|我(?:现在)?(?:代表|受).{0,12}(?:政府|国务院).{0,30}(?:作|报告).{0,14}工作")
_POLICY = re.compile(
    r"(?:意见|通知|办法|方案|批复|函|决定|条例|规定|细则|公告|通告|通报|指南|指引|措施|政策|答复|解读|令)$"
)
_DONE_OPENING = re.compile(r"工作.{0,8}(?:总结|汇报)如下|^\s*(?:今年以?来|一年来|过去一年)[，,].{0,300}工作.{0,300}(?:取得|完成)")
_DONE_HEADING = re.compile(
    r"(?:工作|主要|取得|上半年|20\d\d年|今年|过去|[五一]年).{0,8}(?:情况|成绩|成效|总结|回顾|亮点)(?:[和及与].{1,6})?[:：]?$"
)
_PLAN_HEADING = re.compile(
    r"(?:下半年|下一步|下阶段|下一阶段|明年|来年|今后|20\d\d年).{0,16}(?:计划|打算|安排|思路|重点|任务|举措|设想)"
    r"|工作(?:计划|打算|思路|安排|设想)|^(?:20\d\d年|明年|下一步|下半年)[，,].{0,12}将"
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What could be told; `body_start` is the offset after head table and title: the body is all from there on."""

    title: str | None
    agency: str | None
    published: date | None
    kind: ReportKind | None
    body_start: int


@dataclass(frozen=True, slots=True)
class _Head:
    """The top of a text: the fields of its head table, the title lines, and where the body begins."""

    fields: Mapping[str, str]
    title: str | None
    body_start: int
    dateline: str | None


def read_metadata(source: Source) -> Metadata:
    """The report's metadata, from its text and from what its format names as title."""
    head = _read_head(source)
    title, text = head.title, source.text
    signed_by, signed_on = _signature(text, head.body_start)
    issuer = _ISSUER.match(title) if title else None
    named = (_value(head.fields, _AGENCY_KEYS[:-2]), *map(head.fields.get, _AGENCY_KEYS[-2:]))
    agency = next((each for each in named if each and re.fullmatch(_AGENCY, each)), None) or named[0]
    dates = (_date(head.fields.get(key, "")) for key in _DATE_KEYS)
    published = next(filter(None, dates), None) or signed_on or _date(head.dateline or "")
    return Metadata(
        title=title,
        agency=agency or signed_by or (issuer[1] if issuer else None),
        published=published,
        kind=_kind(title, head.fields.get("组配分类", ""), text[head.body_start :]),
        body_start=head.body_start,
    )


def _value(fields: Mapping[str, str], keys: tuple[str, ...]) -> str | None:
    return next((value for key in keys if (value := fields.get(key))), None)


# --- head table and title -------------------------------------------------------------------------------------------


def _read_head(source: Source) -> _Head:
    """Reads lines from the top for as long as they belong to a head table or a title."""
    text = source.text
    lines = [(match.start(), match[0]) for match in re.finditer(r"[^\n]*[^\s][^\n]*", text[:20_000])]
    fields: dict[str, str] = {}
    title: str | None = None
    dateline: str | None = None
    end = at = 0
    while at < len(lines):
        start, line = lines[at]
        found = _fields(line)
        taken = 1
        if found is not None:
            fields = {**found, **fields}
        elif title is None and (matched := _title_lines(source, [each for _, each in lines[at : at + 5]], fields)):
            title, taken = matched
        elif title and dateline is None and _DATELINE.fullmatch(line.strip()):
            dateline = line
        elif not (title and len(line.strip()) <= 24 and at + 1 < len(lines) and _fields(lines[at + 1][1]) is not None):
            break
        at += taken
        if dateline is None:
            end = lines[at][0] if at < len(lines) else len(text)
    named = _value(fields, _TITLE_KEYS)
    if end >= len(text.rstrip()):
        end = 0
    if title is None and (inline := _inline_title(text[end : end + 200])):
        title, end = re.sub(r"\s+", "", inline), end + len(inline)
    return _Head(fields, named or title or None, end, dateline)


def _fields(line: str) -> dict[str, str] | None:
    """The `key: value` pairs of a head-table line; None where the line is something else."""
    keys = list(_KEY.finditer(line)) if len(line) <= _MAX_HEAD_LINE else []
    if not keys:
        return {} if re.fullmatch(r"[\s|\-—=:：]+", line) and "-" in line or not line.strip(" |") else None
    if not _HEAD_ONLY.fullmatch(line[: keys[0].start()]):
        return None
    ends = [*(key.start() for key in keys[1:]), len(line)]
    return {
        re.sub(r"\s", "", key[1]): " ".join(line[key.end() : end].strip(" |　\t\xa0【】[]").split())
        for key, end in reversed(list(zip(keys, ends, strict=True)))
    }


def _title_lines(source: Source, lines: list[str], fields: Mapping[str, str]) -> tuple[str, int] | None:
    """The title and the number of lines that it takes, if `lines` begin with one."""
    stripped = [line.strip().strip("#").strip() for line in lines]
    styled = {source.text[each.start : each.end].strip() for each in source.headings if each.depth == 1}
    known = {re.sub(r"\s", "", each) for each in (_value(fields, _TITLE_KEYS), source.title) if each}
    for count in (3, 2, 1):
        joined = "".join(re.sub(r"\s", "", each) for each in stripped[:count])
        if len(stripped) >= count and joined in known:
            return joined, count
    first = stripped[0]
    if len(first) > _MAX_TITLE or _NOT_TITLE.fullmatch(first) or _NUMBERED.match(first):
        return None
    if first in styled and not _DONE_HEADING.search(first):
        return first, 1
    return _plain_title(stripped)


def _plain_title(lines: list[str]) -> tuple[str, int] | None:
    """A title without any mark of its own, perhaps over two or three lines, told by its words or by what follows."""
    for count in (1, 2, 3):
        parts = lines[:count]
        joined = "".join(parts)
        if len(parts) < count or len(joined) > _MAX_TITLE or any(_cannot_join(part) for part in parts[1:]):
            return None
        following = lines[count] if len(lines) > count else ""
        if re.fullmatch(_BRACKETED, following):
            return joined + following, count + 1
        agency_only = count == 1 and re.fullmatch(_AGENCY, joined) and following.startswith(("关于", "20"))
        dated = bool(_DATELINE.fullmatch(following) or _DOCUMENT_NUMBER.fullmatch(following)) and count == 1
        if not agency_only and (_TITLE_END.search(joined) or (dated and not _DATELINE.fullmatch(joined))):
            return joined, count
        if len(parts[-1]) > 30:
            return None
    return None


def _cannot_join(line: str) -> bool:
    return bool(_NOT_TITLE.fullmatch(line) or _NUMBERED.match(line) or _DATELINE.fullmatch(line) or len(line) > 40)


def _inline_title(text: str) -> str | None:
    """The title of a copy that has lost its line breaks: the words before a space that end as a title does."""
    for match in re.finditer(r"(?<=\S)\s", text.split("\n")[0]):
        candidate = text[: match.start()].strip()
        if len(candidate) > _MAX_TITLE + 40 or re.search(r"[。；！？，：]", candidate):
            return None
        if (_STRONG_END if "关于" not in candidate else _TITLE_END).search(candidate) and not _NUMBERED.match(candidate):
            return text[: match.start()]
    return None


# --- signature and dates --------------------------------------------------------------------------------------------


def _signature(text: str, start: int) -> tuple[str | None, date | None]:
    """Agency and date of the first signature: names of agencies on their own, then a date on its own."""
    for match in _SIGNED_ON.finditer(text, start):
        signed = _SIGNED_BY.search(text[max(start, match.start() - 200) : match.start()])
        if signed and (day := _date(match[0])):
            names = re.findall(rf"{_AGENCY}(?=\s)|{_SPACED}", signed[1])
            return "、".join(re.sub(r"\s", "", name) for name in names), day
    last = text.rstrip().rpartition("\n")[2].strip()
    return None, _date(last) if _SIGNED_ON.fullmatch(last) else None


def _date(text: str) -> date | None:
    """The first day named in `text`, in digits or in Chinese numerals."""
    match = _DAY.search(text)
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
        han = re.search(rf"({_HAN_YEAR})年(\w{{1,2}})月(\w{{1,3}})日", text)
        return date(int("".join(map(_digit, han[1]))), _count(han[2]), _count(han[3])) if han else None
    except ValueError:
        return None


def _digit(char: str) -> str:
    return str(max(0, "〇一二三四五六七八九".find(char)))


def _count(numeral: str) -> int:
    """十一 → 11, 二十 → 20: Chinese numerals below a hundred."""
    tens, ten, ones = numeral.rpartition("十")
    return (int(_digit(tens or "一")) * 10 if ten else 0) + int(_digit(ones) if ones else 0)


# --- kind -----------------------------------------------------------------------------------------------------------


def _kind(title: str | None, category: str, body: str) -> ReportKind | None:
    """From the title; where that leaves it open, from the head table's category and from how the sections are called."""
    core = re.sub(rf"{_BRACKETED}+$", "", title or "")
    wrapped = re.fullmatch(r".*?(?:印发|转发)(.+)的通知", core)
    core = re.sub(rf"[《》“”]|{_BRACKETED}", "", wrapped[1] if wrapped else core)
    if _GOVERNMENT_REPORT.search(core):
        return "summary_and_plan"
    done, plan = bool(_DONE_TITLE.search(core)), bool(_PLAN_TITLE.search(core))
    if _POLICY.search(core):
        return None
    if done and plan:
        return "summary_and_plan"
    lines = [line.strip() for line in body.split("\n")]
    if not core or not (done or plan):
        if _GOVERNMENT_REPORT.search(body[:600]):
            return "summary_and_plan"
        done = done or "总结" in category or bool(_DONE_OPENING.search(body[:600]))
        plan = plan or "计划" in category
    short = [line[:40].partition("。")[0] for line in lines if _NUMBERED.match(line) or _looks_like_heading(line)]
    done = done or (not plan and any(_DONE_HEADING.search(line) for line in short))
    planned_part = done and any(_PLAN_HEADING.search(line) for line in [*short, *(line[:30] for line in lines)])
    return "summary_and_plan" if planned_part else "summary" if done else "plan" if plan else None


def _looks_like_heading(line: str) -> bool:
    return 4 <= len(line) <= 40 and not re.search(r"[。；，,;]", line)
