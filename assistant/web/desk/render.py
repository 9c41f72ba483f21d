"""The HTML of the tab 资料. Whatever comes from a report or a file name is data: it is escaped here."""

from collections.abc import Sequence
from html import escape

from assistant.web.desk.desk import Checked, Desk, Entry, count_sections, set_right
from index.errors import YoujuError
from index.model import Card, Region, Report, ReportKind
from index.report.corrections import ABSENT, NONE, Correction
from index.summary import Summary
from index.text.scanned import RECOGNISED

READ_ONLY = '<p class="y-desk-note">这里列出已载入的报告。上传、更正和移除需要编辑登录。</p>'

_SHOWN = 100  # rows of the list; the rest is found by typing
_KINDS: dict[ReportKind, str] = {"summary": "总结", "plan": "计划", "summary_and_plan": "总结和计划"}
_FAILURE = '<div class="y-desk-failed" role="alert">'
_WOULD = {
    "new": "可以放入",
    "old": "与已有的完全相同，不必放入",
    "version": "已有同名报告，内容不同；替换须勾选",
    "bad": "不能放入",
}
_DID = {"new": "已放入", "old": "与已有的完全相同，未放入", "version": "已放入新版本，旧文件已另存", "bad": "未放入"}
_COLUMNS = ("报告", "地区", "年份", "类型", "标题", "机构", "日期", "章节")


def failed(message: str) -> str:
    """Why something was not done and what to do, in a user's words."""
    return f"{_FAILURE}{escape(message)}</div>"


def is_failure(told: str) -> bool:
    """Whether `failed` made it."""
    return told.startswith(_FAILURE)


def done(summary: Summary) -> str:
    """What a build did, which files of the folder it could not read, and what not of those that it took up."""
    counts = ((summary.added, "新增"), (summary.refreshed, "更新"), (summary.removed, "移除"))
    changes = "，".join(f"{word} {len(names)} 份" for names, word in counts if names) or "没有变化"
    line = f"索引已更新：{changes}；共 {summary.reports} 份报告，用时 {summary.seconds:.1f} 秒。"
    taken = {*summary.added, *summary.refreshed}
    unread = [(name, what) for name, what in summary.unread if name in taken]
    faults = [*summary.failed, *summary.warnings, *unread]
    items = "".join(f"<li><bdi>{escape(name)}</bdi>：{escape(why)}</li>" for name, why in faults)
    return f'<div class="y-desk-done" role="status"><p>{line}</p>{f"<ul>{items}</ul>" if items else ""}</div>'


def checked(found: Sequence[Checked], total: int) -> str:
    """How the files handed in would be read, of `total` that are being looked at."""
    if not total:
        return ""
    line = f"已检查 {len(found)} / {total} 个文件"
    items = "".join(_handed_in(each, _WOULD[each.state], _unread(each.report, opened=True)) for each in found)
    return (
        f'<p class="y-desk-note" role="status">{line}</p><progress max="{total}" value="{len(found)}"'
        f' aria-label="检查文件"></progress><ul class="y-desk-files" tabindex="0">{items}</ul>'
    )


def taken_in(found: Sequence[Checked], replace: bool) -> str:
    """What became of each file handed in."""
    did = _DID if replace else {**_DID, "version": "已有同名报告，没有勾选替换，未放入"}
    return f'<ul class="y-desk-files" tabindex="0">{"".join(_handed_in(each, did[each.state]) for each in found)}</ul>'


def read(plain: Report, correction: Correction) -> str:
    """How a report is read without its correction, what was set right, and how to set it right."""
    fixed = f"已更正：{set_right(correction)}。" if correction != NONE else ""
    hint = f"留空即用自动识别；确实没有地区或年份的，填「{ABSENT}」。"
    return f'<p class="y-desk-note">{escape(f"{fixed}自动识别：{_taken_for(plain)}。{hint}")}</p>'


def values(plain: Report, correction: Correction) -> tuple[str, str, str]:
    """Place, year and title as they stand, for the text boxes."""
    place, year = correction.place or _place(plain.region), correction.year or plain.year or ""
    return place, str(year), correction.title or plain.title or ""


def matching(entries: Sequence[Entry], wanted: str) -> Sequence[Entry]:
    """The reports with every word of `wanted` in their name, place, year or title."""
    words = wanted.casefold().split()
    return [entry for entry in entries if all(word in _searched(entry) for word in words)] if words else entries


