"""From questions by hand to the weights: `python -m eval.training begin | … | measure`, in order; `plans`; `times`."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eval.training.questions import Split, TrainingQuestion
from index.cli import Parser, add_index, run

if TYPE_CHECKING:
    from assistant.answer import Assistant

_SPLITS: tuple[Split, ...] = ("train", "choose", "held", "apart")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; 0 done, 2 bad input, 130 for Ctrl-C."""
    return run(_parser(), arguments)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m eval.training", description="训练阅读模型")
    commands = parser.add_subparsers(required=True, metavar="begin|lay-out|pairs|train|ship|fit|measure|plans|times")
    command = commands.add_parser("lay-out", help="把训练问题所问的文档放进一个文件夹，以便建索引")
    command.add_argument("--shared", required=True, type=Path, metavar="DIR", help="真实文档所在的文件夹")
    command.add_argument("--out", required=True, type=Path, metavar="DIR")
    command.set_defaults(run=_lay_out)
    command = commands.add_parser("begin", help="从头训练之前：选定词表，随库的权重换成什么也没学过的")
    command.add_argument("texts", nargs="+", type=Path, metavar="FILE", help="文字；只留其中出现的词")
    command.set_defaults(run=_begin)
    command = commands.add_parser("pairs", help="由问题和索引得出问答对")
    add_index(command)
    command.add_argument("--split", choices=_SPLITS, default="train", help="哪一部分问题（默认 train）")
    command.add_argument("--every", type=int, default=1, metavar="N", help="每 N 问取一问（默认 1）")
    command.add_argument(
        "--public", nargs="*", type=Path, default=[], metavar="FILE", help="改用这些公开的阅读理解文件"
    )
    command.add_argument("--out", required=True, type=Path, metavar="FILE")
    command.set_defaults(run=_pairs)
    command = commands.add_parser("train", help="训练；停过的从上次存下的地方接着来")
    command.add_argument("pairs", nargs="+", type=Path, metavar="PAIRS", help="问答对的文件")
    command.add_argument("--epochs", type=float, default=2.0, help="遍数（默认 2）")
    command.add_argument("--frozen", type=int, default=4, help="不训练的最低几层（默认 4）")
    command.add_argument("--start", type=Path, metavar="CHECKPOINT", help="从这里存下的权重开始；否则从随库的权重开始")
    command.add_argument("--out", required=True, type=Path, metavar="CHECKPOINT")
    command.set_defaults(run=_train)
    command = commands.add_parser("ship", help="把训练所得写成随库的权重")
    command.add_argument("checkpoint", type=Path, metavar="CHECKPOINT")
    command.add_argument("--pairs", required=True, type=Path, metavar="PAIRS", help="定温度用的问答对，不能是训练过的")
    command.set_defaults(run=_ship)
    command = commands.add_parser("fit", help="用留出的问题拟合：哪一处作答，有多大把握")
    add_index(command)
    command.add_argument("--split", choices=_SPLITS, default="choose", help="哪一部分问题（默认 choose）")
    command.add_argument("--every", type=int, default=1, metavar="N", help="每 N 问取一问（默认 1）")
    command.set_defaults(run=_fit)
    command = commands.add_parser("measure", help="用留出的问题考整个产品")
    add_index(command)
    command.add_argument("--split", choices=_SPLITS, default="choose", help="哪一部分问题（默认 choose）")
    command.add_argument("--every", type=int, default=1, metavar="N", help="每 N 问取一问（默认 1）")
    command.set_defaults(run=_measure)
    command = commands.add_parser("plans", help="拟合：问题要怎样算、算哪些数")
    command.set_defaults(run=_plans)
    command = commands.add_parser("times", help="拟合：数字是什么时候的，是完成的还是计划的")
    command.add_argument("--documents", required=True, type=Path, metavar="DIR", help="用 lay-out 备好的文档")
    command.set_defaults(run=_times)
    return parser


def _lay_out(options: argparse.Namespace) -> int:
    from eval.training.documents import lay_out

    lay_out(options.shared, options.out)
    return 0


def _begin(options: argparse.Namespace) -> int:
    from assistant.reader.delta import Delta, save_delta
    from assistant.reader.folder import DELTA
    from eval.training.vocabulary import kept_pieces
    from index.embedding.default_model import read_source

    kept = kept_pieces(read_source(), (path.read_text(encoding="utf-8") for path in options.texts))
    save_delta(DELTA, Delta({}, kept, 1.0))
    print(f"{DELTA}：留下 {len(kept)} 个词")
    return 0


