"""The top of a report: its head table (发布机构 | … | 发文日期 | …), its title lines, and where the body begins."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile

from index.files.source import Source
from index.report.furniture import furniture_above, is_furniture
from index.text.markers import line_marker

ISSUER_KEYS = ("发布机构", "发文机关", "发文单位", "发布单位", "制发机关", "公开责任部门", "责任部门")
SOURCE_KEYS = ("信息来源", "来源")
DATE_KEYS = (
    *("发布日期", "发布时间", "公开日期", "公开时间", "发文日期", "印发日期", "印发时间", "生成日期"),
    *("时间", "日期", "成文日期", "成文时间"),
)
_TITLE_KEYS = ("标题", "信息名称", "文件名称", "文件标题", "名称")
_OTHER_KEYS = (
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
    "浏览次数",
    "阅读次数",
    "点击数",
    "字体",
    "字号",
    "作者",
    "编辑",
    "责任编辑",
    "审核",
    "内容概述",
    "状态",
)
_ALL_KEYS = (*ISSUER_KEYS, *SOURCE_KEYS, *DATE_KEYS, *_TITLE_KEYS, *_OTHER_KEYS)
# Keys are spread with spaces on some sites: 索 引 号. The longest goes first, for 来源 is the end of 信息来源.
_ANY_KEY = "|".join(r"[ 　\xa0]*".join(key) for key in sorted(_ALL_KEYS, key=len, reverse=True))
_KEY = re.compile(rf"(?:^|(?<=[\s|【\[]))({_ANY_KEY})[ 　]*(?:[:：]|\|)")
_RULE = re.compile(r"[\s|\-—=:：]*")
_BEFORE_KEY = re.compile(r"[\s|【\[]*")
_OTHER_ROW = re.compile(r"[\s|]*[\u4e00-\u9fff 　]{2,12}[:：]?\s*\|[^|。]{0,60}[\s|]*")  # of a key not in the list
_MAX_HEAD_LINE = 400
_MAX_HEAD = 20_000

_OFFICE = (
    "(?:人民政府|政府|委员会|办公厅|办公室|研究室|[局厅部委办院署]|指挥部|领导小组|中心"
    "|(?:[协学总监]|基金|联合|理事)会)"
)
AGENCY = rf"(?!转发|防控|疫情|肺炎|应对|工作)[^\s，。；：、！？,;:（）()《》“”|\d]{{1,28}}?{_OFFICE}(?:办公厅|办公室)?"
"""The name of an office; matched whole, or up to white space."""

BRACKETED = r"(?:[（(【〔][^）)】〕]{1,30}[）)】〕])"
_DOCUMENT = "报告|总结|计划|要点|方案|通知|通告|公告|公报|规划|办法|条例|细则|指南|指引|批复|倡议书"
_OTHER_ENDS = (
    "意见|纲要|情况|讲话|通报|决定|决议|函|规定|措施|政策|打算|安排|回顾|提示|答复|清单|解读|摘编|要闻|信息|简报|白皮书"
    "|思路|汇报"
)
_TITLE_END = re.compile(rf"(?:{_DOCUMENT}|{_OTHER_ENDS})(?:{BRACKETED})*$")
_DOCUMENT_END = re.compile(rf"(?<![出印发下])(?:{_DOCUMENT})(?:{BRACKETED})*$")
_DATELINE = re.compile(r"[—\-–─ 　（(]*[12１２]\d{3}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日.{0,100}")
_DAY = re.compile(r"[（(]?[12１２]\d{3}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日[）)]?")
_LETTERHEAD = re.compile(rf"({AGENCY})文件")
_TIME = re.compile(r"20\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d\d(?::\d\d)?)?")
_DOCUMENT_NUMBER = re.compile(r".{1,20}[〔\[【（(﹝][12]\d{3}[〕\]】）)﹞]\s*第?\s*\d+\s*号")
_NOT_TITLE = re.compile(
    r"[—–-]{2}.*|目\s*[录次]|各位.{0,8}|.*(?:[。；！？：:;!?，,]|\.{3,}|…+)\s*\d*|附\s*件.{0,4}|[\d\s\W]+"
)
_ANNEX = re.compile(r"附[ \u3000]*[件表][ \u3000]*\d{0,2}[ \u3000]*[:：]?")  # its number above the title
_MAX_TITLE = 60
_SPREAD = re.compile(
    r"(?<=[\u4e00-\u9fff〇○\d])[ \u3000\xa0\u2002\u2003]+(?=[\u4e00-\u9fff〇○\d])"
)  # 工作总 结 is one word


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the body: its fields are those of the head table, `letterhead` is the office of 某局文件.

    `dateline` is the line under the title that dates a speech, and part of the body, which begins at `body_start`.
    """

    fields: Mapping[str, str]
    title: str | None
    dateline: str | None
    body_start: int
    letterhead: str | None