def listed(desk: Desk, entries: Sequence[Entry], found: Sequence[Entry]) -> str:
    """The reports found among `entries`, and what they were taken for."""
    try:
        rows = "".join(_row(entry, desk) for entry in found[:_SHOWN])
    except YoujuError as problem:
        return failed(str(problem))
    if not found:
        return f'<p class="y-desk-note">{"没有符合筛选的报告。" if entries else "还没有报告。"}</p>'
    head = "".join(f'<th scope="col">{column}</th>' for column in _COLUMNS)
    more = f'<p class="y-desk-note">还有 {len(found) - _SHOWN} 份，请用筛选缩小范围。</p>' if found[_SHOWN:] else ""
    count = f"{len(found)} 份报告" + (f"（共 {len(entries)} 份）" if len(found) < len(entries) else "")
    return (
        f'<p class="y-desk-note" role="status">{count}</p>'
        '<div class="y-desk-scroll" role="region" aria-label="报告清单" tabindex="0">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>{more}"
    )


def _row(entry: Entry, desk: Desk) -> str:
    card, fixed = entry.card, entry.correction
    name = f"<bdi>{escape(entry.path)}</bdi>"
    if card is None:
        why = desk.refusal(entry.path) or "请重建索引并查看原因"
        name += f'<span class="y-desk-flag">未进入索引：{escape(why)}</span>'
    elif not entry.present:
        name += '<span class="y-desk-flag">文件已不在文件夹里，重建索引后消失</span>'
    name += _unread(card)
    cells = [
        _known(_place(card.region), fixed.place is not None) if card else "",
        _known(str(card.year or ""), fixed.year is not None) if card else "",
        _KINDS[card.kind] if card and card.kind else "",
        _known(card.title or "", fixed.title is not None) if card else "",
        escape(card.agency or "") if card else "",
        card.published.isoformat() if card and card.published else "",
        str(desk.sections(entry.path)) if card else "",
    ]
    told = "".join(
        f'<td data-label="{column}"><span>{cell or "—"}</span></td>'
        for column, cell in zip(_COLUMNS[1:], cells, strict=True)
    )
    return f'<tr><th scope="row">{name}</th>{told}</tr>'


def _known(value: str, fixed: bool) -> str:
    if fixed:
        return f'{escape(value or ABSENT)}<span class="y-desk-fixed">已更正</span>'
    return escape(value) if value else '<span class="y-desk-flag">未识别</span>'


def _handed_in(each: Checked, state: str, unread: str = "") -> str:
    why = f"：{each.fault}" if each.fault else ""
    taken = f"<span>{escape(_taken_for(each.report))}</span>{unread}" if each.report else ""
    return f'<li class="y-desk-{each.state}"><bdi>{escape(each.name)}</bdi> <b>{escape(state + why)}</b>{taken}</li>'


def _unread(told: Report | Card | None, *, opened: bool = False) -> str:
    """What of a file is not read and that some of it was recognised in pictures, behind a line that says so."""
    if told is None or not (told.unread or told.scanned):
        return ""
    scanned = f"部分文字由{RECOGNISED}" if told.scanned else ""
    if not told.unread:
        return f'<span class="y-desk-told">{scanned}</span>'
    items = "".join(f"<li>{escape(what)}</li>" for what in told.unread)
    counted = "；".join(filter(None, (f"有 {len(told.unread)} 处没有读出", scanned)))
    state = " open" if opened else ""
    return f'<details class="y-desk-told"{state}><summary>{counted}</summary><ul>{items}</ul></details>'


def _taken_for(report: Report) -> str:
    """Place, year, kind, title and sections in one line."""
    kind = _KINDS[report.kind] if report.kind else "类型未识别"
    year = f"{report.year} 年" if report.year else "年份未识别"
    title = f"《{report.title}》" if report.title else "标题未识别"
    return f"{_place(report.region) or '地区未识别'}，{year}，{kind}，{title}，{count_sections(report)} 个章节"


def _place(region: Region | None) -> str:
    return "".join(region.path) if region else ""


def _searched(entry: Entry) -> str:
    card: Card | None = entry.card
    facts = (_place(card.region), str(card.year or ""), card.title or "", card.agency or "") if card else ()
    return " ".join((entry.path, *facts)).casefold()
