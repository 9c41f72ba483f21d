"""`python -m eval run | spans | fit`: asks a set of questions and prints scores; exits 1 on a regression."""

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.cli import Parser, run
from index.errors import YoujuError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; 0 done, 1 a score fell below the baseline, 2 bad input, 130 for Ctrl-C."""
    return run(_parser(), arguments)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m eval", description="评测回答的好坏")
    commands = parser.add_subparsers(required=True, metavar="run|spans|fit")
    command = commands.add_parser("run", help="逐个提问并打分")
    command.add_argument("--questions", required=True, type=Path, metavar="FILE", help="JSONL 问题文件")
    command.add_argument("--index", required=True, type=Path, metavar="DIR", help="索引文件夹")
    command.add_argument("--baseline", type=Path, metavar="FILE", help="基线分数；低于它则退出码为 1")
    command.add_argument("--out", type=Path, metavar="DIR", help="把 run.json（分数与全部回答）写到这个文件夹")
    command.set_defaults(run=_run)
    command = commands.add_parser("spans", help="答案是原文片段的问题集：找对报告了吗，拒答了吗，ROUGE-L")
    command.add_argument("--questions", required=True, type=Path, metavar="FILE", help="JSONL 问题文件")
    command.add_argument("--index", required=True, type=Path, metavar="DIR", help="索引文件夹")
    command.set_defaults(run=_spans)
    command = commands.add_parser("fit", help="用问题集的一半拟合回答长短的权重，另一半检验")
    command.add_argument(
        "--set",
        required=True,
        nargs=2,
        type=Path,
        action="append",
        metavar=("FILE", "DIR"),
        help="问题文件和索引文件夹",
    )
    command.set_defaults(run=_fit)
    return parser


def _run(options: argparse.Namespace) -> int:
    from assistant.answer import open_assistant
    from assistant.settings import Settings
    from eval.questions import load_questions
    from eval.run import ask_all, failures, load_baseline, regressions, summarise, table, to_json

    questions = load_questions(options.questions)
    baseline = load_baseline(options.baseline) if options.baseline else None
    assistant = open_assistant(options.index)
    records = ask_all(assistant, questions, lambda path: assistant.store.report(path).text)
    summary = summarise(records)
    print(table(summary), *failures(records), sep="\n\n")
    if options.out:
        made_with = {
            "settings": asdict(Settings.from_environment()),
            "manifest": asdict(assistant.store.manifest),
            "commit": _commit(),
        }
        _write(options.out / "run.json", made_with | to_json(records, summary))
    worse = regressions(summary["overall"], baseline) if baseline else []
    for line in worse:
        print(f"低于基线 {line}", file=sys.stderr)
    return 1 if worse else 0


def _spans(options: argparse.Namespace) -> int:
    from assistant.answer import open_assistant
    from eval.spans import load_spans, score_spans, span_table

    questions = load_spans(options.questions)
    print(span_table(score_spans(open_assistant(options.index), questions)))
    return 0


def _fit(options: argparse.Namespace) -> int:
    from assistant import confidence, extent
    from assistant.answer import open_assistant
    from eval.fit import fit_confidence, fit_extent, reached, read, trade_off

    sets = [read(open_assistant(index), questions) for questions, index in options.set]
    weights = fit_extent([example for examples, _ in sets for example in examples])
    for (questions, _), (examples, _) in zip(options.set, sets, strict=True):
        halves = [f"{half} {reached(weights, examples, half):.3f}" for half in ("tune", "held")]
        print(f"{questions.name}（{len(examples)} 问）：{'，'.join(halves)}")
    _write(extent.WEIGHTS, weights)
    cases = [case for _, told in sets for case in told]
    weights = fit_confidence(cases)
    for half in ("tune", "held"):
        print(f"{half}：置信度门槛，可回答的答了多少，不可回答的答了多少")
        print(
            *(f"{at:.1f}  {right:.3f}  {wrong:.3f}" for at, right, wrong in trade_off(weights, cases, half)), sep="\n"
        )
    _write(confidence.WEIGHTS, weights)
    return 0


def _commit() -> str | None:
    """The commit of the checkout, with "-dirty" where it was changed since; None where there is no git."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() or None


def _write(path: Path, record: Mapping[str, Any]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise YoujuError(f"写不了 {path}（{error.strerror}），请换一个文件夹") from error
    print(f"\n已写入 {path}")


if __name__ == "__main__":
    sys.exit(main())
