"""From questions by hand to the weights: `python -m eval.training begin | lay-out | pairs | train | ship | measure`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eval.training.questions import Split, TrainingQuestion
from index.cli import Parser, add_index, run

if TYPE_CHECKING:
    from assistant.answer import Assistant
    from assistant.reader.reader import Reader

_SPLITS: tuple[Split, ...] = ("train", "choose", "held", "apart")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; 0 done, 2 bad input, 130 for Ctrl-C."""
    return run(_parser(), arguments)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m eval.training", description="训练阅读模型")
    commands = parser.add_subparsers(required=True, metavar="begin|lay-out|pairs|train|ship|measure")
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
    command = commands.add_parser("measure", help="用留出的问题考整个产品")
    add_index(command)
    command.add_argument("--split", choices=_SPLITS, default="choose", help="哪一部分问题（默认 choose）")
    command.add_argument("--every", type=int, default=1, metavar="N", help="每 N 问取一问（默认 1）")
    command.add_argument("--reader", action="store_true", help="由阅读模型判断；否则照规则")
    command.set_defaults(run=_measure)
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


def _measure(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from eval.training.measure import ask, shares

    if options.reader:
        from assistant.reader.make import ensure_reader
        from assistant.reader.onnx_reader import OnnxReader

        assistant, questions = _asked(options, OnnxReader(ensure_reader()))
    else:
        assistant, questions = _asked(options)
    for name, share in shares(ask(assistant, tqdm(questions[:: options.every], unit="问", disable=None))).items():
        print(f"{name} {share:.3f}")
    return 0


def _asked(options: argparse.Namespace, reader: "Reader | None" = None) -> tuple["Assistant", list[TrainingQuestion]]:
    """The product over the index, and the questions of the split that was named."""
    from assistant.answer import open_assistant
    from eval.training.questions import load_questions

    return open_assistant(options.index, reader=reader), [one for one in load_questions() if one.split == options.split]


if __name__ == "__main__":
    sys.exit(main())
