"""The page: its tabs in their order, and the command line that serves it. No logic of its own.

python app.py [--index DIR] [--reports DIR] [--host H] [--port P]
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# Before Gradio is imported: nothing is told to anybody outside, and its look at its own address needs no proxy.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**12)  # events; nobody reads its table of the latest 10,000
os.environ["NO_PROXY"] = os.environ["no_proxy"] = ",".join(
    filter(None, (os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), "127.0.0.1"))
)

import gradio as gr

from assistant.llm.client import configured_model
from assistant.settings import Settings
from assistant.web.current import Current
from assistant.web.desk.desk import UNFINISHED
from assistant.web.desk.folder import Folder
from assistant.web.desk.tab import desk_tab
from assistant.web.figures.tab import figures_tab
from assistant.web.lookup.tab import linked, lookup_tab
from assistant.web.runs import runs_tab
from assistant.web.serve import Look, check_host, serve
from assistant.web.sessions import OPEN, forget_closed
from assistant.web.talk import render
from assistant.web.talk.feedback import FILE, FeedbackStore
from assistant.web.talk.tab import talk_tab
from assistant.web.uploads import KEPT
from assistant.web.users.accounts import Accounts
from assistant.web.users.audit import AuditLog
from assistant.web.users.sign_in import user_bar
from index.cli import Parser, add_index, run

_STATIC = Path(__file__).parent / "assistant" / "web" / "static"
# The reader's own Chinese fonts: no font is fetched from anywhere.
_FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "sans-serif")


def page(current: Current, reports: Path, data: Path, accounts: Accounts, audit: AuditLog) -> gr.Blocks:
    """The page over an assistant, not yet served; `reports` is the folder that editors may change."""
    blocks = gr.Blocks(title="有据", analytics_enabled=False, fill_width=True, delete_cache=(KEPT, KEPT))
    blocks.state_session_capacity = OPEN
    with blocks:
        head = gr.HTML(elem_id="y-head")
        with gr.Tabs(elem_id="y-tabs") as tabs:
            with gr.Tab("问答", id="talk"):
                talk_tab(current, FeedbackStore(data / FILE))
            with gr.Tab("查阅", id="lookup"):
                reader = lookup_tab(current)
            with gr.Tab("指标", id="figures") as figures:
                figures_tab(figures, current, tabs, reader)
            with gr.Tab("资料", id="desk") as desk:
                desk_tab(desk, current, reports, accounts.may_edit, audit.write)
            with gr.Tab("评测", id="runs") as evaluations:
                runs_tab(evaluations)

        def headed(request: gr.Request) -> str:
            return render.header(current.get().catalogue()) + user_bar(request.username)

        def opened(request: gr.Request) -> tuple[str, Any]:
            forget_closed(blocks)
            return headed(request), gr.Tabs(selected="lookup") if linked(dict(request.query_params)) else gr.skip()

        blocks.load(opened, None, [head, tabs], show_progress="hidden", api_visibility="private")
        tabs.select(headed, None, head, show_progress="hidden", api_visibility="private")  # reports may have changed
    return blocks


def look() -> Look:
    """The page's look."""
    theme = gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=_FONTS, font_mono=_FONTS)
    return Look(theme, sorted(_STATIC.glob("*.css")), _STATIC / "head.html")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code: 0 stopped, 2 bad usage or input."""
    return run(_parser(), arguments)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python app.py", description="在浏览器里向已载入的报告提问")
    add_index(parser, default=Path(".index"))
    parser.add_argument("--reports", type=Path, default=Path("reports"), metavar="DIR", help="报告文件夹，默认 reports")
    parser.add_argument("--host", default="127.0.0.1", metavar="H", help="监听的地址；对外提供前须先添加用户")
    parser.add_argument("--port", type=_port, default=7860, metavar="P", help="端口，默认 7860")
    parser.set_defaults(run=_run)
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"端口应在 1 到 65535 之间，不能是 {text}")
    return int(text)


def _run(options: argparse.Namespace) -> int:
    data = Path(Settings.from_environment().data)
    os.environ.setdefault("GRADIO_TEMP_DIR", str((data / "temp").resolve()))  # uploads on their way, not in /tmp
    accounts, audit = Accounts(data / "accounts.sqlite"), AuditLog(data / "audit.jsonl")
    check_host(options.host, accounts)
    current = Current(options.index, configured_model())

    def tell(state: str) -> None:
        print(state, file=sys.stderr, flush=True)
        audit.write(None, None, "载入索引", state)

    if Folder(options.reports, data / "removed").unfinished(options.index):
        tell(UNFINISHED)
    with current.watched(tell):
        blocks = page(current, options.reports, data, accounts, audit)
        serve(blocks, look(), (options.host, options.port), accounts, audit)
    return 0


if __name__ == "__main__":
    sys.exit(main())