def _pairs(options: argparse.Namespace) -> int:
    from eval.training.examples import save_examples

    if options.public:
        from eval.training.public import public_examples

        count = save_examples(options.out, public_examples(options.public))
    else:
        from eval.training.documents import check_digests
        from eval.training.pairs import examples

        assistant, questions = _asked(options)
        check_digests(assistant.store)
        count = save_examples(options.out, examples(assistant, questions))
    print(f"{options.out}：{count} 对")
    return 0


def _train(options: argparse.Namespace) -> int:
    from eval.training.examples import load_examples
    from eval.training.start import start
    from eval.training.train import Plan, train

    learned = [one for path in options.pairs for one in load_examples(path)]
    network, tokenizer, _ = start(options.start)
    train(network, tokenizer, learned, Plan(options.epochs, options.frozen), options.out)
    return 0


def _ship(options: argparse.Namespace) -> int:
    from assistant.reader.folder import DELTA
    from eval.training.examples import load_examples
    from eval.training.ship import judged, ship
    from eval.training.start import start

    network, tokenizer, kept = start(options.checkpoint)
    shown = load_examples(options.pairs)
    delta = ship(network, kept, judged(network, tokenizer, shown), [bool(one.spans) for one in shown], DELTA)
    print(f"{DELTA}：{DELTA.stat().st_size / 2**20:.1f} MB，温度 {delta.temperature:.2f}")
    return 0


def _fit(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from assistant.evidence.confidence import WEIGHTS
    from eval.record import write
    from eval.training.fit import cases, fit, reliability, trade_off

    assistant, questions = _asked(options)
    told = list(cases(assistant, tqdm(questions, unit="问", disable=None)))
    print("门槛，答对，答错，近似而不能答的拒了多少（各用另一半拟合）")
    print(*(f"{at:.2f}  {right:.3f}  {wrong:.3f}  {near:.3f}" for at, right, wrong, near in trade_off(told)), sep="\n")
    print("把握，确实答对，问数")
    print(*(f"{sure:.2f}  {right:.2f}  {count}" for sure, right, count in reliability(told)), sep="\n")
    write(WEIGHTS, json.dumps(fit(told), indent=1) + "\n")
    print(f"已写入 {WEIGHTS}")
    return 0


def _measure(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from eval.training.measure import ask, shares

    assistant, questions = _asked(options)
    for name, share in shares(ask(assistant, tqdm(questions, unit="问", disable=None))).items():
        print(f"{name} {share:.3f}")
    return 0


def _plans(options: argparse.Namespace) -> int:
    from functools import cache

    from assistant.reckon import operation, things
    from eval.record import write
    from eval.training.planning.planned import cross_validated, read
    from eval.training.planning.plans import fit_operation, fit_things, load_plans, others
    from index.embedding.load import load_embedder

    told, embed = read([*load_plans(), *others()]), cache(load_embedder("default").embed_query)
    right, alarms, exact = cross_validated(told, embed)
    print(f"运算认对 {right}，不要算的误作要算 {alarms}，所问的事项一个不差 {exact}")
    write(operation.WEIGHTS, json.dumps(fit_operation(told, embed), ensure_ascii=False) + "\n")
    write(things.WEIGHTS, json.dumps(fit_things(told), ensure_ascii=False, indent=0) + "\n")
    print(f"已写入 {operation.WEIGHTS}、{things.WEIGHTS}")
    return 0


def _times(options: argparse.Namespace) -> int:
    from eval.record import write
    from eval.training.anchoring.fit import cross_validated, fit
    from eval.training.anchoring.rows import rows
    from eval.training.anchoring.times import load_times
    from index.figures.anchor.model import WEIGHTS

    seen = list(rows(options.documents, load_times()))
    print("怎样看，时间对，状态对，都对（每次留出五分之一的地方）")
    print(
        *(
            f"{view}  {when:.3f}  {state:.3f}  {both:.3f}"
            for view, (when, state, both) in cross_validated(seen).items()
        ),
        sep="\n",
    )
    told = json.dumps(fit(seen), ensure_ascii=False, separators=(",", ":"))
    write(WEIGHTS, told.replace("],", "],\n") + "\n")
    print(f"已写入 {WEIGHTS}")
    return 0


def _asked(options: argparse.Namespace) -> tuple["Assistant", list[TrainingQuestion]]:
    """The product over the index, and the questions that were named."""
    from assistant.answer import open_assistant
    from eval.training.questions import load_questions

    questions = [one for one in load_questions() if one.split == options.split]
    return open_assistant(options.index), questions[:: options.every]


if __name__ == "__main__":
    sys.exit(main())
