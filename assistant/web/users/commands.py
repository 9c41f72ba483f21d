"""`python -m assistant users | feedback`: who may sign in, and what users said, for whoever runs the page."""

import argparse
import getpass
import sys
from pathlib import Path
from typing import Any

from assistant.settings import Settings
from index.errors import YoujuError


def add_commands(commands: "argparse._SubParsersAction[Any]") -> None:
    """Adds both to the parsers of a command line."""
    feedback = commands.add_parser("feedback", help="导出用户对回答的评价，供 python -m eval add 使用")
    feedback.add_argument("--out", required=True, type=Path, metavar="FILE", help="写入这个 JSONL 文件")
    feedback.set_defaults(run=_feedback)
    users = commands.add_parser("users", help="谁可以登录网页").add_subparsers(
        required=True, metavar="add|password|list|remove|unlock"
    )
    add = users.add_parser("add", help="添加用户")
    add.add_argument("--role", required=True, choices=("reader", "editor"), help="reader 只读，editor 可改资料")
    password = users.add_parser("password", help="改密码")
    remove = users.add_parser("remove", help="移除用户")
    for command, do in ((add, _add), (password, _password), (remove, _remove)):
        command.add_argument("name", metavar="NAME", help="用户名")
        command.set_defaults(run=do)
    unlock = users.add_parser("unlock", help="结束登录失败后的等待")
    unlock.add_argument("name", nargs="?", metavar="NAME", help="用户名；不写则是所有人")
    unlock.set_defaults(run=_unlock)
    for command in (add, password):
        command.add_argument("--stdin", action="store_true", help="从标准输入读一行作为密码")
    users.add_parser("list", help="列出用户").set_defaults(run=_list)


def _feedback(options: argparse.Namespace) -> int:
    from assistant.web.talk.feedback import FILE, FeedbackStore

    count = FeedbackStore(_data() / FILE).export(options.out)
    print(f"已导出 {count} 条反馈到 {options.out}")
    return 0


def _add(options: argparse.Namespace) -> int:
    from assistant.web.users.accounts import Accounts

    Accounts(_data() / "accounts.sqlite").add(options.name, _secret(options.stdin), options.role)
    role = "编辑" if options.role == "editor" else "读者"
    print(f"已添加 {options.name}（{role}）。正在运行的网页若是没有用户时启动的，请重新启动。")
    return 0


def _password(options: argparse.Namespace) -> int:
    from assistant.web.users.accounts import Accounts

    Accounts(_data() / "accounts.sqlite").set_password(options.name, _secret(options.stdin))
    print("已改密码，该用户需重新登录。")
    return 0


def _remove(options: argparse.Namespace) -> int:
    from assistant.web.users.accounts import Accounts

    Accounts(_data() / "accounts.sqlite").remove(options.name)
    print(f"已移除 {options.name}")
    return 0


def _unlock(options: argparse.Namespace) -> int:
    from assistant.web.users.accounts import Accounts

    Accounts(_data() / "accounts.sqlite").unlock(options.name)
    print(f"{options.name or '所有人'}现在可以登录，不必再等。")
    return 0


def _list(options: argparse.Namespace) -> int:
    from assistant.web.users.accounts import Accounts

    accounts = Accounts(_data() / "accounts.sqlite").all()
    print(*(f"{one.name}\t{one.role}" for one in accounts) if accounts else ("还没有用户",), sep="\n")
    return 0


def _secret(from_stdin: bool) -> str:
    """The password, asked for twice on a terminal."""
    if from_stdin:
        return sys.stdin.readline().removesuffix("\n")
    password = getpass.getpass("密码：")
    if getpass.getpass("再输一次：") != password:
        raise YoujuError("两次输入的密码不一样，请重试")
    return password


def _data() -> Path:
    return Path(Settings.from_environment().data)