def read_head(source: Source) -> Head:
    """Reads lines from the top for as long as they belong to a head table or a title."""
    text = source.text
    lines = [(match.start(), match[0]) for match in re.finditer(r"[^\n]+", text[:_MAX_HEAD]) if match[0].strip()]
    fields: dict[str, str] = {}
    title: str | None = None
    letterhead: str | None = None
    dateline: str | None = None
    in_body = False  # whether the dateline is, as it is where nothing of a web page follows it
    end = at = 0
    while at < len(lines):
        taken = 1
        line = lines[at][1]
        if (found := _fields(line)) is not None:
            fields = {**found, **{key: value for key, value in fields.items() if value or key not in found}}
        elif title is None and _above_title(line, fields, letterhead):
            pass
        elif title is None and (office := _LETTERHEAD.fullmatch(gathered(line.strip()))):
            letterhead = office[1]
        elif title is None and (matched := _title(source, fields, [each for _, each in lines[at : at + 5]])):
            title, taken = matched
        elif title and _DATELINE.fullmatch(line.strip()):
            dateline, in_body = dateline or line, True
        elif title and (furniture := furniture_above(takewhile(_no_fields, (each for _, each in lines[at:])), title)):
            taken, in_body = furniture, False
        else:
            break
        at += taken
        if not in_body:  # a head-table line may still follow a dateline in the body
            end = lines[at][0] if at < len(lines) else len(text)
    if not text[end:].strip():
        end = 0
    if title is None and (inline := _inline_title(text[end : end + 200])):
        title, end = re.sub(r"\s", "", inline), end + len(inline)
    named = _named_title(fields) or title
    if named is None and source.title and _TITLE_END.search(source.title):
        named = source.title
    return Head(fields, named and gathered(named), dateline, end, letterhead)


def _above_title(line: str, fields: Mapping[str, str], letterhead: str | None) -> bool:
    """Whether a line is the web page's, a head-table row with a key of its own, an annex's or a letterhead's number."""
    if (fields and len(line) <= _MAX_HEAD_LINE and _OTHER_ROW.fullmatch(line)) or _ANNEX.fullmatch(line.strip()):
        return True
    return is_furniture(line) or (letterhead is not None and _DOCUMENT_NUMBER.fullmatch(line.strip()) is not None)


def gathered(line: str) -> str:
    """A line whose characters are set apart, as those of titles and letterheads are, as words."""
    return _SPREAD.sub("", line)


def _fields(line: str) -> dict[str, str] | None:
    """The `key: value` pairs of a head-table line, or the time that is all of it; None for any other line."""
    if _TIME.fullmatch(line.strip()):
        return {"时间": line.strip()}
    keys = list(_KEY.finditer(line)) if len(line) <= _MAX_HEAD_LINE else []
    if not keys:
        return {} if _RULE.fullmatch(line) and ("--" in line or "|" in line) else None
    if not _BEFORE_KEY.fullmatch(line[: keys[0].start()]):
        return None
    ends = [*(key.start() for key in keys[1:]), len(line)]
    values = [
        " ".join(line[key.end() : end].strip("| 　\t\xa0【】[]").split()) for key, end in zip(keys, ends, strict=True)
    ]
    return {re.sub(r"\s", "", key[1]): value for key, value in reversed(list(zip(keys, values, strict=True)))}


def _no_fields(line: str) -> bool:
    return _fields(line) is None


def _named_title(fields: Mapping[str, str]) -> str | None:
    return next((value for key in _TITLE_KEYS if (value := fields.get(key))), None)


def _title(source: Source, fields: Mapping[str, str], lines: list[str]) -> tuple[str, int] | None:
    """The title and the number of lines that it takes, if `lines` begin with one."""
    lines = [line.strip() for line in lines]
    known = {re.sub(r"\s", "", each) for each in (_named_title(fields), source.title) if each}
    for count in range(min(3, len(lines)), 0, -1):
        if (joined := re.sub(r"\s", "", "".join(lines[:count]))) in known:
            return joined, count
    if not _may_be_title(lines[0]):
        return None
    styled = [source.text[each.start : each.end].strip() for each in source.headings if each.depth == 1]
    return (lines[0], 1) if styled == [lines[0]] else _plain_title(lines)


def _may_be_title(line: str) -> bool:
    return len(line) <= _MAX_TITLE and not any(
        (_NOT_TITLE.fullmatch(line), line_marker(line, 0, len(line)), _DATELINE.fullmatch(line))
    )


def _plain_title(lines: list[str]) -> tuple[str, int] | None:
    """A title without any mark of its own, over one to three lines, told by its last words or by what follows it."""
    for count in range(1, min(3, len(lines)) + 1):
        joined = gathered("".join(lines[:count]))
        following = lines[count] if len(lines) > count else ""
        if len(joined) > _MAX_TITLE or not _may_be_title(lines[count - 1]):
            return None
        if re.fullmatch(BRACKETED, following) and not _DATELINE.fullmatch(following):
            return joined + following, count + 1
        office = re.fullmatch(AGENCY, joined)
        letterhead = office and (following.startswith("关于") or _DAY.fullmatch(following))
        dated = count == 1 and (_DATELINE.fullmatch(following) or _DOCUMENT_NUMBER.fullmatch(following))
        if not letterhead and (dated or _TITLE_END.search(joined)):
            return joined, count
        if len(lines[count - 1]) > 30:  # a line of a title set over several lines is shorter
            return None
    return None


def _inline_title(text: str) -> str | None:
    """The title of a copy that has lost its line breaks: the words before a space that end as a title does."""
    for match in re.finditer(r"(?<=\S)\s", text.partition("\n")[0]):
        candidate = text[: match.start()].strip()
        if (
            len(candidate) > _MAX_TITLE + 40
            or re.search(r"[。；！？，：]", candidate)
            or line_marker(candidate, 0, len(candidate))
        ):
            return None
        if (_TITLE_END if "关于" in candidate else _DOCUMENT_END).search(candidate):
            return text[: match.start()]
    return None
