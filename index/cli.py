"""What the command lines share: usage errors in one line, and an exit code for each way to end."""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

from index.errors import StoreError, YoujuError

if TYPE_CHECKING:
    from index.store.addresses import Address


class Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with the arguments."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"用法有误：{message}。用法见 {self.prog} --help\n")


def add_index(parser: argparse.ArgumentParser, folder: str = "--index", default: Path | None = None) -> None:
    """Lets an index be told, as `options.index`: a folder or, with `--store`, an address; else the default."""
    where = parser.add_mutually_exclusive_group(required=default is None)
    told = f"，默认 {default}" if default else ""
    where.add_argument(folder, dest="index", type=Path, default=default, metavar="DIR", help=f"索引文件夹{told}")
    told = "索引的地址：milvus+http(s)://主机:端口/索引名，或 milvus+file:路径.db"
    where.add_argument("--store", dest="index", type=address, metavar="ADDRESS", help=told)


def address(text: str) -> "Address":
    """The type of an argument that is the address of an index."""
    from index.store.addresses import parse

    try:
        return parse(text)
    except StoreError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def run(parser: argparse.ArgumentParser, arguments: Sequence[str] | None, interrupted: str = "已中断") -> int:
    """Runs the command that the arguments name: the function `run` that the parser sets, given the options.

    Returns its exit code, or 2 for bad input and 130 for Ctrl-C, each with one line on stderr; 141, silent, where the
    reader of its output has gone away.
    """
    # Output is UTF-8 whatever the console's encoding; an argument that is not UTF-8 must not break a message.
    for stream in (sys.stdout, sys.stderr):
        cast(io.TextIOWrapper, stream).reconfigure(encoding="utf-8", errors="backslashreplace")
    options = parser.parse_args(arguments)
    try:
        code = int(options.run(options))
        sys.stdout.flush()
    except YoujuError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"\n{interrupted}", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever reads, such as `head`, has seen enough. What is still unwritten must not fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return code
