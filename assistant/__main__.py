"""`python -m assistant ask | batch | feedback | users`: questions and answers, and what the page's keeper needs."""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from assistant.model import Answer, Citation
from assistant.web.users.commands import add_commands
from index.cli import Parser, add_index, run
from index.text.scanned import RECOGNISED


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 when it is done (a refusal is an answer), 2 for bad input, 130 for Ctrl-C."""
    return run(_parser(), arguments)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m assistant", description="向报告提问，回答句句有据")
    parser.add_argument("--version", action="version", version=f"有据 {_version()}", help="显示版本")
    commands = parser.add_subparsers(required=True, metavar="ask|batch|feedback|users")
    ask = commands.add_parser("ask", help="问一个问题")
    ask.add_argument("question", metavar="问题")
    ask.add_argument("--history", action="append", default=[], metavar="上一问", help="同一对话里先前的问题，可重复")
    ask.add_argument("--region", metavar="R", help="只看这个地方的报告")
    ask.add_argument("--year", type=int, metavar="Y", help="只看这一年")
    ask.add_argument("--aspect", choices=("done", "planned"), help="只问已完成的（done）或计划的（planned）")
    ask.add_argument("--json", action="store_true", help="以 JSON 输出")
    ask.set_defaults(run=_ask)
    batch = commands.add_parser("batch", help="逐行回答一个 JSONL 文件里的问题")
    batch.add_argument("questions", metavar="QUESTIONS.jsonl", help="每行一个 JSON 对象；- 为标准输入")
    batch.set_defaults(run=_batch)
    add_commands(commands)
    for command in (ask, batch):
        add_index(command)
        command.add_argument("--top-k", type=_positive, default=10, metavar="K", help="列出前 K 个检索结果，默认 10")
    return parser


def _version() -> str:
    """The version, told in pyproject.toml alone: what runs is a checkout, nothing of it is installed."""
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} 不是正整数")
    return int(text)


def _ask(options: argparse.Namespace) -> int:
    from assistant.answer import open_assistant
    from assistant.llm.client import configured_model
    from assistant.question.filters import Filters

    assistant = open_assistant(options.index, model=configured_model())
    filters = Filters(region=options.region, year=options.year, aspect=options.aspect)
    answer = assistant.ask(options.question, tuple(options.history), filters, top_k=options.top_k)
    print(json.dumps(answer.to_json(), ensure_ascii=False, indent=2) if options.json else _for_people(answer))
    return 0


def _batch(options: argparse.Namespace) -> int:
    from assistant.answer import open_assistant
    from assistant.batch import QuestionLine, answer_lines, open_lines, read_lines
    from assistant.llm.client import configured_model

    lines: Iterable[bytes] = sys.stdin.buffer  # answered as it comes
    if options.questions != "-":
        lines = open_lines(Path(options.questions))
        list(read_lines(lines, QuestionLine))  # so that a bad line is told before the first question costs its time
    assistant = open_assistant(options.index, model=configured_model())
    for answer in answer_lines(assistant, lines, options.top_k):
        print(json.dumps(answer, ensure_ascii=False), flush=True)
    return 0


def _for_people(answer: Answer) -> str:
    """The answer, and under it what it cites: place, year, section path and file, with the quotes that stand there."""
    blocks = [answer.answer]
    if answer.standalone_question != answer.question:
        blocks.insert(0, f"（理解为：{answer.standalone_question}）")
    if answer.writing:
        blocks.append(f"（{answer.writing.told}）")
    for where, citations in groupby(answer.citations, _where):
        quotes = map(_quoted, citations)
        blocks.append("\n  ".join([where, *quotes]))
    return "\n\n".join(blocks)


def _quoted(citation: Citation) -> str:
    return f"[{citation.number}]「{citation.quote.strip()}」{f'（{RECOGNISED}）' if citation.scanned else ''}"


def _where(citation: Citation) -> str:
    year = f"{citation.year}年" if citation.year else None
    place = " · ".join(part for part in (citation.region, year, " > ".join(citation.section)) if part)
    return "\n".join(filter(None, (place, citation.report)))


if __name__ == "__main__":
    sys.exit(main())
