"""`python -m eval run | compare | publish | add | check-set | spans | verify`: what answers are worth."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from eval.questions import Type
from index.cli import Parser, add_index, run
from index.errors import EvaluationError

if TYPE_CHECKING:
    from eval.compare import Comparison
    from eval.record import Run

_BASELINE = Path(__file__).parent / "baseline.json"
_REPORTS = Path(__file__).parents[1] / "reports"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; 0 done, 1 a score fell too far or a `must` question was lost, 2 bad input, 130 for Ctrl-C."""
    return run(_parser(), arguments)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m eval", description="评测回答的好坏")
    commands = parser.add_subparsers(required=True, metavar="run|compare|publish|add|check-set|spans|verify")
    _add_runs(commands)
    _add_sets(commands)
    _add_others(commands)
    return parser


def _add_runs(commands: "argparse._SubParsersAction[Parser]") -> None:
    command = commands.add_parser("run", help="逐个提问并打分")
    command.add_argument("--questions", required=True, type=Path, metavar="FILE", help="JSONL 问题文件")
    add_index(command)
    command.add_argument("--baseline", type=Path, metavar="FILE", help="基线；分数低于它或必答题失守则退出码为 1")
    command.add_argument(
        "--writer",
        choices=("extractive", "llm"),
        default="extractive",
        help="谁来写：报告原文（默认），或所配置的语言模型",
    )
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="把 run.json（记录）和 page.html（网页）写到这个文件夹"
    )
    command.set_defaults(run=_run)
    command = commands.add_parser("compare", help="逐题比较两次运行；变差则退出码为 1")
    command.add_argument("before", type=Path, metavar="A", help="先前的运行记录 run.json")
    command.add_argument("after", type=Path, metavar="B", help="后来的运行记录 run.json")
    command.add_argument("--baseline", type=Path, default=_BASELINE, metavar="FILE", help="容差所在的基线文件")
    command.add_argument("--out", type=Path, metavar="DIR", help="把 page.html（B 与 A 相比的网页）写到这个文件夹")
    command.set_defaults(run=_compare)
    command = commands.add_parser("publish", help="把运行的分数写进基线，并重写分数表 RESULTS.md")
    command.add_argument("runs", nargs="*", type=Path, metavar="RUN", help="运行记录 run.json")
    command.set_defaults(run=_publish)


def _add_sets(commands: "argparse._SubParsersAction[Parser]") -> None:
    command = commands.add_parser("add", help="把一条用户反馈变成一个问题，加进问题集")
    command.add_argument("feedback", type=Path, metavar="FEEDBACK", help="JSONL 反馈文件")
    command.add_argument("--id", required=True, metavar="ID", help="哪一条反馈")
    command.add_argument("--questions", required=True, type=Path, metavar="FILE", help="加进这个 JSONL 问题文件")
    command.add_argument(
        "--reports", nargs="+", type=Path, default=[_REPORTS], metavar="PATH", help="报告，默认 reports/"
    )
    command.add_argument(
        "--evidence", nargs="+", action="extend", default=[], metavar="TEXT", help="正确的依据（原文）"
    )
    command.add_argument("--fact", nargs="+", action="extend", default=[], metavar="TEXT", help="回答里该有的事实")
    command.add_argument("--refuse", action="store_true", help="报告里没有答案，该拒答")
    command.add_argument("--type", choices=get_args(Type), help="问题的类型；不说则推断")
    command.set_defaults(run=_add)
    command = commands.add_parser("check-set", help="查出问题集里的毛病：依据不在报告里、重复、题目泄露答案等")
    command.add_argument("file", type=Path, metavar="FILE", help="JSONL 问题文件")
    command.add_argument(
        "--reports", nargs="+", type=Path, default=[_REPORTS], metavar="PATH", help="报告，默认 reports/"
    )
    command.set_defaults(run=_check_set)


def _add_others(commands: "argparse._SubParsersAction[Parser]") -> None:
    command = commands.add_parser("spans", help="答案是原文片段的问题集：找对报告了吗，拒答了吗，ROUGE-L")
    command.add_argument("--questions", required=True, type=Path, metavar="FILE", help="JSONL 问题文件")
    add_index(command)
    command.set_defaults(run=_spans)
    command = commands.add_parser("verify", help="查验陈述有无依据，查得准不准：按错误种类列出")
    command.add_argument("--pairs", required=True, type=Path, metavar="FILE", help="JSONL 陈述集")
    command.add_argument("--reports", type=Path, default=_REPORTS, metavar="DIR", help="报告文件夹，默认 reports/")
    command.add_argument("--show", metavar="KIND", help="列出这一种（如 true、figure）里判错的陈述")
    command.set_defaults(run=_verify)


