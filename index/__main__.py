"""`python -m index build | show | verify | copy | facts`: makes an index, checks, copies it, tells what it holds."""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from index.cli import Parser, add_index, address, run
from index.model import Period, Report, ReportKind, Section

_KINDS: dict[ReportKind, str] = {"summary": "工作总结", "plan": "工作计划", "summary_and_plan": "工作总结和计划"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 done, 1 a check failed, 2 bad input, 130 interrupted."""
    return run(_parser(), arguments, "已中断。已完成的报告都已保存，再次运行同一命令即可继续")


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m index", description="建立、查看和检查报告索引")
    commands = parser.add_subparsers(required=True, metavar="build|show|verify|copy|facts")
    build = commands.add_parser("build", help="把报告建成索引，只处理有变化的文件")
    build.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="报告文件或文件夹")
    add_index(build, "--out")
    build.add_argument("--prune", action="store_true", help="从索引中删除已不存在的报告")
    model = os.environ.get("YOUJU_MODEL") or "default"
    build.add_argument("--model", default=model, metavar="NAME", help="向量模型：default、模型名或文件夹")
    build.add_argument("--json", action="store_true", help="以 JSON 输出结果")
    build.set_defaults(run=_build)
    show = commands.add_parser("show", help="显示一份报告的章节树")
    show.add_argument("path", type=Path, metavar="PATH", help="报告文件")
    show.add_argument("--json", action="store_true", help="以 JSON 输出")
    show.set_defaults(run=_show)
    verify = commands.add_parser("verify", help="检查索引是否完好")
    verify.add_argument("index", type=address, metavar="INDEX", help="索引文件夹或地址")
    verify.set_defaults(run=_verify)
    copy = commands.add_parser("copy", help="复制索引：备份、恢复、搬进或搬出 Milvus、合并")
    copy.add_argument("source", type=address, metavar="FROM", help="索引文件夹或地址")
    copy.add_argument("target", type=address, metavar="TO", help="新的文件夹或地址；已有索引则并入，不替换任何报告")
    copy.set_defaults(run=_copy)
    facts = commands.add_parser("facts", help="列出索引里的指标值，可存为 CSV 或 Excel")
    facts.add_argument("index", type=address, metavar="INDEX", help="索引文件夹或地址")
    facts.add_argument("--thing", action="append", default=[], metavar="W", help="指标名称里的词；可写多次，须都有")
    facts.add_argument("--place", metavar="P", help="地区，全称或简称；包括它的下级地区")
    facts.add_argument("--year", type=int, action="append", metavar="Y", help="年份；可写多次")
    facts.add_argument("--state", choices=("reached", "planned"), help="已完成的，或计划的")
    form = facts.add_mutually_exclusive_group()
    form.add_argument("--csv", type=Path, metavar="FILE", help="存为 CSV 文件")
    form.add_argument("--xlsx", type=Path, metavar="FILE", help="存为 Excel 文件：指标值和来源两张表")
    form.add_argument("--json", action="store_true", help="每行输出一条 JSON")
    facts.set_defaults(run=_facts)
    return parser


def _build(options: argparse.Namespace) -> int:
    from index.build import build

    summary = build(options.paths, options.index, model=options.model, prune=options.prune)
    if options.json:
        print(json.dumps(summary.to_json(), ensure_ascii=False))
    else:
        print(summary.describe())
    if not summary.reports:
        print(f"没有一份报告可以读取，未建立索引：{summary.failed[0][0]}：{summary.failed[0][1]}", file=sys.stderr)
        return 2
    return 0


def _show(options: argparse.Namespace) -> int:
    from index.report.load import load

    report = load(options.path, options.path.name)
    if options.json:
        print(json.dumps(_report_json(report), ensure_ascii=False))
    else:
        print("\n".join(_tree(report)))
    return 0


def _verify(options: argparse.Namespace) -> int:
    from index.verify import verify

    problems = verify(options.index)
    print("\n".join(problems) if problems else "索引完好")
    return 1 if problems else 0


def _copy(options: argparse.Namespace) -> int:
    from index.copy import copy

    print(copy(options.source, options.target).describe())
    return 0


def _facts(options: argparse.Namespace) -> int:
    from index.export.lines import lines, save, to_json, write_csv
    from index.export.sourced import asked_for
    from index.export.workbook import write_workbook
    from index.store import opening as stores

    years = frozenset(options.year) if options.year else None
    with closing(stores.inspect(options.index)) as store:
        found = asked_for(store, options.thing, options.place, years, options.state)
        if options.json:
            for one in found:
                print(json.dumps(to_json(one), ensure_ascii=False))
        elif target := options.csv or options.xlsx:
            print(f"已写入 {save(found, target, write_csv if options.csv else write_workbook)} 个指标值：{target}")
        else:
            for line in lines(found):
                print(line)
    return 0


def _report_json(report: Report) -> dict[str, Any]:
    return {
        "report": report.path,
        "title": report.title,
        "agency": report.agency,
        "region": report.region.name if report.region else None,
        "published": report.published.isoformat() if report.published else None,
        "kind": report.kind,
        "text": report.text,
        "unread": report.unread,
        "sections": [_section_json(section) for section in report.sections],
    }


def _section_json(section: Section) -> dict[str, Any]:
    period = section.period
    return {
        "heading": section.heading,
        "level": section.level,
        "start": section.start,
        "end": section.end,
        "period": {"year": period.year, "half": period.half, "planned": period.planned} if period else None,
        "children": [_section_json(child) for child in section.children],
    }


def _tree(report: Report) -> Iterator[str]:
    yield f"{report.path}  {report.title or '（无标题）'}"
    known = {
        "机构": report.agency,
        "地区": "".join(report.region.path) if report.region else None,
        "日期": report.published,
        "类型": _KINDS[report.kind] if report.kind else None,
    }
    yield "  ".join(f"{name}：{fact}" for name, fact in known.items() if fact) or "（无元数据）"
    for top in report.sections:
        for section in top.walk():
            facts = f"{section.level}级 {_label(section.period)} {section.start}–{section.end}"
            yield f"{'  ' * section.level}{section.heading}  [{facts}]"
    yield from (f"注意：{warning}" for warning in report.warnings)
    yield from (f"未读：{what}" for what in report.unread)
    if report.scanned:
        unclear = sum(line.unclear for line in report.scanned)
        told = f"，其中 {unclear} 行识别不清" if unclear else ""
        yield f"扫描识别：{len(report.scanned)} 行{told}；请核对原件"


def _label(period: Period | None) -> str:
    if period is None:
        return "时段不明"
    half = {1: "上半年", 2: "下半年"}[period.half] if period.half else ""
    return f"{period.year or '?'}年{half}{'计划' if period.planned else '完成'}"


if __name__ == "__main__":
    sys.exit(main())