def _run(options: argparse.Namespace) -> int:
    from assistant.answer import open_assistant
    from assistant.llm.client import required_model
    from eval.baseline import load_baseline, published
    from eval.compare import compare, of_published
    from eval.questions import load_questions
    from eval.record import make_folder, save
    from eval.run import evaluate
    from eval.showing import console

    questions, name = load_questions(options.questions), options.questions.name
    baseline = load_baseline(options.baseline) if options.baseline else None
    told = published(baseline, name, questions) if baseline else None
    model = required_model() if options.writer == "llm" else None
    assistant = open_assistant(options.index, model=model)
    if options.out:
        make_folder(options.out)  # what cannot be kept is told before minutes are spent
    done = evaluate(assistant, name, questions, model.name if model else None)
    print(*console.report(done), sep="\n\n")
    found = compare(of_published(told, done), done, baseline.tolerance) if baseline and told else None
    if options.out:
        print(f"\n已写入 {save(done, options.out)}")
        _page(options.out, done, found)
    if found is None:
        return 0
    print(*console.comparison(found, done), sep="\n")
    return 0 if found.passed else 1


def _compare(options: argparse.Namespace) -> int:
    from eval.baseline import load_baseline
    from eval.compare import compare, of_run
    from eval.record import load
    from eval.showing import console

    tolerance = load_baseline(options.baseline).tolerance
    before, after = load(options.before), load(options.after)
    found = compare(of_run(before, str(options.before)), after, tolerance)
    print(*console.comparison(found, after), sep="\n")
    if options.out:
        _page(options.out, after, found)
    return 0 if found.passed else 1


def _publish(options: argparse.Namespace) -> int:
    from eval.baseline import BASELINE, RESULTS, load_baseline, publish, results, save_baseline
    from eval.benches.figures import BENCH, load_bench
    from eval.record import load, write

    baseline = load_baseline(BASELINE)
    for path in options.runs:
        baseline = publish(baseline, load(path))
    save_baseline(baseline, BASELINE)
    write(RESULTS, results(baseline, load_bench(BENCH)))
    print(f"已写入 {BASELINE} 和 {RESULTS}")
    return 0


def _add(options: argparse.Namespace) -> int:
    from eval.add import add
    from eval.check_set import read_chunks
    from eval.feedback import Right, load_feedback

    feedback = load_feedback(options.feedback, options.id)
    right = Right(tuple(options.evidence), tuple(options.fact), options.refuse, options.type)
    print(add(feedback, right, options.questions, read_chunks(options.reports)))
    return 0


def _check_set(options: argparse.Namespace) -> int:
    from eval.check_set import check, read_chunks
    from eval.questions import load_questions

    questions = load_questions(options.file)
    if flaws := check(questions, read_chunks(options.reports)):
        print(*flaws, sep="\n")
        raise EvaluationError(f"问题集 {options.file} 有 {len(flaws)} 处毛病，请逐条改正")
    print(f"{options.file}：{len(questions)} 问，没有毛病")
    return 0


def _spans(options: argparse.Namespace) -> int:
    from assistant.answer import open_assistant
    from eval.spans import load_spans, score_spans, span_table

    questions = load_spans(options.questions)
    print(span_table(score_spans(open_assistant(options.index), questions)))
    return 0


def _verify(options: argparse.Namespace) -> int:
    from eval.support import Kind, judge, load_pairs, misjudged, support_table

    if options.show not in (None, *get_args(Kind)):
        raise EvaluationError(f"没有 {options.show} 这一种，有的是 {'、'.join(get_args(Kind))}")
    verdicts = judge(load_pairs(options.pairs, options.reports))
    print(support_table(verdicts))
    if options.show:
        print(*misjudged(verdicts, options.show), sep="\n")
    return 0


def _page(folder: Path, run: "Run", found: "Comparison | None") -> None:
    from eval.record import write
    from eval.showing.page import page

    write(folder / "page.html", page(run, found))
    print(f"已写入 {folder / 'page.html'}")


if __name__ == "__main__":
    sys.exit(main())
